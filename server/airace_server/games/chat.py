"""What players say to each other: to their own side, or to both.

Bots say nothing and are not asked. A side's own channel is numbered by itself: what the other side says in its own
moves no number that this side can see. Nothing said has an effect on the match.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, desc, func, insert, select, update

from airace_rules.ids import SIDES, Audience, Side
from airace_server.errors import Refusal
from airace_server.games import rows
from airace_server.games.feed import tell, tell_some
from airace_server.games.rows import MatchRow
from airace_server.messages import Channel, ChatBody, ChatMessage
from airace_server.seats.refs import SeatRef
from airace_server.store.tables import matches, messages, players, sessions
from airace_server.store.unit_of_work import Change

LONGEST: Final = 280
"""Characters of a message: two sentences, to be read while the clock runs."""
FULL: Final = 2_000
"""Messages in one channel of a match: hours of talk; keeps the disk from being filled through it."""
SHOWN: Final = 40
"""Newest messages of each channel in a snapshot."""
BOTH: Final = "table"
"""The room of what is said to both sides; the other rooms are called like their side."""

_COLUMNS: Final = (
    messages.c.room,
    messages.c.number,
    messages.c.side,
    players.c.nickname,
    messages.c.turn,
    messages.c.at,
    messages.c.text,
)
_READ: Final = select(*_COLUMNS).outerjoin(players, players.c.id == messages.c.player_id)
_ONE: Final = _READ.where(
    messages.c.match_id == bindparam("match"),
    messages.c.room == bindparam("room"),
    messages.c.number == bindparam("number"),
)
_NEWEST: Final = (
    _READ.where(messages.c.match_id == bindparam("match"), messages.c.room == bindparam("room"))
    .order_by(desc(messages.c.number))
    .limit(bindparam("most"))
)
_ALL: Final = (
    _READ.where(messages.c.match_id == bindparam("match"))
    .order_by(desc(messages.c.at), desc(messages.c.number), desc(messages.c.room))
    .limit(bindparam("most"))
)
_BEFORE: Final = select(messages.c.number).where(
    messages.c.seat_id == bindparam("seat"), messages.c.once == bindparam("once")
)
_LAST: Final = select(func.coalesce(func.max(messages.c.number), 0)).where(
    messages.c.match_id == bindparam("match"), messages.c.room == bindparam("room")
)
_COUNT: Final = select(func.count()).where(messages.c.match_id == bindparam("match"))
_KIND: Final = select(sessions.c.kind).where(sessions.c.id == bindparam("session"))
_SAY: Final = insert(messages)

HIDDEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories that nobody types: control characters, halves of characters, other line ends."""
UNSEEN: Final = frozenset({"Cf", "Mn", "Me", "Zs"})
"""Categories that show nothing by themselves."""
TURNING: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
"""Marks that change the direction of writing, with which a text can pass for another."""


def clean(text: str) -> str:
    """The text as it is stored: composed (NFC), without spaces around it. Raises bad_message.

    >>> clean("  Cafe\u0301? ")
    'Café?'
    """
    composed = unicodedata.normalize("NFC", text).strip()
    if any(c in TURNING or unicodedata.category(c) in HIDDEN for c in composed):
        raise _bad("The message holds characters that cannot be shown.", "Type it in one line, as plain text.")
    if all(unicodedata.category(c) in UNSEEN for c in composed):
        raise _bad("The message is empty.", "Type something to say.")
    if len(composed) > LONGEST:
        raise _bad(
            f"The message has {len(composed)} characters; at most {LONGEST} are taken.",
            "Make it shorter, or send it in two.",
        )
    return composed


