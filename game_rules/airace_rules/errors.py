"""Errors of the rules package.

RulesError
├── RulesetError        rule files that do not load; carries every diagnostic found
├── OrdersError
│   ├── MalformedOrders not of the right shape (unknown key, wrong type)
│   ├── IllegalOrders   well-formed, but not allowed now (over budget, over a cap, a gate not met)
│   └── ConflictingOrders  parts that exclude each other (too many stance changes at once)
├── NotFinite           a formula gave infinity or no number; names the cell
├── MatchOver           the match has ended: nothing more can be resolved
├── MatchNotOver        what is asked for is told only after the end
└── ReplayError         a match file that cannot be replayed, or that differs; names turn and variable
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from airace_rules.language.diagnostics import Diagnostic


class RulesError(Exception):
    """Anything that the rules refuse."""


class RulesetError(RulesError):
    """Rule files that do not load. ``diagnostics`` holds all mistakes found, in file order."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(d.text() for d in self.diagnostics))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with orders. ``code`` is stable; ``field`` such as ``instruments.buy`` says where;
    ``args`` fill the sentence of that code in the screens' message files; ``message`` is the English sentence."""

    code: str
    field: str
    message: str
    args: Mapping[str, float | str]


class OrdersError(RulesError):
    """Orders that are refused; ``problems`` is never empty. ``codes`` of problems make it this class."""

    codes: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(p.message for p in self.problems))


class MalformedOrders(OrdersError):
    """Not of the right shape."""

    codes = frozenset(
        {
            *("unknown_instrument", "unknown_stance", "unknown_option", "not_an_integer", "negative"),
            *("unknown_project", "unknown_deal", "not_true_or_false"),
        }
    )


class IllegalOrders(OrdersError):
    """Of the right shape, but not allowed now."""

    codes = frozenset(
        {
            *(
                "over_budget",
                "over_cap",
                "not_your_instrument",
                "not_your_project",
                "project_finished",
                "project_waits",
            ),
            *("needs_not_met", "deal_locked", "breaks_deal", "not_open_yet"),
        }
    )


class ConflictingOrders(OrdersError):
    """Each part is allowed, together they are not."""

    codes = frozenset({"too_many_stance_changes", "too_many_new_projects"})


class NotFinite(RulesError):
    """A formula gave infinity or not a number. ``cell`` names it, such as ``var:washington.compute``."""

    def __init__(self, cell: str, value: float) -> None:
        self.cell = cell
        super().__init__(
            f"{cell} is {value}, which no match can go on with; bound its formula with clamp(), max() or ratio()"
        )


class MatchOver(RulesError):
    """The match has ended: nothing more can be ordered or resolved."""


class MatchNotOver(RulesError):
    """What was asked for is told only once the match is over."""


class ReplayError(RulesError):
    """A match file that cannot be replayed or that differs. ``turn`` and ``variable`` say where it breaks first."""

    def __init__(self, message: str, turn: int | None = None, variable: str | None = None) -> None:
        super().__init__(message)
        self.turn = turn
        self.variable = variable
