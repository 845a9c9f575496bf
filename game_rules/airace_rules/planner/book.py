"""What a planner studies before its first match of a ruleset: plans that do well against the field, found by the same
search as the balance report's, with a fixed number of games. It follows from the ruleset alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from airace_rules.balance.arena import Arena
from airace_rules.balance.mixture import Mixture, Trial, play_trials
from airace_rules.balance.policy import Policy
from airace_rules.balance.runner import Runner
from airace_rules.balance.search import Search, run_searches
from airace_rules.balance.space import Space
from airace_rules.engine.identity import once_per_object
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset

SEED: Final = 0
COMPARED: Final = 400  # games in which the plans of all searches are compared
_KEPT_RULESETS: Final = 8
_KEPT_BOOKS: Final = 64

Writing = Callable[[Side, tuple[str, ...], int, int], tuple[Policy, ...]]


def book_of(ruleset: Ruleset, side: Side, rivals: tuple[str, ...], studies: int, games: int) -> tuple[Policy, ...]:
    """Plans for ``side`` against an even mixture of ``rivals``, one from each of ``studies`` searches of about
    ``games`` games, the best first."""
    return _library(ruleset)(side, rivals, studies, games) if studies else ()


@once_per_object(_KEPT_RULESETS)
def _library(ruleset: Ruleset) -> Writing:
    """The books of a ruleset, each written when it is first read."""
    return lru_cache(_KEPT_BOOKS)(partial(_written, ruleset))


def _written(ruleset: Ruleset, side: Side, rivals: tuple[str, ...], studies: int, games: int) -> tuple[Policy, ...]:
    field = Mixture(rivals, (1.0 / len(rivals),) * len(rivals))
    name, space = f"planner {','.join(rivals)}", Space.of(ruleset, side)
    runner, arena = Runner(SEED), Arena(f"{ruleset.hash} planner", ruleset)
    searches = [Search(space, side, field, SEED, f"{name} {study}", games) for study in range(studies)]
    found = [one.policy for one in run_searches(runner, arena, searches)]
    trials = [Trial(side, policy, field, f"{name} compared", COMPARED) for policy in found]
    payoffs = [result.payoff for result in play_trials(runner, arena, trials, "comparing plans")]
    return tuple(found[k] for k in sorted(range(studies), key=lambda k: -payoffs[k]))
