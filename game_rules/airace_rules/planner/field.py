"""A planner against the field: every house strategy, as each side, in games of their own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from airace_rules.balance.field import wilson
from airace_rules.balance.games import Finished, keys_of, play_with, player_of
from airace_rules.balance.matrix import house_strategies
from airace_rules.balance.simulate import game_seed
from airace_rules.engine.plan import plan_of
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.planner.levels import level_of
from airace_rules.planner.play import Planner
from airace_rules.ruleset import Ruleset

PAYOFFS: Final = (1, 0, -1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What became of the games of a planner on ``side`` against ``rival``. ``nobody``: games that nobody won."""

    side: Side
    rival: str
    won: int
    lost: int
    nobody: int

    @property
    def games(self) -> int:
        """All of them."""
        return self.won + self.lost + self.nobody

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share won."""
        return wilson(self.won, self.games)


def meetings(
    ruleset: Ruleset, planner: str, games: int, seed: int, *, unseen: bool = False, executor: Executor | None = None
) -> Iterator[Meeting]:
    """``games`` games of a planner as each side against every house strategy. ``unseen``: it has not studied the one
    that it meets, nor reckons with it. The figures do not depend on ``executor``."""
    pairs = [(side, rival) for side in SIDES for rival in house_strategies(ruleset)]
    if executor is None:
        yield from (meeting(ruleset, planner, side, rival, games, seed, unseen) for side, rival in pairs)
        return
    tasks = [executor.submit(meeting, ruleset, planner, side, rival, games, seed, unseen) for side, rival in pairs]
    try:
        yield from (task.result() for task in tasks)
    finally:
        for task in tasks:
            task.cancel()


def meeting(ruleset: Ruleset, planner: str, side: Side, rival: str, games: int, seed: int, unseen: bool) -> Meeting:
    """The games against one strategy."""
    known = Planner(side, level_of(planner), (rival,) if unseen else ())
    players = {side: known, rival_of(side): player_of(ruleset, rival_of(side), rival)}
    keys = keys_of([game_seed(seed, game) for game in range(games)])
    ours = 1 if side == "washington" else -1
    counts = dict.fromkeys(PAYOFFS, 0)
    for happened in play_with(plan_of(ruleset), players, keys, {}):
        if isinstance(happened, Finished):
            for payoff in PAYOFFS:
                counts[payoff] += int((happened.winner * ours == payoff).sum())
    return Meeting(side, rival, won=counts[1], lost=counts[-1], nobody=counts[0])
