"""A ruleset that builds on another is offered, kept, exported and verified like any other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from airace_rules import replay
from airace_server.games.folders import shipped
from support.playing import pair, play_out, play_turn, serving

LESSON = """
format: 1
name: lesson
extends: quick
params:
  base_budget: {change: true, value: 90}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """``quick``, and ``lesson`` which builds on it."""
    shutil.copytree(shipped() / "quick", tmp_path / "rulesets" / "quick")
    lesson = tmp_path / "rulesets" / "lesson"
    (lesson / "texts").mkdir(parents=True)
    (lesson / "rules.yaml").write_text(LESSON)
    for language in ("en", "zh"):
        (lesson / "texts" / f"{language}.yaml").write_text("ruleset: {name: Lesson, about: A poorer start}\n")
    return tmp_path / "rulesets"


async def test_a_match_outlives_its_ruleset_and_the_base_and_its_export_verifies(
    database_url: str, folder: Path
) -> None:
    async with serving(database_url, rulesets=folder) as server:
        both = await pair(server, ruleset="lesson")
        known = (await server.games.book.known(both.match)).ruleset
        assert known.params["base_budget"].value == "90"
        await play_turn(server, both, 1)
    shutil.rmtree(folder)
    async with serving(database_url, rulesets=folder) as server:
        assert dict(await server.rulesets.files(known.hash)) == dict(known.files)
        turn = (await server.games.clock(both.match)).turn
        while (await server.games.clock(both.match)).phase != "over":
            await play_turn(server, both, turn)
            turn += 1
        exported = json.loads(json.dumps(await server.games.export(both.match)))
    assert "quick/society.yaml" in exported["ruleset"]["files"]
    assert replay(exported).ruleset == known


async def test_a_save_in_the_base_is_a_new_version_of_both(database_url: str, folder: Path) -> None:
    async with serving(database_url, rulesets=folder) as server:
        before = {ruleset.name: ruleset.hash for ruleset in await server.rulesets.names()}
        with (folder / "quick" / "society.yaml").open("a") as file:
            file.write("# a remark\n")
        await server.shelf.refresh()
        after = {ruleset.name: ruleset.hash for ruleset in await server.rulesets.names()}
        assert before.keys() == after.keys() == {"quick", "lesson"}
        assert all(before[name] != after[name] for name in before)


async def test_a_mistake_in_the_base_is_reported_where_it_stands(
    database_url: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serving(database_url, rulesets=folder) as server:
        before = await server.rulesets.names()
        (folder / "quick" / "society.yaml").write_text("vars: [")
        await server.shelf.refresh()
        assert await server.rulesets.names() == before
        assert await play_out(server, await pair(server, ruleset="lesson")) >= 1
    said = capsys.readouterr().out
    assert f"{folder / 'quick' / 'society.yaml'}:" in said
    assert f"{folder / 'lesson' / 'quick'}" not in said
