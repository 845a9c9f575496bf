"""The other processes that serve the same database: what this one tells them, and what it hears of them.

They tell each other words: ``MATCH`` or ``SESSION`` (a stream has news), ``draft MATCH SIDE``,
``predictions MATCH SIDE`` and ``presence MATCH SESSION``. A word only makes things fast. That nothing is missed is the
work of ``look``: it asks the database what is newer than what was shown here, every second while the bus is away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy import Connection, select

from airace_rules.ids import SIDES, Audience, Side
from airace_server.games.feed import AUDIENCES
from airace_server.live.attendance_shared import Place, SharedAttendance
from airace_server.live.bus import SharedBus
from airace_server.live.hub import Hub, Room
from airace_server.live.jobs import Jobs
from airace_server.store import Store
from airace_server.store.tables import drafts, matches, sequences

AWAY_SECONDS: Final = 1.0
"""Between two looks while the bus is away."""
LOOKS_A_LEASE: Final = 3
"""Otherwise; a lease is renewed with each look."""
CLOSING_SECONDS: Final = 1.0

log = structlog.get_logger("airace.live")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database holds of the streams that are shown here."""

    last: Mapping[Room, int]
    drafts: Mapping[tuple[str, Side], tuple[int, int]]
    elsewhere: Mapping[Place, frozenset[str]]


class Neighbours:
    """One a process, which must ``meet`` its hub before it runs. ``lease``: seconds after which a process that has not
    been heard of counts as dead."""

    def __init__(self, store: Store, bus: SharedBus, lease: float) -> None:
        self.attendance = SharedAttendance(store, lease)
        self._store = store
        self._bus = bus
        self._lease = lease
        self._hub: Hub
        self._elsewhere: Mapping[Place, frozenset[str]] = {}
        self._moved: dict[Place, None] = {}
        self._wake = asyncio.Event()
        self._jobs = Jobs()
        self._failing = False

    def meet(self, hub: Hub) -> None:
        """Show what others say to the sockets of ``hub``, and tell the others of them."""
        self._hub = hub
        self._bus.overhear(self.hear, self._wake.set)
        hub.neighbours(self._bus.tell_others, self.presence_changed)

    # ------------------------------------------------------------ telling and hearing

    def presence_changed(self, match: str, session: str) -> None:
        """Somebody came to or left this process: write it down, then tell the others."""
        self._moved[match, session] = None
        self._jobs.want("presence", self._tell_presence)

    async def _tell_presence(self) -> None:
        moved, self._moved = self._moved, {}
        try:
            await self.attendance.keep()
        except BaseException:
            self._moved = {**moved, **self._moved}
            raise
        for match, session in moved:
            self._bus.tell_others(f"presence {match} {session}")

    def hear(self, word: str) -> None:
        """A word of another process; what is no word of ours is left alone."""
        match word.split(" "):
            case [stream]:
                self._hub.notice(stream)
            case ["draft", match, "washington" | "beijing" as side]:
                self._hub.want_draft(match, side)
            case ["predictions", match, "washington" | "beijing" as side]:
                self._hub.show_predictions(match, side, taken_back=True)
            case ["presence", match, session]:
                self._hub.show_presence(match, session)

    # ------------------------------------------------------------ looking

    async def run(self) -> None:
        """Until cancelled."""
        answered = self._bus.answers
        while True:
            self._wake.clear()
            await self._look_or_log()
            if self._bus.answers and not answered:
                self._came_back()
            answered = self._bus.answers
            wait = self._lease / LOOKS_A_LEASE if answered else AWAY_SECONDS
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _look_or_log(self) -> None:
        try:
            await self.look()
            self._failing = False
        except Exception as error:  # the database is away for a while
            if not self._failing:
                log.warning("others_not_looked_at", error=type(error).__name__)
            self._failing = True

    async def look(self) -> None:
        """Show what is newer in the database than here."""
        await self.attendance.keep()
        rooms = self._hub.rooms()
        standing = await self._store.read(lambda connection: self._read(connection, {stream for stream, _ in rooms}))
        for room, cursor in rooms.items():
            if cursor is not None and standing.last.get(room, 0) > cursor:
                self._hub.notice(room[0])
        for (match, side), number in standing.drafts.items():
            if (match, side) in rooms and self._hub.newest(match, side) != number:
                self._hub.want_draft(match, side)
        self._compare(standing.elsewhere)

    def _compare(self, elsewhere: Mapping[Place, frozenset[str]]) -> None:
        before, self._elsewhere = self._elsewhere, elsewhere
        for place in before.keys() | elsewhere.keys():
            if before.get(place) != elsewhere.get(place):
                self._hub.show_presence(*place)

    def _came_back(self) -> None:
        """What no look finds: what people have predicted on another process."""
        for stream, audience in self._hub.rooms():
            if audience in SIDES:
                self._hub.show_predictions(stream, audience, taken_back=True)

    def _read(self, connection: Connection, streams: Collection[str]) -> Standing:
        numbers = select(sequences.c.stream, sequences.c.audience, sequences.c.last)
        last = {
            (stream, _audience(audience)): number
            for stream, audience, number in connection.execute(numbers.where(sequences.c.stream.in_(streams)))
        }
        return Standing(last, _drafts(connection, streams), self.attendance.elsewhere(connection, streams))

    async def close(self) -> None:
        """This process ends: nobody is connected to it any more."""
        with suppress(Exception):  # without it, the lease lapses
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._jobs.settled()
                await self.attendance.leave()
        await self._jobs.close()


def _audience(name: str) -> Audience:
    return next(audience for audience in AUDIENCES if audience == name)


def _drafts(connection: Connection, streams: Collection[str]) -> Mapping[tuple[str, Side], tuple[int, int]]:
    query = (
        select(drafts.c.match_id, drafts.c.side, drafts.c.turn, drafts.c.draft_no)
        .join(matches, matches.c.id == drafts.c.match_id)
        .where(drafts.c.match_id.in_(streams), matches.c.phase.in_(("open", "paused")))
    )
    return {(match, side): (turn, number) for match, side, turn, number in connection.execute(query)}
