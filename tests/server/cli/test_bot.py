"""``airace bot``: plays over the network exactly as a person does, and says in sentences what stops it."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from airace_client import Client, Game, Seat
from support.commands import COMMAND, refused, refused_inside, run
from support.server import LiveServer


async def open_match(url: str) -> Seat:
    """A match whose other side is free; whoever opened it stays away."""
    async with Client(url) as client:
        return await client.play_friend(nickname="Ann", clock={"first_turn": 600, "turn": 600})


async def play_on(game: Game) -> None:
    async for _ in game.news():
        if game.over:
            return
        if game.may_order:
            await game.commit()


def test_a_bot_plays_a_friend_to_the_end(live_server: LiveServer) -> None:
    async def play() -> tuple[str, str]:
        async with Client(live_server.url) as client:
            seat = await client.play_friend(nickname="Ann")
            bot = await asyncio.create_subprocess_exec(
                str(COMMAND), "bot", live_server.url, "--join", seat.code, "--strategy", "restrictor",
                stderr=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
            async with client.connect(seat) as game:
                await play_on(game)
                assert game.view is not None
                assert game.view.outcome is not None
                ending = game.view.outcome.ending
            out, said = await asyncio.wait_for(bot.communicate(), 60)
            assert (bot.returncode, out) == (0, b"")
            return ending, said.decode()

    ending, said = asyncio.run(play())
    assert "plays beijing with the strategy restrictor" in said
    assert f"the match ended with {ending}" in said


def test_two_bots_play_each_other_in_a_class_of_their_own(live_server: LiveServer) -> None:
    async def make() -> tuple[str, str, str]:
        async with Client(live_server.url) as client:
            answer = await client._ask("POST", "/api/sessions", json={"fill": None})
            session = answer.json()["session"]
            return answer.json()["code"], session, answer.cookies[f"airace_session_{session}"]

    code, session, token = asyncio.run(make())
    bots = [
        subprocess.Popen(
            [str(COMMAND), "bot", live_server.url, "--join", code, "--side", side, "--strategy", strategy],
            stderr=subprocess.PIPE,
            text=True,
        )
        for side, strategy in (("washington", "balanced"), ("beijing", "random"))
    ]

    async def start() -> None:
        async with Client(live_server.url) as client:
            cookie = {"cookie": f"airace_session_{session}={token}"}
            while True:
                info = (await client._ask("GET", f"/api/sessions/{session}", headers=cookie)).json()
                if sum(len(table["members"]) for table in info["tables"]) == 2:
                    break
                await asyncio.sleep(0.1)
            await client._ask("POST", f"/api/sessions/{session}/actions", json={"action": "start"}, headers=cookie)

    asyncio.run(start())
    said = [bot.communicate(timeout=60)[1] for bot in bots]
    assert [bot.returncode for bot in bots] == [0, 0], said
    endings = {text.partition("the match ended with ")[2] for text in said}
    assert len(endings) == 1, "both saw the same end"
    assert endings != {""}


def test_a_bot_names_the_strategies_when_there_is_none_of_that_name(live_server: LiveServer) -> None:
    seat = asyncio.run(open_match(live_server.url))
    result = run("bot", live_server.url, "--join", seat.code, "--strategy", "nobody")
    assert result.returncode == 1
    assert "no strategy called nobody" in result.stderr
    assert "balanced" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bot_that_finds_every_seat_taken_says_so(live_server: LiveServer) -> None:
    seat = asyncio.run(open_match(live_server.url))

    async def fill() -> None:
        async with Client(live_server.url) as client:
            await client.join(seat.code, "Bo")

    asyncio.run(fill())
    assert "seats_full" in refused("bot", live_server.url, "--join", seat.code)


@pytest.mark.parametrize(
    "url", ["", "airace", "not a url", "ftp://127.0.0.1", "http://", "http://[::1", "http://a:99999"]
)
def test_an_address_that_is_none_is_named(url: str) -> None:
    said = refused_inside("bot", url, "--join", "K7QM-02XP")
    assert repr(url) in said
    assert "http://HOST:PORT" in said


@pytest.mark.parametrize(
    ("status", "body"), [(200, b"<h1>Welcome to nginx!</h1>"), (200, b"{}"), (200, b"[]"), (404, b"no"), (200, b"7")]
)
def test_something_else_than_airace_at_the_address_is_recognised(status: int, body: bytes) -> None:
    with answering(status, body) as url:
        assert "Is this the address of an airace server?" in refused_inside("bot", url, "--join", "K7QM-02XP")


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A web server that says the same to everything."""

    class Always(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Always) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
