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
from airace_rules.planner.levels import Level, Round
from airace_rules.planner.plans import Menu, bent, joined, picked, ready_made
from airace_rules.planner.recall import cells_of, state_from
from airace_rules.planner.tally import Tally
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState
from airace_rules.views import View

MOST_ROWS: Final = 4096  # games imagined side by side: the rows of one turn fit a core's cache
LONGER: Final = 4  # times as many samples at most, where less of the match is left


@dataclass(frozen=True, slots=True)
class Thought:
    """The plan chosen for each of several matches, and what it took: turns of single games played in the mind."""

    chosen: Table
    turns_played: int


def think(plan: Plan, states: Sequence[MatchState], side: Side, level: Level, rivals: tuple[str, ...]) -> Thought:
    """The best plan that the search finds for each match. A state holds what ``side`` is told; see ``state_from``."""
    matches, turn = len(states), states[0].turn
    book = book_of(plan.ruleset, side, rivals, level.study)
    pool, count = ready_made(plan.ruleset, book, matches)
    tally = Tally.blank(count, matches)
    menu, played = Menu.of(plan.ruleset, side), 0
    for number, look in enumerate((Round(count - 1, 0, level.glance), *level.rounds)):
        best = tally.best(look.kept)
        pool = _with_bent(menu, pool, best, look.bent, f"{side} {turn} {number}")
        tally = tally.picked(best, look.bent)
        imagined = imagine_all(plan, states, side, look.samples * _shorter(plan.ruleset, turn), rivals, number)
        tally.add(imagined.worths(pool, len(tally.total)))
        played += imagined.turns_played
    return Thought(picked(pool, _rows(tally.winner(level.doubt)[np.newaxis])), played)


def _shorter(ruleset: Ruleset, turn: int) -> int:
    """How many times the turns that are left fit into a match."""
    return min(LONGER, len(ruleset.turns) // max(1, len(ruleset.turns) + 1 - turn))


def _rows(places: Whole) -> Whole:
    """Rows of the table of plans at these places, shape (plans, matches)."""
    matches = places.shape[1]
    rows: Whole = (places * matches + np.arange(matches)).reshape(-1)
    return rows


def _with_bent(menu: Menu, pool: Table, best: Whole, count: int, name: str) -> Table:
    """The best plans, and ``count`` new ones made by bending them in turn."""
    kept = picked(pool, _rows(best))
    if not count:
        return kept
    parents = picked(pool, _rows(best[np.arange(count) % len(best)]))
    return joined(kept, bent(menu, parents, count, best.shape[1], f"planner {name}"))


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
        glance = self.level.glance * (len(ruleset.bots) + 1)
        looks = (look.samples * (1 + look.kept + look.bent) for look in self.level.rounds)
        return max(1, MOST_ROWS // max(glance, *looks, 1))

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
