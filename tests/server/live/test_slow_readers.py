"""A reader that does not keep up is closed with a reason, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from airace_server.live import wire
from airace_server.live.frames import Frame
from airace_server.messages import Draft, DraftBody
from support.sockets import Line, Running, running, until

SMALL = 16_384
PADDING = "x" * 20_000
HANDSHAKE = "\r\n".join(
    (
        "GET /ws HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Cookie: {cookie}",
        "",
        "",
    )
)


def small_buffers(listening: socket.socket) -> None:
    """The kernel keeps little for the reader, so that what waits, waits in the server."""
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)


def small_socket(port: int) -> socket.socket:
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    found.connect(("127.0.0.1", port))
    return found


def unread(server: Running) -> list[int]:
    """What waits for each socket, in the server's own memory."""
    return [member._outbox.bytes + member._wire.buffered() for member in server.hub.sockets()]  # type: ignore[attr-defined]


def flood(server: Running, match: str, number: int) -> None:
    """Tell Washington something big that is not replaced by what comes later."""
    draft = DraftBody(turn=1, draft_no=number, instruments={PADDING: number}, stances={}, committed=False, by=None)
    shared = Frame(Draft(type="draft", match=match, draft=draft).model_dump_json().encode())
    for member in server.hub.sockets():
        if member.audience == "washington":
            member.put(shared)


async def read_all(line: Line, numbers: list[int]) -> None:
    """Keep up, and note what came."""
    try:
        while True:
            frame = json.loads(await line.raw.recv())
            if frame["type"] == "draft":
                numbers.append(frame["draft"]["draft_no"])
    except ConnectionClosed:
        return


@pytest.fixture(params=["shared frames", "plain ASGI"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of writing keep the promise."""
    if request.param == "plain ASGI":
        monkeypatch.setattr(wire, "TESTED_UVICORN", "another version")
    return str(request.param)


async def test_a_slow_reader_is_closed_and_the_others_get_everything(tmp_path: Path, way: str) -> None:
    async with running(tmp_path, small_buffers, queue_bytes=65_536, slow_close_seconds=1.0) as server:
        ann, bo = await server.friends()
        numbers: list[int] = []
        asleep = small_socket(server.settings.port)
        async with (
            server.line(ann) as healthy,
            server.line(bo) as rival,
            server.line(ann, sock=asleep, max_queue=1, close_timeout=1) as slow,
        ):
            reading = asyncio.create_task(read_all(healthy, numbers))
            most = 0
            for number in range(1, 201):
                flood(server, ann.match, number)
                most = max(most, *unread(server))
                await asyncio.sleep(0.002)
            await until(lambda: len(server.hub.sockets()) == 2)
            assert (await rival.ask("ping"))["type"] == "pong"
            await rival.sign()
            await asyncio.sleep(0.1)
            reading.cancel()
            assert numbers == list(range(1, 201)), "a healthy reader misses nothing"
            assert most <= 65_536 + 2 * len(PADDING), "what waits is bounded"
            if way == "shared frames":
                code, reason = await slow.closed()
                assert code == 1013
                assert "too slow" in reason


async def test_a_closed_reader_that_never_reads_again_is_cut_off(tmp_path: Path) -> None:
    async with running(tmp_path, small_buffers, queue_bytes=65_536, slow_close_seconds=0.3) as server:
        ann, _ = await server.friends()
        raw = small_socket(server.settings.port)
        raw.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(raw, HANDSHAKE.format(cookie=ann.cookie).encode())
        await loop.sock_recv(raw, 1_000)
        hello = json.dumps({"type": "hello", "protocol": 1, "seat": ann.id}).encode()
        await loop.sock_sendall(raw, bytes((0x81, 0x80 | len(hello), 0, 0, 0, 0)) + hello)
        await until(lambda: bool(server.hub.sockets()))
        for number in range(1, 41):
            flood(server, ann.match, number)
        await until(lambda: not server.server.server_state.connections)
        raw.close()


async def test_a_reader_that_wakes_up_gets_a_snapshot_of_now(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        ann, bo = await server.friends()
        async with server.line(ann) as one, server.line(bo) as two:
            last = one.heard[1]["event"]
            for line in (one, two):
                await line.sign()
            newest = (await one.event("turn_resolved"))["event"]
        async with server.line(ann) as back:
            assert (last, back.heard[1]["event"]) == (last, newest)
            assert back.heard[1]["view"]["turn"] == 2
