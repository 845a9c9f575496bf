"""The bounds that a test sets to a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf
from typing import Final, Literal

from airace_rules.language.nodes import Leaf
from airace_rules.language.ruletests import BoundsDecl, CheckDecl, PercentDecl
from airace_rules.ruletest import Check

EXACT: Final = 1e-9  # of the larger of a value and 1: what counts as equal


def checks_of(decl: float | BoundsDecl) -> tuple[Check, ...]:
    """Every bound of a check; a bare number is what the value must equal."""
    return (_equal(decl),) if isinstance(decl, float) else tuple(_checks(decl))


def ladder_check(low: Leaf | None, high: Leaf | None, options: tuple[str, ...]) -> Check:
    """Places among the options of a stance, from one that is there to another (None: to the end of the ladder)."""
    lowest = options.index(low.text) if low else 0
    highest = options.index(high.text) if high else len(options) - 1
    bounds = [("at least", low), ("at most", high)] if low is not high else []
    words = " and ".join(f"{word} {leaf.text}" for word, leaf in bounds if leaf is not None)
    return Check("value", float(lowest), float(highest), False, words or options[lowest])


def _checks(decl: BoundsDecl) -> Iterator[Check]:
    yield from _bounds(decl)
    if not isinstance(decl, CheckDecl):
        return
    yield from _compared("ratio", "times the other run's", decl.ratio)
    yield from _compared("difference", "more than the other run's", decl.difference)
    if (by := decl.higher_than_other) is not None:
        yield Check("difference", by, inf, True, f"more than {by:g} above the other run's")
    if (by := decl.lower_than_other) is not None:
        yield Check("difference", -inf, -by, True, f"more than {by:g} below the other run's")


def _compared(of: Literal["ratio", "difference"], words: str, decl: BoundsDecl | None) -> Iterator[Check]:
    for check in _bounds(decl) if decl is not None else ():
        yield replace(check, of=of, words=f"{check.words} {words}")


def _bounds(decl: BoundsDecl) -> Iterator[Check]:
    if decl.near is not None and decl.within is not None:
        yield _near(decl.near, decl.within)
    if decl.between is not None:
        low, high = decl.between
        yield Check("value", low, high, False, f"{low:g} to {high:g}")
    if decl.above is not None:
        yield Check("value", decl.above, inf, True, f"above {decl.above:g}")
    if decl.below is not None:
        yield Check("value", -inf, decl.below, True, f"below {decl.below:g}")
    if decl.equals is not None:
        yield _equal(decl.equals)


def _near(value: float, within: float | PercentDecl) -> Check:
    if isinstance(within, PercentDecl):
        reach = abs(value) * within.share / 100
        return Check("value", value - reach, value + reach, False, f"{value:g} ± {within.share:g}%")
    return Check("value", value - within, value + within, False, f"{value:g} ± {within:g}")


def _equal(value: float) -> Check:
    reach = EXACT * max(1.0, abs(value))
    return Check("value", value - reach, value + reach, False, f"{value:g}")
