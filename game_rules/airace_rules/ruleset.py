"""The compiled ruleset: what the loader makes of a folder of rule files, and all that the engine needs.

Immutable; identified by ``hash``, the SHA-256 over the canonical form of its source files (texts included).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from airace_rules.classroom import LessonPlan, Team
from airace_rules.events import HappeningKind, Visibility
from airace_rules.ids import Scope, Side
from airace_rules.language.ir import Program

if TYPE_CHECKING:
    from airace_rules.ruletest import RuleTest

OwnSight = Literal["exact", "hidden"]
RivalSight = Literal["exact", "rough", "hidden"]
Timing = Literal["opening", "turn", "perceived"]
ProjectSight = Literal["exact", "finished", "hidden"]
Scene = Literal["plain", "breakaway", "accord", "breakthrough", "disaster", "horizon"]
FactKind = Literal["measured", "forecast", "plan", "claim", "opinion", "assumption"]


@dataclass(frozen=True, slots=True)
class Sight:
    """Who may see a variable: its own side, and the rival (``rough``: only an estimate with noise).
    For variables of the world both are equal and never rough. Spectators see what both sides see exactly."""

    own: OwnSight
    rival: RivalSight


@dataclass(frozen=True, slots=True)
class Param:
    """A named constant, for the docs: programs hold it already. ``value`` is the text of the rule file in one line;
    ``kind`` such as ``forecast``; ``sources`` are keys of ``Ruleset.sources``."""

    name: str
    unit: str
    value: str
    kind: str
    sources: tuple[str, ...]
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """A number carried from turn to turn. ``start`` has one entry a side, or the single key ``world``.

    ``flows``: part → formula as written, for the parts of its flow and for events (``event_<key>``); ``inputs``: the
    names these formulas read. ``implicit``: made by the compiler, not by a designer, and without a text. It counts the
    turns that an effect ``for: n`` still lasts, or belongs to a project (``progress.fab``, ``slipped.fab``,
    ``escrow.lab``, ``waiting.lab``) or a deal (``deal.pause``, ``offered.pause``, ``locked.pause``)."""

    name: str
    scope: Scope
    unit: str
    start: Mapping[str, float]
    minimum: float
    maximum: float
    sight: Sight
    parts: tuple[str, ...]  # names of its flow parts, in file order
    systems: tuple[str, ...]
    flows: Mapping[str, str]
    inputs: tuple[str, ...]
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A formula. ``timing``: ``opening`` depends on the state alone and is known when the turn opens; ``turn``
    depends on orders, draws or new values; ``perceived`` is computed from what its side knows.
    ``formula`` is the text as the designer wrote it, ``inputs`` the names it reads (scoped as written)."""

    name: str
    scope: Scope
    unit: str
    timing: Timing
    sight: Sight
    formula: str
    inputs: tuple[str, ...]
    systems: tuple[str, ...]
    options: tuple[str, ...] = ()  # text keys of the options whose place it is


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A delay of ``delay`` turns (≥ 1). ``start``: side or ``world`` → the ``delay`` amounts under way at the start.
    ``inputs``: the names that the formula of what enters reads, scoped as written."""

    name: str
    scope: Scope
    unit: str
    delay: int
    start: Mapping[str, tuple[float, ...]]
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instrument:
    """Something budget is put into. ``split``: its share when the whole lever is moved (the shares of a lever sum
    to 1). ``cap``: tenths of a point a side may put in per turn; 0 for a side that may not use it."""

    key: str
    lever: str
    split: float
    cap: Mapping[Side, int]
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stance:
    """A small ladder of options. ``cost``: tenths of a point for changing it. ``start``: option per side. ``opens``:
    the turn from which it may be changed; None: never. ``side``: who may change it; None: both. The option of the other
    side stays."""

    key: str
    options: tuple[str, ...]
    start: Mapping[Side, str]
    cost: int
    sight: Sight
    systems: tuple[str, ...]
    opens: int | None = 1
    side: Side | None = None

    def is_open(self, turn: int, side: Side) -> bool:
        """Whether a side may change it in a turn."""
        return self.side in (None, side) and self.opens is not None and turn >= self.opens


@dataclass(frozen=True, slots=True)
class Draw:
    """A source of chance. ``uniform`` in [0, 1); ``normal`` has mean 0 and standard deviation 1, within ±3.

    ``role``: ``declared`` by the designer; ``event``: decides whether the event of that name happens; ``slip``: whether
    a project needs one more instalment (``slip.fab``); ``detect``: whether a breach is caught (``detect.pause``). These
    are inputs of the turn program, keyed by the turn being resolved. ``view``: ``view_<name>`` blurs an estimate of the
    rival's variable; an input of the perception program alone, keyed by the turn that opens."""

    name: str
    scope: Scope
    distribution: Literal["uniform", "normal"]
    role: Literal["declared", "event", "slip", "detect", "view"]
    options: Mapping[str, float] = field(default_factory=dict)  # of a choice, which is uniform: option → weight


