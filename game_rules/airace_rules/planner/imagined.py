"""Trying plans: the rest of several matches, each imagined a number of times, played by every plan in turn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from airace_rules.balance.games import (
    Finished,
    GameKeys,
    Games,
    beside_each_other,
    finished,
    keys_of,
    open_page,
    perceive,
    turn_page,
    year_after,
)
from airace_rules.balance.matrix import house_strategies
from airace_rules.balance.orders import Player
from airace_rules.balance.policy import Roster, Table
from airace_rules.bots.play import steady_of
from airace_rules.engine.dice import Seed
from airace_rules.engine.mathfn_array import Whole
from airace_rules.engine.plan import Plan
from airace_rules.ids import Side, rival_of
from airace_rules.outlook.imagine import imagine
from airace_rules.planner.levels import Level
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState

MARGIN_SPAN: Final = 20.0  # lead in the final score, either way, over which the worth of a game runs from 0 to 1
WORTH_UNIT: Final = 1e6  # worth is added up in millionths, so that sums are exact in any order
_KEPT_KEYS: Final = 64


@dataclass(slots=True)
class Imagined:
    """``matches`` matches at the start of a turn, ``samples`` times each: row m · samples + s of ``games`` is match m
    for the s-th time. ``turns_played``: turns of single games so far, over all plans."""

    plan: Plan
    side: Side
    rivals: tuple[str, ...]
    samples: int
    games: Games
    matches: int
    turns_played: int = 0

    def worths(self, table: Table, tried: int) -> Whole:
        """The worth of each plan in each sample, shape (tried, matches, samples). Row p · matches + m of ``table`` is
        the p-th plan for match m."""
        rows = tried * self.matches * self.samples
        index = np.arange(rows)
        games = _repeated(self.games, tried)
        players: dict[Side, Player] = {
            self.side: Roster(self.plan.ruleset, self.side, table, index // self.samples),
            rival_of(self.side): self._rival(index),
        }
        worth = np.zeros(rows, dtype=np.int64)
        for over in self._rest(games, players):
            worth[over.index] = _worth(over, self.side)
        return worth.reshape(tried, self.matches, self.samples)

    def _rival(self, index: Whole) -> Roster:
        """Of each match, sample after sample, one house strategy after the other."""
        return Roster(self.plan.ruleset, rival_of(self.side), self.rivals, index % self.samples % len(self.rivals))

    def _rest(self, games: Games, players: dict[Side, Player]) -> Iterator[Finished]:
        """Play on to the end."""
        ruleset = self.plan.ruleset
        last = len(ruleset.turns)
        while len(games.index):
            self.turns_played += len(games.index)
            turn_page(self.plan, games, players)
            yield from finished(self.plan, games, last=games.turn > last and not ruleset.aftermath)
            if games.turn > last and len(games.index):
                year_after(self.plan, games)
                yield from finished(self.plan, games, last=True)
            elif len(games.index):
                perceive(self.plan, games)


def _worth(over: Finished, side: Side) -> Whole:
    """Payoff and lead in the final score together, because a lead tells more of a plan in a few games; nothing where
    nobody won."""
    sign = 1 if side == "washington" else -1
    lead = sign * (over.totals["washington"] - over.totals["beijing"])
    payoff = 0.5 + 0.5 * sign * over.winner
    worth = 0.5 * payoff + 0.5 * np.clip(0.5 + lead / (2 * MARGIN_SPAN), 0.0, 1.0)
    return np.rint(worth * WORTH_UNIT).astype(np.int64)


def rivals_of(ruleset: Ruleset, level: Level, unseen: Sequence[str] = ()) -> tuple[str, ...]:
    """Whom a planner reckons with: house strategies, without those that it is not to have seen."""
    if not level.knows_field:
        return (steady_of(ruleset),)
    return tuple(name for name in house_strategies(ruleset) if name not in unseen) or (steady_of(ruleset),)


def imagine_all(
    plan: Plan, states: Sequence[MatchState], side: Side, samples: int, rivals: tuple[str, ...], look: int
) -> Imagined:
    """Each of these states of one turn, imagined from what ``side`` may know; every ``look`` with other chances."""
    keys = _keys(samples, look)
    games = beside_each_other([imagine(plan, state, side, keys) for state in states])
    open_page(plan, games)
    perceive(plan, games)
    return Imagined(plan, side, rivals, samples, games, len(states))


@lru_cache(_KEPT_KEYS)
def _keys(samples: int, look: int) -> GameKeys:
    """The same chances in every turn of every match: they are the planner's own, never those of the match."""
    names = (f"airace planner {look} {sample}" for sample in range(samples))
    return keys_of([Seed(hashlib.sha256(name.encode()).digest()) for name in names])


def _repeated(games: Games, times: int) -> Games:
    """All games, ``times`` times over."""
    return Games(
        turn=games.turn,
        index=np.arange(len(games.index) * times),
        cells={cell: np.tile(row, times) for cell, row in games.cells.items()},
        pipelines={cell: [np.tile(row, times) for row in rows] for cell, rows in games.pipelines.items()},
        carried={side: np.tile(row, times) for side, row in games.carried.items()},
        keys=(np.tile(games.keys[0], times), np.tile(games.keys[1], times)),
        bot_keys=(np.tile(games.bot_keys[0], times), np.tile(games.bot_keys[1], times)),
    )
