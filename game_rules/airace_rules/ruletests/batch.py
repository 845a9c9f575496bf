"""Plays a run in many games side by side. That gives what one after the other gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from airace_rules.balance.games import (
    Finished,
    Games,
    Rows,
    budget_games,
    finished,
    keys_of,
    open_page,
    ordered_by,
    perceive,
    turn_with,
    year_after,
)
from airace_rules.balance.orders import SideOrders, bot_plan
from airace_rules.balance.simulate import CHUNK, game_seed
from airace_rules.balance.undertakings import caps_games, in_line_games, pay_games, sign_games
from airace_rules.engine.cells import pipelines_of, state_cells
from airace_rules.engine.dice import Seed
from airace_rules.engine.mathfn_array import Bools, Whole
from airace_rules.engine.plan import Plan, plan_of
from airace_rules.ids import SIDES, TENTHS_PER_POINT, Side
from airace_rules.orders import NO_ORDERS, Orders
from airace_rules.ruleset import Ruleset
from airace_rules.ruletest import Run
from airace_rules.ruletests.course import Course, begin, given_orders
from airace_rules.ruletests.sheets import ending_sheet, sheet_rows

FEWEST: Final = 8
WINNERS: Final = {1: "washington", -1: "beijing", 0: "nobody"}


class _NotAllowed(Exception):
    """Orders are refused in some game; played one after the other, that game says which and why."""


def play_batch(ruleset: Ruleset, run: Run, turns: int, games: int) -> Course | None:
    """The course of all games; None when they have to be played one after the other: few of them, with given draws, or
    with orders that one of them refuses."""
    if games < FEWEST or run.draws is not None:
        return None
    course, plan = Course(), plan_of(ruleset)
    try:
        for first in range(0, games, CHUNK):
            seeds = [game_seed(run.seed, game) for game in range(first, min(games, first + CHUNK))]
            _Batch(plan, run, seeds, course).play(turns)
    except _NotAllowed:
        return None
    return course


class _Batch:
    """Games of one run, turn by turn; what happens in them is counted in ``course``."""

    def __init__(self, plan: Plan, run: Run, seeds: Sequence[Seed], course: Course) -> None:
        self.plan, self.run, self.course = plan, run, course
        self.players = {side: bot_plan(plan.ruleset, side, strategy) for side, strategy in run.strategies.items()}
        self.games = self._start(seeds)
        self.happened: dict[str, Bools] = {}
        self.count = len(seeds)

    def _start(self, seeds: Sequence[Seed]) -> Games:
        plan, count = self.plan, len(seeds)
        state, keys = begin(plan.ruleset, self.run.start, seeds[0]), keys_of(seeds)
        cells = {cell: np.full(count, value) for cell, value in state_cells(plan, state).items()}
        pipelines = {
            cell: [np.full(count, amount) for amount in pipelines_of(state, owner)[name]]
            for owner, name, cell, _ in plan.pipelines
        }
        nothing: dict[Side, Whole] = {side: np.zeros(count, dtype=np.int64) for side in SIDES}
        games = Games(state.turn, np.arange(count), cells, pipelines, nothing, keys.draws, keys.bots)
        open_page(plan, games)
        return games

    def play(self, turns: int) -> None:
        """Play that many turns, or to the end."""
        games, ruleset = self.games, self.plan.ruleset
        perceive(self.plan, games)
        rows = sheet_rows(self.plan, games, [])
        self._count(games.turn - 1, rows, np.ones(self.count, dtype=np.bool_))
        for _ in range(turns):
            if not len(games.index):
                break
            rows = self._turn(last=games.turn == len(ruleset.turns))
        if len(games.index):
            self.course.final.add_games(rows, len(games.index))
            self.course.last_turns[games.turn - 1] += len(games.index)
        self.course.games += self.count
        self.course.happened.update({name: int(seen.sum()) for name, seen in self.happened.items()})

    def _turn(self, last: bool) -> Rows:
        """One turn. What was so after it in the games that go on."""
        games, aftermath = self.games, self.plan.ruleset.aftermath
        outputs = turn_with(self.plan, games, {side: self._orders(side) for side in SIDES})
        rows = self._over([outputs], last=last and not aftermath)
        if last and aftermath and len(games.index):
            before = {name: row[self.alive] for name, row in outputs.items()}
            rows = self._over([before, year_after(self.plan, games)], last=True)
        return rows

    def _over(self, steps: Sequence[Rows], last: bool) -> Rows:
        """Counts the games that are over now; what is so in the others, also counted unless the year after comes."""
        games, there = self.games, self.games.index.copy()
        perceive(self.plan, games)
        rows = sheet_rows(self.plan, games, steps)
        self._note(rows, there)
        for ended in list(finished(self.plan, games, last=last)):
            self._end(rows, np.isin(there, ended.index), ended)
        self.alive: Bools = np.isin(there, games.index)
        rest = {name: row[self.alive] for name, row in rows.items()}
        ends = games.turn > len(self.plan.ruleset.turns)
        if len(games.index) and not ends:
            self._count(games.turn - 1, rest, np.ones(len(games.index), dtype=np.bool_))
        return rest

    def _end(self, rows: Rows, those: Bools, ended: Finished) -> None:
        for sign, winner in WINNERS.items():
            won = those.copy()
            won[those] = ended.winner == sign
            if won.any():
                count = int(won.sum())
                final = {**rows, **ending_sheet(self.plan.ruleset, ended.ending, winner, len(those))}
                self._count(ended.turn, final, won)
                self.course.final.add_games({name: row[won] for name, row in final.items()}, count)
                self.course.endings[ended.ending] += count
                self.course.winners[winner] += count
                self.course.last_turns[ended.turn] += count

    def _count(self, turn: int, rows: Rows, those: Bools) -> None:
        self.course.moment(turn).add_games({name: row[those] for name, row in rows.items()}, int(those.sum()))

    def _note(self, rows: Rows, there: Whole) -> None:
        for name, row in rows.items():
            owner, _, rest = name.partition(".")
            if rest.startswith("happened."):
                seen = self.happened.setdefault(
                    f"{owner}.{rest.removeprefix('happened.')}", np.zeros(self.count, dtype=np.bool_)
                )
                seen[there] |= row != 0.0

    # ------------------------------------------------------------ orders

    def _orders(self, side: Side) -> SideOrders:
        if side in self.players:
            return ordered_by(self.plan, self.games, self.players[side])
        given = given_orders(self.run, side, self.games.turn)
        return self._given(side, given.orders if given else NO_ORDERS)

    def _given(self, side: Side, orders: Orders) -> SideOrders:
        """The same orders in all games. Raises _NotAllowed where one of them refuses them."""
        plan, games = self.plan, self.games
        cells, left = self._stances(side, orders, budget_games(plan, games, side))
        yes = np.ones(games.index.shape)
        wishes = {f"pay:{key}": yes for key, pays in orders.projects.items() if pays}
        wishes |= {f"sign:{key}": yes for key, signs in orders.deals.items() if signs}
        paid, left = pay_games(plan, side, games.cells, wishes, left)
        cells |= paid | sign_games(plan, side, games.cells, wishes, left)
        for wish in wishes:
            kind, _, key = wish.partition(":")
            _require(cells.get(f"{kind}:{side}.{key}", yes - 1) != 0.0)
        caps = dict(zip(plan.ruleset.instruments, caps_games(plan.ruleset, side, games.cells), strict=True))
        for owner, key, cell in plan.orders:
            if owner == side:
                tenths = orders.instruments.get(key, 0)
                _require(tenths <= np.broadcast_to(caps[key], yes.shape))
                cells[cell] = np.full(yes.shape, tenths / TENTHS_PER_POINT)
        unspent = left - sum(orders.instruments.values())
        _require(unspent >= 0)
        return SideOrders(cells, unspent)

    def _stances(self, side: Side, orders: Orders, total: Whole) -> tuple[Rows, Whole]:
        """Cells of the stances ordered, and the tenths left."""
        plan, games, ruleset = self.plan, self.games, self.plan.ruleset
        cells: Rows = {}
        left, changes = total.copy(), np.zeros_like(total)
        for owner, key, cell, changed in plan.stances:
            if owner == side:
                stance, option = ruleset.stances[key], orders.stances.get(key)
                now = games.cells[cell]
                cells[cell] = now if option is None else np.full(now.shape, float(stance.options.index(option)))
                _require(in_line_games(plan, key, side, cells[cell], games.cells) == cells[cell])
                change = cells[cell] != now
                cells[changed] = change.astype(np.float64)
                left = left - np.where(change, stance.cost, 0)
                changes = changes + change
        _require((left >= 0) & (changes <= ruleset.budget.stance_changes))
        return cells, left


def _require(allowed: Bools) -> None:
    if not allowed.all():
        raise _NotAllowed
