"""Functions on pooled connections in threads: all of PostgreSQL, and the readers of SQLite."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

TRIES: Final = 5
RETRIED: Final = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a lost race between transactions (serialization failure, deadlock): running again is safe."""


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
