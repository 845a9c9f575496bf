"""The bus of a server that is one process: listeners are called directly."""

from __future__ import annotations

from airace_server.live.bus import Listener


class LocalBus:
    """See ``Bus``."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    async def publish(self, stream: str) -> None:
        for listener in self._listeners:
            listener(stream)

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    async def ping(self) -> None:
        return None

    async def close(self) -> None:
        self._listeners.clear()
