"""Only who may, may: every route and every request of the socket, asked by everybody. A new one fails until listed."""

from __future__ import annotations

from typing import Any, get_args

import pytest
import pytest_asyncio

from airace_client import Client
from airace_server.app import create_app
from airace_server.messages import ClientMessage
from support.sockets import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYBODY = {"nobody": 200, "player": 200, "rival": 200, "stranger": 200, "facilitator": 200}
HOLDER = {"nobody": 403, "player": 200, "rival": 403, "stranger": 403, "facilitator": 403}
HOLDER_LATER = HOLDER | {"player": 409}
FACILITATOR = {"nobody": 403, "player": 403, "rival": 403, "stranger": 403, "facilitator": 200}
FACILITATOR_LATER = FACILITATOR | {"facilitator": 409}

ROUTES: dict[str, tuple[dict[str, int], dict[str, Any]]] = {
    "GET /api/info": (EVERYBODY, {}),
    "POST /api/play": (EVERYBODY, {}),
    "POST /api/friend": (EVERYBODY, {}),
    "GET /api/join/{code}": (EVERYBODY, {}),
    "POST /api/join": (EVERYBODY, {"code": "{code}", "nickname": "Someone"}),
    "POST /api/reenter": (EVERYBODY, {"code": "{reentry}"}),
    "GET /api/qr/{code}.svg": (EVERYBODY, {}),
    "GET /api/seats/{seat}": (HOLDER, {}),
    "GET /api/seats/{seat}/debrief": (HOLDER_LATER, {}),
    "GET /api/seats/{seat}/turning-points": (HOLDER_LATER, {}),
    "GET /api/seats/{seat}/predictions": (HOLDER_LATER, {}),
    "POST /api/seats/{seat}/rematch": (HOLDER_LATER, {}),
    "GET /api/seats/{seat}/export": (HOLDER_LATER, {}),
    "POST /api/sessions": (EVERYBODY, {}),
    "GET /api/sessions/{session}": (FACILITATOR, {}),
    "POST /api/sessions/{session}/actions": (FACILITATOR, {"action": "start"}),
    "GET /api/sessions/{session}/tables/{table}/chat": (FACILITATOR, {}),
    "GET /api/sessions/{session}/tables/{table}/debrief": (FACILITATOR_LATER, {}),
    "GET /api/sessions/{session}/tables/{table}/turning-points": (FACILITATOR_LATER, {}),
    "GET /api/sessions/{session}/tables/{table}/predictions": (FACILITATOR_LATER, {}),
    "GET /api/sessions/{session}/export": (FACILITATOR, {}),
    "GET /api/sessions/{session}/export?format=json": (FACILITATOR, {}),
    "GET /api/sessions/{session}/export?format=csv": (FACILITATOR, {}),
    "GET /api/sessions/{session}/export?format=xlsx": (FACILITATOR, {}),
    "GET /api/rulesets": (EVERYBODY, {}),
    "GET /api/rulesets/{hash}": (EVERYBODY, {}),
    "GET /api/rulesets/{hash}/texts/{language}": (EVERYBODY, {}),
    "GET /api/rulesets/{hash}/harvests": (EVERYBODY, {}),
    "GET /api/rulesets/{hash}/files": (EVERYBODY, {}),
    "GET /healthz": (EVERYBODY, {}),
    "GET /readyz": (EVERYBODY, {}),
}
REQUESTS: dict[str, dict[str, Any]] = {
    "edit_draft": {"instruments": {"buy": 1}},
    "commit_orders": {"draft_no": 1},
    "withdraw_orders": {},
    "say": {"channel": "table", "text": "Hello", "once": "0123456789"},
    "predict": {"expects": "up"},
}
OPEN_TO_ALL_WHO_SAID_HELLO = {"hello", "ping"}


class Cast:
    """A class with a player on each side, its facilitator, a stranger from another match, and nobody."""

    def __init__(self, cookies: dict[str, str], names: dict[str, str]) -> None:
        self.cookies = cookies
        self.names = names

    def fill(self, text: str) -> str:
        for name, value in self.names.items():
            text = text.replace("{" + name + "}", value)
        return text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast(server: Running) -> Cast:
    facilitator, code = await server.a_class(tables=8, fill=None)
    async with Client(server.url) as client:
        player = await client.join(code, "Player", "washington")
        rival = await client.join(code, "Rival", "beijing")
        hash = (await client._ask("GET", "/api/info")).json()["rulesets"][0]["hash"]
    stranger, _ = await server.friends()
    await facilitator.act("start")
    everything = f"{stranger.cookie}; airace_seat_{player.id}={stranger.token}"
    forged = f"airace_session_{facilitator.session}={player.token}"
    return Cast(
        {
            "nobody": "",
            "player": f"{player.cookie}; {forged}",
            "rival": rival.cookie,
            "stranger": everything,
            "facilitator": facilitator.cookie,
        },
        {
            "code": code,
            "reentry": player.reentry,
            "seat": player.id,
            "match": player.match,
            "session": facilitator.session,
            "hash": hash,
            "language": "en",
            "table": "1",
        },
    )


async def test_every_route_is_listed() -> None:
    paths = create_app().openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert routes == {route.partition("?")[0] for route in ROUTES}


async def test_every_request_of_the_socket_is_listed() -> None:
    models = get_args(get_args(ClientMessage)[0])
    kinds = {get_args(model.model_fields["type"].annotation)[0] for model in models}
    assert kinds == set(REQUESTS) | OPEN_TO_ALL_WHO_SAID_HELLO


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("route", ROUTES)
async def test_a_route_is_open_to_those_who_may_and_to_nobody_else(
    server: Running, cast: Cast, route: str, role: str
) -> None:
    method, path = cast.fill(route).split(" ")
    expected, body = ROUTES[route]
    content = {key: cast.fill(value) if isinstance(value, str) else value for key, value in body.items()}
    async with server.http(headers={"cookie": cast.cookies[role]}) as browser:
        answer = await browser.request(method, path, json=content if method == "POST" else None)
    assert answer.status_code == expected[role], answer.text


@pytest.mark.parametrize("role", [role for role in EVERYBODY if role != "player"])
@pytest.mark.parametrize("as_whom", ["seat", "session"])
async def test_nobody_else_can_say_hello_as_the_player_or_as_the_facilitator(
    server: Running, cast: Cast, role: str, as_whom: str
) -> None:
    async with server.line(headers={"Cookie": cast.cookies[role]}) as line:
        await line.say({"type": "hello", "protocol": 1, as_whom: cast.names[as_whom]})
        answer = await line.hear("welcome", "error")
    allowed = (role, as_whom) == ("facilitator", "session")
    assert answer["type"] == ("welcome" if allowed else "error")


@pytest.mark.parametrize("kind", REQUESTS)
async def test_a_request_for_somebody_elses_match_is_refused(server: Running, cast: Cast, kind: str) -> None:
    stranger, _ = await server.friends()
    async with server.line(stranger) as line:
        assert await line.refused(kind, match=cast.names["match"], **REQUESTS[kind]) == "unknown_match"


@pytest.mark.parametrize("kind", REQUESTS)
async def test_a_facilitator_gives_no_orders_and_says_nothing(server: Running, cast: Cast, kind: str) -> None:
    async with server.line(headers={"Cookie": cast.cookies["facilitator"]}) as line:
        await line.say({"type": "hello", "protocol": 1, "session": cast.names["session"]})
        await line.hear("snapshot")
        turn = {} if kind == "say" else {"turn": 1}
        code = await line.refused(kind, match=cast.names["match"], **turn, **REQUESTS[kind])
        assert code == "not_your_seat"
