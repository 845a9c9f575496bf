"""No log line holds a nickname, a code, a token, a cookie or what was said: the whole server is run with canaries, on
both outputs."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest
import structlog

from airace_client import Client, Refused
from airace_server import logs
from airace_server.settings import Settings
from support.server import LiveServer

CANARY = "Canary4711"


async def a_whole_visit(url: str) -> list[str]:
    """Everything that people type and hold, put through the server; returns what must not be in its log."""
    async with Client(url) as client:
        ann = await client.play_friend(nickname=CANARY)
        bo = await client.join(ann.code, f"{CANARY}b")
        for wrong in (f"{CANARY}", "K7QM-02XP"):
            with pytest.raises(Refused):
                await client.join(wrong, CANARY)
        back = await client.reenter(bo.reentry)
        async with client.connect(ann) as one, client.connect(back) as two:
            for game in (one, two):
                await game.edit_draft({"buy": 1})
                await game.predict("up", 70, f"because of {CANARY}")
                with pytest.raises(Refused):
                    await game.request({"type": "predict", "turn": 9, "expects": "up", "because": CANARY})
                with pytest.raises(Refused):
                    await game.edit_draft({CANARY: 1})
                with pytest.raises(Refused):
                    await game.request({"type": CANARY})
                await game.say("table", f"{CANARY} to both")
                await game.say("team", f"{CANARY} to friends")
                for refused in (f"{CANARY}\n{CANARY}", CANARY * 40, CANARY * 400):
                    with pytest.raises(Refused):
                        await game.say("team", refused)
    async with httpx.AsyncClient(base_url=url, trust_env=False, headers={"cookie": ann.cookie}) as browser:
        pages = (
            f"/join/{ann.code}",
            f"/api/join/{ann.code}",
            f"/api/qr/{ann.code}.svg",
            f"/{CANARY}",
            f"/api/{CANARY}",
        )
        for path in pages:
            await browser.get(path, params={"secret": CANARY})
        await browser.post("/api/join", json={"code": CANARY, "nickname": [CANARY]})
        made = (await browser.post("/api/sessions", json={"title": CANARY})).json()
    return [CANARY, ann.token, bo.token, back.token, ann.code, ann.reentry, bo.reentry, made["code"], made["recovery"]]


@pytest.mark.parametrize("form", ["json", "console"])
async def test_nothing_secret_and_nothing_personal_is_logged(
    start_server: Callable[..., LiveServer], form: str
) -> None:
    server = start_server(None, log_format=form, log_level="debug")
    secrets = await a_whole_visit(server.url)
    server.stop()
    log = "".join(server.lines)
    assert "request" in log
    assert "/api/join/{code}" in log
    assert [secret for secret in secrets if secret in log] == []


async def test_json_lines_are_json(start_server: Callable[..., LiveServer]) -> None:
    server = start_server(None, log_format="json")
    await a_whole_visit(server.url)
    server.stop()
    lines = [line for line in server.lines if line.startswith("{")]
    assert len(lines) > 5
    for line in lines:
        assert {"event", "level", "timestamp"} <= set(json.loads(line))


def test_an_exception_is_logged_by_its_type_and_places_never_by_its_text() -> None:
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as error:
            raise RuntimeError(f"again {CANARY}") from error
    except RuntimeError as error:
        event = logs.without_texts(None, "error", {"event": "failed", "exc_info": error})
    assert event["exception"][0] == "ValueError"
    assert any(str(place).startswith("RuntimeError") for place in event["exception"])
    assert any("test_logs.py" in place for place in event["exception"])
    assert CANARY not in str(event)


def test_a_failure_is_told_to_people_by_its_type_and_its_places_alone(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    try:
        logs.configure(Settings(log_format="console"))
        try:
            raise ValueError(CANARY)
        except ValueError:
            structlog.get_logger("airace.test").exception("went_wrong")
    finally:
        structlog.configure(**before)
    said = capsys.readouterr().err
    assert "went_wrong" in said
    assert "ValueError" in said
    assert "test_logs.py" in said
    assert CANARY not in said
