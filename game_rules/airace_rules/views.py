"""What an audience may see: the only shapes that leave the rules package towards players.

A view is built up from nothing by ``engine.view``: a value appears here because its declaration says that this
audience may see it, never because nobody removed it. All models are frozen and refuse unknown fields, NaN and
infinity. Orders and budgets are integer tenths of a point.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from airace_rules.events import HappeningKind
from airace_rules.ids import Audience, Owner, Side


class ViewModel(BaseModel):
    """Strict, frozen base of everything in a view."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Estimate(ViewModel):
    """A number that may be uncertain. ``band`` is its standard error in the same unit; 0 means exact."""

    value: float
    band: float


class OrdersView(ViewModel):
    """Orders as sent over the wire: instrument → integer tenths of a point, stance → option key, project → pays an
    instalment, deal → signs."""

    instruments: dict[str, int]
    stances: dict[str, str]
    projects: dict[str, bool] = Field(default_factory=dict)
    deals: dict[str, bool] = Field(default_factory=dict)


class BudgetView(ViewModel):
    """Tenths of a point to spend this turn. ``total`` = ``income`` + ``carried``; fixed when the turn opens."""

    total: int
    income: int
    carried: int


class Part(ViewModel):
    """One named part of a change: text key ``flow.<stock>.<part>``. ``value`` in the stock's unit per turn."""

    key: str
    value: float


class Change(ViewModel):
    """Why a stock moved. ``after`` = ``before`` + the sum of ``parts``, cut to the stock's bounds."""

    before: float
    after: float
    parts: list[Part]


class Headline(ViewModel):
    """Something that occurred. Text key ``<kind>.<key>``; ``args`` are its numbers. ``side`` None: the world."""

    kind: HappeningKind
    key: str
    side: Side | None
    weight: int
    args: dict[str, float]
    aftermath: bool


class Report(ViewModel):
    """What an audience is told of the turn just resolved. ``orders``: its own (None for spectators).
    ``own`` and ``world``: stock → change; ``values``: own turn variables; ``rival_values``: the rival's that are
    public. ``headlines``: most important first."""

    turn: int
    orders: OrdersView | None
    headlines: list[Headline]
    own: dict[str, Change]
    world: dict[str, Change]
    values: dict[str, float]
    rival_values: dict[str, float]
    world_values: dict[str, float]


class Past(ViewModel):
    """The gauges as this audience saw them at the start of ``turn``, for sparklines and timelines."""

    turn: int
    own: dict[str, float]
    rival: dict[str, Estimate]
    world: dict[str, float]
    perceived: dict[str, Estimate]
    scores: dict[str, float]


class Outcome(ViewModel):
    """How the match ended. ``winner`` None: nobody. ``totals``: final score a side."""

    ending: str
    winner: Side | None
    totals: dict[Side, float]
    dimensions: dict[Side, dict[str, float]]


class ProjectView(ViewModel):
    """A project of one's own side. ``progress``: instalments that count so far, of ``turns`` needed (one more after a
    slip); ``escrow``: own instalments of a joint project that wait for the partner's, ``escrow_left`` turns before part
    of them comes back. ``open``: an instalment may be paid this turn; ``unmet``: gate lines, as written, that keep it
    from starting. ``starts``: where no project may be started this turn, the next turn in which one may; None where one
    may now, or in no later turn."""

    progress: int
    turns: int
    done: bool
    open: bool
    unmet: list[str]
    escrow: int
    escrow_left: int
    starts: int | None = None


class RivalProjectView(ViewModel):
    """What is known of a rival's project. ``progress``: instalments it has paid, those in escrow included; None: only
    whether it is finished is known."""

    done: bool
    progress: int | None


class DealView(ViewModel):
    """A deal, public to all. ``turns_left`` in force, this one included (0: not in force). ``offers``: sides that
    signed last turn without the other. ``open``: may be signed this turn; ``unmet``: gate lines, as written, that keep
    it from being signed; ``locked``: turns until it may be signed again after a breach."""

    turns_left: int
    offers: list[Side]
    open: bool
    unmet: list[str]
    locked: int


