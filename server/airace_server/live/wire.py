"""Two ways to put bytes on a WebSocket, behind one interface.

``SharedWire`` writes one pre-built frame to any number of connections, knows how much is still unsent, and can cut a
connection that does not read. It leans on the internals of uvicorn's protocol class, so it is used only with the
version it was tested with. ``AsgiWire`` needs nothing but ASGI and does the same more slowly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, Protocol

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from airace_server.live.frames import Frame

TESTED_UVICORN: Final = "0.54."
EXTENSION: Final = "airace.protocol"
MOST_TOGETHER: Final = 65_536
"""Bytes that are written at once; what comes after them waits until they have left."""

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Wire(Protocol):
    """One connection, for writing."""

    def writable(self) -> bool:
        """Whether a frame written now leaves soon (the reader keeps up)."""

    def write(self, frame: Frame) -> None:
        """Write a frame; only when ``writable``."""

    def buffered(self) -> int:
        """Bytes written that have not left yet."""

    def on_writable(self, call: Callable[[], None]) -> None:
        """``call`` this each time the reader has caught up."""

    async def close(self, code: int, reason: str, grace: float) -> None:
        """Say why and close; cut the connection when the other end has not answered after ``grace`` seconds."""


class SharedFrames(WebSocketsSansIOProtocol):
    """uvicorn's protocol class, which also shows itself to the application."""

    caught_up: Callable[[], None] | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):  # absent when the handshake was refused
            self.scope["extensions"][EXTENSION] = self  # type: ignore[assignment]

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.caught_up is not None:
            self.caught_up()


def protocol_class() -> Any:
    """What to give uvicorn as ``ws``."""
    return SharedFrames if uvicorn.__version__.startswith(TESTED_UVICORN) else "websockets-sansio"


class SharedWire:
    """Writes straight to the transport of uvicorn's connection: once for all that is written in one round of the loop,
    since each write is a call of the system, which costs more than all that leads to it."""

    __slots__ = ("_protocol", "_together")

    def __init__(self, protocol: SharedFrames) -> None:
        self._protocol = protocol
        self._together: bytes = b""

    def writable(self) -> bool:
        protocol = self._protocol
        return protocol.writable.is_set() and not protocol.disconnected and len(self._together) < MOST_TOGETHER

    def write(self, frame: Frame) -> None:
        if not self._together:
            self._protocol.loop.call_soon(self._leave)
        self._together += frame.wire

    def _leave(self) -> None:
        together, self._together = self._together, b""
        if together and not (self._protocol.close_sent or self._protocol.transport.is_closing()):
            self._protocol.transport.write(together)
            if len(together) >= MOST_TOGETHER and self.writable() and self._protocol.caught_up is not None:
                self._protocol.caught_up()

    def buffered(self) -> int:
        return len(self._together) + self._protocol.transport.get_write_buffer_size()

    def on_writable(self, call: Callable[[], None]) -> None:
        self._protocol.caught_up = call

    async def close(self, code: int, reason: str, grace: float) -> None:
        """Not through ASGI: there ``send`` waits until the reader has caught up, which may be never."""
        self._leave()
        protocol = self._protocol
        if protocol.close_sent or protocol.disconnected or protocol.transport.is_closing():
            return
        protocol.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        protocol.conn.send_close(code, reason)
        protocol.transport.write(b"".join(protocol.conn.data_to_send()))
        protocol.close_sent = True
        if protocol.read_paused:
            protocol.read_paused = False
            protocol.transport.resume_reading()
        protocol.close_timer = protocol.loop.call_later(grace, protocol.transport.abort)


class AsgiWire:
    """Writes one frame at a time through ASGI, in a task that lives only while there is something to write."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._writing: asyncio.Task[None] | None = None
        self._unsent = 0
        self._call: Callable[[], None] = lambda: None

    def writable(self) -> bool:
        return self._writing is None

    def write(self, frame: Frame) -> None:
        self._unsent = len(frame.wire)
        self._writing = asyncio.get_running_loop().create_task(self._write(frame))

    def buffered(self) -> int:
        return self._unsent

    def on_writable(self, call: Callable[[], None]) -> None:
        self._call = call

    async def close(self, code: int, reason: str, grace: float) -> None:
        try:
            async with asyncio.timeout(grace):
                if self._writing is not None:
                    await asyncio.wait([self._writing])
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except (TimeoutError, OSError, RuntimeError):
            pass  # the other end is gone or does not read; the server drops the connection when the endpoint returns

    async def _write(self, frame: Frame) -> None:
        try:
            await self._send({"type": "websocket.send", "text": frame.text})
        except (OSError, RuntimeError):
            return  # gone; the reading side notices it too and ends the session
        self._unsent = 0
        self._writing = None
        self._call()


def wire_for(scope: MutableMapping[str, Any], send: Send) -> Wire:
    """The best wire that this connection offers."""
    protocol = scope.get("extensions", {}).get(EXTENSION)
    return SharedWire(protocol) if isinstance(protocol, SharedFrames) else AsgiWire(send)
