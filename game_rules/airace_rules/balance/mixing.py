"""Whether the equilibrium mixes, and whether that is a property of the game or of the sample it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from airace_rules.balance.equilibrium import SUPPORTED
from airace_rules.balance.places import Places
from airace_rules.balance.solved import Solved
from airace_rules.balance.verdicts import Told
from airace_rules.engine.mathfn_array import Floats

MOST_OF_A_MIXTURE: Final = 0.5
LEAST_SUPPORT: Final = 3
SETTLED: Final = 0.9  # share of the moved matrices that must agree


def mixing_findings(solved: Solved, row: int, names: list[str], side: str, places: Places) -> Iterator[Told]:
    """What is wrong with the mixture of Washington (``row`` 0) or Beijing (1), or not settled by the games played."""
    if len(names) < LEAST_SUPPORT:
        return
    shares: Floats = (solved.equilibrium.rows, solved.equilibrium.columns)[row]
    yield from _support(int((shares > SUPPORTED).sum()), solved.at_least(row, LEAST_SUPPORT), len(names), side)
    most = int(shares.argmax())
    spread = solved.at_most(row, MOST_OF_A_MIXTURE)
    yield from _largest(float(shares[most]), spread, names[most], side, places.of(f"bots.{names[most]}"))


def _support(support: int, enough: float, of: int, side: str) -> Iterator[Told]:
    told = f"{side}'s equilibrium has {support} of {of} strategies; wanted: {LEAST_SUPPORT}."
    if support < LEAST_SUPPORT:
        yield "support", "", told + _doubt(enough, f"{LEAST_SUPPORT} or more")
    elif enough < SETTLED:
        yield "support", "", f"{told}{_doubt(1 - enough, 'fewer than that')}"


def _largest(share: float, spread: float, name: str, side: str, place: str) -> Iterator[Told]:
    told = f"`{name}` is {share:.0%} of {side}'s equilibrium"
    if share > MOST_OF_A_MIXTURE:
        doubt = _doubt(spread, f"none above {MOST_OF_A_MIXTURE:.0%}")
        yield "strategy", place, f"{told}: there is little to choose.{doubt}"
    elif spread < SETTLED:
        doubt = _doubt(1 - spread, f"one strategy above {MOST_OF_A_MIXTURE:.0%}")
        yield "strategy", place, f"{told}, the most of any; wanted: at most {MOST_OF_A_MIXTURE:.0%}.{doubt}"


def _doubt(otherwise: float, words: str) -> str:
    """Nothing when the sample settles it."""
    if otherwise <= 1 - SETTLED:
        return ""
    return (
        f" The sample does not settle it: {otherwise:.0%} of the matrices moved within their errors have {words}; "
        "more --games would."
    )


def resampled_in_words(solved: Solved, row: int) -> str:
    """What the resampled matrices say of a side's mixture."""
    low, _, high = solved.largest_share(row)
    enough, spread = solved.at_least(row, LEAST_SUPPORT), solved.at_most(row, MOST_OF_A_MIXTURE)
    return (
        f"of the resampled, {enough:.0%} have {LEAST_SUPPORT} strategies or more, {spread:.0%} none above "
        f"{MOST_OF_A_MIXTURE:.0%}; the largest share is {low:.0%} to {high:.0%}"
    )
