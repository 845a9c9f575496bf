"""Background jobs by key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog

log = structlog.get_logger("airace.live")

RETRY_SECONDS: Final = 1.0


class Jobs:
    """Background jobs by key. A job that is wanted while it runs is run once more afterwards; one that fails is tried
    again after a pause."""

    def __init__(self) -> None:
        self._running: dict[object, asyncio.Task[None]] = {}
        self._again: set[object] = set()

    def want(self, key: object, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run ``job`` soon; wanting it twice before it starts runs it once."""
        if key in self._running:
            self._again.add(key)
        else:
            self._running[key] = asyncio.get_running_loop().create_task(self._run(key, job))

    def forget(self, key: object) -> None:
        """Do not run the running job of this key once more, though it was wanted."""
        self._again.discard(key)

    async def _run(self, key: object, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            while True:
                self._again.discard(key)
                try:
                    await job()
                except Exception as error:  # the database may be away for a while
                    log.warning("delivery_failed", error=type(error).__name__)
                    self._again.add(key)
                    await asyncio.sleep(RETRY_SECONDS)
                if key not in self._again:
                    return
        finally:
            self._running.pop(key, None)
            self._again.discard(key)

    async def settled(self) -> None:
        """Wait until none runs."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def close(self) -> None:
        """Stop them all."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
