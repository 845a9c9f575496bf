"""``airace import``: what was exported is in a database again, whole and verified, or nothing of it is."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from airace_rules import Seed
from airace_rules.ids import SIDES
from airace_server.cli import app
from airace_server.seals import sealed
from support.lessons import Content, brought, exported, lesson_text, recorded, written
from support.matches import match_file
from support.playing import load_once
from support.sockets import running

QUICK = Path(__file__).parents[3] / "game_rules" / "rulesets" / "quick"
RECORDED = (
    "engine1-lesson-bridge_builder-sprinter",
    "engine1-standard-sprinter-restrictor",
    "format0-quick-random-random",
)


@pytest.fixture
def lesson() -> Content:
    found: Content = json.loads(lesson_text())
    return found


def current(match: Content) -> Content:
    """A match of an older format as it is exported today."""
    return {**match, "format": 1, "engine": 1}


# ---------------------------------------------------------------- what comes back


def test_a_lesson_comes_back_with_its_id_code_people_and_every_match_to_the_last_digit(
    lesson: Content, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'new' / 'airace.db'}"
    answer = brought(written(tmp_path / "lesson.json", lesson), database)
    assert (answer["session"], answer["code"]) == (lesson["session"], lesson["about"]["code"])
    again = exported(answer["session"], database)
    for part in ("session", "people", "tables", "predicted_by"):
        assert again[part] == lesson[part], part
    assert again["about"] == {**lesson["about"], "tables": 2}, "a table that was not over is not in the file"
    assert again["actions"][:-1] == lesson["actions"]
    assert again["actions"][-1]["action"] == "import"
    assert {len(lesson["tables"]["1"][part]) > 1 for part in ("chat", "predictions")} == {True}


@pytest.mark.parametrize("name", RECORDED)
def test_a_match_of_every_ruleset_and_format_comes_back_equal(name: str, tmp_path: Path) -> None:
    match, database = recorded(name), f"sqlite:///{tmp_path / 'airace.db'}"
    answer = brought(written(tmp_path / "match.json", match), database)
    assert exported(answer["session"], database)["tables"] == {"1": current(match)}


def test_whatever_people_say_in_whatever_order_comes_back_equal(tmp_path: Path) -> None:
    database, chance = f"sqlite:///{tmp_path / 'airace.db'}", random.Random(7)
    for number in range(4):
        played = match_file(load_once(QUICK), "random", Seed(bytes([number]) * 32, b"salt"))
        matches = [spoken(played, chance), spoken(played, chance)]
        answer = brought(written(tmp_path / f"{number}.json", {"matches": matches}), database)
        assert list(exported(answer["session"], database)["tables"].values()) == matches


def spoken(match: Content, chance: random.Random) -> Content:
    """The match with predictions and chat as people may have made them."""
    predictions = []
    for side in SIDES:
        began = sorted(chance.randrange(1, len(match["turns"]) + 1) for _ in range(chance.randrange(4)))
        for person, first in enumerate(began, start=1):
            for turn in range(first, len(match["turns"]) + 1):
                if turn == first or chance.random() < 0.5:
                    said = {"expects": chance.choice(["up", "down"]), "confidence": chance.choice([50, 70, 90])}
                    predictions.append({"turn": turn, "side": side, "person": person, **said, "because": "=1+1"})
    chat, numbers, at = [], dict.fromkeys((*SIDES, "table"), 0), 1.7e9
    for _ in range(chance.randrange(1, 20)):
        side, channel = chance.choice(SIDES), chance.choice(["team", "table"])
        room = side if channel == "team" else "table"
        numbers[room] += 1
        at += chance.random()
        name = chance.choice(["Ann", "Bo", None])
        where = {"channel": channel, "number": numbers[room], "side": side}
        chat.append({**where, "nickname": name, "turn": chance.randrange(3), "at": at, "text": "中文 🤖 '\"<b>"})
    with_predictions = sealed({**match, "predictions": predictions}) if predictions else match
    return sealed({**with_predictions, "chat": chat})


def test_a_second_import_is_a_second_copy_and_says_so(lesson: Content, tmp_path: Path) -> None:
    file, database = written(tmp_path / "lesson.json", lesson), f"sqlite:///{tmp_path / 'airace.db'}"
    first = brought(file, database)
    result = CliRunner().invoke(app, ["import", file, "--database", database])
    assert result.exit_code == 0
    assert "second copy" in result.stderr
    second = json.loads(result.stdout)
    assert not set(first.values()) & set(second.values())
    assert exported(second["session"], database)["tables"] == exported(first["session"], database)["tables"]


def test_a_match_comes_back_from_postgresql_too(lesson: Content, tmp_path: Path, postgres_url: str) -> None:
    answer = brought(written(tmp_path / "lesson.json", lesson), postgres_url)
    again = exported(answer["session"], postgres_url)
    assert (again["tables"], again["people"]) == (lesson["tables"], lesson["people"])


# ---------------------------------------------------------------- what a facilitator sees


@pytest_asyncio.fixture
async def shown(lesson: Content, tmp_path: Path) -> AsyncIterator[tuple[Any, dict[str, str]]]:
    database = f"sqlite:///{tmp_path / 'airace.sqlite3'}"
    answer = await asyncio.to_thread(brought, written(tmp_path / "lesson.json", lesson), database)
    async with running(tmp_path) as server:
        yield server, answer


async def test_the_facilitator_page_opens_by_the_link_and_shows_the_tables_at_their_end(
    shown: tuple[Any, dict[str, str]], lesson: Content
) -> None:
    server, answer = shown
    path, _, code = answer["link"].partition("#")
    assert path.endswith(f"/facilitate/{answer['session']}")
    async with server.http() as browser:
        assert (await browser.post("/api/reenter", json={"code": code})).json()["session"] == answer["session"]
        info = (await browser.get(f"/api/sessions/{answer['session']}")).json()
        assert (info["title"], info["code"]) == ("Civics 11B", answer["code"])
        for table in info["tables"]:
            match = lesson["tables"][str(table["table"])]
            assert (table["clock"]["phase"], table["ending"]) == ("over", match["ending"])
            members = {(one["side"], one["nickname"], one["bot"]) for one in table["members"]}
            sat = lesson["people"][str(table["table"])]
            assert members == {(one["side"], one["nickname"], one["bot"]) for one in sat}
            assert table["messages"] == len(match.get("chat", []))
            manifest = await browser.get(f"/api/rulesets/{info['ruleset_hash']}")
            assert manifest.status_code == 200
        said = (await browser.get(f"/api/sessions/{answer['session']}/tables/1/chat")).json()["said"]
        assert said == lesson["tables"]["1"]["chat"]
        assert (await browser.get(f"/api/sessions/{answer['session']}/export?format=xlsx")).content[:2] == b"PK"
        joining = await browser.post("/api/join", json={"code": answer["code"], "nickname": "Late"})
        assert joining.json()["code"] == "match_over"


async def test_the_token_that_is_answered_proves_the_facilitator_also_on_the_socket(
    shown: tuple[Any, dict[str, str]],
) -> None:
    server, answer = shown
    cookie = f"airace_session_{answer['session']}={answer['facilitator']}"
    async with server.line(headers={"Cookie": cookie}) as line:
        await line.say({"type": "hello", "protocol": 1, "session": answer["session"]})
        snapshot = await line.hear("snapshot")
    assert [table["clock"]["phase"] for table in snapshot["tables"]] == ["over", "over"]


async def test_nobody_comes_back_to_a_seat_of_the_session(shown: tuple[Any, dict[str, str]], tmp_path: Path) -> None:
    _, answer = shown
    with sqlite3.connect(tmp_path / "airace.sqlite3") as connection:
        kinds = dict(connection.execute("select kind, subject from tokens"))
    connection.close()
    assert kinds == {"facilitator": answer["session"], "recovery": answer["session"]}
