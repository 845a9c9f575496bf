"""Thousands of matches played side by side on arrays: the phases of ``engine.resolve``, one element a game.

A game is the same to the bit as one played turn by turn with ``resolve_turn`` and ``bot_orders``; it depends on its
seed alone, never on its place in a batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from airace_rules.balance.orders import Player, SideOrders, bot_plan, orders_of
from airace_rules.balance.undertakings import in_line_games
from airace_rules.bots.chance import random_keys
from airace_rules.engine.batch import run_games
from airace_rules.engine.budget import MOST_INCOME
from airace_rules.engine.cells import idle_cells, turn_cells
from airace_rules.engine.dice import Seed, key_of
from airace_rules.engine.draws import draw_games
from airace_rules.engine.mathfn_array import Bools, Floats, Whole
from airace_rules.engine.plan import DrawSet, Plan, plan_of
from airace_rules.engine.words import Words, key_words
from airace_rules.errors import RulesError
from airace_rules.ids import SIDES, TENTHS_PER_POINT, Side
from airace_rules.planner.levels import PLANNERS, level_of
from airace_rules.ruleset import Ending, Ruleset

Rows = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class GameKeys:
    """What all chance of a batch follows from, words of shape (games,): for draws, and for the strategy ``random``."""

    draws: tuple[Words, Words]
    bots: tuple[Words, Words]


def keys_of(seeds: Sequence[Seed]) -> GameKeys:
    """The keys of games with these seeds."""
    if any(seed.branch != 0 for seed in seeds):
        raise ValueError("games of a batch are played in branch 0")
    return GameKeys(key_words([key_of(seed.seed) for seed in seeds]), random_keys(seeds))


@dataclass(slots=True)
class Games:
    """The matches of a batch that are still being played, at the start of ``turn``.

    ``index``: place in the batch of each. ``cells``: stocks, stances, and the opening and perceived values of this
    turn. ``pipelines``: cell → amounts on their way, the next first. ``carried``: tenths a side kept. All rows have
    the shape (games,).
    """

    turn: int
    index: Whole
    cells: Rows
    pipelines: dict[str, list[Floats]]
    carried: dict[Side, Whole]
    keys: tuple[Words, Words]
    bot_keys: tuple[Words, Words]

    def keep(self, those: Bools) -> None:
        """Drop all other games."""
        self.index = self.index[those]
        self.cells = {cell: row[those] for cell, row in self.cells.items()}
        self.pipelines = {cell: [row[those] for row in rows] for cell, rows in self.pipelines.items()}
        self.carried = {side: row[those] for side, row in self.carried.items()}
        self.keys = (self.keys[0][those], self.keys[1][those])
        self.bot_keys = (self.bot_keys[0][those], self.bot_keys[1][those])


def beside_each_other(each: Sequence[Games]) -> Games:
    """Several batches as one, in this order, all of the same turn."""
    first = each[0]
    if any(games.turn != first.turn for games in each):
        raise ValueError("games beside each other are of the same turn")
    return Games(
        first.turn,
        np.arange(sum(len(games.index) for games in each)),
        _joined_rows([games.cells for games in each]),
        {
            cell: [np.concatenate(rows) for rows in zip(*(games.pipelines[cell] for games in each), strict=True)]
            for cell in first.pipelines
        },
        {side: np.concatenate([games.carried[side] for games in each]) for side in SIDES},
        _joined_words([games.keys for games in each]),
        _joined_words([games.bot_keys for games in each]),
    )


def _joined_rows(each: Sequence[Mapping[str, Floats]]) -> Rows:
    blocks = [np.array([cells[cell] for cell in each[0]]) for cells in each]
    return dict(zip(each[0], np.concatenate(blocks, axis=1), strict=True))


def _joined_words(keys: Sequence[tuple[Words, Words]]) -> tuple[Words, Words]:
    first, second = (np.concatenate(words) for words in zip(*keys, strict=True))
    return first, second


@dataclass(frozen=True, slots=True)
class Finished:
    """Games that ended together: ``index`` in the batch, after ``turn`` turns, with ``ending``; ``winner``: +1 for
    Washington, -1 for Beijing, 0 for nobody; ``totals``: side → final score."""

    index: Whole
    turn: int
    ending: str
    winner: Whole
    totals: Mapping[Side, Floats]


def play(ruleset: Ruleset, strategies: Mapping[Side, str], seeds: Sequence[Seed]) -> Iterator[Games | Finished]:
    """Play one game a seed to its end. Yields the games at the start of every turn and after the year after, and then
    what finished. What is yielded changes afterwards: copy what is to be kept."""
    players = {side: player_of(ruleset, side, strategies[side]) for side in SIDES}
    return play_with(plan_of(ruleset), players, keys_of(seeds), {})


def player_of(ruleset: Ruleset, side: Side, strategy: str) -> Player:
    """Whoever plays a strategy: a house strategy, ``random`` or a planner. Raises RulesError when there is none of that
    name."""
    if strategy in PLANNERS and strategy not in ruleset.bots:
        from airace_rules.planner.play import Planner  # it imagines games itself, so it stands on top of this module

        return Planner(side, level_of(strategy))
    return bot_plan(ruleset, side, strategy)


def play_with(
    plan: Plan, players: Mapping[Side, Player], keys: GameKeys, start: Mapping[str, Floats]
) -> Iterator[Games | Finished]:
    """The same for any players. ``start``: cells that start otherwise than the ruleset says, rows of shape (games,)."""
    ruleset = plan.ruleset
    games = _start(plan, keys, start)
    last = len(ruleset.turns)
    while len(games.index):
        perceive(plan, games)
        yield games
        turn_page(plan, games, players)
        yield from finished(plan, games, last=games.turn > last and not ruleset.aftermath)
        if games.turn > last and len(games.index):
            year_after(plan, games)
            yield games
            yield from finished(plan, games, last=True)
            if len(games.index):
                raise RulesError("no ending holds after the last turn; the last ending of a ruleset must always hold")


def _start(plan: Plan, keys: GameKeys, start: Mapping[str, Floats]) -> Games:
    count, ruleset = len(keys.draws[0]), plan.ruleset
    cells = {cell: np.full(count, ruleset.stocks[name].start[owner]) for owner, name, cell, _ in plan.stocks}
    for side, key, cell, changed in plan.stances:
        stance = ruleset.stances[key]
        cells[cell] = np.full(count, float(stance.options.index(stance.start[side])))
        cells[changed] = np.zeros(count)
    pipelines = {
        cell: [np.full(count, amount) for amount in ruleset.pipelines[name].start[owner]]
        for owner, name, cell, _ in plan.pipelines
    }
    nothing: dict[Side, Whole] = {side: np.zeros(count, dtype=np.int64) for side in SIDES}
    games = Games(1, np.arange(count), {**cells, **start}, pipelines, nothing, keys.draws, keys.bots)
    open_page(plan, games)
    return games


def open_page(plan: Plan, games: Games) -> None:
    """Turn to a new page: cells of the turn's number, arrivals and opening variables."""
    count = len(games.index)
    games.cells.update((cell, np.full(count, value)) for cell, value in turn_cells(plan, games.turn).items())
    games.cells.update((cell, rows[0]) for cell, rows in games.pipelines.items())
    games.cells.update(run_games(plan.opening, games.cells, games.index.shape))


