"""Every code of a refusal can be met over the network: nothing is documented that no client ever sees."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from airace_client import Client
from airace_rules.errors import OrdersError, Problem
from airace_server.errors import COMMANDS_ALONE, STATUS
from airace_server.games import chat
from airace_server.games.drafts import refusal_of
from support.sockets import Line, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

Way = Callable[[Running], Awaitable[str]]
MET: dict[str, Way] = {}
"""Code → a way to it over the network; it gives back the code that came."""

OVER_HTTP: dict[str, tuple[str, str, dict[str, Any]]] = {
    "bad_frame": ("POST", "/api/join", {"json": {}}),
    "too_large": ("POST", "/api/join", {"content": b" " * 70_000}),
    "unknown_code": ("GET", "/api/join/AAAA-AAAA", {}),
    "unknown_ruleset": ("POST", "/api/play", {"json": {"ruleset": "chess"}}),
    "unknown_bot": ("POST", "/api/play", {"json": {"opponent": "nobody"}}),
    "not_your_seat": ("GET", "/api/seats/0000", {}),
    "not_facilitator": ("GET", "/api/sessions/0000", {}),
    "forbidden": ("POST", "/api/sessions", {"json": {}, "headers": {"x-forwarded-for": "203.0.113.9"}}),
    "forbidden_origin": ("POST", "/api/play", {"headers": {"origin": "https://evil.example"}}),
    "unknown_address": ("GET", "/api/nowhere", {}),
    "wrong_method": ("DELETE", "/api/info", {}),
}
OF_ORDERS = {
    refusal_of(kind([Problem(code, "", "", {})])).code for kind in OrdersError.__subclasses__() for code in kind.codes
}
"""What is wrong with orders is found by the rules, whose tests find each, and told by one function."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    settings: dict[str, Any] = {"create_sessions": "local", "trusted_proxies": ("127.0.0.1",), "address_sockets": 4}
    settings |= {"address_codes": 0.001, "address_codes_burst": 60, "seat_messages": 0.001, "seat_messages_burst": 1}
    async with running(tmp_path_factory.mktemp("codes"), **settings) as started:
        yield started


def meets(code: str) -> Callable[[Way], Way]:
    def note(way: Way) -> Way:
        MET[code] = way
        return way

    return note


async def asked(server: Running, method: str, path: str, **options: Any) -> str:
    async with server.http() as browser:
        answer = await browser.request(method, path, **options)
    assert answer.status_code == STATUS[answer.json()["code"]]
    return str(answer.json()["code"])


@asynccontextmanager
async def after(server: Running, *actions: str) -> AsyncIterator[Line]:
    """A player of a class after these actions of its facilitator."""
    facilitator, code = await server.a_class()
    async with Client(server.url) as client:
        seat = await client.join(code, "Cy")
    for action in actions:
        await facilitator.act(action)
    async with server.line(seat) as line:
        yield line


async def then(server: Running, *actions: str, kind: str = "edit_draft", **fields: Any) -> str:
    async with after(server, *actions) as line:
        return await line.refused(kind, **fields)


async def first_frame(server: Running, frame: dict[str, Any]) -> str:
    async with server.line() as line:
        await line.say(frame)
        return str((await line.hear("error"))["error"]["code"])


@meets("unknown_language")
async def _(server: Running) -> str:
    async with Client(server.url) as client:
        [ruleset, *_] = (await client._ask("GET", "/api/info")).json()["rulesets"]
    return await asked(server, "GET", f"/api/rulesets/{ruleset['hash']}/texts/tlh")


@meets("unknown_table")
async def _(server: Running) -> str:
    facilitator, _ = await server.a_class()
    path = f"/api/sessions/{facilitator.session}/tables/9/chat"
    return await asked(server, "GET", path, headers={"cookie": facilitator.cookie})


@meets("bad_nickname")
async def _(server: Running) -> str:
    wish = {"code": (await server.alone()).code, "nickname": "\u200b"}
    return await asked(server, "POST", "/api/join", json=wish)


@meets("seats_full")
async def _(server: Running) -> str:
    wish = {"code": (await server.friends())[0].code, "nickname": "Cy"}
    return await asked(server, "POST", "/api/join", json=wish)