def say(connection: Connection, seat: SeatRef, channel: Channel, text: str, once: str, now: float) -> Change[int]:
    """Store a message and tell those who may read it; its number in its channel. Sent again, it is the same one.

    Raises unknown_match, nobody_to_talk_to, chat_off, chat_full.
    """
    row = rows.load(connection, seat.match, lock=True)
    before = connection.execute(_BEFORE, {"seat": seat.id, "once": once}).scalar()
    if before is not None:
        return Change(before)
    _require_talk(connection, row)
    room = seat.side if channel == "team" else BOTH
    number = connection.execute(_LAST, {"match": row.id, "room": room}).scalar_one() + 1
    if number > FULL:
        raise Refusal(
            "chat_full",
            f"{FULL} messages have been said here, which is all that is kept.",
            "Talk to each other face to face.",
            args={"most": FULL},
        )
    said = {"match_id": row.id, "room": room, "number": number, "once": once, "at": now, "text": text}
    turn = 0 if row.phase == "waiting" else row.turn
    connection.execute(_SAY, {**said, "side": seat.side, "seat_id": seat.id, "player_id": seat.player, "turn": turn})
    hearing: dict[Audience, str] = dict.fromkeys(SIDES if room == BOTH else (seat.side,), "said")
    clock = rows.clock_of(row, rows.committed(connection, row))
    whom: dict[Audience, str] = {**hearing, "facilitator": "table_said"}
    return Change(number, tell_some(connection, row, whom, clock, now, room=room, number=number))


def switch(connection: Connection, match: str, on: bool, now: float) -> Change[None]:
    """Let people write, or not; what was said stays readable. Nothing happens when it is so already."""
    row = rows.load(connection, match, lock=True)
    if row.chat == on:
        return Change(None)
    connection.execute(update(matches).where(matches.c.id == match).values(chat=on))
    clock = rows.clock_of(row, rows.committed(connection, row))
    return Change(None, tell(connection, row, "chat_switched", clock, now, on=on))


def one(connection: Connection, match: str, room: str, number: int) -> ChatMessage:
    """A stored message."""
    return _message(connection.execute(_ONE, {"match": match, "room": room, "number": number}).one())


def for_side(connection: Connection, row: MatchRow, side: Side) -> ChatBody | None:
    """The newest messages that a side may read; None where nobody else is in the match."""
    if _alone(connection, row):
        return None
    newest = [_newest(connection, _NEWEST, match=row.id, room=room, most=SHOWN) for room in (side, BOTH)]
    return ChatBody(on=row.chat, messages=[message for room in newest for message in room])


def everything(connection: Connection, match: str, most: int) -> list[ChatMessage]:
    """What was said at a table in every channel, the newest ``most``, oldest first. For the facilitator alone."""
    return _newest(connection, _ALL, match=match, most=most)


def count(connection: Connection, match: str) -> int:
    """How many messages there are in all channels together. For the facilitator alone."""
    return connection.execute(_COUNT, {"match": match}).scalar_one()


def _newest(connection: Connection, query: Select[Any], **wanted: object) -> list[ChatMessage]:
    return [_message(row) for row in reversed(connection.execute(query, wanted).all())]


def _message(row: Sequence[Any]) -> ChatMessage:
    room, number, side, nickname, turn, at, text = row
    channel: Channel = "table" if room == BOTH else "team"
    return ChatMessage(channel=channel, number=number, side=side, nickname=nickname, turn=turn, at=at, text=text)


def _alone(connection: Connection, row: MatchRow) -> bool:
    return connection.execute(_KIND, {"session": row.session_id}).scalar() == "solo"


def _require_talk(connection: Connection, row: MatchRow) -> None:
    if _alone(connection, row):
        raise Refusal("nobody_to_talk_to", "Nobody else is in this match.", "The computer does not chat.")
    if not row.chat:
        raise Refusal(
            "chat_off",
            "The facilitator has switched the chat off for now.",
            "Talk to each other, or wait until it is on again; your text is kept.",
        )


def _bad(message: str, hint: str) -> Refusal:
    return Refusal("bad_message", message, hint, field="text", args={"most": LONGEST})