class View(ViewModel):
    """All that an audience may see of the match itself at the start of ``turn`` (1-based; ``turns`` + 1 when over).

    For a side: ``own`` exact stocks and opening variables; ``rival`` what it knows of the other side, exact
    (``band`` 0) or estimated; ``world`` public; ``perceived`` its side's computed beliefs (``lead`` in months,
    positive when this side leads). ``stances``: in force; ``rival_stances``: those that are public.
    ``defaults``: the orders that count if nothing else is committed (last turn's, scaled to the budget).
    ``scores``: dimension → 0–100 with 50 = par, and ``total``; both sides' totals are never shown before the end
    unless declared public.
    ``projects``: own side's; ``rival_projects``: those of which something is known; ``deals``: all of them.
    For a spectator: ``side`` None, ``own`` empty, ``rival`` empty; ``sides`` holds what both sides see exactly.
    """

    audience: Audience
    side: Side | None
    turn: int
    turns: int
    over: bool
    budget: BudgetView | None
    own: dict[str, float]
    rival: dict[str, Estimate]
    world: dict[str, float]
    perceived: dict[str, Estimate]
    sides: dict[Side, dict[str, float]]
    stances: dict[str, str]
    rival_stances: dict[str, str]
    side_stances: dict[Side, dict[str, str]]
    projects: dict[str, ProjectView] = Field(default_factory=dict)
    rival_projects: dict[str, RivalProjectView] = Field(default_factory=dict)
    deals: dict[str, DealView] = Field(default_factory=dict)
    defaults: OrdersView | None
    scores: dict[str, float]
    history: list[Past]
    report: Report | None
    outcome: Outcome | None


class Span(ViewModel):
    """Where a number may come to lie: in one case of ten below ``low``, in five below ``middle``, in nine below
    ``high``. ``usual``: the middle if the default orders were given instead."""

    low: float
    middle: float
    high: float
    usual: float


class Outlook(ViewModel):
    """How things may stand at the start of ``turn``, for games that go on until then. ``own`` and ``world``: gauges;
    ``perceived``: what the side would then believe; ``scores``: dimension and ``total``; ``ended``: ending → share of
    games that are over by then."""

    turn: int
    own: dict[str, Span]
    world: dict[str, Span]
    perceived: dict[str, Span]
    scores: dict[str, Span]
    ended: dict[str, float]


class Forecast(ViewModel):
    """What a draft for ``turn`` may lead to: by the next turn, and about two years on."""

    turn: int
    outlooks: list[Outlook]


class Drawn(ViewModel):
    """What chance chose in a turn: the ``option`` of a draw. ``aftermath``: in the year after the last turn."""

    owner: Owner
    draw: str
    option: str
    aftermath: bool


class TimelinePoint(ViewModel):
    """Truth at the start of ``turn``: every gauge, exact; ``believed``: side → what it thought of its rival;
    ``scores``: side → dimension → score; ``orders``: side → orders given in the turn before (None at the start);
    ``projects``: side → project → how far it was; ``deals``: deal → turns in force, this one included;
    ``drawn``: the options that chance chose in the turn before."""

    turn: int
    sides: dict[Side, dict[str, float]]
    world: dict[str, float]
    believed: dict[Side, dict[str, Estimate]]
    scores: dict[Side, dict[str, float]]
    orders: dict[Side, OrdersView] | None
    headlines: list[Headline]
    projects: dict[Side, dict[str, RivalProjectView]] = Field(default_factory=dict)
    deals: dict[str, int] = Field(default_factory=dict)
    drawn: list[Drawn] = Field(default_factory=list)


class Debrief(ViewModel):
    """Everything, once the match is over: both sides' timelines with what was hidden."""

    outcome: Outcome
    timeline: list[TimelinePoint] = Field(min_length=1)


class GaugeShift(ViewModel):
    """A gauge that a turning point moved far: where it stood at the end, and where it would have stood without;
    means over the ways in which chance might have gone on."""

    owner: Owner
    name: str
    stood: float
    without: float


class TurningPoint(ViewModel):
    """Something without which the match would have gone otherwise.

    ``kind``, ``key`` and ``way``: a ``stance`` was changed (to which option), a ``project`` ``began`` or was
    ``stopped``, a ``deal`` was ``signed`` by both or ``left`` by one, in a ``budget`` the lever whose share changed
    most got ``more`` or ``less`` than the turn before, or ``chance`` struck (told by ``headline``; ``way`` empty).
    ``side`` None: both, or nobody.
    ``margin``: points by which Washington's total comes to stand better against Beijing's because of it; ``level``:
    points by which the mean of both totals is higher; ``danger``: by how much it raised the chance of an ending that
    nobody wins, -1 to 1. ``size``: how much it mattered, in points."""

    turn: int
    kind: Literal["stance", "project", "deal", "budget", "chance"]
    side: Side | None
    key: str
    way: str
    headline: Headline | None
    margin: float
    level: float
    danger: float
    size: float
    gauge: GaugeShift | None


class TurningPoints(ViewModel):
    """What turned a match that is over, in the order of turns; empty when nothing stands out."""

    points: list[TurningPoint]
