"""Numbered events: what each audience is told, in an order of its own, without gaps.

An event is stored with what cannot be worked out again (its kind, its turn, the clock after it); the view that goes
with it is built from the log when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from airace_rules.ids import Audience
from airace_server.games.lru import Lru
from airace_server.games.rows import MatchRow
from airace_server.messages import ClockBody
from airace_server.store.tables import audience_events, sequences
from airace_server.store.unit_of_work import note

MATCH_AUDIENCES: Final[tuple[Audience, ...]] = ("washington", "beijing", "spectator")
AUDIENCES: Final[tuple[Audience, ...]] = (*MATCH_AUDIENCES, "facilitator")


_COUNT: Final = (  # with so many places, and not as many as are wanted: such a statement is written out once
    update(sequences)
    .where(
        sequences.c.stream.in_([bindparam("match"), bindparam("session")]),
        sequences.c.audience.in_([bindparam(f"audience{place}") for place in range(len(AUDIENCES))]),
    )
    .values(last=sequences.c.last + 1)
    .returning(sequences.c.stream, sequences.c.audience, sequences.c.last)
)
_LAST: Final = select(sequences.c.last).where(
    sequences.c.stream == bindparam("stream"), sequences.c.audience == bindparam("audience")
)
_AFTER: Final = (
    select(audience_events.c.event, audience_events.c.match_id, audience_events.c.kind, audience_events.c.body)
    .where(
        audience_events.c.stream == bindparam("stream"),
        audience_events.c.audience == bindparam("audience"),
        audience_events.c.event > bindparam("number"),
        audience_events.c.event <= bindparam("last"),
    )
    .order_by(audience_events.c.event)
)
_STORE: Final = insert(audience_events)


EVENTS_KEPT: Final = 8
STREAMS_KEPT: Final = 2_400


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored event."""

    number: int
    match: str
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and whom it was told to."""

    stream: str
    audience: str
    stored: Stored


class Recent:
    """The newest events that this process has stored itself, so that nobody here needs to read them back."""

    def __init__(self) -> None:
        self._events: Lru[tuple[str, str], tuple[Stored, ...]] = Lru(STREAMS_KEPT)

    def add(self, told: Sequence[Told]) -> None:
        """Remember events. Call it after their commit."""
        for one in told:
            key = (one.stream, one.audience)
            kept = self._events.get(key) or ()
            if kept and kept[-1].number != one.stored.number - 1:
                kept = ()  # another process or transaction told something in between
            self._events.put(key, (*kept, one.stored)[-EVENTS_KEPT:])

    def after(self, stream: str, audience: str, number: int) -> list[Stored]:
        """Events that follow ``number`` without a gap; none when they are not known here."""
        kept = self._events.get((stream, audience)) or ()
        if not kept or not kept[0].number <= number + 1 <= kept[-1].number:
            return []
        return [stored for stored in kept if stored.number > number]


def forget(told: Sequence[Told]) -> None:
    """In place of ``Recent.add`` where other processes store events, too: what this one stored last is not the last."""


def open_match_streams(connection: Connection, match: str) -> None:
    """Begin the sequences of a match's audiences."""
    _begin(connection, [(match, audience) for audience in MATCH_AUDIENCES])


def open_session_stream(connection: Connection, session: str) -> None:
    """Begin the facilitator's sequence. Sessions without a facilitator have none."""
    _begin(connection, [(session, "facilitator")])


def _begin(connection: Connection, streams: Sequence[tuple[str, str]]) -> None:
    connection.execute(
        insert(sequences), [{"stream": stream, "audience": audience, "last": 0} for stream, audience in streams]
    )


def tell(connection: Connection, row: MatchRow, kind: str, clock: ClockBody, at: float, **body: Any) -> tuple[str, ...]:
    """Give an event to every audience of the match, and the table's new line to the facilitator.

    Returns the streams that have news. The match is locked by this transaction; the numbers are counted in it, so a
    rollback leaves no gap.
    """
    whom: dict[Audience, str] = {**dict.fromkeys(MATCH_AUDIENCES, kind), "facilitator": "table_changed"}
    return tell_some(connection, row, whom, clock, at, **body)


def tell_facilitator(connection: Connection, row: MatchRow, clock: ClockBody, at: float) -> tuple[str, ...]:
    """Give only the facilitator the table's new line, as when somebody takes a seat."""
    return tell_some(connection, row, {"facilitator": "table_changed"}, clock, at)


def tell_some(
    connection: Connection, row: MatchRow, whom: Mapping[Audience, str], clock: ClockBody, at: float, **body: Any
) -> tuple[str, ...]:
    """The same for some audiences alone, of which ``whom`` says as what they get it; nobody else's number moves."""
    stored = {"clock": clock.model_dump(), **body}
    wanted = {f"audience{place}": name if name in whom else "" for place, name in enumerate(AUDIENCES)}
    counted = connection.execute(_COUNT, {"match": row.id, "session": row.session_id, **wanted}).all()
    events = [
        {
            "stream": stream,
            "audience": audience,
            "event": number,
            "match_id": row.id,
            "kind": whom[audience],
            "body": stored,
            "at": at,
        }
        for stream, audience, number in counted
    ]
    if events:
        connection.execute(_STORE, events)
        told = [
            Told(event["stream"], event["audience"], Stored(event["event"], row.id, event["kind"], stored))
            for event in events
        ]
        note(connection, told)
    return tuple({event["stream"]: None for event in events})


def last_number(connection: Connection, stream: str, audience: Audience) -> int:
    """The newest number of the sequence, 0 when it has given out none."""
    return connection.execute(_LAST, {"stream": stream, "audience": audience}).scalar() or 0


def after(connection: Connection, stream: str, audience: Audience, number: int, most: int) -> list[Stored] | None:
    """Events after ``number``; None when there are more than ``most``, or when ``number`` was never given out."""
    last = last_number(connection, stream, audience)
    if number > last or last - number > most:
        return None
    wanted = {"stream": stream, "audience": audience, "number": number, "last": last}
    return [Stored(*row) for row in connection.execute(_AFTER, wanted)]
