"""Who may open a socket, and as whom."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from airace_server.live.session import SocketSession
from support.sockets import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_welcome_says_who_one_is(server: Running) -> None:
    ann, bo = await server.friends()
    for seat, side, nickname in ((ann, "washington", "Ann"), (bo, "beijing", "Bo")):
        async with server.line(seat) as line:
            welcome = line.heard[0]
            assert (welcome["audience"], welcome["side"], welcome["nickname"]) == (side, side, nickname)
            assert (welcome["match"], welcome["seat"]) == (seat.match, seat.id)
            assert line.heard[1]["view"]["side"] == side


async def test_the_ruleset_of_the_welcome_can_be_read_over_http(server: Running) -> None:
    async with server.line((await server.friends())[0]) as line, server.http() as browser:
        manifest = await browser.get(f"/api/rulesets/{line.heard[0]['ruleset']}")
        assert manifest.status_code == 200


async def test_anything_before_hello_is_refused_and_hello_still_works(server: Running) -> None:
    ann = await server.alone()
    async with server.line(ann, hello=False) as line:
        assert await line.refused("ping") == "not_hello"
        await line.hello()


@pytest.mark.parametrize("protocol", [0, 2, 999])
async def test_another_version_of_the_protocol_is_told_in_words_and_closed(server: Running, protocol: int) -> None:
    async with server.line(await server.alone(), hello=False) as line:
        await line.say({"type": "hello", "protocol": protocol, "seat": "x", "a field of that version": True})
        answer = await line.hear("error")
        assert (answer["error"]["code"], answer["fatal"]) == ("old_protocol", True)
        assert answer["error"]["args"] == {"client": protocol, "server": 1}
        code, reason = await line.closed()
        assert code == 1008
        assert reason.startswith("old_protocol")


@pytest.mark.parametrize("protocol", [None, "1", True, 1.5])
async def test_a_hello_without_a_version_is_a_bad_frame(server: Running, protocol: object) -> None:
    async with server.line(await server.alone(), hello=False) as line:
        await line.say({"type": "hello", "protocol": protocol, "seat": "x"})
        assert (await line.hear("error"))["error"]["code"] == "bad_frame"


async def test_a_hello_names_a_seat_or_a_session_not_both(server: Running) -> None:
    async with server.line(await server.alone(), hello=False) as line:
        for names in ({}, {"seat": "a", "session": "b"}):
            await line.say({"type": "hello", "protocol": 1, **names})
            assert (await line.hear("error"))["error"]["code"] == "bad_frame"


async def test_a_seat_is_refused_without_its_own_cookie(server: Running) -> None:
    ann, bo = await server.friends()
    thieves = {
        "no cookie": "",
        "the rival's token": f"airace_seat_{bo.id}={ann.token}",
        "the rival's cookie": ann.cookie,
        "a guess": f"airace_seat_{bo.id}=AAAAAAAAAAAAAAAAAAAAAA",
    }
    for cookie in thieves.values():
        async with server.line(headers={"Cookie": cookie}) as line:
            await line.say({"type": "hello", "protocol": 1, "seat": bo.id})
            answer = await line.hear("error")
            assert (answer["error"]["code"], answer["fatal"]) == ("not_your_seat", True)
            assert (await line.closed())[0] == 1008


async def test_a_seat_that_does_not_exist_is_refused_like_one_of_somebody_else(server: Running) -> None:
    ann, bo = await server.friends()
    answers = []
    for seat in (bo.id, "0" * 16):
        async with server.line(headers={"Cookie": ann.cookie}) as line:
            await line.say({"type": "hello", "protocol": 1, "seat": seat})
            answers.append(await line.hear("error"))
    assert answers[0] == answers[1]


async def test_a_session_is_refused_to_all_but_its_facilitator(server: Running) -> None:
    facilitator, _ = await server.a_class()
    other, _ = await server.a_class()
    for cookie in ("", other.cookie, f"airace_session_{facilitator.session}={other.token}"):
        async with server.line(headers={"Cookie": cookie}) as line:
            await line.say({"type": "hello", "protocol": 1, "session": facilitator.session})
            assert (await line.hear("error"))["error"]["code"] == "not_facilitator"


async def test_two_seats_in_one_browser_both_work(server: Running) -> None:
    ann, bo = await server.friends()
    both = f"{ann.cookie}; {bo.cookie}"
    for seat in (ann, bo):
        async with server.line(dataclasses.replace(seat, token=""), headers={"Cookie": both}) as line:
            assert line.heard[0]["side"] == seat.side


async def test_a_foreign_page_cannot_open_a_socket(server: Running) -> None:
    ann = await server.alone()
    port = server.settings.port
    foreign = (
        "https://evil.example",
        f"http://evil.example:{port}",
        f"http://127.0.0.1:{port + 1}",
        f"http://127.0.0.1.evil.example:{port}",
        f"https://127.0.0.1:{port}",
        f"http://user@127.0.0.1:{port}",
        "null",
        "",
    )
    for origin in foreign:
        with pytest.raises(InvalidStatus) as refused:
            async with server.line(ann, origin=origin):
                pass
        assert refused.value.response.status_code == 403
        assert b"forbidden_origin" in refused.value.response.body


async def test_a_page_of_the_server_itself_may(server: Running) -> None:
    ann = await server.alone()
    for origin in (f"http://127.0.0.1:{server.settings.port}", f"http://localhost:{server.settings.port}", None):
        async with server.line(ann, origin=origin) as line:
            assert line.heard[0]["type"] == "welcome"


async def test_a_page_of_the_public_address_may_and_no_other_name(tmp_path: Path) -> None:
    async with running(tmp_path, public_url="https://game.example/airace") as server:
        ann = await server.alone()
        async with server.line(ann, origin="https://game.example") as line:
            assert line.heard[0]["type"] == "welcome"
        for origin in ("http://game.example", "https://game.example:8443", "https://sub.game.example"):
            with pytest.raises(InvalidStatus):
                async with server.line(ann, origin=origin):
                    pass


async def test_a_refused_socket_ends_in_peace(server: Running) -> None:
    """An error that escapes would stand in the log at every cookie that is out of date."""
    frames = iter((json.dumps({"type": "hello", "protocol": 1, "seat": "0000"}),))
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        for text in frames:
            return {"type": "websocket.receive", "text": text}
        return await asyncio.Future()

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    session = SocketSession(server.app.state.live, {}, receive, send, "192.0.2.1", {})
    task = asyncio.create_task(session.run())
    await asyncio.wait([task])
    assert not task.cancelled()
    assert task.exception() is None
    assert [m["type"] for m in sent] == ["websocket.send", "websocket.close"]


async def test_a_socket_that_says_nothing_is_closed(tmp_path: Path) -> None:
    async with running(tmp_path, hello_seconds=0.2) as server, server.line() as line:
        code, reason = await line.closed()
        assert code == 1008
        assert reason.startswith("not_hello")


async def test_more_sockets_than_the_server_takes_are_refused_with_a_sentence(tmp_path: Path) -> None:
    async with running(tmp_path, address_sockets=2) as server:
        async with server.line() as _, server.line() as _:
            with pytest.raises(InvalidStatus) as refused:
                async with server.line():
                    pass
            assert refused.value.response.status_code == 503
            assert b"server_full" in refused.value.response.body
        async with server.line(await server.alone()):
            pass
