"""What a planner studies before its first match of a ruleset: plans that do well against the field, found by the same
search as the balance report's, with a fixed number of games. It follows from the ruleset alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final, TypeVar

from airace_rules.balance.arena import Arena
from airace_rules.balance.matrix import house_strategies
from airace_rules.balance.mixture import Mixture, Trial, play_trials
from airace_rules.balance.policy import Policy, Strategy
from airace_rules.balance.runner import Runner
from airace_rules.balance.search import Found, Search, run_searches
from airace_rules.balance.space import Space
from airace_rules.engine.identity import once_per_object
from airace_rules.ids import Side
from airace_rules.planner.levels import Study
from airace_rules.ruleset import Ruleset

SEED: Final = 0
COMPARED: Final = 400  # games in which strategies are compared
FAITH: Final = 0.8  # house strategies choose well: few of their choices are changed at a time
FLOOR: Final = 0.03  # of an even spread, so that a plan can turn to what its base never buys
_KEPT_RULESETS: Final = 8
_KEPT_BOOKS: Final = 64

S = TypeVar("S", bound=Strategy)
Writing = Callable[[Side, tuple[str, ...], Study], tuple[Policy, ...]]


def book_of(ruleset: Ruleset, side: Side, rivals: tuple[str, ...], study: Study | None) -> tuple[Policy, ...]:
    """Plans for ``side`` against an even mixture of ``rivals``, one from each search, the best first."""
    return _library(ruleset)(side, rivals, study) if study else ()


@once_per_object(_KEPT_RULESETS)
def _library(ruleset: Ruleset) -> Writing:
    """The books of a ruleset, each written when it is first read."""
    return lru_cache(_KEPT_BOOKS)(partial(_written, ruleset))


def _written(ruleset: Ruleset, side: Side, rivals: tuple[str, ...], study: Study) -> tuple[Policy, ...]:
    desk = _Desk(ruleset, side, rivals)
    bases = desk.best_first(house_strategies(ruleset))[: study.bases]
    found = desk.searched([Space.of(ruleset, side, (base,), FLOOR) for base in bases], [None] * len(bases), study.games)
    if study.more:
        best = desk.best_first([one.policy for one in found])[0]
        start = next(one for one in found if one.policy == best)
        found += desk.searched([Space.of(ruleset, side, (best.base,), FLOOR)], [start], study.more)
    return tuple(desk.best_first([one.policy for one in found]))


class _Desk:
    """Where one side studies, against an even mixture of its rivals."""

    def __init__(self, ruleset: Ruleset, side: Side, rivals: tuple[str, ...]) -> None:
        self._side: Side = side
        self._field = Mixture(rivals, (1.0 / len(rivals),) * len(rivals))
        self._name = f"planner {','.join(rivals)}"
        self._runner, self._arena = Runner(SEED), Arena(f"{ruleset.hash} planner", ruleset)

    def best_first(self, strategies: Sequence[S]) -> list[S]:
        """In the order of what they win, all in the same games."""
        trials = [Trial(self._side, one, self._field, f"{self._name} compared", COMPARED) for one in strategies]
        payoffs = [result.payoff for result in play_trials(self._runner, self._arena, trials, "comparing plans")]
        return [strategies[k] for k in sorted(range(len(strategies)), key=lambda k: -payoffs[k])]

    def searched(self, spaces: Sequence[Space], around: Sequence[Found | None], games: int) -> list[Found]:
        """The best of each space."""
        searches = [
            Search(space, self._side, self._field, SEED, f"{self._name} {games} {k}", games, (), around[k], FAITH)
            for k, space in enumerate(spaces)
        ]
        return run_searches(self._runner, self._arena, searches)