@meets("not_over")
async def _(server: Running) -> str:
    ann = await server.alone()
    return await asked(server, "GET", f"/api/seats/{ann.id}/debrief", headers={"cookie": ann.cookie})


@meets("too_fast")
async def _(server: Running) -> str:
    async with server.http(headers={"x-forwarded-for": "203.0.113.7"}) as browser:
        for _ in range(server.settings.address_codes_burst + 1):
            answer = await browser.get("/api/join/AAAA-AAAA")
    return str(answer.json()["code"])


@meets("server_full")
async def _(server: Running) -> str:
    far = {"X-Forwarded-For": "203.0.113.8"}
    async with server.line(headers=far), server.line(headers=far), server.line(headers=far), server.line(headers=far):
        with pytest.raises(InvalidStatus) as refused:
            async with server.line(headers=far):
                pass
    return str(json.loads(refused.value.response.body)["code"])


@meets("unavailable")
async def _(server: Running) -> str:
    async def gone() -> None:
        raise OSError("gone")

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(server.app.state.checks, "database", gone)
        return await asked(server, "GET", "/readyz")


@meets("internal")
async def _(server: Running) -> str:
    async def broken(*_: object) -> None:
        raise RuntimeError

    ann = await server.alone()
    async with server.line(ann) as line:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(server.app.state.live.games, "withdraw_orders", broken)
            return await line.refused("withdraw_orders")


@meets("old_protocol")
async def _(server: Running) -> str:
    return await first_frame(server, {"type": "hello", "protocol": 0, "seat": "s"})


@meets("not_hello")
async def _(server: Running) -> str:
    return await first_frame(server, {"type": "ping", "request": "q"})


@meets("unknown_match")
async def _(server: Running) -> str:
    return await then(server, match="nowhere")


@meets("not_started")
async def _(server: Running) -> str:
    return await then(server)


@meets("paused")
async def _(server: Running) -> str:
    return await then(server, "start", "pause")


@meets("wrong_turn")
async def _(server: Running) -> str:
    return await then(server, "start", turn=2)


@meets("turn_closed")
async def _(server: Running) -> str:
    return await then(server, "start", "close_turn", turn=1)


@meets("prediction_closed")
async def _(server: Running) -> str:
    return await then(server, "start", "close_turn", kind="predict", turn=1, expects="up")


@meets("match_over")
async def _(server: Running) -> str:
    return await then(server, "start", *["close_turn"] * 30, turn=1)


@meets("draft_conflict")
async def _(server: Running) -> str:
    return await then(server, "start", kind="commit_orders", draft_no=999)


@meets("already_committed")
async def _(server: Running) -> str:
    ann, _ = await server.friends()
    async with server.line(ann) as line:
        await line.sign()
        return await line.refused("edit_draft")


WORDS = {"kind": "say", "channel": "table", "text": "Hello", "once": "0123456789"}


@meets("bad_message")
async def _(server: Running) -> str:
    return await then(server, "start", **WORDS | {"text": " "})


@meets("chat_off")
async def _(server: Running) -> str:
    return await then(server, "start", "chat_off", **WORDS)


@meets("chat_full")
async def _(server: Running) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chat, "FULL", 0)
        return await then(server, "start", **WORDS)


@meets("chat_too_fast")
async def _(server: Running) -> str:
    async with after(server, "start") as line:
        await line.ask(**WORDS)
        return await line.refused(**WORDS)


@meets("nobody_to_talk_to")
async def _(server: Running) -> str:
    async with Client(server.url) as client:
        seat = await client.play_now()
    async with server.line(seat) as line:
        return await line.refused(**WORDS)


async def test_every_code_can_be_met_or_is_marked_as_of_the_command_line_alone() -> None:
    assert STATUS.keys() == {*OVER_HTTP, *MET, *OF_ORDERS, *COMMANDS_ALONE}
    assert not COMMANDS_ALONE & {*OVER_HTTP, *MET, *OF_ORDERS}


@pytest.mark.parametrize("code", OVER_HTTP)
async def test_a_code_is_met_over_http(server: Running, code: str) -> None:
    method, path, options = OVER_HTTP[code]
    assert await asked(server, method, path, **options) == code


@pytest.mark.parametrize("code", MET)
async def test_a_code_is_met(server: Running, code: str) -> None:
    assert await MET[code](server) == code
