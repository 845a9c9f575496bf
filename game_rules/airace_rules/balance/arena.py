"""Where strategies meet: games of many pairings played in one batch, for any executor.

What happens in a game depends on the ruleset, the two strategies and the game's seed, never on the batch. The seed of a
game follows from the report's seed, the name of its cell and its number, so that rulesets share draws and cells do not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from airace_rules.balance.games import Finished, GameKeys, Games, keys_of, play_with
from airace_rules.balance.orders import Player
from airace_rules.balance.policy import Roster, Strategy
from airace_rules.engine.dice import Seed, draw_id
from airace_rules.engine.mathfn_array import Bools, Floats, Whole
from airace_rules.engine.plan import DrawSet, Plan, plan_of
from airace_rules.errors import NotFinite
from airace_rules.ids import SIDES, WORLD, Owner, Side, rival_of
from airace_rules.ruleset import Ruleset

BATCH: Final = 2048  # games played side by side: the rows of one turn fit a core's cache
NOT_FINITE: Final = -1  # the ending of a game that a formula broke
KEPT_ARENAS: Final = 8
KEPT_KEYS: Final = 4096

Small = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Arena:
    """A ruleset to play in. Two arenas with the same ``key`` are the same, in this process and in others.
    ``mirrored``: the two sides have exchanged their draws."""

    key: str
    ruleset: Ruleset
    mirrored: bool = False

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Arena) and other.key == self.key


def arena_of(ruleset: Ruleset, *, purpose: str = "", mirrored: bool = False) -> Arena:
    """An arena that is light to send. ``purpose``: tells programs apart that were made of the same files."""
    return Arena(f"{ruleset.hash} {purpose} {mirrored}", replace(ruleset, files={}, texts={}, codex={}), mirrored)


@dataclass(frozen=True, slots=True)
class Lot:
    """Games ``first`` to ``first + games`` of a pairing. The sides' strategies are places in a list; ``cell`` names the
    seeds; ``start``: cells that start otherwise than the ruleset says."""

    washington: int
    beijing: int
    cell: str
    first: int
    games: int
    start: tuple[tuple[str, float], ...] = ()


@dataclass(slots=True)
class Outcome:
    """What became of games, in their order. ``winner``: +1 Washington, -1 Beijing, 0 nobody; ``ending``: place among
    the ruleset's endings; ``turns`` played; ``totals`` (2, games): final scores of Washington and Beijing; ``leads``
    (turns + 2, games): who was ahead at the start of each turn, 0 once the game is over; ``reached`` (undertakings,
    games): 1 where a project was finished or a deal came into force."""

    winner: Small
    ending: Small
    turns: Small
    totals: Floats
    leads: Small
    reached: Small
    broken: list[str] = field(default_factory=list)  # what formulas gave that were not finite

    def part(self, those: slice) -> Outcome:
        """Some of the games."""
        winner, ending, turns = (row[those] for row in (self.winner, self.ending, self.turns))
        leads, reached = (table[:, those] for table in (self.leads, self.reached))
        return Outcome(winner, ending, turns, self.totals[:, those], leads, reached)


def empty(ruleset: Ruleset, games: int) -> Outcome:
    """Room for the outcome of games."""
    winner, turns = np.zeros(games, dtype=np.int8), np.zeros(games, dtype=np.int8)
    leads = np.zeros((len(ruleset.turns) + 2, games), dtype=np.int8)
    reached = np.zeros((len(undertakings(ruleset)), games), dtype=np.int8)
    return Outcome(winner, np.full(games, NOT_FINITE, dtype=np.int8), turns, np.zeros((2, games)), leads, reached)


def undertakings(ruleset: Ruleset) -> list[tuple[str, Owner]]:
    """What may be reached: ``projects.fab`` with the side or world whose it is, ``deals.pause`` with the world."""
    found: list[tuple[str, Owner]] = []
    for project in ruleset.projects.values():
        owners: tuple[Owner, ...] = (WORLD,) if project.joint else tuple(side for side in SIDES if side in project.cost)
        found += [(f"projects.{project.key}", owner) for owner in owners]
    found += [(f"deals.{key}", WORLD) for key in ruleset.deals]
    return found


def joined(parts: Sequence[Outcome]) -> Outcome:
    """Outcomes one after the other."""
    return Outcome(
        np.concatenate([part.winner for part in parts]),
        np.concatenate([part.ending for part in parts]),
        np.concatenate([part.turns for part in parts]),
        np.concatenate([part.totals for part in parts], axis=1),
        np.concatenate([part.leads for part in parts], axis=1),
        np.concatenate([part.reached for part in parts], axis=1),
        [message for part in parts for message in part.broken],
    )


def cell_seed(seed: int, cell: str, game: int) -> Seed:
    """The seed of one game of a report: a match with this seed plays just so."""
    return Seed(hashlib.sha256(f"airace balance {seed} {cell} game {game}".encode()).digest())


def play_lots(arena: Arena, strategies: Sequence[Strategy], lots: Sequence[Lot], seed: int) -> Outcome:
    """The outcome of all games of all lots, in order."""
    prepared = _prepared(arena)
    table = _Table.of(prepared, strategies, lots, seed)
    games = len(table.washington)
    outcome = empty(arena.ruleset, games)
    for first in range(0, games, BATCH):
        _play_rows(prepared, table, slice(first, min(games, first + BATCH)), outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class _Prepared:
    plan: Plan
    lifts: tuple[str, ...]  # inputs that are 1 unless a lot says otherwise


@lru_cache(KEPT_ARENAS)
def _prepared(arena: Arena) -> _Prepared:
    plan = plan_of(arena.ruleset)
    if arena.mirrored:
        plan = replace(plan, turn_draws=_exchanged(plan.turn_draws), view_draws=_exchanged(plan.view_draws))
    ruleset = arena.ruleset
    programs = [ruleset.opening, ruleset.turn, ruleset.perception]
    programs += [program for sides in ruleset.bots.values() for program in sides.values()]
    read = {cell for program in programs for cell in program.inputs}
    return _Prepared(plan, tuple(sorted(cell for cell in read if cell.startswith("lift:"))))


def _exchanged(draws: DrawSet) -> DrawSet:
    """The same draws, each side's with the number of the other's."""
    return replace(draws, ids=tuple(draw_id(exchanged_name(name)) for name in draws.names))


def exchanged_name(name: str) -> str:
    """``beijing.luck`` for ``washington.luck``, and the other way round."""
    owner, _, rest = name.partition(".")
    return next((f"{rival_of(side)}.{rest}" for side in SIDES if side == owner), name)


@dataclass(frozen=True, slots=True)
class _Table:
    """One row a game: strategies of both sides, keys of the draws, cells of the start."""

    strategies: tuple[Strategy, ...]
    washington: Whole
    beijing: Whole
    keys: GameKeys
    start: dict[str, Floats]

    @classmethod
    def of(cls, prepared: _Prepared, strategies: Sequence[Strategy], lots: Sequence[Lot], seed: int) -> _Table:
        sizes = [lot.games for lot in lots]
        places = np.repeat(np.array([(lot.washington, lot.beijing) for lot in lots], dtype=np.int64), sizes, axis=0)
        keys = [_keys(seed, lot.cell, lot.first, lot.games) for lot in lots]
        draws = np.concatenate([np.stack(key.draws) for key in keys], axis=1)
        bots = np.concatenate([np.stack(key.bots) for key in keys], axis=1)
        given = GameKeys((draws[0], draws[1]), (bots[0], bots[1]))
        start = {cell: np.ones(len(places)) for cell in prepared.lifts}
        _write_starts(start, prepared, lots, len(places))
        return cls(tuple(strategies), places[:, 0], places[:, 1], given, start)


def _write_starts(start: dict[str, Floats], prepared: _Prepared, lots: Sequence[Lot], games: int) -> None:
    first = 0
    for lot in lots:
        for cell, value in lot.start:
            if cell not in start and cell.startswith("lift:"):
                continue  # a param that no program reads
            if cell not in start:
                owner, _, name = cell.removeprefix("stock:").partition(".")
                start[cell] = np.full(games, prepared.plan.ruleset.stocks[name].start[owner])
            start[cell][first : first + lot.games] = value
        first += lot.games


@lru_cache(KEPT_KEYS)
def _keys(seed: int, cell: str, first: int, games: int) -> GameKeys:
    return keys_of([cell_seed(seed, cell, game) for game in range(first, first + games)])


def _play_rows(prepared: _Prepared, table: _Table, rows: slice, outcome: Outcome) -> None:
    """Plays some rows; where a formula breaks, narrows down the games in which it does."""
    try:
        _play_all(prepared, table, rows, outcome)
    except NotFinite as error:
        if rows.stop - rows.start == 1:
            outcome.ending[rows] = NOT_FINITE
            outcome.broken.append(str(error))
            return
        middle = (rows.start + rows.stop) // 2
        _play_rows(prepared, table, slice(rows.start, middle), outcome)
        _play_rows(prepared, table, slice(middle, rows.stop), outcome)


def _play_all(prepared: _Prepared, table: _Table, rows: slice, outcome: Outcome) -> None:
    endings = {ending.key: place for place, ending in enumerate(prepared.plan.ruleset.endings)}
    wanted = undertakings(prepared.plan.ruleset)
    for happened in _games(prepared, table, rows):
        index = happened.index + rows.start
        if isinstance(happened, Finished):
            outcome.winner[index] = happened.winner
            outcome.ending[index] = endings[happened.ending]
            outcome.turns[index] = happened.turn
            for row, side in enumerate(SIDES):
                outcome.totals[row, index] = happened.totals[side]
        else:
            ours, theirs = (happened.cells[f"score:{side}.total"] for side in SIDES)
            outcome.leads[happened.turn - 1, index] = np.sign(ours - theirs)
            for row, (name, owner) in enumerate(wanted):
                outcome.reached[row, index] |= _is_reached(prepared.plan.ruleset, name, owner, happened.cells)


def _is_reached(ruleset: Ruleset, name: str, owner: Owner, cells: dict[str, Floats]) -> Bools:
    kind, _, key = name.partition(".")
    if kind == "deals":
        return cells[f"stock:{WORLD}.deal.{key}"] > 0.0
    slipped = cells.get(f"stock:{owner}.slipped.{key}", 0.0)
    return cells[f"stock:{owner}.progress.{key}"] >= ruleset.projects[key].turns + slipped


def _games(prepared: _Prepared, table: _Table, rows: slice) -> Iterator[Games | Finished]:
    """The games of some rows."""
    ruleset, which = prepared.plan.ruleset, {"washington": table.washington, "beijing": table.beijing}
    players: dict[Side, Player] = {side: Roster(ruleset, side, table.strategies, which[side][rows]) for side in SIDES}
    keys = GameKeys(_cut(table.keys.draws, rows), _cut(table.keys.bots, rows))
    return play_with(prepared.plan, players, keys, {cell: row[rows] for cell, row in table.start.items()})


def _cut(
    words: tuple[NDArray[np.uint64], NDArray[np.uint64]], rows: slice
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    return words[0][rows], words[1][rows]


def trace_lot(
    arena: Arena, strategies: Sequence[Strategy], lot: Lot, seed: int
) -> Iterator[tuple[int, dict[str, float]]]:
    """The first game of a lot: turn and all cells at its start, turn by turn."""
    prepared = _prepared(arena)
    table = _Table.of(prepared, strategies, [replace(lot, games=1)], seed)
    for happened in _games(prepared, table, slice(0, 1)):
        if not isinstance(happened, Finished):
            yield happened.turn, {cell: float(row[0]) for cell, row in happened.cells.items()}
