"""The strategy matrix: every strategy of one side against every strategy of the other, with the error of each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from airace_rules.balance.arena import Arena, Lot, Outcome
from airace_rules.balance.policy import Strategy, name_of
from airace_rules.balance.runner import Runner
from airace_rules.bots.play import RANDOM
from airace_rules.engine.mathfn_array import Bools, Floats, Whole
from airace_rules.ruleset import Ruleset

PLANNER: Final = "planner"
SCORE_UNIT: Final = 1e6  # scores are added up in millionths, so that sums are exact in any order
WIN: Final = 2  # payoffs are counted in halves
SCORES: Final = 100.0


@dataclass(frozen=True, slots=True)
class Matrix:
    """What happened in each cell, shape (rows, columns); rows are Washington's strategies, columns Beijing's.

    ``wins`` and ``losses`` are Washington's; ``nobody``: games that an ending gave to nobody, such as a catastrophe;
    all others are draws. ``scores`` (2, rows, columns): mean final score of each side."""

    rows: tuple[Strategy, ...]
    columns: tuple[Strategy, ...]
    games: Whole
    wins: Whole
    losses: Whole
    nobody: Whole
    scores: Floats

    def payoffs(self) -> tuple[Floats, Floats]:
        """Mean payoff of Washington and of Beijing: 1 for a win, ½ for a draw, else 0."""
        draws = self.games - self.wins - self.losses - self.nobody
        return (WIN * self.wins + draws) / (WIN * self.games), (WIN * self.losses + draws) / (WIN * self.games)

    def errors(self) -> tuple[Floats, Floats]:
        """Standard errors of the payoffs. A cell without spread is given that of one game in twice as many."""
        draws = self.games - self.wins - self.losses - self.nobody
        return self._error(self.wins, draws), self._error(self.losses, draws)

    def _error(self, won: Whole, draws: Whole) -> Floats:
        mean = (WIN * won + draws) / (WIN * self.games)
        variance = (won + draws / (WIN * WIN)) / self.games - mean * mean
        least = 1.0 / (WIN * self.games)
        return np.sqrt(np.maximum(variance, least) / self.games)


def house_strategies(ruleset: Ruleset) -> tuple[str, ...]:
    """Those of the matrix: all of the ruleset without ``planner`` and ``random``."""
    return tuple(bot for bot in ruleset.bots if bot not in (RANDOM, PLANNER))


def cell_name(washington: Strategy, beijing: Strategy) -> str:
    """Names the seeds of a cell."""
    return f"{name_of(washington)} {name_of(beijing)}"


def shared_out(total: int, parts: int) -> list[int]:
    """``total`` in ``parts`` numbers that differ by one at most, each at least 1."""
    return [max(1, total * (k + 1) // parts - total * k // parts) for k in range(parts)]


def play_matrix(
    runner: Runner, arena: Arena, rows: Sequence[Strategy], columns: Sequence[Strategy], games: int, stage: str
) -> tuple[Matrix, Outcome, list[Lot]]:
    """Plays about ``games`` games over all cells; also the outcome of every game and its lots."""
    strategies = (*rows, *columns)
    sizes = shared_out(games, len(rows) * len(columns))
    lots = [
        Lot(i, len(rows) + j, cell_name(row, column), 0, sizes[i * len(columns) + j])
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    ]
    outcome = runner.play(arena, strategies, lots, stage)
    return counted(arena.ruleset, rows, columns, lots, outcome), outcome, lots


def counted(
    ruleset: Ruleset, rows: Sequence[Strategy], columns: Sequence[Strategy], lots: Sequence[Lot], outcome: Outcome
) -> Matrix:
    """The matrix of games played in lots, one lot a cell, row by row."""
    shape = (len(rows), len(columns))
    games = np.array([lot.games for lot in lots], dtype=np.int64)
    cell = np.repeat(np.arange(len(lots)), games)

    def count(those: Bools) -> Whole:
        return np.bincount(cell[those], minlength=len(lots)).reshape(shape)

    return Matrix(
        rows=tuple(rows),
        columns=tuple(columns),
        games=games.reshape(shape),
        wins=count(outcome.winner > 0),
        losses=count(outcome.winner < 0),
        nobody=count(given_to_nobody(ruleset, outcome)),
        scores=np.stack([_sums(cell, totals, games) for totals in outcome.totals]).reshape(2, *shape),
    )


def _sums(cell: Whole, totals: Floats, games: Whole) -> Floats:
    sums = np.zeros(len(games), dtype=np.int64)
    np.add.at(sums, cell, np.rint(totals * SCORE_UNIT).astype(np.int64))
    return sums / games / SCORE_UNIT


def given_to_nobody(ruleset: Ruleset, outcome: Outcome) -> Bools:
    """Games that nobody can have won: a catastrophe, or one that a formula broke."""
    nobody = np.array([*(ending.winner == "nobody" for ending in ruleset.endings), True])  # the last one is NOT_FINITE
    return nobody[outcome.ending]


def halves(ruleset: Ruleset, outcome: Outcome, row: int) -> Whole:
    """The payoff of Washington (``row`` 0) or Beijing (1) in each game, in halves: 2, 1 or 0."""
    sign = outcome.winner.astype(np.int64) * (1 - 2 * row)
    return np.where(given_to_nobody(ruleset, outcome), 0, sign + 1)


def played_on(
    runner: Runner, arena: Arena, matrix: Matrix, rows: Sequence[int], columns: Sequence[int], games: int, stage: str
) -> Matrix:
    """The matrix with about ``games`` further games, shared out over the cells of some rows and columns."""
    sizes = shared_out(games, len(rows) * len(columns))
    cells = [(i, j) for i in rows for j in columns]
    lots = [
        Lot(i, len(matrix.rows) + j, cell_name(matrix.rows[i], matrix.columns[j]), int(matrix.games[i, j]), size)
        for (i, j), size in zip(cells, sizes, strict=True)
    ]
    outcome = runner.play(arena, (*matrix.rows, *matrix.columns), lots, stage)
    chosen, others = [matrix.rows[i] for i in rows], [matrix.columns[j] for j in columns]
    return _added(matrix, counted(arena.ruleset, chosen, others, lots, outcome), np.ix_(rows, columns))


def _added(matrix: Matrix, more: Matrix, where: tuple[Whole, ...]) -> Matrix:
    def summed(name: str) -> Whole:
        counts: Whole = getattr(matrix, name).copy()
        counts[where] += getattr(more, name)
        return counts

    games, scores = summed("games"), matrix.scores.copy()
    for mean, further in zip(scores, more.scores, strict=True):
        mean[where] = (mean[where] * matrix.games[where] + further * more.games) / games[where]
    return Matrix(matrix.rows, matrix.columns, games, summed("wins"), summed("losses"), summed("nobody"), scores)


def joined_matrix(old: Matrix, right: Matrix | None, below: Matrix | None) -> Matrix:
    """A matrix with further columns to its right and then further rows below."""
    rows, columns = old.rows, old.columns
    if right is not None:
        columns = (*columns, *right.columns)
        old = _concatenated(old, right, 1, rows, columns)
    if below is not None:
        old = _concatenated(old, below, 0, (*rows, *below.rows), columns)
    return old


def _concatenated(a: Matrix, b: Matrix, axis: int, rows: tuple[Strategy, ...], columns: tuple[Strategy, ...]) -> Matrix:
    def both(name: str) -> Whole:
        return np.concatenate([getattr(a, name), getattr(b, name)], axis=axis)

    scores = np.concatenate([a.scores, b.scores], axis=axis + 1)
    return Matrix(rows, columns, both("games"), both("wins"), both("losses"), both("nobody"), scores)
