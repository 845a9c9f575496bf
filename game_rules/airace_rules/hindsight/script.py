"""What both sides ordered, turn by turn, as outputs of a bot program: so that a changed match can go on with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from airace_rules.engine.budget import default_orders
from airace_rules.ids import SIDES, Side
from airace_rules.outlook.forecast import choices_of
from airace_rules.ruleset import Ruleset
from airace_rules.state import TurnResult

Outputs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Script:
    """``turns``: side → outputs in turns 1, 2, … of the ruleset. After the end of the match both sides repeat
    themselves."""

    turns: Mapping[Side, tuple[Outputs, ...]]

    def at(self, side: Side, turn: int) -> Outputs:
        """What a side does in a turn."""
        return self.turns[side][turn - 1]

    def kept(self, side: Side, turn: int, same: Callable[[Outputs], bool]) -> int:
        """The last turn of an unbroken row from ``turn`` on in which ``same`` holds."""
        last = turn
        while last < len(self.turns[side]) and same(self.at(side, last + 1)):
            last += 1
        return last

    def altered(self, side: Side, first: int, last: int, outputs: Outputs) -> Script:
        """The same with other outputs of a side in the turns from ``first`` to ``last``."""
        rows = list(self.turns[side])
        for place in range(first - 1, last):
            rows[place] = {**rows[place], **outputs}
        return Script({**self.turns, side: tuple(rows)})


def script_of(ruleset: Ruleset, history: Sequence[TurnResult]) -> Script:
    """What was ordered in a match."""
    later = len(ruleset.turns) - len(history)
    turns: dict[Side, tuple[Outputs, ...]] = {}
    for side in SIDES:
        given = [choices_of(ruleset, result.before, side, result.orders[side]) for result in history]
        turns[side] = (*given, *[given[-1]] * later)
    return Script(turns)


def usual_of(ruleset: Ruleset, result: TurnResult, side: Side) -> Outputs:
    """What would have counted if the side had ordered nothing in a turn."""
    return choices_of(ruleset, result.before, side, default_orders(ruleset, result.before, side))
