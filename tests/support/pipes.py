"""A socket without a network: the server's endpoint at one end, the test at the other."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from airace_client import Seat
from airace_server.live.endpoint import LiveEndpoint

Frame = dict[str, Any]


class Pipe:
    """What the server sends waits in ``arrived`` until the test takes it."""

    def __init__(self, endpoint: LiveEndpoint, cookie: str) -> None:
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._in.put_nowait({"type": "websocket.connect"})
        self.arrived: list[str] = []
        self._news = asyncio.Event()
        self._flushes = 0
        scope = {
            "type": "websocket",
            "path": "/ws",
            "headers": [(b"cookie", cookie.encode())],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "query_string": b"",
            "scheme": "ws",
            "extensions": {},
        }
        self._task = asyncio.create_task(endpoint(scope, self._in.get, self._send))

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            self.arrived.append(message["text"])
        self._news.set()

    async def hello(self, seat: Seat, last_event: int) -> None:
        """Say hello and wait until all that this brings has arrived."""
        self.say({"type": "hello", "protocol": 1, "seat": seat.id, "last_event": last_event})
        await self.flush()

    def say(self, message: Frame) -> None:
        """Send a frame to the server."""
        self._in.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    async def flush(self) -> None:
        """Wait until everything sent so far has arrived: the answer to a ping comes after it, and is dropped."""
        self._flushes += 1
        name = f"flush {self._flushes}"
        self.say({"type": "ping", "request": name})
        while not (answers := [text for text in self.arrived if f'"request":"{name}"' in text]):
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 20)
        self.arrived.remove(answers[0])
        assert '"pong"' in answers[0], answers[0]

    def take(self) -> list[Frame]:
        """All that has arrived."""
        taken, self.arrived = self.arrived, []
        return [json.loads(text) for text in taken]

    async def cut(self) -> None:
        """The connection is gone; what has not been taken is lost."""
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await self._task
        self.arrived = []
