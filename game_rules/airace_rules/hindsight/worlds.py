"""Playing on from a turn of a match, with and without something: the same futures for every version.

Everything up to and with the turn in question happens with the chances that the match really had. From there on each
version goes on in ``WORLDS`` futures, whose chances are made up and the same for all versions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from airace_rules.balance.games import (
    GameKeys,
    Games,
    Rows,
    finished,
    keys_of,
    open_page,
    ordered_by,
    turn_with,
    year_after,
)
from airace_rules.engine.cells import pipelines_of, state_cells
from airace_rules.engine.dice import Seed
from airace_rules.engine.mathfn_array import Floats, Whole
from airace_rules.engine.plan import Plan
from airace_rules.engine.words import Words
from airace_rules.hindsight.script import Script
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, StepRecord, TurnResult

WORLDS: Final = 64
_UNSTRUCK: Final = 1.0 - 2.0**-53
"""The highest value of a draw: whatever has a chance below 1 does not happen."""


@dataclass(frozen=True, slots=True)
class Version:
    """The match as it was, or without something. ``struck``: the draw that goes the other way, if any."""

    script: Script
    struck: str = ""


@dataclass(frozen=True, slots=True)
class Ends:
    """How the futures ended, rows of shape (versions, WORLDS). ``nobody``: 1 where nobody wins; ``gauges``: cell → its
    value at the end."""

    totals: Mapping[Side, Floats]
    nobody: Floats
    gauges: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class _Players:
    side: Side
    versions: Sequence[Version]

    def choices(
        self, ruleset: Ruleset, cells: Mapping[str, Floats], index: Whole, turn: int, keys: tuple[Words, Words]
    ) -> Mapping[str, Floats]:
        """Outputs as of a bot program."""
        rows = [version.script.at(self.side, turn) for version in self.versions]
        which = index // WORLDS
        return {cell: np.array([row[cell] for row in rows])[which] for cell in rows[0]}


def play_on(plan: Plan, result: TurnResult, versions: Sequence[Version], gauges: Sequence[str], step: int = 0) -> Ends:
    """Play versions of a match from the start of a turn to the end. ``step``: 0 when the chances of the turn are the
    last real ones, 1 when those of the year after it are too. ``gauges``: cells to note."""
    games, last_turn = _games(plan, result.before, len(versions)), len(plan.ruleset.turns)
    ends = _Noted(plan, len(versions), gauges)
    players = {side: _Players(side, versions) for side in SIDES}
    drawn: Rows | None = _drawn(plan, result.steps[0], versions)
    while len(games.index):
        turn_with(plan, games, {side: ordered_by(plan, games, players[side]) for side in SIDES}, drawn)
        drawn = None
        last = games.turn > last_turn
        ends.note(games, last=last and not plan.ruleset.aftermath)
        if last and len(games.index):
            after = _drawn(plan, result.steps[1], versions) if step else None
            year_after(plan, games, after and {cell: row[games.index] for cell, row in after.items()})
            ends.note(games, last=True)
    return ends.made()


def _games(plan: Plan, state: MatchState, versions: int) -> Games:
    """As many games as versions and worlds, all at the start of the state's turn."""
    keys, count = _keys(), versions * WORLDS
    cells = {cell: np.full(count, value) for cell, value in state_cells(plan, state).items()}
    pipelines = {
        cell: [np.full(count, amount) for amount in pipelines_of(state, owner)[name]]
        for owner, name, cell, _ in plan.pipelines
    }
    carried: dict[Side, Whole] = {side: np.full(count, state.sides[side].carried) for side in SIDES}
    draws, bots = ((np.tile(a, versions), np.tile(b, versions)) for a, b in (keys.draws, keys.bots))
    games = Games(state.turn, np.arange(count), cells, pipelines, carried, draws, bots)
    open_page(plan, games)
    return games


@lru_cache(maxsize=1)
def _keys() -> GameKeys:
    return keys_of([Seed(hashlib.sha256(f"airace hindsight {world}".encode()).digest()) for world in range(WORLDS)])


def _drawn(plan: Plan, record: StepRecord, versions: Sequence[Version]) -> Rows:
    """The draws that a step really had, but for those that versions leave out."""
    draws, rows = plan.turn_draws, {}
    for cell, name in zip(draws.cells, draws.names, strict=True):
        values = [_UNSTRUCK if version.struck == name else record.draws[name] for version in versions]
        rows[cell] = np.repeat(np.array(values), WORLDS)
    return rows


class _Noted:
    """What is known of the ends so far."""

    def __init__(self, plan: Plan, versions: int, gauges: Sequence[str]) -> None:
        self._plan = plan
        self._shape = (versions, WORLDS)
        count = versions * WORLDS
        self._nobody = {ending.key for ending in plan.ruleset.endings if ending.winner == "nobody"}
        self._lost = np.zeros(count)
        self._totals: dict[Side, Floats] = {side: np.zeros(count) for side in SIDES}
        self._gauges = {cell: np.zeros(count) for cell in gauges}

    def note(self, games: Games, *, last: bool) -> None:
        for cell, row in self._gauges.items():
            row[games.index] = games.cells[cell]
        for over in finished(self._plan, games, last=last):
            self._lost[over.index] = float(over.ending in self._nobody)
            for side in SIDES:
                self._totals[side][over.index] = over.totals[side]

    def made(self) -> Ends:
        totals = {side: row.reshape(self._shape) for side, row in self._totals.items()}
        gauges = {cell: row.reshape(self._shape) for cell, row in self._gauges.items()}
        return Ends(totals, self._lost.reshape(self._shape), gauges)
