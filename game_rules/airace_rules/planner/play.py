"""A planner's turn: imagine what it cannot know, try plans to the end of the match, order what the best begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from airace_rules.balance.policy import Roster, Table
from airace_rules.engine.mathfn_array import Floats, Whole
from airace_rules.engine.plan import Plan, plan_of
from airace_rules.engine.words import Words
from airace_rules.ids import Side
from airace_rules.planner.book import book_of
from airace_rules.planner.imagined import imagine_all, rivals_of
from airace_rules.planner.levels import Level
from airace_rules.planner.plans import Menu, bent, joined, picked, ready_made
from airace_rules.planner.recall import cells_of, state_from
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState
from airace_rules.views import View

MOST_ROWS: Final = 4096  # games imagined side by side: the rows of one turn fit a core's cache
NARROWING: Final = 0.7  # of the spread, from generation to generation


@dataclass(frozen=True, slots=True)
class Thought:
    """The plan chosen for each of several matches, and what it took: turns of single games played in the mind."""

    chosen: Table
    turns_played: int


def think(plan: Plan, states: Sequence[MatchState], side: Side, level: Level, rivals: tuple[str, ...]) -> Thought:
    """The best plan that the search finds for each match. A state holds what ``side`` is told; see ``state_from``."""
    imagined = imagine_all(plan, states, side, level.games, rivals)
    menu, matches = Menu.of(plan.ruleset, side), len(states)
    book = book_of(plan.ruleset, side, rivals, level.studies, level.study)
    pool, count = ready_made(plan.ruleset, book, matches)
    worths = imagined.worths(pool, count)
    for generation in range(level.generations):
        best = _best(worths, level.parents)
        rows = np.stack([best[k % len(best)] for k in range(level.brood)])
        parents = picked(pool, (rows * matches + np.arange(matches)).reshape(-1))
        name = f"planner {side} {states[0].turn} {generation}"
        brood = bent(menu, parents, level.brood, matches, NARROWING**generation, name)
        pool, worths = joined(pool, brood), np.concatenate([worths, imagined.worths(brood, level.brood)])
    winner = _chosen(worths, level.doubt)
    chosen = picked(pool, winner * matches + np.arange(matches))
    return Thought(chosen, imagined.turns_played)


def _best(worths: Whole, count: int) -> Whole:
    """Places of the best plans of each match, the best first, shape (count, matches)."""
    return np.argsort(-np.add.reduce(worths, axis=2), axis=0, kind="stable")[:count]


def _chosen(worths: Whole, doubt: float) -> Whole:
    """The place of the plan for each match: the first one, unless another is better by more than ``doubt`` standard
    errors of the difference, in the same samples."""
    samples = worths.shape[2]
    gains = worths - worths[0]
    total = np.add.reduce(gains, axis=2)
    squares = np.add.reduce(gains.astype(np.float64) ** 2, axis=2)
    spread = np.sqrt(np.maximum(squares - total * (total / samples), 0.0))
    best: Whole = np.argmax(total - doubt * spread, axis=0)
    return best


@dataclass(frozen=True, slots=True)
class Planner:
    """Plays one side in every game of a batch, each as if it were the only one."""

    side: Side
    level: Level
    unseen: tuple[str, ...] = ()

    def choices(
        self, ruleset: Ruleset, cells: Mapping[str, Floats], index: Whole, turn: int, keys: tuple[Words, Words]
    ) -> Mapping[str, Floats]:
        """Outputs as of a bot program."""
        parts = [
            self._some(ruleset, cells, slice(first, first + self._at_once(ruleset)), turn, keys)
            for first in range(0, len(index), self._at_once(ruleset))
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _at_once(self, ruleset: Ruleset) -> int:
        """Matches that are thought about side by side."""
        plans = max(self.level.brood, len(ruleset.bots) + 1)
        return max(1, MOST_ROWS // (self.level.games * plans))

    def _some(
        self, ruleset: Ruleset, cells: Mapping[str, Floats], those: slice, turn: int, keys: tuple[Words, Words]
    ) -> Mapping[str, Floats]:
        some = {cell: row[those] for cell, row in cells.items()}
        count = len(some["turn:number"])
        plain = [{cell: float(row[game]) for cell, row in some.items()} for game in range(count)]
        states = [state_from(ruleset, self.side, turn, known) for known in plain]
        thought = think(plan_of(ruleset), states, self.side, self.level, rivals_of(ruleset, self.level, self.unseen))
        roster = Roster(ruleset, self.side, thought.chosen, np.arange(count))
        return roster.choices(ruleset, some, np.arange(count), turn, (keys[0][those], keys[1][those]))


def planner_choices(ruleset: Ruleset, level: Level, side: Side, view: View) -> dict[str, float]:
    """Outputs as of a bot program, for one match, from the View of a side."""
    cells = cells_of(ruleset, view, side)
    thought = think(
        plan_of(ruleset), [state_from(ruleset, side, view.turn, cells)], side, level, rivals_of(ruleset, level)
    )
    roster = Roster(ruleset, side, thought.chosen, np.arange(1))
    rows = {cell: np.array([value]) for cell, value in cells.items()}
    nothing = np.zeros(1, dtype=np.uint64)
    made = roster.choices(ruleset, rows, np.arange(1), view.turn, (nothing, nothing))
    return {name: float(row[0]) for name, row in made.items()}
