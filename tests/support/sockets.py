"""A whole server on a real port inside the test's own event loop, and plain sockets to talk to it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from airace_client import Client, Seat
from airace_rules.ids import Side
from airace_server.app import create_app
from airace_server.live.hub import Hub
from airace_server.serving import Server, listen, server
from airace_server.settings import Settings

PATIENCE = 60.0
Frame = dict[str, Any]


@dataclass
class Running:
    """A server that runs."""

    app: FastAPI
    server: Server
    settings: Settings
    url: str

    @property
    def hub(self) -> Hub:
        hub: Hub = self.app.state.live.hub
        return hub

    @property
    def origin(self) -> str:
        return self.url

    def http(self, **options: Any) -> httpx.AsyncClient:
        """A browser without cookies."""
        return httpx.AsyncClient(base_url=self.url, trust_env=False, **{"timeout": PATIENCE, **options})

    async def friends(self, **wish: Any) -> tuple[Seat, Seat]:
        """Two seats of a match that has just begun: Washington's and Beijing's."""
        async with Client(self.url) as client:
            first = await client.play_friend(nickname="Ann", **wish)
            second = await client.join(first.code, "Bo")
        return first, second

    async def alone(self, side: Side = "washington") -> Seat:
        """The first of two friends; the match waits for the other."""
        async with Client(self.url) as client:
            return await client.play_friend(nickname="Ann", side=side)

    async def a_class(self, tables: int = 1, **wish: Any) -> tuple[Facilitator, str]:
        """A class that waits: its facilitator and its code."""
        async with self.http() as browser:
            made = (await browser.post("/api/sessions", json={"tables": tables, **wish})).raise_for_status()
        session = made.json()["session"]
        return Facilitator(self, session, made.cookies[f"airace_session_{session}"]), made.json()["code"]

    @asynccontextmanager
    async def line(self, seat: Seat | None = None, hello: bool = True, **options: Any) -> AsyncIterator[Line]:
        """A socket; with a seat it has said hello and has its snapshot."""
        headers = {"Cookie": seat.cookie} if seat else {}
        headers |= options.pop("headers", {})
        async with connect(
            f"{self.url.replace('http', 'ws')}/ws", additional_headers=headers, proxy=None, max_size=None, **options
        ) as raw:
            line = Line(raw, seat)
            if seat is not None and hello:
                await line.hello()
            yield line


@dataclass
class Facilitator:
    """Whoever runs a class."""

    running: Running
    session: str
    token: str

    @property
    def cookie(self) -> str:
        return f"airace_session_{self.session}={self.token}"

    async def act(self, action: str, **more: Any) -> Mapping[str, Any]:
        """Do something to all tables."""
        async with self.running.http(headers={"cookie": self.cookie}) as browser:
            answer = await browser.post(f"/api/sessions/{self.session}/actions", json={"action": action, **more})
            return dict(answer.raise_for_status().json())


class Line:
    """A socket and what came over it, in order."""

    def __init__(self, raw: ClientConnection, seat: Seat | None) -> None:
        self.raw = raw
        self.seat = seat
        self.heard: list[Frame] = []
        self.turn = 1
        self._count = 0

    async def say(self, message: Mapping[str, Any] | str | bytes) -> None:
        await self.raw.send(json.dumps(message) if isinstance(message, Mapping) else message)

    async def hear(self, *kinds: str) -> Frame:
        """The next frame of these types; others are kept in ``heard``."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = json.loads(await self.raw.recv())
                self.heard.append(frame)
                if not kinds or frame["type"] in kinds:
                    return dict(frame)

    async def event(self, kind: str) -> Frame:
        """The next event of this kind."""
        while (frame := await self.hear("event"))["body"]["kind"] != kind:
            pass
        return frame

    async def hello(self, last_event: int = 0) -> Self:
        assert self.seat is not None
        await self.say({"type": "hello", "protocol": 1, "seat": self.seat.id, "last_event": last_event})
        await self.hear("welcome")
        if last_event == 0:
            await self.hear("snapshot")
        return self

    async def ask(self, kind: str, **fields: Any) -> Frame:
        """Make a request; returns its answer: ``done``, ``pong`` or ``error``."""
        self._count += 1
        request = f"q{self._count}"
        known = {} if kind == "ping" or self.seat is None else {"match": self.seat.match}
        known |= {} if kind == "say" or not known else {"turn": self.turn}
        await self.say({"type": kind, "request": request, **known, **fields})
        while (frame := await self.hear("done", "pong", "error"))["request"] != request:
            pass
        return frame

    async def refused(self, kind: str, **fields: Any) -> str:
        """The code of the refusal of a request."""
        frame = await self.ask(kind, **fields)
        assert frame["type"] == "error", frame
        assert frame["error"]["message"], "a refusal says what happened"
        assert frame["error"]["hint"], "a refusal says what to do"
        return str(frame["error"]["code"])

    async def sign(self) -> Frame:
        """Sign the newest draft that was heard of."""
        drafts = [f["draft"] for f in self.heard if f.get("draft") and f["draft"]["turn"] == self.turn]
        edits = [f["draft_no"] for f in self.heard if f["type"] == "done" and f["draft_no"]]
        done = await self.ask("commit_orders", draft_no=max([d["draft_no"] for d in drafts] + edits))
        assert done["type"] == "done", done
        return done

    async def closed(self) -> tuple[int, str]:
        """Wait until the server closes; returns code and reason. What came before is in ``heard``."""
        with suppress(ConnectionClosed):
            while True:
                await self.hear()
        return self.raw.close_code or 1006, self.raw.close_reason or ""


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(round(PATIENCE / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


@asynccontextmanager
async def running(
    folder: Path, prepare: Callable[[socket.socket], None] = lambda found: None, at: int = 0, **settings: Any
) -> AsyncIterator[Running]:
    """A server on 127.0.0.1 and a free port (or ``at`` this one), with the database in ``folder`` unless ``database``
    names another."""
    chosen: dict[str, Any] = {"host": "127.0.0.1", "database": f"sqlite:///{folder / 'airace.sqlite3'}", **settings}
    listening = listen("127.0.0.1", at)
    prepare(listening)
    known = Settings(**chosen, port=listening.getsockname()[1])
    app = create_app(known)
    started = server(app, known)
    ready = asyncio.Event()
    started.on_ready = ready.set
    task = asyncio.create_task(started.serve(sockets=[listening]))
    await asyncio.wait([task, asyncio.ensure_future(ready.wait())], return_when=asyncio.FIRST_COMPLETED)
    try:
        yield Running(app, started, known, f"http://127.0.0.1:{known.port}")
    finally:
        started.should_exit = True
        async with asyncio.timeout(PATIENCE):
            await task
