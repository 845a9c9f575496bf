"""Many lines of play beside each other: in each, one side repeats its orders and the other plays steadily."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from airace_rules.balance.orders import BotPlan, bot_plan
from airace_rules.bots.play import steady_of
from airace_rules.engine.mathfn_array import Bools, Floats, Whole
from airace_rules.engine.words import Words
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Lines:
    """The player of one side in all lines, ``games`` games each. ``mine``: in which lines this side repeats its orders,
    shape (lines,); ``repeated``: cell → what it chooses there, shape (lines,)."""

    side: Side
    games: int
    mine: Bools
    repeated: Mapping[str, Floats]
    steady: BotPlan

    @classmethod
    def of(
        cls, ruleset: Ruleset, side: Side, games: int, sides: Sequence[Side], choices: Sequence[Mapping[str, float]]
    ) -> Lines:
        """``sides``: whose orders are repeated in each line; ``choices``: these orders as outputs of a bot program."""
        mine = np.array([one == side for one in sides])
        repeated = {
            cell: np.array([each.get(cell, 0.0) if own else 0.0 for each, own in zip(choices, mine, strict=True)])
            for cell in choices[0]
        }
        return cls(side, games, mine, repeated, bot_plan(ruleset, side, steady_of(ruleset)))

    def choices(
        self, ruleset: Ruleset, cells: Mapping[str, Floats], index: Whole, turn: int, keys: tuple[Words, Words]
    ) -> Mapping[str, Floats]:
        """Outputs as of a bot program, rows of shape (games,)."""
        line = index // self.games
        if self.mine.all():
            return {cell: row[line] for cell, row in self.repeated.items()}
        steady = self.steady.choices(ruleset, cells, index, turn, keys)
        if not self.mine.any():
            return steady
        mine = self.mine[line]
        return {
            cell: np.where(mine, row[line], steady.get(cell, self._left_out(cell, cells)))
            for cell, row in self.repeated.items()
        }

    def _left_out(self, cell: str, cells: Mapping[str, Floats]) -> Floats | float:
        """What it means that a strategy says nothing of a choice."""
        kind, _, key = cell.partition(":")
        if kind == "choose":
            return cells[f"stance:{self.side}.{key}"]
        return 1.0 if kind == "spend" else 0.0
