"""Every error over HTTP has the one shape, whatever went wrong."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from airace_server.messages import ErrorBody
from support.sockets import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUICK = Path(__file__).parents[3] / "game_rules" / "rulesets" / "quick"
JSON = {"content-type": "application/json"}
REQUESTS: dict[str, tuple[str, str, dict[str, Any], int, str]] = {
    "an unknown address": ("GET", "/api/nowhere", {}, 404, "unknown_address"),
    "an unknown file": ("GET", "/nothing.txt", {}, 404, "unknown_address"),
    "a wrong method": ("DELETE", "/api/info", {}, 405, "wrong_method"),
    "reading where only something is taken": ("GET", "/api/play", {}, 405, "wrong_method"),
    "a wrong method at no address": ("PUT", "/api/nowhere", {}, 404, "unknown_address"),
    "a slash too many": ("GET", "/api/info/", {}, 404, "unknown_address"),
    "bottomless JSON": ("POST", "/api/play", {"content": b"[" * 30_000, "headers": JSON}, 422, "bad_frame"),
    "a body not declared as JSON": ("POST", "/api/play", {"content": b'{"side": "beijing"}'}, 422, "bad_frame"),
    "no body": ("POST", "/api/join", {}, 422, "bad_frame"),
    "no JSON": (
        "POST",
        "/api/join",
        {"content": b"{", "headers": {"content-type": "application/json"}},
        422,
        "bad_frame",
    ),
    "an unknown field": ("POST", "/api/join", {"json": {"code": "A", "nickname": "B", "x": 1}}, 422, "bad_frame"),
    "a long nickname": (
        "POST",
        "/api/join",
        {"json": {"code": "A", "nickname": 25 * "B"}},
        422,
        "bad_frame",
    ),
    "an unknown side": ("POST", "/api/play", {"json": {"side": "moscow"}}, 422, "bad_frame"),
    "not a number": ("POST", "/api/sessions", {"content": b'{"tables": NaN}'}, 422, "bad_frame"),
    "an unknown ruleset": ("POST", "/api/play", {"json": {"ruleset": "chess"}}, 404, "unknown_ruleset"),
    "an unknown strategy": ("POST", "/api/play", {"json": {"opponent": "nobody"}}, 422, "unknown_bot"),
    "an unknown code": ("GET", "/api/join/AAAA-AAAA", {}, 404, "unknown_code"),
    "an unknown code to join": (
        "POST",
        "/api/join",
        {"json": {"code": "AAAA", "nickname": "B"}},
        404,
        "unknown_code",
    ),
    "an unknown re-entry code": ("POST", "/api/reenter", {"json": {"code": "AAAA-AAAA"}}, 404, "unknown_code"),
    "a seat without its cookie": ("GET", "/api/seats/0000", {}, 403, "not_your_seat"),
    "a session without its cookie": ("GET", "/api/sessions/0000", {}, 403, "not_facilitator"),
    "an unknown version of a ruleset": ("GET", "/api/rulesets/00ff", {}, 404, "unknown_ruleset"),
    "a QR code of no code": ("GET", "/api/qr/hello-world.svg", {}, 404, "unknown_code"),
    "a large body": ("POST", "/api/join", {"content": b" " * 70_000}, 413, "too_large"),
    "a foreign page": ("POST", "/api/play", {"headers": {"origin": "https://evil.example"}}, 403, "forbidden_origin"),
}


@pytest.mark.parametrize(("method", "path", "options", "status", "code"), REQUESTS.values(), ids=REQUESTS)
async def test_what_goes_wrong_is_told_in_the_one_shape(
    server: Running, method: str, path: str, options: dict[str, Any], status: int, code: str
) -> None:
    async with server.http() as browser:
        answer = await browser.request(method, path, **options)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    body = ErrorBody.model_validate(answer.json())
    assert body.message.endswith((".", "?"))
    assert body.hint


async def test_a_body_that_says_no_length_is_bounded_too(server: Running) -> None:
    async def endless():
        for _ in range(100):
            yield b" " * 4_096

    async with server.http() as browser:
        answer = await browser.post("/api/join", content=endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_refusal_never_repeats_what_was_sent(server: Running) -> None:
    async with server.http() as browser:
        answer = await browser.post("/api/join", json={"code": "canary-4711", "nickname": ["canary-4712"]})
    assert "canary" not in answer.text


async def test_the_answer_to_a_wrong_method_names_the_right_one(server: Running) -> None:
    async with server.http() as browser:
        assert "GET" in (await browser.delete("/api/info")).headers["allow"]


async def test_a_failure_inside_is_told_without_any_detail(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> None:
        raise RuntimeError("canary-4711")

    monkeypatch.setattr(server.app.state.http.rulesets, "names", broken)
    transport = httpx.ASGITransport(server.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=server.url) as browser:
        answer = await browser.get("/api/info")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "canary" not in answer.text


async def test_too_many_tries_of_codes_are_refused_and_told_how_long_to_wait(tmp_path: Path) -> None:
    async with running(tmp_path, address_codes_burst=3) as server, server.http() as browser:
        tries = [await browser.get("/api/join/AAAA-AAAA") for _ in range(5)]
    assert [answer.status_code for answer in tries] == [404, 404, 404, 429, 429]
    assert tries[-1].json()["code"] == "too_fast"
    assert int(tries[-1].headers["retry-after"]) >= 1


async def test_too_many_new_matches_are_refused(tmp_path: Path) -> None:
    async with running(tmp_path, address_sessions=0.01, address_sessions_burst=1) as server, server.http() as browser:
        assert [(await browser.post("/api/friend", json={})).status_code for _ in range(2)] == [200, 429]


async def test_too_many_requests_are_refused_but_health_is_always_told(tmp_path: Path) -> None:
    async with running(tmp_path, address_requests=0.01, address_requests_burst=3) as server, server.http() as browser:
        assert [(await browser.get("/api/info")).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert (await browser.get("/healthz")).status_code == 200


async def test_only_this_machine_may_open_sessions_where_the_setting_says_so(tmp_path: Path) -> None:
    settings = {"create_sessions": "local", "trusted_proxies": ("127.0.0.1",)}
    async with running(tmp_path, **settings) as server, server.http() as browser:
        assert (await browser.post("/api/sessions", json={})).status_code == 200
        far = await browser.post("/api/sessions", json={}, headers={"x-forwarded-for": "203.0.113.9"})
        assert (far.status_code, far.json()["code"]) == (403, "forbidden")


async def test_whatever_can_be_read_has_a_head_without_a_body(tmp_path: Path) -> None:
    async with running(tmp_path) as server, server.http() as browser:
        for path in ("/api/info", "/healthz", "/openapi.json", "/docs"):
            whole, head = await browser.get(path), await browser.head(path)
            assert (whole.status_code, head.status_code, head.content) == (200, 200, b""), path
            assert head.headers["content-type"] == whole.headers["content-type"]
        refused = await browser.head("/api/play")
        assert (refused.status_code, refused.headers["allow"], refused.content) == (405, "POST", b"")
        assert (await browser.head("/api/nowhere")).status_code == 404


async def test_a_socket_at_another_address_is_refused_in_the_one_shape(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        for path in ("/nowhere", "/api/info", "/ws/more"):
            with pytest.raises(InvalidStatus) as refused:
                await connect(server.url.replace("http", "ws") + path, proxy=None)
            answer = refused.value.response
            assert (answer.status_code, ErrorBody.model_validate_json(answer.body).code) == (404, "unknown_address")


async def test_what_names_the_fault_is_the_field_that_was_sent(tmp_path: Path) -> None:
    async with running(tmp_path) as server, server.http() as browser:
        opened = (await browser.post("/api/friend", json={"side": "washington"})).json()
        wrong: list[tuple[str, dict[str, Any], str]] = [
            ("/api/play", {"opponent": "nobody"}, "opponent"),
            ("/api/sessions", {"fill": "nobody"}, "fill"),
            ("/api/join", {"code": opened["code"], "nickname": "Bo", "side": "washington"}, "side"),
        ]
        for path, body, field in wrong:
            answer = await browser.post(path, json=body)
            assert (answer.is_error, answer.json()["field"]) == (True, field), path


async def test_two_origins_are_as_foreign_as_the_more_foreign_of_them(tmp_path: Path) -> None:
    async with running(tmp_path) as server, server.http() as browser:
        own = ("origin", server.url)
        assert (await browser.post("/api/play", json={}, headers=[own])).status_code == 200
        answer = await browser.post("/api/play", json={}, headers=[own, ("origin", "https://evil.example")])
        assert answer.json()["code"] == "forbidden_origin"


async def test_what_is_wrong_with_unfinished_rule_files_is_told_on_the_servers_own_machine_alone(
    tmp_path: Path,
) -> None:
    sets = tmp_path / "sets"
    shutil.copytree(QUICK, sets / "quick")
    (sets / "mine").mkdir()
    (sets / "mine" / "rules.yaml").write_text("format: 1\nvras: {secret_plan: 1}\n")
    settings: dict[str, Any] = {"rulesets": sets, "trusted_proxies": ("127.0.0.1",)}
    async with running(tmp_path, **settings) as server, server.http() as browser:
        near = (await browser.get("/api/rulesets")).json()["rulesets"]
        [mine] = [each for each in near if each["folder"] == "mine"]
        assert "vras" in str(mine["broken"]["diagnostics"])
        answer = await browser.get("/api/rulesets", headers={"x-forwarded-for": "203.0.113.9"})
        [mine] = [each for each in answer.json()["rulesets"] if each["folder"] == "mine"]
        assert mine["broken"]["diagnostics"] == []
        assert mine["broken"]["at"] > 0


async def test_a_server_whose_database_is_gone_says_that_it_is_not_ready(tmp_path: Path) -> None:
    async with running(tmp_path) as server, server.http() as browser:
        assert (await browser.get("/readyz")).json() == {"ok": True}

        async def gone() -> None:
            raise OSError("gone")

        server.app.state.checks["database"] = gone
        answer = await browser.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.json()["args"] == {"part": "database"}
        assert (await browser.get("/healthz")).status_code == 200
