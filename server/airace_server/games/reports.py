"""What audiences are told: snapshots, events, presence, the facilitator's tables."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from airace_rules.ids import SIDES, Audience, Side, rival_of
from airace_server.bodies import TableChat
from airace_server.errors import Refusal
from airace_server.games import chat, feed, rows
from airace_server.games.book import Book
from airace_server.games.rows import MatchRow
from airace_server.messages import (
    ChatBody,
    ChatSwitched,
    ClockBody,
    ClockChanged,
    DraftBody,
    Event,
    EventBody,
    MatchStarted,
    Member,
    OrdersCommitted,
    OrdersWithdrawn,
    PresenceBody,
    Said,
    Snapshot,
    TableBody,
    TableChanged,
    TableSaid,
    TurnResolved,
)
from airace_server.store import Store
from airace_server.store.tables import players, seats, sessions

Connected = Callable[[Connection, str], Container[str]]
"""The seats that have a socket now, on any process, at least those of a match; asked in a transaction that reads."""


_MEMBERS: Final = (
    select(seats.c.id, seats.c.side, players.c.nickname, seats.c.bot)
    .outerjoin(players, players.c.id == seats.c.player_id)
    .where(seats.c.match_id == bindparam("match"))
    .order_by(seats.c.side.desc(), seats.c.id)
)


@dataclass(frozen=True, slots=True)
class Now:
    """A match at one moment."""

    row: MatchRow
    clock: ClockBody
    members: list[Member]
    draft: DraftBody | None
    chat: ChatBody | None
    messages: int
    event: int


class Reports:
    """Reads; never changes anything."""

    def __init__(
        self,
        store: Store,
        book: Book,
        recent: feed.Recent,
        connected: Connected,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._book = book
        self._recent = recent
        self._connected = connected
        self._now = now

    async def clock(self, match: str) -> ClockBody:
        """Raises unknown_match."""
        return await self._store.read(lambda connection: _clock(connection, rows.load(connection, match)))

    async def presence(self, match: str, audience: Audience) -> PresenceBody:
        """A side sees its own members, a facilitator everybody, a spectator nobody."""
        members = await self._store.read(lambda connection: self._members(connection, match))
        return _presence(members, audience)

    async def snapshot(self, stream: str, audience: Audience) -> Snapshot:
        """All that the audience may see now. Raises unknown_match, unknown_session."""
        if audience == "facilitator":
            return await self._facilitator_snapshot(stream)
        now = await self._store.read(lambda connection: self._read_now(connection, stream, audience))
        return Snapshot(
            type="snapshot",
            event=now.event,
            server_time=self._now(),
            view=await self._book.view(stream, now.row.branch, now.row.turn, audience),
            clock=now.clock,
            draft=now.draft,
            presence=_presence(now.members, audience),
            chat=now.chat,
        )

    async def _facilitator_snapshot(self, session: str) -> Snapshot:
        event = await self.last_event(session, "facilitator")  # first, so that the tables are at least as new
        tables = await self.tables(session)
        return Snapshot(type="snapshot", event=event, server_time=self._now(), tables=tables)

    async def last_event(self, stream: str, audience: Audience) -> int:
        """0 when there is none."""
        return await self._store.read(lambda connection: feed.last_number(connection, stream, audience))

    async def events_after(self, stream: str, audience: Audience, event: int, most: int) -> list[Event] | None:
        """None: send a snapshot instead."""
        stored: list[feed.Stored] | None = self._recent.after(stream, audience, event)
        if not stored or len(stored) > most:
            stored = await self._store.read(lambda connection: feed.after(connection, stream, audience, event, most))
        return None if stored is None else [await self._event(one, audience) for one in stored]

    async def tables(self, session: str) -> list[TableBody]:
        """Raises unknown_session."""
        found = await self._store.read(lambda connection: self._read_tables(connection, session))
        return list(await asyncio.gather(*(self._table(now) for now in found)))

    async def table_chat(self, match: str, most: int) -> TableChat:
        """Raises unknown_match."""

        def read(connection: Connection) -> TableChat:
            row = rows.load(connection, match)
            said = chat.everything(connection, match, most)
            count = chat.count(connection, match)
            return TableChat(table=row.table_number, match=match, on=row.chat, messages=count, said=said)

        return await self._store.read(read)

    # ------------------------------------------------------------ inside

    async def _event(self, stored: feed.Stored, audience: Audience) -> Event:
        return Event(
            type="event",
            event=stored.number,
            server_time=self._now(),
            match=stored.match,
            clock=ClockBody.model_validate(stored.body["clock"]),
            body=await self._event_body(stored, audience),
        )

    async def _event_body(self, stored: feed.Stored, audience: Audience) -> EventBody:
        body = stored.body
        match stored.kind:
            case "match_started":
                view = await self._book.view(stored.match, body["branch"], body["turn"], audience)
                return MatchStarted(kind="match_started", view=view)
            case "turn_resolved":
                view = await self._book.view(stored.match, body["branch"], body["turn"], audience)
                return TurnResolved(kind="turn_resolved", closed_by=body["closed_by"], view=view)
            case "orders_committed":
                return OrdersCommitted(kind="orders_committed", turn=body["turn"], side=body["side"])
            case "orders_withdrawn":
                return OrdersWithdrawn(kind="orders_withdrawn", turn=body["turn"], side=body["side"])
            case "clock_changed":
                return ClockChanged(kind="clock_changed", clock=ClockBody.model_validate(body["clock"]))
            case "chat_switched":
                return ChatSwitched(kind="chat_switched", on=body["on"])
            case "said":
                where = (stored.match, body["room"], body["number"])
                return Said(kind="said", message=await self._store.read(lambda c: chat.one(c, *where)))
            case "table_said":
                where = (stored.match, body["room"], body["number"])
                message, count = await self._store.read(lambda c: (chat.one(c, *where), chat.count(c, stored.match)))
                return TableSaid(kind="table_said", message=message, messages=count)
            case "table_changed":
                now = await self._store.read(lambda c: self._read_now(c, stored.match, "facilitator"))
                return TableChanged(kind="table_changed", table=await self._table(now))
        raise AssertionError(f"an event of unknown kind {stored.kind} is stored")

    async def _table(self, now: Now) -> TableBody:
        row = now.row
        truth = await self._book.truth(row.id, row.branch, row.turn)
        return TableBody(
            table=row.table_number,
            match=row.id,
            clock=now.clock,
            turns=row.turns,
            members=now.members,
            lead=truth.lead,
            totals=truth.totals,
            ending=row.ending,
            chat=row.chat,
            messages=now.messages,
        )

    def _read_now(self, connection: Connection, match: str, audience: Audience) -> Now:
        row = rows.load(connection, match)
        side = _side(audience)
        return Now(
            row,
            _clock(connection, row),
            self._members(connection, match),
            side and rows.draft_of(connection, row, side),
            side and chat.for_side(connection, row, side),
            chat.count(connection, match) if audience == "facilitator" else 0,
            feed.last_number(connection, match, audience),
        )

    def _read_tables(self, connection: Connection, session: str) -> list[Now]:
        if connection.execute(select(sessions.c.id).where(sessions.c.id == session)).first() is None:
            raise Refusal("unknown_session", "There is no such session.", "Make a new one on the front page.")
        return [self._read_now(connection, row.id, "facilitator") for row in rows.of_session(connection, session)]

    def _members(self, connection: Connection, match: str) -> list[Member]:
        here = self._connected(connection, match)
        return [
            Member(seat=seat, side=side, nickname=nickname, bot=bot, connected=bot is not None or seat in here)
            for seat, side, nickname, bot in connection.execute(_MEMBERS, {"match": match})
        ]


def _side(audience: Audience) -> Side | None:
    return next((side for side in SIDES if side == audience), None)


def _clock(connection: Connection, row: MatchRow) -> ClockBody:
    return rows.clock_of(row, rows.committed(connection, row))


def _presence(members: list[Member], audience: Audience) -> PresenceBody:
    side = _side(audience)
    if side is None:
        seen = members if audience == "facilitator" else []
        return PresenceBody(members=seen, rival_present=False, rival_bot=False)
    rivals = [member for member in members if member.side == rival_of(side)]
    return PresenceBody(
        members=[member for member in members if member.side == side],
        rival_present=any(member.connected for member in rivals),
        rival_bot=any(member.bot is not None for member in rivals),
    )
