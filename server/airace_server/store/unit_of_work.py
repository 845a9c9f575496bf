"""One change: a transaction, and hints to those who must hear of it, sent after its commit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection

from airace_server.store.outbox import Hint, Relay, put
from airace_server.store.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """What a transaction function gives back: its value, and the streams that have news."""

    value: T
    streams: tuple[str, ...] = ()


class UnitOfWork:
    """Writes through the store and hands the hints to the relay."""

    def __init__(self, store: Store, relay: Relay, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._relay = relay
        self._now = now

    async def write(self, fn: Callable[[Connection], Change[T]]) -> T:
        """Run ``fn`` in one transaction with its hints; returns its value after the commit."""

        def job(connection: Connection) -> tuple[T, list[Hint]]:
            change = fn(connection)
            return change.value, put(connection, change.streams, self._now())

        value, hints = await self._store.write(job)
        self._relay.hand_over(hints)
        return value
