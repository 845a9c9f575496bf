"""Every message on the socket, in one place (bodies over HTTP: ``bodies.py``). TypeScript types are generated from it.

Strict: unknown fields, NaN and infinity are refused. Text is never sent: clients get keys with arguments and read the
sentences from their message files or from the ruleset's texts.

Socket, from the client: ``hello`` first, then any of the others. Each request carries ``request``, an id chosen by the
client, echoed in the answer (``done`` or ``error``).

Socket, from the server: ``welcome`` once, then ``event`` frames, numbered without gaps **per audience** (a reconnecting
client says the last number it has and gets the missing ones, or one ``snapshot``), and unnumbered frames that always
replace what they speak of: ``draft``, ``presence``, ``clock``.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from airace_rules.ids import Side
from airace_rules.views import Forecast, View

PROTOCOL_VERSION: Final = 1
MOST_CHARACTERS: Final = 1_120
"""Of a message as it is sent; composed (NFC) it has at most 280, which is for the chat to say in its own words."""


class Message(BaseModel):
    """Base of everything on the wire."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)


Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
RequestId = Annotated[str, Field(min_length=1, max_length=40)]
Key = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
TenthsField = Annotated[int, Field(ge=0, le=1_000_000)]
TurnField = Annotated[int, Field(ge=1, le=1000)]
Audience = Literal["washington", "beijing", "facilitator", "spectator"]
Phase = Literal["waiting", "open", "paused", "over"]
Channel = Literal["team", "table"]
Direction = Literal["up", "down"]
Confidence = Literal[50, 70, 90]
Sentence = Annotated[str, Field(max_length=160)]
CloseReason = Literal["all_committed", "deadline", "facilitator"]


# ---------------------------------------------------------------- parts


class ErrorBody(Message):
    """The one shape of every error. ``code`` is stable; ``message`` and ``hint`` are English sentences (what happened;
    what to do); ``args`` fill the translated sentence ``error.<code>``; ``field`` names the offending field."""

    code: str
    message: str
    hint: str
    field: str | None = None
    args: dict[str, str | int | float] = Field(default_factory=dict)


class DraftBody(Message):
    """The shared draft of a side. ``draft_no`` grows with every change. ``committed``: these very orders are stored as
    the side's orders. ``by``: nickname of who changed it last (None: nobody yet, or a bot)."""

    turn: int
    draft_no: int
    instruments: dict[str, int]
    stances: dict[str, str]
    projects: dict[str, bool] = Field(default_factory=dict)
    deals: dict[str, bool] = Field(default_factory=dict)
    committed: bool
    by: str | None


class ClockBody(Message):
    """The clock of a match. ``deadline``: Unix seconds, or None (no limit, waiting, paused, over).
    ``remaining``: seconds left while paused. ``committed``: which sides have orders in (public)."""

    phase: Phase
    turn: int
    deadline: float | None
    remaining: float | None
    seconds: float | None
    committed: dict[Side, bool]


class Member(Message):
    """Somebody on a seat. ``bot``: strategy key when a house strategy plays it."""

    seat: str
    side: Side
    nickname: str | None
    bot: str | None
    connected: bool


class PresenceBody(Message):
    """Who is here. A side sees its own members; of the rival only whether anyone is there."""

    members: list[Member]
    rival_present: bool
    rival_bot: bool


class ChatMessage(Message):
    """Something that a player said: plain text, never HTML. ``channel``: ``team`` (the side's own) or ``table``
    (between the sides). ``number``: from 1 without gaps in its channel; each side's own is one. ``turn``: the turn that
    was open, 0 before the start, the one after the last when the match is over. ``nickname``: None when the player was
    erased. ``at``: Unix seconds."""

    channel: Channel
    number: int
    side: Side
    nickname: str | None
    turn: int
    at: float
    text: str


class ChatBody(Message):
    """What a side may read of the chat: the newest messages of both its channels, each in its order. ``on``: whether
    the facilitator lets people write."""

    on: bool
    messages: list[ChatMessage]