@dataclass(frozen=True, slots=True)
class HappeningRule:
    """An event or a headline, or what befell a project or a deal (key ``fab.finished``): its cells are ``event:…`` or
    ``headline:…`` and so on, its arguments ``arg:…``. ``options``: argument that is the place of an option → the text
    keys of the options, in their order."""

    kind: HappeningKind
    key: str
    scope: Scope
    visibility: Visibility
    weight: int
    args: tuple[str, ...]
    systems: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """One dimension of the score. ``par``: side → raw score of the reference pair at the start of turns 1..T+1
    (length turns + 1). ``weight``: its share in the total, per side."""

    key: str
    weight: Mapping[Side, float]
    par: Mapping[Side, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a match can end. ``at``: ``any`` turn, or only at the ``last``. ``winner``: the side with the higher total
    score, nobody, or a named side. Endings are tried in file order; the last one always holds. ``scene``: the picture
    that screens show of it."""

    key: str
    at: Literal["any", "last"]
    winner: Literal["score", "nobody", "washington", "beijing"]
    scene: Scene = "plain"


@dataclass(frozen=True, slots=True)
class Project:
    """Something paid for in instalments. ``cost``: side → tenths of a point an instalment, for the sides that may run
    it. ``turns``: instalments that finish it; one more after a slip if ``slips``. A ``joint`` one belongs to the world,
    and what the partner has not matched within ``escrow_wait`` turns goes back, the share ``escrow_back`` of it.
    ``needs``: gate lines as written."""

    key: str
    cost: Mapping[Side, int]
    turns: int
    slips: bool
    joint: bool
    escrow_wait: int
    escrow_back: float
    rival_sight: ProjectSight
    needs: tuple[str, ...]
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DealTerm:
    """What a deal asks of ``side`` (None: of both): places among the options of ``stance``, or tenths of a point in
    ``instrument``, from ``low`` to ``high`` (None: no bound); or that the line ``needs`` holds."""

    side: Side | None
    stance: str | None
    instrument: str | None
    low: int | None
    high: int | None
    needs: str | None


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement of both sides for ``duration`` turns. ``binding``: orders that break a term are refused, otherwise a
    breach may be caught; then nobody can sign it for ``locked`` turns. ``needs``: gate lines as written."""

    key: str
    duration: int
    binding: bool
    terms: tuple[DealTerm, ...]
    needs: tuple[str, ...]
    locked: int
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of the world; an ``assumption`` is the game's own. ``sources``: keys of ``Ruleset.sources``, at
    least one unless it is an assumption."""

    kind: FactKind
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodexPage:
    """What the codex tells of a system; its words are texts. ``facts``: key → fact; ``shows``: stocks and variables
    whose formulas stand on the page."""

    system: str
    facts: Mapping[str, Fact]
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TurnLabel:
    """One turn. ``key`` such as ``2025`` or ``2029-30``; ``years`` is its length; ``new_projects``: most projects that
    a side may start in it."""

    key: str
    years: float
    new_projects: int = 1


@dataclass(frozen=True, slots=True)
class BudgetRules:
    """``variable``: the opening variable that is a side's income in points; ``carry_over``: share of unspent points
    kept; ``stance_changes``: most changes in one turn."""

    variable: str
    carry_over: float
    stance_changes: int


@dataclass(frozen=True, slots=True)
class ClockRules:
    """Suggested seconds for the first and for later turns."""

    first_turn: int
    turn: int


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All of it. Mappings keep the order of the rule files (files by path, then as written).

    ``variables`` holds the ``perceived`` ones too. ``draws`` holds the implicit ones too (see ``Draw.role``).
    Programs leave out what they do not need: an input is listed only if it is read; a house strategy has a
    ``choose:`` only for the stances that it sets (the others stay), a ``weight:`` for every instrument (0 if not
    named) and always ``spend:share`` in 0…1. Weights are ≥ 0 and choices whole numbers within the options; ``pay:`` and
    ``sign:`` mean yes from 0.5 on."""

    name: str
    format: int
    hash: str
    files: Mapping[str, str]  # path inside the ruleset → text; enough to load it again elsewhere
    turns: tuple[TurnLabel, ...]
    aftermath: bool
    clock: ClockRules
    budget: BudgetRules
    params: Mapping[str, Param]
    stocks: Mapping[str, Stock]
    variables: Mapping[str, Variable]
    pipelines: Mapping[str, Pipeline]
    levers: Mapping[str, tuple[str, ...]]  # lever → its instruments
    instruments: Mapping[str, Instrument]
    stances: Mapping[str, Stance]
    draws: Mapping[str, Draw]
    happenings: tuple[HappeningRule, ...]
    scores: Mapping[str, Score]
    endings: tuple[Ending, ...]
    gauges: tuple[str, ...]  # names of stocks and variables that the screens show, in order
    opening: Program
    turn: Program
    perception: Program
    bots: Mapping[str, Mapping[Side, Program]]
    sources: Mapping[str, str]  # source key → title
    texts: Mapping[str, Mapping[str, str]]  # language → text key → text
    codex: Mapping[str, CodexPage] = field(default_factory=dict)  # system → its page
    tests: tuple[RuleTest, ...] = ()
    projects: Mapping[str, Project] = field(default_factory=dict)
    deals: Mapping[str, Deal] = field(default_factory=dict)
    bottleneck: str = ""  # a stock or variable below 1 where something is short; empty: none
    instruments_from: int = 1  # the turn from which screens offer single instruments
    teams: tuple[Team, ...] = ()  # roles for teams of one size each, the smallest first
    lessons: Mapping[str, LessonPlan] = field(default_factory=dict)
    grains: Mapping[str, float] = field(
        default_factory=dict
    )  # stock, variable, ``score.<key>`` → how finely it is told

    def starts_in(self, turn: int) -> int:
        """Most projects that a side may start in a turn (1-based)."""
        return self.turns[min(turn, len(self.turns)) - 1].new_projects

    def next_starts(self, turn: int) -> int | None:
        """The first turn after this one in which a project may be started; None: there is none."""
        later = range(turn + 1, len(self.turns) + 1)
        return next((each for each in later if self.starts_in(each)), None)
