"""Every body over HTTP, in one place; messages on the socket: ``messages.py``. TypeScript types are made from it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from airace_rules.ids import Side
from airace_server.messages import ChatMessage, Confidence, ErrorBody, Key, PredictionBody, TableBody


class Body(BaseModel):
    """Base of HTTP bodies: JSON in, lax numbers, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Nickname = Annotated[str, Field(min_length=1, max_length=24)]
MOST_TABLES: Final = 40
"""Of a session: as many pairs as a lecture hall has."""


class ClockSettings(Body):
    """Seconds for the first and for later turns; None for both: no clock."""

    first_turn: Annotated[int, Field(ge=10, le=86_400)] | None = None
    turn: Annotated[int, Field(ge=10, le=86_400)] | None = None


class PlayNow(Body):
    """Play now against a house strategy."""

    ruleset: Key = "quick"
    side: Side = "washington"
    opponent: Key = "balanced"
    nickname: Nickname | None = None


class PlayFriend(Body):
    """Open a match for a friend to join by code."""

    ruleset: Key = "quick"
    side: Side = "washington"
    nickname: Nickname | None = None
    clock: ClockSettings = ClockSettings()


class Rematch(Body):
    """Play the same friend again. ``side`` is the one you would like; if the friend has asked before you, you get the
    side that is left."""

    side: Side = "washington"


class NewSession(Body):
    """A class: ``tables`` matches with one code. ``fill``: house strategy that plays sides still empty at the start,
    where somebody sits on the other side, or None to leave them on their default orders."""

    ruleset: Key = "quick"
    title: Annotated[str, Field(max_length=80)] = ""
    tables: Annotated[int, Field(ge=1, le=MOST_TABLES)] = 1
    clock: ClockSettings | None = None
    same_seed: bool = True
    fill: Key | None = "balanced"


class SeatTaken(Body):
    """A seat is yours: the cookie is set. ``reentry`` is the code that brings it back on another device."""

    seat: str
    match: str
    session: str
    side: Side
    table: int
    nickname: str
    reentry: str
    code: str


class SessionMade(Body):
    """``recovery``: secret that gives the facilitator page back on another device."""

    session: str
    code: str
    recovery: str


class JoinInfo(Body):
    """What a code leads to. ``open``: sides with a free seat. ``ruleset`` is its name."""

    session: str
    title: str
    ruleset: str
    ruleset_hash: str
    kind: Literal["friend", "class"]
    tables: int
    open: list[Side]
    started: bool


class Join(Body):
    """Join by code. ``side`` None: wherever a seat is wanted most."""

    code: Annotated[str, Field(min_length=1, max_length=32)]
    nickname: Nickname
    side: Side | None = None


class Reenter(Body):
    """Come back to a seat, or to a facilitator page, on any device."""

    code: Annotated[str, Field(min_length=1, max_length=64)]


class Reentered(Body):
    """A seat or, with ``seat`` None, a session's facilitator page is yours again: its cookie is set."""

    kind: Literal["seat", "facilitator"]
    seat: str | None
    session: str


class SeatInfo(SeatTaken):
    """Your own seat (needs its cookie). ``code`` is empty for a match against the house, which nobody can join.
    ``ruleset`` is its hash. ``seed_hash``: the commitment to the match's chance, hex SHA-256 of salt and seed; both
    are in the match file once every table that shares them is over. ``rematch``: the side that is free for you in the
    rematch that your friend has opened; None when there is none."""

    kind: Literal["solo", "friend", "class"]
    ruleset: str
    seed_hash: str
    rematch: Side | None = None


class LevelBody(Body):
    """How many predictions were made with this confidence, and how many of them came true. Those of a number that did
    not move are not counted."""

    confidence: Confidence
    made: int
    right: int


class RevealedPrediction(PredictionBody):
    """After the match ``before`` and ``after`` are the truth. ``seemed``: whether it seemed to come true when the turn
    closed, by what the side could know."""

    seemed: bool | None


class PersonCalibration(Body):
    """What somebody predicted. ``person`` counts those of a side who predicted; ``nickname`` is told of teammates
    alone. ``score``: mean Brier score; None when nothing could be judged."""

    side: Side
    person: int
    you: bool
    nickname: str | None
    predictions: list[RevealedPrediction]
    levels: list[LevelBody]
    score: float | None


class Calibration(Body):
    """What both sides predicted, beside the truth. ``asked``: what they were asked about, a variable under
    ``perceived`` or ``score.total``."""

    asked: str
    people: list[PersonCalibration]


FacilitatorAction = Literal["start", "pause", "resume", "extend", "close_turn", "chat_on", "chat_off"]


class NotedAction(Body):
    """Something the facilitator did. ``at``: Unix seconds. ``tables``: those it was done to. ``seconds`` only with
    ``extend``."""

    at: float
    action: FacilitatorAction
    tables: list[int]
    seconds: int | None = None


class SessionInfo(Body):
    """The facilitator's session (needs its cookie). ``noted``: what was done so far, oldest first."""

    session: str
    code: str
    title: str
    ruleset: str
    ruleset_hash: str
    tables: list[TableBody]
    join_url: str
    noted: list[NotedAction]


class SessionAction(Body):
    """What the facilitator does to some tables (``tables`` None: to all). ``seconds`` only with ``extend``."""

    action: FacilitatorAction
    tables: list[int] | None = None
    seconds: Annotated[int, Field(ge=1, le=86_400)] | None = None


class TableChat(Body):
    """What was said at a table, in the order of time: for its facilitator. ``messages``: how many have been said; the
    newest of them are here."""

    table: int
    match: str
    on: bool
    messages: int
    said: list[ChatMessage]


class ActionResult(Body):
    """Tables it was done to, and those where it could not be done with the reason."""

    done: list[int]
    refused: dict[int, ErrorBody]


class RulesetName(Body):
    """A ruleset that a match can be made with. ``titles``: language → what it is called on screens."""

    name: str
    hash: str
    titles: dict[str, str]
    turns: int


class DiagnosticBody(Body):
    """One mistake in a rule file, as `airace rules check --format json` tells it; docs/diagnostics.md lists the codes.
    ``line`` and ``column`` count from 1; 0 where a whole file is meant."""

    code: str
    severity: Literal["error", "warning"]
    file: str
    line: int
    column: int
    excerpt: str
    caret: str
    message: str
    found: str
    expected: str
    hint: str


class BrokenSave(Body):
    """Rule files as they stand now, which do not load. ``at``: Unix seconds of the attempt. ``diagnostics``: empty for
    everybody but the server's own machine, where the files are written."""

    at: float
    diagnostics: list[DiagnosticBody]


class RulesetOnOffer(Body):
    """One folder of rule files. New matches get the version ``hash`` of the ruleset ``name``, read at ``loaded`` (Unix
    seconds); all three are null while no version has loaded. ``broken``: why the files are not that version now."""

    folder: str
    name: str | None
    hash: str | None
    loaded: float | None
    broken: BrokenSave | None


class RulesetCatalogue(Body):
    """Every folder of rule files of this server, by name."""

    rulesets: list[RulesetOnOffer]


class ServerInfo(Body):
    """What a client needs before anything else."""

    protocol: int
    version: str
    rulesets: list[RulesetName]
    addresses: list[str]
    server_time: float


class Health(Body):
    """Answer of ``/healthz`` and ``/readyz``."""

    ok: bool
