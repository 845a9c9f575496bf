"""How long turns are: what formulas read as `turn.years`, `match.years` and `match.elapsed`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

TURN_YEARS: Final = "turn.years"
MATCH_YEARS: Final = "match.years"
MATCH_ELAPSED: Final = "match.elapsed"
YEARS: Final = (TURN_YEARS, MATCH_YEARS, MATCH_ELAPSED)
"""Of two words each, so that no declared name can be one of them."""


def years_by_turn(name: str, years: Sequence[float]) -> list[float]:
    """The value in every turn, and as the last one what it is once all turns are over (in the year after, too).

    ``name``: one of ``YEARS``; ``years``: the length of each turn.

    >>> years_by_turn("turn.years", [0.5, 2.0]), years_by_turn("match.elapsed", [0.5, 2.0])
    ([0.5, 2.0, 0.0], [0.0, 0.5, 2.5])
    >>> years_by_turn("match.years", [0.5, 2.0])
    [2.5, 2.5, 2.5]
    """
    elapsed = list(accumulate(years, initial=0.0))
    if name == TURN_YEARS:
        return [*years, 0.0]
    return [elapsed[-1]] * len(elapsed) if name == MATCH_YEARS else elapsed
