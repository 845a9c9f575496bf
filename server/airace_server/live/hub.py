"""Who is connected to this process, and what they are told.

A room is all sockets of one audience of one stream. News is read from the database once per room, encoded once and put
into every socket's outbox. A socket's ``cursor`` is the last event number it was sent: a frame goes only to sockets
that have all before it, so nobody misses an event or gets one twice, whatever order hints arrive in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol

from airace_rules.ids import SIDES, Audience, Side
from airace_server.games.service import Games
from airace_server.live.attendance import Attendance
from airace_server.live.frames import Frame, frame
from airace_server.live.jobs import Jobs
from airace_server.messages import (
    Draft,
    DraftBody,
    Event,
    ForecastFrame,
    MatchStarted,
    OrdersCommitted,
    OrdersWithdrawn,
    Predictions,
    Presence,
    TurnResolved,
)

MOST_EVENTS: Final = 100
FORECAST_SECONDS: Final = 0.2  # at least, from the beginning of one forecast for a side to the next

Room = tuple[str, Audience]


class Member(Protocol):
    """A socket as the hub sees it. ``cursor`` None: still arriving; it gets nothing numbered yet."""

    stream: str
    audience: Audience
    match: str | None
    session: str
    seat: str | None
    cursor: int | None

    def put(self, frame: Frame) -> None:
        """Send soon; an arriving socket keeps the frame until it has its snapshot."""

    async def close(self, code: int, reason: str) -> None:
        """Say why and close."""


class Hub:
    """One a process."""

    def __init__(self, games: Games, attendance: Attendance) -> None:
        self._games = games
        self._attendance = attendance
        self._rooms: dict[Room, set[Member]] = {}
        self._newest: dict[Room, DraftBody] = {}
        self._ended: set[Room] = set()
        self._unread: set[Room] = set()  # whose draft was changed on another process
        self._jobs = Jobs()
        self._tell_others: Callable[[str], None] = lambda word: None
        self._on_presence: Callable[[str, str], None] = lambda match, session: None

    def neighbours(self, tell_others: Callable[[str], None], on_presence: Callable[[str, str], None]) -> None:
        """Other processes show the same matches: tell them what no event tells, and who comes and goes here (match and
        session)."""
        self._tell_others = tell_others
        self._on_presence = on_presence

    # ------------------------------------------------------------ coming and going

    def add(self, member: Member) -> None:
        """Count a socket in, before it gets its snapshot."""
        self._rooms.setdefault((member.stream, member.audience), set()).add(member)
        if member.seat is not None and self._attendance.come(member.seat):
            self._moved(member)

    def remove(self, member: Member) -> None:
        """Count a socket out."""
        room = (member.stream, member.audience)
        members = self._rooms.get(room, set())
        members.discard(member)
        if not members:
            self._rooms.pop(room, None)
            self._newest.pop(room, None)
            self._ended.discard(room)
            self._unread.discard(room)
        if member.seat is not None and self._attendance.go(member.seat):
            self._moved(member)

    def rooms(self) -> Mapping[Room, int | None]:
        """All rooms, with the event number that everybody in them has; None while nobody has arrived."""
        cursors = {room: [m.cursor for m in members if m.cursor is not None] for room, members in self._rooms.items()}
        return {room: min(found, default=None) for room, found in cursors.items()}

    def sockets(self) -> list[Member]:
        """All sockets of this process."""
        return [member for members in self._rooms.values() for member in members]

    async def settled(self) -> None:
        """Wait until all that was noticed has been sent."""
        await self._jobs.settled()

    async def close(self, code: int, reason: str) -> None:
        """Close every socket and stop."""
        await asyncio.gather(*(member.close(code, reason) for member in self.sockets()))
        await self._jobs.close()

    # ------------------------------------------------------------ news

    def notice(self, stream: str) -> None:
        """A stream has news: read it and send it, soon. A listener of the bus."""
        for audience in self._audiences(stream):
            self._jobs.want((stream, audience), lambda a=audience: self._catch_up(stream, a))  # type: ignore[misc]

    def draft_changed(self, match: str, side: Side, draft: DraftBody) -> None:
        """Somebody here has changed or signed a side's draft: show it."""
        self.show_draft(match, side, draft)
        self._tell_others(f"draft {match} {side}")

    def want_draft(self, match: str, side: Side) -> None:
        """Show a side its draft as it stands in the database, soon."""
        if (match, side) in self._rooms:
            self._unread.add((match, side))
            self.notice(match)

    async def _read_draft(self, match: str, side: Side) -> None:
        draft = await self._games.draft(match, side)
        if draft is not None:
            self.show_draft(match, side, draft)

    def newest(self, match: str, side: Side) -> tuple[int, int] | None:
        """Turn and number of the newest draft that was shown here; None when none was since the side came."""
        known = self._newest.get((match, side))
        return None if known is None else (known.turn, known.draft_no)

    def show_draft(self, match: str, side: Side, draft: DraftBody) -> None:
        """Show a side its draft as it is now; an older one that comes late is dropped, and any after the end."""
        room: Room = (match, side)
        known = self._newest.get(room)
        if (
            room not in self._rooms
            or room in self._ended
            or (known and (draft.turn, draft.draft_no) < (known.turn, known.draft_no))
        ):
            return
        self._newest[room] = draft
        self._put(self._rooms[room], frame(Draft(type="draft", match=match, draft=draft), replaces="draft"))
        if known is None or (draft.turn, draft.draft_no) != (known.turn, known.draft_no):  # more than the signature
            self.want_forecast(match, side)

    def want_forecast(self, match: str, side: Side) -> None:
        """Send the side a forecast of its draft as it then is, soon."""
        if self._games.forecaster.works:
            self._jobs.want(("forecast", match, side), lambda: self._show_forecast(match, side))

    def predictions_changed(self, match: str, side: Side, seat: str) -> None:
        """Somebody here has predicted, or taken it back: show it to whoever is on that seat."""
        self._want_predictions(match, side, seat, taken_back=True)
        self._tell_others(f"predictions {match} {side}")

    def show_predictions(self, match: str, side: Side, taken_back: bool = False) -> None:
        """Show everybody on a side what they have predicted, each their own alone, soon; ``taken_back``: also those who
        have predicted nothing."""
        self._want_predictions(match, side, None, taken_back)

    def _want_predictions(self, match: str, side: Side, seat: str | None, taken_back: bool) -> None:
        key = ("predictions", match, side, seat, taken_back)
        self._jobs.want(key, lambda: self._show_predictions(match, side, seat, taken_back))

    async def _show_predictions(self, match: str, side: Side, seat: str | None, taken_back: bool) -> None:
        members = [m for m in self._rooms.get((match, side), ()) if m.seat is not None and seat in (None, m.seat)]
        found = await self._games.predictions(match, side) if members else {}
        for member in members:
            theirs = found.get(member.seat or "", [] if taken_back else None)
            if theirs is not None:
                member.put(frame(Predictions(type="predictions", match=match, predictions=theirs), "predictions"))

    async def _show_forecast(self, match: str, side: Side) -> None:
        """Of the newest draft alone, and not more often than anybody can read."""
        room: Room = (match, side)
        begun = asyncio.get_running_loop().time()
        draft = await self._games.draft(match, side) if room in self._rooms else None
        if draft is None:
            return
        found = await self._games.forecast(match, side, draft, lambda: self._newest.get(room))
        if found is not None:
            draft_no, forecast = found
            message = ForecastFrame(type="forecast", match=match, draft_no=draft_no, forecast=forecast)
            self._put(self._rooms.get(room, ()), frame(message, replaces="forecast"))
            newest = self._newest.get(room, draft)
            if (newest.turn, newest.draft_no) == (draft.turn, draft_no):  # all who asked meanwhile have their answer
                self._jobs.forget(("forecast", match, side))
        await asyncio.sleep(begun + FORECAST_SECONDS - asyncio.get_running_loop().time())

    async def _catch_up(self, stream: str, audience: Audience) -> None:
        here = [m for m in self._rooms.get((stream, audience), ()) if m.cursor is not None]
        if not here:
            return
        lowest = min(m.cursor or 0 for m in here)
        events = await self._games.events_after(stream, audience, lowest, MOST_EVENTS)
        if events is None:
            await self._start_afresh(here, stream, audience)
        else:
            for event in events:
                deliver(here, event)
                if event.clock.phase == "over":
                    self._ended.add((stream, audience))
        if audience not in SIDES:
            return
        await self._new_draft(stream, audience, events or ())
        if events is None or any(isinstance(event.body, TurnResolved) for event in events):
            self.show_predictions(stream, audience)

    async def _start_afresh(self, members: Iterable[Member], stream: str, audience: Audience) -> None:
        snapshot = await self._games.snapshot(stream, audience)
        shared = frame(snapshot)
        for member in members:
            if member.cursor is not None and member.cursor < snapshot.event:
                member.cursor = snapshot.event
                member.put(shared)

    async def _new_draft(self, match: str, side: Side, events: Iterable[Event]) -> None:
        """A new turn has a new draft, which nobody edited into being; and a house strategy, or another process, may
        have changed or signed a draft that was not shown here. Read in turn with events, so that no older one is shown
        after a newer."""
        room: Room = (match, side)
        if room in self._unread or any(self._draft_moved(event, side) for event in events):
            self._unread.discard(room)
            try:
                await self._read_draft(match, side)
            except Exception:
                self._unread.add(room)
                raise

    def _draft_moved(self, event: Event, audience: Side) -> bool:
        match event.body:
            case MatchStarted() | TurnResolved():
                return True
            case OrdersCommitted(turn=turn, side=side) | OrdersWithdrawn(turn=turn, side=side):
                known = self._newest.get((event.match, audience))
                signed = isinstance(event.body, OrdersCommitted)
                return side == audience and (known is None or (known.turn, known.committed) != (turn, signed))
        return False

    # ------------------------------------------------------------ presence

    def _moved(self, member: Member) -> None:
        if member.match is not None:
            self.show_presence(member.match, member.session)
            self._on_presence(member.match, member.session)

    def show_presence(self, match: str, session: str) -> None:
        """Show everybody who may see it who is on the seats of a match, soon."""
        rooms = [(match, a) for a in self._audiences(match)] + [(session, a) for a in self._audiences(session)]
        for stream, audience in rooms:
            self._jobs.want(
                ("presence", match, audience),
                lambda s=stream, a=audience: self._show_presence(match, s, a),  # type: ignore[misc]
            )

    async def _show_presence(self, match: str, stream: str, audience: Audience) -> None:
        members = self._rooms.get((stream, audience))
        if members:
            body = await self._games.presence(match, audience)
            self._put(members, frame(Presence(type="presence", match=match, presence=body), f"presence {match}"))

    # ------------------------------------------------------------

    def _audiences(self, stream: str) -> list[Audience]:
        audiences: tuple[Audience, ...] = ("washington", "beijing", "spectator", "facilitator")
        return [a for a in audiences if (stream, a) in self._rooms]

    @staticmethod
    def _put(members: Iterable[Member], shared: Frame) -> None:
        for member in list(members):
            member.put(shared)


def deliver(members: Iterable[Member], event: Event) -> None:
    """Send an event to those who have all before it, encoded once."""
    waiting = [m for m in members if m.cursor == event.event - 1]
    if waiting:
        shared = frame(event)
        for member in waiting:
            member.cursor = event.event
            member.put(shared)
