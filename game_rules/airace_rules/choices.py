"""Draws that choose one of several options: which number in [0, 1) means which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from airace_rules.ids import SIDES, WORLD, Owner

if TYPE_CHECKING:
    from airace_rules.ruleset import Draw, Ruleset


class DrawnOption(NamedTuple):
    """The option that a draw of a side or the world chose."""

    owner: Owner
    draw: str
    option: str


def edges_of(weights: Mapping[str, float]) -> tuple[float, ...]:
    """Where the stretch of each option ends, the last one at 1: an option of weight 0 has none.

    >>> edges_of({"mild": 2.0, "hard": 1.0, "freak": 1.0})
    (0.5, 0.75, 1.0)
    """
    sums = list(accumulate(weights.values()))
    return tuple(each / sums[-1] for each in sums)


def chosen(edges: Sequence[float], draw: float) -> int:
    """The place of the option that a draw means.

    >>> [chosen((0.5, 0.75, 1.0), draw) for draw in (0.0, 0.5, 0.75)]
    [0, 1, 2]
    """
    return min(bisect_right(edges, draw), len(edges) - 1)


def middle_of(edges: Sequence[float], place: int) -> float:
    """A draw that means this option; its stretch may not be empty.

    >>> middle_of((0.5, 0.75, 1.0), 1)
    0.625
    """
    before = edges[place - 1] if place else 0.0
    return before + (edges[place] - before) / 2


def likeliest(edges: Sequence[float]) -> int:
    """The place of the option with the longest stretch, the first of several.

    >>> likeliest((0.25, 0.75, 1.0))
    1
    """
    lengths = [edge - before for before, edge in zip((0.0, *edges), edges, strict=False)]
    return lengths.index(max(lengths))


def option_of(draw: Draw, value: float) -> str:
    """The option that a draw means."""
    return tuple(draw.options)[chosen(edges_of(draw.options), value)]


def drawn_options(ruleset: Ruleset, draws: Mapping[str, float]) -> Iterator[DrawnOption]:
    """What chance chose. ``draws``: those of a step, ``"world.weather"`` → number; what nothing reads is not drawn."""
    for draw in ruleset.draws.values():
        owners: tuple[Owner, ...] = (WORLD,) if draw.scope == "world" else SIDES
        for owner in owners if draw.options else ():
            if f"{owner}.{draw.name}" in draws:
                yield DrawnOption(owner, draw.name, option_of(draw, draws[f"{owner}.{draw.name}"]))