def _drawn(draws: DrawSet, games: Games) -> Rows:
    if not draws.cells:
        return {}
    return dict(zip(draws.cells, draw_games(draws, games.keys, games.turn, 0), strict=True))


def perceive(plan: Plan, games: Games, drawn: Rows | None = None) -> None:
    """What each side makes of the page: its estimates and beliefs. ``drawn``: as of ``turn_with``."""
    drawn = _drawn(plan.view_draws, games) if drawn is None else drawn
    games.cells.update(run_games(plan.perception, {**games.cells, **drawn}, games.index.shape))


def turn_page(plan: Plan, games: Games, players: Mapping[Side, Player]) -> None:
    """Orders, draws, the turn program, and the page turned."""
    turn_with(plan, games, {side: ordered_by(plan, games, players[side]) for side in SIDES})


def ordered_by(plan: Plan, games: Games, player: Player) -> SideOrders:
    """What a player orders in each game."""
    games.cells[f"carried:{player.side}"] = games.carried[player.side].astype(np.float64)
    choices = player.choices(plan.ruleset, games.cells, games.index, games.turn, games.bot_keys)
    return orders_of(plan.ruleset, player.side, choices, games.cells, budget_games(plan, games, player.side))


def turn_with(plan: Plan, games: Games, orders: Mapping[Side, SideOrders], drawn: Rows | None = None) -> Rows:
    """The turn resolved with these orders and the page turned. What the turn program read as orders and all that it
    gave. ``drawn``: values of its draws, instead of those that follow from the keys of the games."""
    ordered: Rows = {}
    for side in SIDES:
        games.carried[side] = _carried(plan, orders[side])
        ordered.update(orders[side].cells)
    outputs = _evaluate(plan, games, {**games.cells, **ordered}, drawn)
    for side in SIDES:
        if (refund := outputs.get(f"refund:{side}")) is not None:
            games.carried[side] = games.carried[side] + refund.astype(np.int64)
    for side, key, cell, changed in plan.stances:
        games.cells[cell] = in_line_games(plan, key, side, ordered[cell], games.cells)
        games.cells[changed] = np.zeros(len(games.index))
    games.turn += 1
    open_page(plan, games)
    return {**ordered, **outputs}


