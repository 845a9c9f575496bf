"""What a planner studies before its first match of a ruleset: plans that do well against the field, found by the same
search as the balance report's, with a fixed number of games. It follows from the ruleset alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from airace_rules.balance.arena import Arena
from airace_rules.balance.mixture import Mixture
from airace_rules.balance.policy import Policy
from airace_rules.balance.runner import Runner
from airace_rules.balance.search import Search, run_searches
from airace_rules.balance.space import Space
from airace_rules.engine.identity import once_per_object
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset

SEED: Final = 0
_KEPT_RULESETS: Final = 8
_KEPT_BOOKS: Final = 64

Writing = Callable[[Side, tuple[str, ...], int], tuple[Policy, ...]]


def book_of(ruleset: Ruleset, side: Side, rivals: tuple[str, ...], games: int) -> tuple[Policy, ...]:
    """Plans for ``side`` against an even mixture of ``rivals``, found in about ``games`` games; none for 0 games."""
    return _library(ruleset)(side, rivals, games) if games else ()


@once_per_object(_KEPT_RULESETS)
def _library(ruleset: Ruleset) -> Writing:
    """The books of a ruleset, each written when it is first read."""
    return lru_cache(_KEPT_BOOKS)(partial(_written, ruleset))


def _written(ruleset: Ruleset, side: Side, rivals: tuple[str, ...], games: int) -> tuple[Policy, ...]:
    field = Mixture(rivals, (1.0 / len(rivals),) * len(rivals))
    search = Search(Space.of(ruleset, side), side, field, SEED, f"planner {','.join(rivals)}", games)
    best = run_searches(Runner(SEED), Arena(f"{ruleset.hash} planner", ruleset), [search])
    return tuple(found.policy for found in best)
