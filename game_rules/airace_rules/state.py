"""State: all that the next turn depends on. Frozen, made of plain numbers, independent of any storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from airace_rules.events import Happening
from airace_rules.ids import Side
from airace_rules.orders import Orders


@dataclass(frozen=True, slots=True)
class SideState:
    """One side at the start of a turn.

    ``stocks``: name → value in the stock's own unit.
    ``pipelines``: name → amounts on their way, the next to arrive first.
    ``stances``: stance key → option key in force.
    ``orders``: the orders of the turn before (the default is to repeat them).
    ``carried``: tenths of a point left over from the turn before, already reduced by the carry-over share.
    ``estimates``: what this side believes of the rival's rough variables, name → value.
    ``perceived``: what it computes from all it knows, name → value.
    ``bands``: standard error of each estimate and perceived variable, in its own unit.
    """

    stocks: Mapping[str, float]
    pipelines: Mapping[str, tuple[float, ...]]
    stances: Mapping[str, str]
    orders: Orders
    carried: int
    estimates: Mapping[str, float]
    perceived: Mapping[str, float] = field(default_factory=dict)
    bands: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatchState:
    """A match at the start of ``turn`` (1-based; ``turns + 1`` once the last turn is resolved).

    ``ending`` is the ruleset's key of the ending once the match is over, else None; ``winner`` is then a side,
    or None for a draw or an ending that nobody wins. ``world``: name → value of the shared stocks;
    ``world_pipelines``: as ``SideState.pipelines``, for the pipelines of the world.
    """

    turn: int
    sides: Mapping[Side, SideState]
    world: Mapping[str, float]
    ending: str | None = None
    winner: Side | None = None
    world_pipelines: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What one evaluation of the turn computed: the turn itself, or the year after the last turn.

    ``values``: every turn variable, ``"washington.compute"`` → value. ``parts``: every flow part,
    ``"washington.chips.bought"`` → amount added to the stock. ``draws``: every draw used.
    ``happenings``: the events that occurred, in the order of the rule files.
    """

    aftermath: bool
    values: Mapping[str, float]
    parts: Mapping[str, float]
    draws: Mapping[str, float]
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class TurnResult:
    """The outcome of one turn: ``orders`` that were resolved, ``steps`` (one, or two with the year after), the
    state ``before`` and ``after``, the opening variables of the state after (``"washington.budget"`` → value, and
    ``"washington.score.total"``, ``"washington.raw.trust"`` for scores), and ``hash``, which chains the previous hash,
    the orders and the new state (hex SHA-256)."""

    turn: int
    orders: Mapping[Side, Orders]
    steps: tuple[StepRecord, ...]
    before: MatchState
    after: MatchState
    opening: Mapping[str, float]
    hash: str
