"""The bus carries hints from whoever saved something to whoever shows it.

A hint is the name of a stream (a match, or a session for its facilitator) and nothing else: it may be lost or doubled,
since readers always read the database. How processes share hints is chosen by the setting ``bus``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Listener = Callable[[str], None]
"""Told the stream that has news; must return at once and never raise."""


class Bus(Protocol):
    """Hints between the parts of this process, and between processes."""

    async def publish(self, stream: str) -> None:
        """Tell all listeners of all processes that ``stream`` has news."""

    def subscribe(self, listener: Listener) -> None:
        """Be told of every hint from now on."""

    async def ping(self) -> None:
        """Raise when the bus does not answer (for ``/readyz``)."""

    async def close(self) -> None:
        """Let go of it."""


def open_bus(url: str) -> Bus:
    """The bus of this address; raises ``ValueError`` with a sentence when it is not understood."""
    if url in ("local:", "local"):
        from airace_server.live.bus_local import LocalBus

        return LocalBus()
    raise ValueError(f"The bus {url!r} is not known. Use `local:`, which serves everybody from this one process.")
