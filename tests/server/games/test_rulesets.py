"""Rulesets are read from their folder; a match keeps the version it was made with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from airace_server.bodies import PlayNow
from airace_server.errors import Refusal
from airace_server.games.folders import shipped
from support.playing import pair, play_out, play_turn, serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of ``quick`` that a test may change."""
    copy = tmp_path / "rulesets"
    shutil.copytree(shipped() / "quick", copy / "quick")
    return copy


def change(folder: Path) -> None:
    """A designer saves a file."""
    path = folder / "quick" / "texts" / "en.yaml"
    path.write_text(path.read_text() + "\n# a remark\n")


async def test_a_changed_file_is_used_by_new_matches_and_not_by_old_ones(database_url: str, folder: Path) -> None:
    async with serving(database_url, rulesets=folder) as server:
        old = await pair(server)
        [before] = await server.rulesets.names()
        await play_turn(server, old, 1)
        change(folder)
        await server.shelf.refresh()
        [after] = await server.rulesets.names()
        assert before.hash != after.hash
        new = await pair(server)
        hashes = [(await server.games.book.known(m.match)).ruleset.hash for m in (old, new)]
        assert hashes == [before.hash, after.hash]
    shutil.rmtree(folder)
    async with serving(database_url, rulesets=folder) as server:
        assert await server.rulesets.names() == []
        assert (await server.games.book.known(old.match)).ruleset.hash == before.hash
        assert (await server.rulesets.manifest(before.hash)).hash == before.hash
        assert (await server.rulesets.files(before.hash)) != (await server.rulesets.files(after.hash))


async def test_a_match_goes_on_after_its_ruleset_is_gone(database_url: str, folder: Path) -> None:
    async with serving(database_url, rulesets=folder) as server:
        both = await pair(server)
        await play_turn(server, both, 1)
    shutil.rmtree(folder)
    async with serving(database_url, rulesets=folder) as server:
        turn = (await server.games.clock(both.match)).turn
        while (await server.games.clock(both.match)).phase != "over":
            await play_turn(server, both, turn)
            turn += 1
        assert (await server.games.debrief(both.match)).outcome


async def test_a_mistake_in_the_files_leaves_the_last_good_version(
    database_url: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serving(database_url, rulesets=folder) as server:
        before = await server.rulesets.names()
        (folder / "quick" / "broken.yaml").write_text("stocks: [")
        await server.shelf.refresh()
        assert await server.rulesets.names() == before
        assert "broken.yaml" in capsys.readouterr().out
        (folder / "quick" / "broken.yaml").unlink()
        await server.shelf.refresh()
        assert await server.rulesets.names() == before


async def test_a_ruleset_that_never_loaded_is_not_offered(database_url: str, folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "rules.yaml").write_text("format: 99\n")
    async with serving(database_url, rulesets=folder) as server:
        assert [r.name for r in await server.rulesets.names()] == ["quick"]
        with pytest.raises(Refusal) as refused:
            await server.classroom.play_now(PlayNow(ruleset="other"))
        assert refused.value.code == "unknown_ruleset"
        assert "quick" in refused.value.hint


async def test_texts_come_in_the_ruleset_s_languages(database_url: str) -> None:
    async with serving(database_url) as server:
        ruleset = await server.rulesets.by_name("quick")
        manifest = await server.rulesets.manifest(ruleset.hash)
        for language in manifest.languages:
            texts = await server.rulesets.texts(ruleset.hash, language)
            assert texts["ruleset.name"]
        for hash, language, code in ((ruleset.hash, "tlh", "unknown_language"), ("0" * 64, "en", "unknown_ruleset")):
            with pytest.raises(Refusal) as refused:
                await server.rulesets.texts(hash, language)
            assert refused.value.code == code


async def test_the_shipped_folder_has_the_quick_game(database_url: str) -> None:
    async with serving(database_url) as server:
        assert "quick" in [r.name for r in await server.rulesets.names()]
        assert await play_out(server, await pair(server)) >= 3
