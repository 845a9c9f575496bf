"""Group commit: one thread writes, and commits what has queued up meanwhile in one transaction.

With ``synchronous=FULL`` a commit costs a disk flush; fifty writers that wait together pay for one. SQLite allows one
writer at a time anyway, so nothing is lost by it.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Connection, Engine

log = structlog.get_logger(__name__)

T = TypeVar("T")
Job = Callable[[Connection], Any]

MOST_IN_A_GROUP: Final = 256
"""Bounds how long the first of a group waits for the last."""


@dataclass(slots=True)
class Waiting:
    """A queued function and who waits for it; then its outcome."""

    fn: Job
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def resolve(self) -> None:
        if self.future.done():  # its task was cancelled; what it wrote stays written
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Harmed(Exception):
    """A function of the group failed after it had written: the group must be rolled back."""


class GroupWriter:
    """Runs functions in one thread, grouped.

    Each function sees what those before it in its group wrote. Nobody hears of a result before its commit. A function
    that raises before it wrote anything (a refusal) is no trouble; one that raises after it wrote has the group
    rolled back and every function run again in a transaction of its own, so that the others are not hurt.
    """

    def __init__(self, engine: Engine, on_point: Callable[[str], None]) -> None:
        self._engine = engine
        self._on_point = on_point
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Queue ``fn``; returns or raises after the commit or rollback."""
        if self._closed:
            raise RuntimeError("the store is closed")
        loop = asyncio.get_running_loop()
        waiting = Waiting(fn, loop, loop.create_future())
        self._queue.put(waiting)
        return await waiting.future  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._closed = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        try:
            with self._engine.connect() as connection:
                self._serve(connection)
        except BaseException as error:
            self._give_up(error)

    def _serve(self, connection: Connection) -> None:
        while (first := self._queue.get()) is not None:
            group, last = self._gather(first)
            self._commit(connection, group)
            _tell(group)
            if last:
                return

    def _give_up(self, error: BaseException) -> None:
        """The database cannot be used any more: nobody must wait for it for ever."""
        log.critical("store_writer_stopped", error=repr(error))
        self._closed = True
        while (waiting := self._queue.get()) is not None:
            waiting.error = RuntimeError("the store has stopped")
            waiting.error.__cause__ = error
            _tell([waiting])

    def _gather(self, first: Waiting) -> tuple[list[Waiting], bool]:
        group = [first]
        while len(group) < MOST_IN_A_GROUP:
            try:
                nxt = self._queue.get_nowait()
            except queue.Empty:
                break
            if nxt is None:
                return group, True
            group.append(nxt)
        return group, False

    def _commit(self, connection: Connection, group: list[Waiting]) -> None:
        try:
            self._transaction(connection, group)
        except Harmed:
            for waiting in group:
                self._alone(connection, waiting)
        except BaseException as error:  # the disk is full, the file is locked by a foreign tool, …: tell all of them
            for waiting in group:
                waiting.error = error

    def _alone(self, connection: Connection, waiting: Waiting) -> None:
        try:
            self._transaction(connection, [waiting])
        except Harmed:
            pass  # rolled back; the error is already noted
        except BaseException as error:
            waiting.error = error

    def _transaction(self, connection: Connection, group: list[Waiting]) -> None:
        with connection.begin():
            for waiting in group:
                _run_one(connection, waiting)
            self._on_point("store.before_commit")
        self._on_point("store.after_commit")


def _run_one(connection: Connection, waiting: Waiting) -> None:
    before = _changes(connection)
    waiting.result = waiting.error = None
    try:
        waiting.result = waiting.fn(connection)
    except BaseException as error:
        waiting.error = error
        if _changes(connection) != before:
            raise Harmed from error


def _changes(connection: Connection) -> int:
    """Rows written on this connection since it was opened."""
    return int(connection.connection.driver_connection.total_changes)  # type: ignore[union-attr]


def _resolve_all(group: list[Waiting]) -> None:
    for waiting in group:
        waiting.resolve()


def _tell(group: list[Waiting]) -> None:
    """Wake everybody, with one call per event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
    for waiting in group:
        by_loop.setdefault(waiting.loop, []).append(waiting)
    for loop, those in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve_all, those)
        except RuntimeError:  # that loop is closed: nobody waits any more
            continue