def year_after(plan: Plan, games: Games, drawn: Rows | None = None) -> Rows:
    """The year after the last turn: the turn program once more, without orders. All that it gave. ``drawn``: as of
    ``turn_with``."""
    idle = np.zeros(len(games.index))
    outputs = _evaluate(plan, games, {**games.cells, **dict.fromkeys(idle_cells(plan), idle)}, drawn)
    open_page(plan, games)
    return outputs


def _evaluate(plan: Plan, games: Games, cells: Rows, drawn: Rows | None) -> Rows:
    """The turn program and the stocks and pipelines that follow; all that it gave."""
    drawn = _drawn(plan.turn_draws, games) if drawn is None else drawn
    outputs = run_games(plan.turn, {**cells, **drawn}, games.index.shape)
    for _, _, cell, result in plan.stocks:
        games.cells[cell] = outputs.get(result, games.cells[cell])
    for _, _, cell, result in plan.pipelines:
        games.pipelines[cell] = [*games.pipelines[cell][1:], outputs[result]]
    return outputs


def budget_games(plan: Plan, games: Games, side: Side) -> Whole:
    """Tenths of a point that a side may spend in each game."""
    points = games.cells[f"var:{side}.{plan.ruleset.budget.variable}"]
    income = np.clip(np.floor(points * TENTHS_PER_POINT), 0, MOST_INCOME).astype(np.int64)
    return income + games.carried[side]


def _carried(plan: Plan, orders: SideOrders) -> Whole:
    carried: Whole = (orders.unspent * plan.ruleset.budget.carry_over).astype(np.int64)
    return carried


def finished(plan: Plan, games: Games, *, last: bool) -> Iterator[Finished]:
    """Take out the games that one of the endings holds for, the first that does."""
    for ending in plan.ruleset.endings:
        if not (last or ending.at == "any"):
            continue
        over = games.cells[f"ending:{ending.key}"] != 0.0
        if over.any():
            totals = {side: games.cells[f"score:{side}.total"][over] for side in SIDES}
            yield Finished(games.index[over], games.turn - 1, ending.key, _winners(ending, totals), totals)
            games.keep(~over)


def _winners(ending: Ending, totals: Mapping[Side, Floats]) -> Whole:
    ours, theirs = (totals[side] for side in SIDES)
    if ending.winner == "score":
        return (ours > theirs).astype(np.int64) - (ours < theirs).astype(np.int64)
    sign = {"nobody": 0, "washington": 1, "beijing": -1}[ending.winner]
    return np.full(ours.shape, sign, dtype=np.int64)
