"""One change: a transaction, and hints to those who must hear of it, sent after its commit."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection

from airace_server.store.outbox import Hint, Relay, put
from airace_server.store.store import Store

T = TypeVar("T")

NOTES: Final = "notes"


def note(connection: Connection, notes: Sequence[Any]) -> None:
    """Note something in a transaction, for whoever wants to know of it after the commit."""
    connection.info.setdefault(NOTES, []).extend(notes)


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """What a transaction function gives back: its value, and the streams that have news."""

    value: T
    streams: tuple[str, ...] = ()


class UnitOfWork:
    """Writes through the store and hands the hints to the relay."""

    def __init__(
        self,
        store: Store,
        relay: Relay,
        now: Callable[[], float] = time.time,
        remember: Callable[[Sequence[Any]], None] = lambda notes: None,
    ) -> None:
        """``remember`` is given what a transaction has noted, after its commit and before anybody is told."""
        self._store = store
        self._relay = relay
        self._now = now
        self._remember = remember

    async def write(self, fn: Callable[[Connection], Change[T]]) -> T:
        """Run ``fn`` in one transaction with its hints; returns its value after the commit."""

        def job(connection: Connection) -> tuple[T, list[Hint], list[Any]]:
            notes = connection.info[NOTES] = []
            change = fn(connection)
            return change.value, put(connection, change.streams, self._now()), notes

        value, hints, notes = await self._store.write(job)
        self._remember(notes)
        self._relay.hand_over(hints)
        return value
