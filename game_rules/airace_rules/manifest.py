"""The public description of a ruleset: what a client needs to draw its screens. It holds no rule, only their shape
and the designers' words about them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from airace_rules.classroom import Activity
from airace_rules.ids import Scope, Side
from airace_rules.ruleset import FactKind, RivalSight, Scene, Timing
from airace_rules.views import ViewModel


class TurnInfo(ViewModel):
    """``new_projects``: most projects that a side may start in it."""

    key: str
    years: float
    new_projects: int = 1


class InstrumentInfo(ViewModel):
    """``split``: share of the lever; ``cap``: side → most tenths of a point per turn, 0 for a side that cannot use it.
    ``systems``: what it models, keys of codex pages among them (the same wherever ``systems`` stands)."""

    key: str
    split: float
    cap: dict[Side, int]
    systems: list[str] = Field(default_factory=list)


class LeverInfo(ViewModel):
    key: str
    instruments: list[InstrumentInfo]


class StanceInfo(ViewModel):
    """``cost`` in tenths of a point for a change. ``opens``: the turn from which it may be changed; None: never.
    ``side``: who may change it; None: both."""

    key: str
    options: list[str]
    cost: int
    opens: int | None = 1
    side: Side | None = None
    systems: list[str] = Field(default_factory=list)


class ProjectInfo(ViewModel):
    """``cost``: side → tenths of a point per instalment, for the sides that may run it; ``turns``: instalments until it
    is finished; ``slips``: one more may be needed. ``escrow_wait`` turns and ``escrow_back`` share are None unless
    ``joint``. ``needs``: gate lines as written."""

    key: str
    cost: dict[Side, int]
    turns: int
    slips: bool
    joint: bool
    escrow_wait: int | None
    escrow_back: float | None
    rival_sight: Literal["exact", "finished", "hidden"]
    needs: list[str]
    systems: list[str] = Field(default_factory=list)


class TermInfo(ViewModel):
    """What a deal asks of ``side`` (None: of both). One of ``stance`` (with ``at_least`` or ``at_most`` an option key),
    ``instrument`` (then tenths of a point) or ``needs`` (a line as written)."""

    side: Side | None
    stance: str | None
    instrument: str | None
    at_least: str | int | None
    at_most: str | int | None
    needs: str | None


class DealInfo(ViewModel):
    """``duration``: turns in force; ``binding``: orders that break a term are refused; ``locked``: turns without a new
    signature after a breach was found. ``needs``: gate lines as written."""

    key: str
    duration: int
    binding: bool
    locked: int
    terms: list[TermInfo]
    needs: list[str]
    systems: list[str] = Field(default_factory=list)


class FactInfo(ViewModel):
    """Something known of the world; its sentence is the text ``codex.<system>.fact.<key>``. ``sources``: keys of
    ``RulesetManifest.sources``, at least one unless it is an assumption of the game."""

    key: str
    kind: FactKind
    sources: list[str]


class CodexInfo(ViewModel):
    """A page of the codex. ``shows``: stocks and variables whose formulas stand on it. Texts, with the system in small
    letters: ``codex.<system>.title`` ``.body`` and, as seen from three places, ``.washington`` ``.beijing``
    ``.elsewhere``."""

    system: str
    facts: list[FactInfo]
    shows: list[str]


class RoleInfo(ViewModel):
    """A role in a team: keys of the levers, stances, projects and deals that it drafts (projects of the other side
    among them). ``signs``: it closes the turn for the team. Texts: ``seat.<key>.name``, ``.help``, and ``.briefing``,
    which tells this role alone what to watch."""

    key: str
    signs: bool
    levers: list[str]
    stances: list[str]
    projects: list[str]
    deals: list[str]


class TeamInfo(ViewModel):
    """The roles of a team of ``size`` members, as many as members."""

    size: int
    seats: list[RoleInfo]


class LessonStepInfo(ViewModel):
    """``minutes`` of a lesson. ``turns``: numbers of the turns that are played in it; empty unless ``do`` is
    ``turn``."""

    minutes: int
    do: Activity
    turns: list[int]


class LessonInfo(ViewModel):
    """A lesson plan of ``minutes`` in all. Texts: ``lesson.<key>.name``, ``.help``, ``.step.<number>`` (what to say,
    from 1) and ``.question.<number>`` (1 to ``questions``)."""

    key: str
    minutes: int
    steps: list[LessonStepInfo]
    questions: int


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
    systems: list[str] = Field(default_factory=list)


class ChoiceInfo(ViewModel):
    """A draw of one option. ``options``: option → its chance. Texts: ``draw.<key>.name``, ``draw.<key>.<option>``."""

    key: str
    scope: Scope
    options: dict[str, float]


class ScoreInfo(ViewModel):
    key: str
    weight: dict[Side, float]


class RulesetManifest(ViewModel):
    """Text keys: ``ruleset.name``, ``ruleset.about``, ``turn.<key>``, ``side.<side>``, ``lever.<key>.name`` and
    ``.help``, ``instrument.<key>.name`` ``.help``, ``stance.<key>.name`` ``.help``, ``stance.<key>.<option>.name``
    ``.help``, ``var.<name>.name`` ``.help`` (stocks and variables alike), ``unit.<unit>``, ``flow.<stock>.<part>``,
    ``event.<key>``, ``headline.<key>``, ``score.<key>.name`` ``.help``, ``ending.<key>.name`` ``.text``,
    ``bot.<key>.name`` ``.help``, ``project.<key>.name`` ``.help``, ``deal.<key>.name`` ``.help``. Any key may have a
    variant for a side, ``<key>.washington`` or ``<key>.beijing``, which goes before it.
    What befalls projects and deals (headlines of the kinds ``project`` and ``deal``): ``project.<key>.finished``,
    ``.slipped`` (if it ``slips``), ``.offered`` and ``.refunded`` (if ``joint``; argument ``points``);
    ``deal.<key>.signed`` ``.offered`` ``.left`` ``.ended``, and ``.broke`` and ``.caught`` where it has terms and is
    not ``binding``. Their effects are parts of flows: ``flow.<stock>.project_<key>`` and
    ``flow.<stock>.deal_<key>_signed`` (or ``_left``, ``_caught``).
    ``role.<side>`` tells a side what it is about; ``card.<turn>.title`` and ``.text`` are something to think about in a
    turn; a ruleset may go without.
    ``teams``: the roles for a team of each size, the smallest first; empty when the ruleset has none.
    ``scenes``: ending → the picture that screens show of it.
    ``bottleneck``: a stock or variable that is below 1 while something is short. ``news``: ``<kind>.<key>`` of what may
    be told → the systems that it is about. ``moved.<stock>.up`` and ``.down`` tell of a stock that moved, and
    ``guide.<step>`` guides through the first turn (steps ``bottleneck``, ``lever``, ``forecast``, ``why``, ``sign``); a
    ruleset may go without.
    ``planners``: players that any ruleset has, the weakest first; their texts are the client's own.
    ``asked``: the number that players are asked to foresee, a variable under ``perceived`` or ``score.total``.
    ``choices``: draws of one option. ``options``: ``var.<name>`` or ``<kind>.<key>.<argument>`` of what is the place of
    an option (from 0) → the text keys of the options, which are told instead of the number.
    ``sources``: key → title. ``new_projects``: most projects that a side may start in any turn; ``instruments_from``:
    the turn from which screens offer single instruments and not levers alone."""

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
    projects: list[ProjectInfo] = Field(default_factory=list)
    deals: list[DealInfo] = Field(default_factory=list)
    new_projects: int = 1
    instruments_from: int = 1
    gauges: list[str]
    bottleneck: str | None = None
    news: dict[str, list[str]] = Field(default_factory=dict)
    asked: str = "score.total"
    variables: dict[str, VariableInfo]
    scores: list[ScoreInfo]
    endings: list[str]
    scenes: dict[str, Scene] = Field(default_factory=dict)
    bots: list[str]
    planners: list[str] = Field(default_factory=list)
    choices: list[ChoiceInfo] = Field(default_factory=list)
    options: dict[str, list[str]] = Field(default_factory=dict)
    sources: dict[str, str]
    codex: list[CodexInfo]
    teams: list[TeamInfo] = Field(default_factory=list)
    lessons: list[LessonInfo] = Field(default_factory=list)
    languages: list[str]


class Harvest(ViewModel):
    """When points pay that are placed in a turn: by the start of ``turn`` (one above the last: at the end of the match)
    half of what they bring has come in. ``gauge`` None: half of what they bring for the score, beside the rival's; else
    they bring nothing there, and it is half of what they move this gauge of their side. ``turn`` None: neither."""

    turn: int | None
    gauge: str | None


class Harvests(ViewModel):
    """When points pay in a usual match: side → key → one entry for each turn in which they may be placed, the first
    turn first; None where the side can place none, or a usual match is over. No keys at all: the rules do not let
    steady sides play a match."""

    levers: dict[Side, dict[str, list[Harvest | None]]]
    instruments: dict[Side, dict[str, list[Harvest | None]]]