class PredictionBody(Message):
    """What somebody expected of ``turn`` of the number that the ruleset asks about. ``expects``: it goes ``up`` (a lead
    widens; a side that is behind catches up) or ``down``; ``confidence`` in per cent. ``before`` and ``after``: what it
    was when the turn opened and when the next did, as the side saw it then; None while that is to come. ``right``: it
    came so; None also when it did not move. ``score``: the Brier score, 0 (best) to 1; a coin's is 0.25."""

    turn: int
    expects: Direction
    confidence: Confidence
    because: str
    before: float | None
    after: float | None
    right: bool | None
    score: float | None


# ---------------------------------------------------------------- client → server


class Hello(Message):
    """First frame. ``seat``: to play (its cookie must allow it); ``session``: to facilitate (its cookie must allow it);
    one of the two. ``last_event``: highest event number held, 0 for none."""

    type: Literal["hello"]
    protocol: int
    seat: Id | None = None
    session: Id | None = None
    last_event: Annotated[int, Field(ge=0)] = 0


class EditDraft(Message):
    """Change fields of the side's shared draft; all named fields change together or none does. ``projects``: whether an
    instalment is paid this turn; ``deals``: whether the side signs, or keeps its signature under a deal in force."""

    type: Literal["edit_draft"]
    request: RequestId
    match: Id
    turn: TurnField
    instruments: Annotated[dict[Key, TenthsField], Field(max_length=64)] = Field(default_factory=dict)
    stances: Annotated[dict[Key, Key], Field(max_length=32)] = Field(default_factory=dict)
    projects: Annotated[dict[Key, bool], Field(max_length=64)] = Field(default_factory=dict)
    deals: Annotated[dict[Key, bool], Field(max_length=32)] = Field(default_factory=dict)


class CommitOrders(Message):
    """Sign the stored draft ``draft_no``. Answered ``done`` only after it is stored. Harmless to repeat."""

    type: Literal["commit_orders"]
    request: RequestId
    match: Id
    turn: TurnField
    draft_no: Annotated[int, Field(ge=0)]


class WithdrawOrders(Message):
    """Take the signature back, as long as the turn is open."""

    type: Literal["withdraw_orders"]
    request: RequestId
    match: Id
    turn: TurnField


