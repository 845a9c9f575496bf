"""What waits for one socket: bounded, in order, with stale drafts dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from airace_server.live.frames import Frame
from airace_server.live.wire import Wire


class Outbox:
    """Frames on their way to one socket. Nothing here ever waits: a frame is written at once while the reader keeps up,
    else it queues; when more than ``limit`` bytes wait, ``overflow`` is called once and nothing more is taken."""

    __slots__ = ("_closed", "_limit", "_overflow", "_waiting", "_wire", "bytes")

    def __init__(self, wire: Wire, limit: int, overflow: Callable[[], None]) -> None:
        self._wire = wire
        self._limit = limit
        self._overflow = overflow
        self._waiting: deque[Frame] | None = None  # made for the first slow moment; most sockets never have one
        self._closed = False
        self.bytes = 0
        wire.on_writable(self._flush)

    def put(self, frame: Frame) -> None:
        """Send a frame, now or as soon as the reader is ready for it."""
        if self._closed:
            return
        if not self._waiting and self._wire.writable():
            self._wire.write(frame)
            return
        self._queue(frame)
        if self.bytes + self._wire.buffered() > self._limit:
            self.close()
            self._overflow()

    def close(self) -> None:
        """Drop what waits and take nothing more."""
        self._closed = True
        self._waiting = None
        self.bytes = 0

    def _queue(self, frame: Frame) -> None:
        waiting = self._waiting = deque() if self._waiting is None else self._waiting
        if frame.replaces is not None:
            for old in waiting:
                if old.replaces == frame.replaces:
                    waiting.remove(old)
                    self.bytes -= len(old.wire)
                    break
        waiting.append(frame)
        self.bytes += len(frame.wire)

    def _flush(self) -> None:
        while self._waiting and self._wire.writable():
            frame = self._waiting.popleft()
            self.bytes -= len(frame.wire)
            self._wire.write(frame)
