"""Functions on pooled connections in threads: all of PostgreSQL, and the readers of SQLite."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from airace_server.errors import Refusal

T = TypeVar("T")

TRIES: Final = 5
RETRIED: Final = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a lost race between transactions (serialization failure, deadlock): running again is safe."""


def unavailable() -> Refusal:
    """The database is away. Nothing was stored, or, if it went during the commit, everything was."""
    return Refusal(
        "unavailable",
        "The server cannot reach its database just now.",
        "Nothing that was confirmed is lost. Wait a moment and try again.",
    )


def _unreachable(error: DBAPIError) -> bool:
    """Whether no connection could be made or it was cut (PostgreSQL classes 08, 57P and 53300, or none at all)."""
    state = getattr(error.orig, "sqlstate", "") or ""
    return isinstance(error, OperationalError | InterfaceError) and (
        state.startswith(("08", "57P", "53300", "3D000", "55000")) or (not state and hasattr(error.orig, "sqlstate"))
    )


class Pooled:
    """``connections`` functions at a time, each in a transaction of its own."""

    def __init__(self, engine: Engine, connections: int, name: str, on_point: Callable[[str], None]) -> None:
        self._engine = engine
        self._on_point = on_point
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix=name)

    async def run(self, fn: Callable[[Connection], T]) -> T:
        """Returns or raises after the commit or rollback."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._retrying, fn)

    async def close(self) -> None:
        """Finish what is queued, then let go of the connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _retrying(self, fn: Callable[[Connection], T]) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                return self._transaction(fn)
            except DBAPIError as error:
                if error.connection_invalidated or _unreachable(error):
                    raise unavailable() from error
                if attempt == TRIES or getattr(error.orig, "sqlstate", None) not in RETRIED:
                    raise
                time.sleep(random.uniform(0, 0.01 * attempt))  # noqa: S311
        raise AssertionError("unreachable")

    def _transaction(self, fn: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            result = fn(connection)
            self._on_point("store.before_commit")
        self._on_point("store.after_commit")
        return result
