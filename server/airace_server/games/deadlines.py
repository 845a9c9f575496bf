"""Deadlines: rows whose time has come, claimed so that servers on one database do not all close the same turns.

A claim lapses, so a turn is closed even if the server that claimed it dies; it saves work and decides nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from airace_server.messages import CloseReason
from airace_server.store import Store
from airace_server.store.tables import matches

LONGEST_SLEEP: Final = 1.0
"""Another server may have set an earlier deadline."""
CLAIM_SECONDS: Final = 5.0
MOST_AT_ONCE: Final = 32

Close = Callable[[str, CloseReason, int], Awaitable[bool]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A turn to be closed."""

    match: str
    turn: int
    reason: CloseReason


class Deadlines:
    """Closes turns whose time is up, and those whose last signature was stored just before a crash."""

    def __init__(self, store: Store, close: Close, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._close = close
        self._now = now

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.sweep()
                wait = await self._store.read(self._wait)
            except Exception as error:  # the database is away: the rows wait for it
                log.warning("deadlines_not_read", error=type(error).__name__)
                wait = LONGEST_SLEEP
            await asyncio.sleep(wait)

    async def sweep(self) -> None:
        """Close everything that is due now."""
        while await self._store.read(self._any_due):
            due = await self._store.write(self._claim)
            if not due:
                return
            closed = await asyncio.gather(
                *(self._close(one.match, one.reason, one.turn) for one in due), return_exceptions=True
            )
            for one, outcome in zip(due, closed, strict=True):
                if isinstance(outcome, BaseException):
                    log.error("turn_not_closed", match=one.match, turn=one.turn, error=repr(outcome))

    def _is_due(self, now: float) -> ColumnElement[bool]:
        return (
            (matches.c.phase == "open")
            & or_(matches.c.deadline <= now, matches.c.ready.is_(True))
            & (matches.c.claimed <= now)
        )

    def _any_due(self, connection: Connection) -> bool:
        return connection.execute(select(matches.c.id).where(self._is_due(self._now())).limit(1)).first() is not None

    def _claim(self, connection: Connection) -> list[Due]:
        now = self._now()
        found = connection.execute(
            select(matches.c.id, matches.c.turn, matches.c.ready)
            .where(self._is_due(now))
            .order_by(matches.c.deadline)
            .limit(MOST_AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        if found:
            these = matches.c.id.in_([row.id for row in found])
            connection.execute(update(matches).where(these).values(claimed=now + CLAIM_SECONDS))
        return [Due(row.id, row.turn, "all_committed" if row.ready else "deadline") for row in found]

    def _wait(self, connection: Connection) -> float:
        nearest = connection.execute(
            select(func.min(matches.c.deadline)).where(matches.c.phase == "open", matches.c.claimed <= self._now())
        ).scalar()
        return LONGEST_SLEEP if nearest is None else min(LONGEST_SLEEP, max(0.0, nearest - self._now()))