class Say(Message):
    """Say something to the own side (``team``) or to both (``table``); the facilitator of a class reads both. ``once``:
    a random id of the message; sent again with the same one, it is not said twice. Answered ``done`` only after it is
    stored."""

    type: Literal["say"]
    request: RequestId
    match: Id
    channel: Channel
    text: Annotated[str, Field(max_length=MOST_CHARACTERS)]
    once: Annotated[str, Field(min_length=8, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]


class Predict(Message):
    """Say what you expect of the open turn: which way the number goes that the ruleset asks about (``asked`` of its
    description), how sure you are in per cent, and in a line why. It is yours alone until the match is over, may be
    changed until the turn closes, and keeps nobody from signing. ``expects`` null: take it back."""

    type: Literal["predict"]
    request: RequestId
    match: Id
    turn: TurnField
    expects: Direction | None
    confidence: Confidence = 50
    because: Sentence = ""


class Ping(Message):
    """Answered by ``pong`` with the server's time."""

    type: Literal["ping"]
    request: RequestId


ClientMessage = Annotated[
    Hello | EditDraft | CommitOrders | WithdrawOrders | Say | Predict | Ping, Field(discriminator="type")
]


# ---------------------------------------------------------------- server → client


class Welcome(Message):
    """Answer to ``hello``. ``last_event``: the audience's newest number. ``forecasts``: whether a side's drafts are
    forecast."""

    type: Literal["welcome"]
    protocol: int
    audience: Audience
    match: str | None
    session: str
    seat: str | None
    side: Side | None
    nickname: str | None
    ruleset: str
    server_time: float
    last_event: int
    forecasts: bool = False


class Snapshot(Message):
    """The full view: sent when the client has nothing, or too little to be brought up to date. ``event``: the number
    it stands for. For a facilitator ``tables`` instead of ``view``. ``chat``: null for a match against the house, in
    which there is nobody to talk to."""

    type: Literal["snapshot"]
    event: int
    server_time: float
    view: View | None = None
    clock: ClockBody | None = None
    draft: DraftBody | None = None
    presence: PresenceBody | None = None
    chat: ChatBody | None = None
    tables: list[TableBody] | None = None


class MatchStarted(Message):
    """Turn 1 is open."""

    kind: Literal["match_started"]
    view: View


class TurnResolved(Message):
    """The turn closed and was resolved and stored; ``view`` is the new full view, with its report."""

    kind: Literal["turn_resolved"]
    closed_by: CloseReason
    view: View


class OrdersCommitted(Message):
    """``side`` has orders in. Public; says nothing of what they are."""

    kind: Literal["orders_committed"]
    turn: int
    side: Side


class OrdersWithdrawn(Message):
    """``side`` took its signature back."""

    kind: Literal["orders_withdrawn"]
    turn: int
    side: Side


class ClockChanged(Message):
    """Paused, resumed or extended."""

    kind: Literal["clock_changed"]
    clock: ClockBody


class Said(Message):
    """Somebody said something that this side may read."""

    kind: Literal["said"]
    message: ChatMessage


class ChatSwitched(Message):
    """The facilitator switched the chat on or off."""

    kind: Literal["chat_switched"]
    on: bool


class TableChanged(Message):
    """For the facilitator: one table's line changed."""

    kind: Literal["table_changed"]
    table: TableBody


class TableSaid(Message):
    """For the facilitator: something was said at a table. ``messages``: how many have been said there."""

    kind: Literal["table_said"]
    message: ChatMessage
    messages: int


EventBody = Annotated[
    MatchStarted
    | TurnResolved
    | OrdersCommitted
    | OrdersWithdrawn
    | ClockChanged
    | Said
    | ChatSwitched
    | TableChanged
    | TableSaid,
    Field(discriminator="kind"),
]


class Event(Message):
    """A numbered event of this audience. ``clock`` is the match's clock after it."""

    type: Literal["event"]
    event: int
    server_time: float
    match: str
    clock: ClockBody
    body: EventBody


class Draft(Message):
    """The side's draft as it is now; replaces any draft with a lower number."""

    type: Literal["draft"]
    match: str
    draft: DraftBody


class ForecastFrame(Message):
    """What the side's draft ``draft_no`` may lead to, worked out from what the side may know. It comes some time after
    the draft, and only for the newest."""

    type: Literal["forecast"]
    match: str
    draft_no: int
    forecast: Forecast


class Presence(Message):
    """Who is here now."""

    type: Literal["presence"]
    match: str
    presence: PresenceBody


class Predictions(Message):
    """All that you yourself have predicted in this match; replaces what was known. Sent after ``hello``, after each
    ``predict`` and when a turn has closed."""

    type: Literal["predictions"]
    match: str
    predictions: list[PredictionBody]


class Done(Message):
    """The request was carried out and stored. ``draft_no``: of the draft; ``said``: number of the message in its
    channel."""

    type: Literal["done"]
    request: str
    draft_no: int | None = None
    said: int | None = None


class Pong(Message):
    """Answer to ``ping``."""

    type: Literal["pong"]
    request: str
    server_time: float


class ErrorFrame(Message):
    """A refusal. The connection stays open unless ``fatal``. ``draft``: the stored draft after a conflict."""

    type: Literal["error"]
    request: str | None
    error: ErrorBody
    fatal: bool
    draft: DraftBody | None = None


class TableBody(Message):
    """One table as the facilitator sees it. ``lead``: months, positive = Washington ahead (truth);
    ``totals``: scores. ``chat``: whether people may write; ``messages``: how many have been said."""

    table: int
    match: str
    clock: ClockBody
    turns: int
    members: list[Member]
    lead: float | None
    totals: dict[Side, float]
    ending: str | None
    chat: bool
    messages: int


Snapshot.model_rebuild()
TableChanged.model_rebuild()

ServerMessage = Annotated[
    Welcome | Snapshot | Event | Draft | ForecastFrame | Presence | Predictions | Done | Pong | ErrorFrame,
    Field(discriminator="type"),
]

client_messages: TypeAdapter[Any] = TypeAdapter(ClientMessage)
server_messages: TypeAdapter[Any] = TypeAdapter(ServerMessage)
