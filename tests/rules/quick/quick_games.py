"""Matches of the ruleset `quick` for its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from airace_rules import Seed, bot_orders, new_match, resolve_turn, view_for
from airace_rules.balance import Simulation, simulate
from airace_rules.balance.simulate import game_seed
from airace_rules.ids import SIDES, Side
from airace_rules.language.loader import load_ruleset
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult

FOLDER = Path(__file__).parents[3] / "game_rules" / "rulesets" / "quick"


@lru_cache(maxsize=1)
def quick() -> Ruleset:
    """The ruleset, loaded once."""
    return load_ruleset(FOLDER)


@dataclass(frozen=True)
class Played:
    """A match that is over."""

    start: MatchState
    results: tuple[TurnResult, ...]

    def states(self) -> Iterator[MatchState]:
        """The state at the start of every turn, and the last one."""
        yield self.start
        yield from (result.after for result in self.results)


def seed_of(number: int) -> Seed:
    """A seed that is always the same."""
    return game_seed(77, number)


@lru_cache(maxsize=64)
def played(washington: str, beijing: str, number: int) -> Played:
    """A match between two house strategies."""
    ruleset, seed, bots = quick(), seed_of(number), {"washington": washington, "beijing": beijing}
    state = start = new_match(ruleset, seed)
    results: list[TurnResult] = []
    while state.ending is None:
        views = {side: view_for(ruleset, state, results, side) for side in SIDES}
        orders = {side: bot_orders(ruleset, bots[side], views[side], seed) for side in SIDES}
        results.append(resolve_turn(ruleset, state, orders, seed))
        state = results[-1].after
    return Played(start, tuple(results))


def played_with(orders: Mapping[Side, Orders], number: int, turns: int) -> tuple[TurnResult, ...]:
    """The first turns of a match in which both sides give the same orders every turn."""
    ruleset, seed = quick(), seed_of(number)
    state, results = new_match(ruleset, seed), []
    while len(results) < turns and state.ending is None:
        results.append(resolve_turn(ruleset, state, orders, seed))
        state = results[-1].after
    return tuple(results)


@lru_cache(maxsize=256)
def batch(washington: str, beijing: str, games: int = 1024) -> Simulation:
    """Many matches between two house strategies."""
    return simulate(quick(), washington, beijing, games, 2030)
