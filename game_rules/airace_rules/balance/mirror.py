"""Where a game and its mirror image part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from airace_rules.balance.arena import Arena, Lot, exchanged_name, trace_lot
from airace_rules.balance.policy import Strategy

SAME: Final = 1e-9  # relative
KINDS: Final = ("stock", "var", "pipe", "score")
SECTIONS: Final = {"stock": "stocks", "var": "vars", "pipe": "pipelines", "score": "scores"}


@dataclass(frozen=True, slots=True)
class Difference:
    """``name`` such as ``world.tension``; ``entry`` such as ``stocks.tension``; ``turn`` at whose start they differ."""

    name: str
    entry: str
    turn: int


def first_difference(
    arena: Arena, mirror: Arena, strategies: Sequence[Strategy], mirrored: Lot, seed: int
) -> Difference | None:
    """The first value that differs between one game and its mirror image. ``mirrored``: the lot of the latter."""
    lot = Lot(mirrored.beijing, mirrored.washington, mirrored.cell, mirrored.first, 1, mirrored.start)
    games = zip(trace_lot(arena, strategies, lot, seed), trace_lot(mirror, strategies, mirrored, seed), strict=False)
    for (turn, ours), (_, theirs) in games:
        for cell in _differing(ours, theirs):
            kind, _, name = cell.partition(":")
            return Difference(name, f"{SECTIONS[kind]}.{name.split('.', 1)[1]}", turn)
    return None


def _differing(ours: dict[str, float], theirs: dict[str, float]) -> Iterator[str]:
    for wanted in KINDS:
        for cell, value in ours.items():
            kind, _, name = cell.partition(":")
            other = theirs.get(f"{kind}:{exchanged_name(name)}", value)
            if kind == wanted and abs(value - other) > SAME * max(1.0, abs(value), abs(other)):
                yield cell
