"""The public description of a ruleset: what a client needs to draw its screens. It holds no rule, only their shape
and the designers' words about them."""

from __future__ import annotations

from typing import Literal

from airace_rules.ids import Scope, Side
from airace_rules.ruleset import RivalSight, Timing
from airace_rules.views import ViewModel


class TurnInfo(ViewModel):
    key: str
    years: float


class InstrumentInfo(ViewModel):
    """``split``: share of the lever; ``cap``: side → most tenths of a point per turn."""

    key: str
    split: float
    cap: dict[Side, int]


class LeverInfo(ViewModel):
    key: str
    instruments: list[InstrumentInfo]


class StanceInfo(ViewModel):
    """``cost`` in tenths of a point for a change."""

    key: str
    options: list[str]
    cost: int


class VariableInfo(ViewModel):
    """A stock (``formula`` None, ``parts`` its flow) or a variable (``formula`` as written, ``inputs`` the names it
    reads, with their scopes)."""

    name: str
    kind: Literal["stock", "variable"]
    scope: Scope
    timing: Timing | None
    unit: str
    rival_sight: RivalSight
    formula: str | None
    inputs: list[str]
    parts: dict[str, str]
    minimum: float | None
    maximum: float | None


class ScoreInfo(ViewModel):
    key: str
    weight: dict[Side, float]


class RulesetManifest(ViewModel):
    """Text keys: ``ruleset.name``, ``ruleset.about``, ``turn.<key>``, ``side.<side>``, ``lever.<key>.name`` and
    ``.help``, ``instrument.<key>.name`` ``.help``, ``stance.<key>.name`` ``.help``, ``stance.<key>.<option>.name``
    ``.help``, ``var.<name>.name`` ``.help`` (stocks and variables alike), ``unit.<unit>``, ``flow.<stock>.<part>``,
    ``event.<key>``, ``headline.<key>``, ``score.<key>.name`` ``.help``, ``ending.<key>.name`` ``.text``,
    ``bot.<key>.name`` ``.help``."""

    name: str
    hash: str
    format: int
    turns: list[TurnInfo]
    aftermath: bool
    first_turn_seconds: int
    turn_seconds: int
    carry_over: float
    stance_changes: int
    levers: list[LeverInfo]
    stances: list[StanceInfo]
    gauges: list[str]
    variables: dict[str, VariableInfo]
    scores: list[ScoreInfo]
    endings: list[str]
    bots: list[str]
    languages: list[str]
