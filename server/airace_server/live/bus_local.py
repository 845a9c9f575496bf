"""The bus of a server that is one process: listeners are called directly."""

from __future__ import annotations

from collections.abc import Callable


class LocalBus:
    """See ``Bus``."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[str], None]] = []

    async def publish(self, stream: str) -> None:
        for listener in self._listeners:
            listener(stream)

    def subscribe(self, listener: Callable[[str], None]) -> None:
        self._listeners.append(listener)

    async def ping(self) -> None:
        return None

    async def close(self) -> None:
        self._listeners.clear()
