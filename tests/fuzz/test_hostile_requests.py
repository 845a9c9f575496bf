"""Whatever is posted to any address of the interface, the server does not fail, and refuses in the one shape."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio
from hypothesis import strategies as st

from airace_server.app import create_app
from airace_server.messages import ErrorBody
from support import hostile
from support.sockets import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLES = 120
MANY = 10**6
SPECIFICATION = create_app().openapi()
ROUTES = sorted(path for path, methods in SPECIFICATION["paths"].items() if "post" in methods)
GETS = ("/api/join/{}", "/api/rulesets/{}", "/api/rulesets/{}/texts/en", "/api/seats/{}", "/api/qr/{}.svg")
TYPES = ("application/json", "application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded", "")
ADDRESSES = st.sampled_from(("..", "%", "\x00", "\ud800", "' OR 1=1", "x" * 3_000)) | st.text(min_size=1, max_size=30)


@dataclass(frozen=True)
class Attack:
    """A request: what fills the address, and the body with its declared type. ``known``: to an address that exists."""

    known: bool
    name: str
    body: bytes
    type: str


def body_of(path: str) -> dict[str, Any]:
    """The schema of what the address takes, with what it refers to in place."""
    content = SPECIFICATION["paths"][path]["post"]["requestBody"]["content"]
    return resolved(content["application/json"]["schema"])


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return SPECIFICATION["components"]["schemas"][name] if name else schema


def field(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Something for a field: a decent value, one at the edge of what is allowed, or anything at all."""
    schema = resolved(schema)
    if "anyOf" in schema:
        return st.one_of(*map(field, schema["anyOf"]), hostile.values)
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | hostile.leaves
    match schema.get("type"):
        case "object":
            return bodies(schema)
        case "array":
            return st.lists(field(schema["items"]), max_size=5) | hostile.leaves
        case "integer":
            low, high = schema.get("minimum", 0), schema.get("maximum", 2**63)
            return st.sampled_from((low, low - 1, high, high + 1, str(low), low + 0.5)) | hostile.leaves
        case "boolean":
            return st.booleans() | hostile.leaves
        case "string":
            most = schema.get("maxLength", 64)
            return st.sampled_from(("quick", "balanced", "K7QM-02XP", "x" * most, "x" * (most + 1))) | hostile.texts
    return hostile.values


def bodies(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with the right names of fields, and at times a foreign one."""
    known = {name: field(part) for name, part in schema["properties"].items()}
    required = {name: part for name, part in known.items() if name in schema.get("required", ())}
    optional = {name: part for name, part in known.items() if name not in required}
    right = st.fixed_dictionaries(required, optional=optional)
    return right | st.builds(lambda body, more: {**body, **more}, right, st.dictionaries(hostile.texts, hostile.leaves))


def attacks(path: str) -> st.SearchStrategy[Attack]:
    """Requests to one address."""
    right = bodies(body_of(path)).map(hostile.dumped)
    text = (hostile.values.map(hostile.dumped) | hostile.no_json).map(lambda body: body.encode(errors="surrogatepass"))
    encoded = st.builds(lambda body, how: body.encode(how), right, st.sampled_from(("utf-8", "utf-8-sig", "utf-16")))
    raw = st.binary(max_size=200) | text | encoded | st.sampled_from((b" " * 65_537, b"[" * 60_000))
    plain = right.map(str.encode)
    return st.builds(Attack, st.booleans(), ADDRESSES, plain | plain | raw, st.just(TYPES[0]) | st.sampled_from(TYPES))


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    database = {} if request.param == "sqlite" else {"database": request.getfixturevalue("postgres").new_database()}
    patient = {"address_requests_burst": MANY, "address_codes_burst": MANY, "address_sessions_burst": MANY}
    async with running(tmp_path_factory.mktemp("requests"), **database, **patient) as started:
        yield started


def check(answer: httpx.Response) -> None:
    """It worked, or was refused as everything is refused."""
    assert answer.status_code < 500, answer.text
    if answer.is_error:
        body = answer.json()
        assert set(body) == {"code", "message", "hint", "field", "args"}
        error = ErrorBody.model_validate(body)
        assert error.message
        assert error.hint


async def test_every_address_that_takes_something_is_known() -> None:
    assert len(ROUTES) >= 6
    for path in ROUTES:
        assert body_of(path)["properties"], path


@pytest.mark.parametrize("path", ROUTES)
async def test_a_hostile_body_never_makes_the_server_fail(server: Running, path: str) -> None:
    facilitator, _ = await server.a_class()
    statuses = set()
    async with server.http(headers={"cookie": facilitator.cookie}) as browser:

        async def attack(sent: Attack) -> None:
            name = facilitator.session if sent.known else quote(sent.name, safe="", errors="surrogatepass")
            headers = {"content-type": sent.type} if sent.type else {}
            address = path.replace("{session}", name)
            answer = await browser.post(address, content=sent.body, headers=headers)
            check(answer)
            statuses.add(answer.status_code)

        await hostile.against(attack, attacks(path), EXAMPLES)
        assert statuses & {404, 422}, "attacks that were understood and refused"
        assert (await browser.get("/readyz")).json() == {"ok": True}


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "‮gnp.exe", "￿", "\U0010ffff", "é" * 40, " ", "\n"])
async def test_any_text_as_a_title_or_a_name_is_taken_or_refused(server: Running, text: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "/api/sessions": {"title": text},
        "/api/friend": {"nickname": text},
        "/api/join": {"code": text, "nickname": text},
        "/api/reenter": {"code": text},
        "/api/play": {"nickname": text, "opponent": text},
    }
    async with server.http() as browser:
        for path, body in bodies.items():
            content = json.dumps(body)
            check(await browser.post(path, content=content, headers={"content-type": "application/json"}))
        for path in (
            "/api/join/{}",
            "/api/rulesets/{}",
            "/api/rulesets/{}/texts/en",
            "/api/seats/{}",
            "/api/qr/{}.svg",
        ):
            check(await browser.get(path.format(quote(text, safe="", errors="surrogatepass"))))
