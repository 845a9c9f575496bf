"""Tests in data: what a ruleset promises about itself, ready to be played by ``airace_rules.ruletests``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from airace_rules.ids import Owner, Side
from airace_rules.language.diagnostics import Place
from airace_rules.orders import Orders


@dataclass(frozen=True, slots=True)
class Check:
    """Bounds of a number: of the value itself, or of its ratio to or difference from that of the other run. ``strict``:
    the bounds themselves are outside. ``words``: as a sentence says it, such as ``9.8 ± 5%``."""

    of: Literal["value", "ratio", "difference"]
    low: float
    high: float
    strict: bool
    words: str

    def holds(self, value: float) -> bool:
        """Whether a number is within the bounds."""
        return self.low < value < self.high if self.strict else self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Expected:
    """What a value must be after ``turn`` (None: the last turn played). ``name`` such as ``beijing.chips.bought``.
    ``options``: of a stance, whose value is the place among them."""

    place: Place = field(compare=False)
    turn: int | None
    name: str
    checks: tuple[Check, ...]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event that must, or must not, have happened in ``turn`` (None: in any turn). ``name`` such as
    ``world.truce``."""

    place: Place = field(compare=False)
    turn: int | None
    name: str
    happens: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ending or the winner that is asked for."""

    place: Place = field(compare=False)
    key: str


@dataclass(frozen=True, slots=True)
class OrdersFrom:
    """What a side orders in every turn from ``turn`` on."""

    place: Place = field(compare=False)
    turn: int
    side: Side
    orders: Orders


@dataclass(frozen=True, slots=True)
class Start:
    """Where a run begins; what is not named is as a match begins."""

    turn: int
    stocks: Mapping[Owner, Mapping[str, float]]
    stances: Mapping[Side, Mapping[str, str]]
    pipelines: Mapping[Owner, Mapping[str, tuple[float, ...]]]


@dataclass(frozen=True, slots=True)
class Run:
    """One way of playing. ``draws``: every draw by its full name, for all turns; None: chance follows from ``seed``."""

    start: Start
    orders: tuple[OrdersFrom, ...]
    strategies: Mapping[Side, str]
    draws: Mapping[str, float] | None
    seed: int


@dataclass(frozen=True, slots=True)
class BalanceCheck:
    """``of``: ``side_rate``, ``length``, ``exploitability`` or ``ending`` (then ``key`` says which)."""

    place: Place = field(compare=False)
    of: Literal["side_rate", "length", "exploitability", "ending"]
    key: str
    check: Check


@dataclass(frozen=True, slots=True)
class Balance:
    """Games between pairs of house strategies (Washington's, Beijing's); ``games`` is the sum over all pairs."""

    games: int
    seed: int
    pairs: tuple[tuple[str, str], ...]
    checks: tuple[BalanceCheck, ...]


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A named promise: either ``balance``, or ``run`` played for ``turns`` turns in each of ``games`` games, with what
    is expected of it. Places do not count when tests are compared."""

    name: str
    place: Place = field(compare=False)
    systems: tuple[str, ...]
    balance: Balance | None = None
    run: Run | None = None
    other: Run | None = None
    turns: int = 1
    games: int = 1
    expected: tuple[Expected, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    ending: Outcome | None = None
    winner: Outcome | None = None
