"""``airace import`` stores nothing of a file that somebody has changed, or that the game could not have written."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from airace_server.commands import import_session, match_files
from airace_server.seals import sealed
from airace_server.store import Store
from support.commands import refused_inside
from support.lessons import Content, brought, exported, lesson_text, recorded, written


@pytest.fixture
def lesson() -> Content:
    found: Content = json.loads(lesson_text())
    return found


Change = Callable[[Content], object]


def seal_again(content: Content) -> Content:
    """As somebody does who knows how seals are made."""
    tables = {name: sealed({k: v for k, v in one.items() if k != "seal"}) for name, one in content["tables"].items()}
    return sealed({**{k: v for k, v in content.items() if k != "seal"}, "tables": tables})


def said(content: Content, part: str, **changes: Any) -> None:
    content["tables"]["1"][part][0].update(changes)


OUTSIDE_THE_SEAL: dict[str, tuple[Change, str]] = {
    "a digit of a stock": (
        lambda c: c["tables"]["2"]["turns"][1]["state"]["sides"]["beijing"]["stocks"].update(chips=1.0),
        "table 2: turn 2: state.sides.beijing.stocks.chips",
    ),
    "a word of the chat": (lambda c: said(c, "chat", text="something else"), "table 1: chat"),
    "a nickname": (lambda c: c["people"]["1"][0].update(nickname="Eve"), "people"),
    "the title": (lambda c: c["about"].update(title="Civics 12A"), "about"),
}
SEALED_AGAIN: dict[str, tuple[Change, str]] = {
    "a negative turn": (lambda c: said(c, "predictions", turn=-1), "predictions.0.turn"),
    "a turn after the end": (lambda c: said(c, "predictions", turn=99), "predictions.0"),
    "a confidence of its own": (lambda c: said(c, "predictions", confidence=71), "predictions.0.confidence"),
    "a person who was not counted": (lambda c: said(c, "predictions", person=7), "in the order"),
    "a turn predicted twice": (
        lambda c: c["tables"]["1"]["predictions"].append(c["tables"]["1"]["predictions"][0]),
        "two of one person",
    ),
    "a message twice": (lambda c: c["tables"]["1"]["chat"].append(c["tables"]["1"]["chat"][0]), "chat.2"),
    "a message of a megabyte": (lambda c: said(c, "chat", text="x" * 2**20), "chat.0.text"),
    "a message with a line end": (lambda c: said(c, "chat", text="a\nb"), "chat.0"),
    "half a character": (lambda c: said(c, "chat", text="\ud800"), "chat.0"),
    "a time that is no number": (lambda c: said(c, "chat", at=float("nan")), "not JSON text"),
    "a time beyond the calendar": (lambda c: said(c, "chat", at=1e300), "chat.0.at"),
    "a name of a megabyte": (lambda c: c["people"]["1"][0].update(nickname="x" * 2**20), "people.1.0.nickname"),
    "an invisible name": (lambda c: c["people"]["1"][0].update(nickname="\u200b"), "people.1.0.nickname"),
    "people at no table": (lambda c: c["people"].update({"3": c["people"]["1"]}), "table 3"),
    "a table of another name": (lambda c: c["tables"].update({"01": c["tables"].pop("2")}), "'01'"),
    "a table beyond the last": (lambda c: c["tables"].update({"41": c["tables"].pop("2")}), "'41'"),
    "a log without times": (lambda c: c["actions"].append({"action": "start"}), "actions."),
    "something unknown": (lambda c: c.update(extra=1), "'extra'"),
    "something unknown in a match": (lambda c: c["tables"]["1"].update(extra=1), "table 1: 'extra'"),
    "something unknown in a turn": (lambda c: c["tables"]["1"]["turns"][0].update(extra=1), "table 1: turns"),
    "another name for the rules": (lambda c: c["tables"]["1"]["ruleset"].update(name="mine"), "table 1: ruleset"),
    "rules that do not load": (
        lambda c: c["tables"]["1"]["ruleset"]["files"].update({"world.yaml": "stocks: ["}),
        "table 1: the ruleset in the file does not load",
    ),
    "a later format": (lambda c: c["tables"]["1"].update(format=99), "table 1: this is not a match file of format"),
    "a match that is not over": (lambda c: unfinished(c["tables"]["1"]), "not over"),
    "another ruleset": (
        lambda c: c["tables"].update({"2": recorded("format0-quick-random-random")}),
        "different rulesets",
    ),
    "a list of tables": (lambda c: c.update(tables=list(c["tables"].values())), "tables is no group"),
    "people as a list": (lambda c: c.update(people=[]), "people"),
}


def unfinished(match: Content) -> None:
    del match["turns"][-1]
    match["ending"] = match["winner"] = None


def refused_whole(tmp_path: Path, content: str | Content) -> str:
    """The refusal; nothing is stored, not even an empty database is made."""
    file = tmp_path / "session.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    words = refused_inside("import", str(file), "--database", f"sqlite:///{tmp_path / 'airace.db'}")
    assert "session.json" in words
    assert len(words) < 5_000
    assert list(tmp_path.iterdir()) == [file]
    return words


@pytest.mark.parametrize(("change", "words"), OUTSIDE_THE_SEAL.values(), ids=OUTSIDE_THE_SEAL)
def test_what_was_changed_since_it_was_exported_is_named(
    lesson: Content, tmp_path: Path, change: Change, words: str
) -> None:
    change(lesson)
    assert words in refused_whole(tmp_path, lesson)


@pytest.mark.parametrize(("change", "words"), SEALED_AGAIN.values(), ids=SEALED_AGAIN)
def test_what_the_game_could_not_have_written_is_refused_whoever_sealed_it(
    lesson: Content, tmp_path: Path, change: Change, words: str
) -> None:
    change(lesson)
    whole = seal_again(lesson) if isinstance(lesson["tables"], dict) else lesson
    assert words in refused_whole(tmp_path, whole)


NO_SESSION = {
    "nothing": ("", "not JSON"),
    "no match": ('{"tables": {}}', "holds no match"),
    "no matches": ('{"matches": []}', "holds no match"),
    "matches that are none": ('{"matches": 5}', "no list"),
    "a number": ("5", "no match file"),
    "bottomless": ('{"tables": ' + "[" * 100_000, "too deeply nested"),
    "deep enough to be read": ('{"tables": {"1": {"format": ' + "[" * 500 + "]" * 500 + "}}}", "[[[[[[[...]]]]]]]"),
    "a deep log": (
        '{"tables": {}, "actions": ' + "[" * 900 + "]" * 900 + "}",
        "session.json: ",
    ),  # how deep is too deep differs between versions of Python
    "infinity": ('{"format": Infinity}', "not JSON text"),
    "an exponent beyond all measure": ('{"format": 1.0e99999999999999999999}', "1.0e99999999999999999999"),
    "ten thousand tables": (json.dumps({"tables": {str(n): {} for n in range(10_000)}}), "10,000 matches"),
    "ten thousand matches": (json.dumps({"matches": [{}] * 10_000}), "10,000 matches"),
    "a csv": ("table,turn,side,what,name,value\n1,1,beijing,order,buy,5\n", "not JSON"),
}


@pytest.mark.parametrize(("content", "words"), NO_SESSION.values(), ids=NO_SESSION)
def test_a_file_that_is_no_session_is_refused_with_a_sentence(tmp_path: Path, content: str, words: str) -> None:
    assert words in refused_whole(tmp_path, content)


def test_a_file_of_any_size_takes_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    with file.open("wb") as target:
        target.truncate(100 * 2**20)
    tracemalloc.start()
    try:
        assert "64 MB" in refused_inside("import", str(file))
        assert tracemalloc.get_traced_memory()[1] < 2 * match_files.MOST_BYTES
        file.write_text("[" + "[]," * match_files.MOST_PARTS + "[]]")
        tracemalloc.reset_peak()
        assert "values" in refused_inside("import", str(file))
        assert tracemalloc.get_traced_memory()[1] < 2 * match_files.MOST_BYTES
    finally:
        tracemalloc.stop()


def test_a_database_that_a_server_has_is_left_alone(lesson: Content, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'airace.db'}"
    file = written(tmp_path / "lesson.json", lesson)

    async def beside_a_server() -> str:
        store = await Store.open(database)
        try:
            return await asyncio.to_thread(refused_inside, "import", file, "--database", database)
        finally:
            await store.close()

    words = asyncio.run(beside_a_server())
    assert "Stop it" in words
    assert "Nothing was stored" in words


def test_a_database_that_is_full_is_left_as_it_was(
    lesson: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = f"sqlite:///{tmp_path / 'airace.db'}"
    file = written(tmp_path / "lesson.json", lesson)
    answer = brought(file, database)
    monkeypatch.setenv("AIRACE_MAX_SESSIONS", "1")
    assert "Nothing was stored" in refused_inside("import", file, "--database", database)
    assert exported(answer["session"], database)["tables"] == lesson["tables"]


def test_a_failure_in_the_middle_leaves_nothing(
    lesson: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")

    monkeypatch.setattr(import_session, "restore_spoken", broken)
    file = written(tmp_path / "lesson.json", lesson)
    words = refused_inside("import", file, "--database", f"sqlite:///{tmp_path / 'airace.db'}")
    assert "Nothing was stored" in words
    with closing(sqlite3.connect(tmp_path / "airace.db")) as connection:
        for table in ("sessions", "matches", "rulesets", "players", "seats", "tokens", "turns", "sequences"):
            assert connection.execute(f"select count(*) from {table}").fetchone() == (0,), table  # noqa: S608
