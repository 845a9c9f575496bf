"""The outbox: hints that a stream has news, stored with the news, delivered after the commit.

A hint is deleted only after it was published, so that a crash or a bus that is down loses none; it may come twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NamedTuple

import structlog
from sqlalchemy import Connection, delete, insert, select

from airace_server.store.store import Store
from airace_server.store.tables import outbox

Publish = Callable[[str], Awaitable[None]]

SWEEP_SECONDS: Final = 1.0
LEFT_BEHIND_SECONDS: Final = 2.0
"""A hint this old was left by a crash or a failed bus: whoever sees it publishes it."""
MOST_AT_ONCE: Final = 1000

_PUT: Final = insert(outbox).returning(outbox.c.id, outbox.c.stream)

log = structlog.get_logger(__name__)


class Hint(NamedTuple):
    """A stored hint."""

    id: int
    stream: str


def put(connection: Connection, streams: Sequence[str], at: float) -> list[Hint]:
    """Store one hint a stream, in the transaction that stores the news."""
    if not streams:
        return []
    rows = connection.execute(_PUT, [{"stream": stream, "at": at} for stream in streams])
    return [Hint(row[0], row[1]) for row in rows]


class Relay:
    """Publishes hints: those of this process at once, those left behind by others after a while."""

    def __init__(self, store: Store, publish: Publish, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._publish = publish
        self._now = now
        self._fresh: asyncio.Queue[Hint] = asyncio.Queue()
        self._done: set[int] = set()

    def hand_over(self, hints: Sequence[Hint]) -> None:
        """Publish these now. Call it after their commit."""
        for hint in hints:
            self._fresh.put_nowait(hint)

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._deliver())
            group.create_task(self._sweep_always())

    async def _deliver(self) -> None:
        while True:
            number, stream = await self._fresh.get()
            await self._published(number, stream)

    async def _published(self, number: int, stream: str) -> None:
        try:
            await self._publish(stream)
        except Exception as error:  # whatever a bus may raise; the sweep tries again
            log.warning("hint_not_published", error=type(error).__name__)
        else:
            self._done.add(number)

    async def _sweep_always(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self.sweep()
            except Exception as error:  # the database is away for a while; the hints are still in it
                log.warning("outbox_not_swept", error=type(error).__name__)

    async def sweep(self) -> None:
        """Publish what was left behind, delete what was published."""
        left = await self._store.read(self._left_behind)
        for number, stream in left:
            if number not in self._done:
                await self._published(number, stream)
        done = list(self._done)
        if done:
            await self._store.write(lambda connection: connection.execute(delete(outbox).where(outbox.c.id.in_(done))))
            self._done.difference_update(done)

    def _left_behind(self, connection: Connection) -> list[tuple[int, str]]:
        rows = connection.execute(
            select(outbox.c.id, outbox.c.stream)
            .where(outbox.c.at < self._now() - LEFT_BEHIND_SECONDS)
            .order_by(outbox.c.id)
            .limit(MOST_AT_ONCE)
        )
        return [(row[0], row[1]) for row in rows]
