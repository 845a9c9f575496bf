"""The built client is served fast and safely."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
from pathlib import Path

import httpx
import pytest

from airace_server.http.headers import safe_headers
from support.sockets import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "path", ["/", "/play/x", "/join/K7QM-02XP", "/facilitate/s", "/screen/s", "/debrief/s", "/studio", "/codex"]
)
async def test_every_page_of_the_client_is_its_one_page(server: Running, path: str) -> None:
    async with server.http() as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_an_unknown_page_is_told_by_the_client_itself_with_404(server: Running) -> None:
    async with server.http() as browser:
        answer = await browser.get("/nonsense", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "<!doctype html>" in answer.text


async def test_files_with_a_hash_in_their_name_are_kept_for_ever(server: Running) -> None:
    async with server.http() as browser:
        assert "immutable" in (await browser.get("/assets/a-1.js")).headers["cache-control"]
        assert (await browser.get("/icon.svg")).headers["cache-control"] == "no-cache"


async def test_files_are_compressed_for_those_who_understand_it(server: Running) -> None:
    async with server.http(headers={"accept-encoding": "identity"}) as browser:
        plain = await browser.get("/assets/a-1.js")
        packed = await browser.send(
            browser.build_request("GET", "/assets/a-1.js", headers={"accept-encoding": "gzip"}), stream=True
        )
        raw = b"".join([part async for part in packed.aiter_raw()])
        await packed.aclose()
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 5
    assert packed.headers["vary"] == "accept-encoding"


async def test_an_unchanged_page_is_not_sent_again(server: Running) -> None:
    async with server.http() as browser:
        first = await browser.get("/")
        again = await browser.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/assets/..%5csecret.txt",
     "//secret.txt", "/secret.txt%00.js", "/.git/config", "/assets/%2e%2e/%2e%2e/secret.txt", "/C:/secret.txt"],
)  # fmt: skip
async def test_nothing_outside_the_client_can_be_had(server: Running, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.settings.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert b" 404 " in answer.split(b"\r\n")[0]
    assert b"not for you" not in answer


async def test_every_answer_carries_the_safe_headers(server: Running) -> None:
    async with server.http() as browser:
        for path in ("/", "/api/info", "/api/nowhere", "/docs", "/assets/a-1.js", "/healthz"):
            headers = (await browser.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["referrer-policy"] == "same-origin"
            assert "server" not in headers


async def test_only_the_pages_own_inline_scripts_run() -> None:
    page = b"<script type='module' src='a.js'></script><script>start()</script>"
    policy = safe_headers(page)["content-security-policy"]
    hashed = base64.b64encode(hashlib.sha256(b"start()").digest()).decode()
    assert f"script-src 'self' 'sha256-{hashed}';" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert "unsafe-eval" not in policy
    assert "script-src 'self';" in safe_headers(b"")["content-security-policy"]


async def test_without_a_built_client_the_page_says_what_to_do(tmp_path: Path) -> None:
    async with running(tmp_path, static=tmp_path / "nothing") as server, server.http() as browser:
        answer = await browser.get("/")
    assert answer.status_code == 503
    assert "make run" in answer.text


async def test_a_rulesets_words_and_files_can_be_had_by_its_hash_and_kept_for_ever(server: Running) -> None:
    async with server.http() as browser:
        ruleset = (await browser.get("/api/info")).json()["rulesets"][0]
        for part in ("", "/texts/en", "/texts/zh", "/files", "/harvests"):
            answer = await browser.get(f"/api/rulesets/{ruleset['hash']}{part}")
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        unknown = await browser.get(f"/api/rulesets/{ruleset['hash']}/texts/tlh")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_language")
    assert "cache-control" not in unknown.headers or "immutable" not in unknown.headers["cache-control"]


async def test_a_join_link_is_a_qr_code_for_others_than_this_machine(tmp_path: Path) -> None:
    async with running(tmp_path, public_url="https://game.example") as server, server.http() as browser:
        picture = await browser.get("/api/qr/k7qmo2xp.svg")
        same = await browser.get("/api/qr/K7QM-02XP.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert picture.content == same.content


async def test_cookies_cannot_be_read_by_scripts_and_are_secure_where_the_page_is(tmp_path: Path) -> None:
    async with running(tmp_path, trusted_proxies=("127.0.0.1",)) as server, server.http() as browser:
        plain: httpx.Response = await browser.post("/api/friend", json={})
        secure = await browser.post("/api/friend", json={}, headers={"x-forwarded-proto": "https"})
    for answer, expected in ((plain, False), (secure, True)):
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"airace_seat_{answer.json()['seat']}=")
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert ("Secure" in cookie) is expected
