"""Hot reload: a good save is what new matches get, a bad one changes nothing and says why."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import sys
from pathlib import Path

import pytest

from airace_rules import load_ruleset
from airace_rules.errors import RulesetError
from airace_server.games.folders import MOST_FILES, Folders, shipped
from airace_server.games.shelf import NothingToPlay, Shelf, Shelved
from airace_server.gently import Gently
from support.playing import Clock, load_once

GOOD = "# a remark\n"
BAD = "stocks: ["


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of ``quick`` that a test may change."""
    copy = tmp_path / "rulesets"
    shutil.copytree(shipped() / "quick", copy / "quick")
    return copy


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def shelf(folder: Path, clock: Clock) -> Shelf:
    """A shelf that has read the folder."""
    shelf = Shelf(folder, load_once, clock)
    await shelf.entries()
    return shelf


async def only(shelf: Shelf) -> Shelved:
    [entry] = await shelf.entries()
    return entry


async def looked(shelf: Shelf) -> Shelved:
    """The one folder after a save had time to settle."""
    await shelf.look()
    await shelf.look()
    return await only(shelf)


def save(folder: Path, text: str, name: str = "quick/more.yaml") -> None:
    """As an editor does that writes a new file and renames it."""
    new = folder / f"{name}~"
    new.parent.mkdir(parents=True, exist_ok=True)
    new.write_text(text)
    new.replace(folder / name)


async def test_a_good_save_is_on_offer_at_the_second_look(shelf: Shelf, folder: Path, clock: Clock) -> None:
    before = await only(shelf)
    clock.time += 60
    save(folder, GOOD)
    await shelf.look()
    assert await only(shelf) == before
    await shelf.look()
    after = await only(shelf)
    assert after.ruleset is not None
    assert before.ruleset is not None
    assert after.ruleset.hash == load_ruleset(folder / "quick").hash != before.ruleset.hash
    assert (after.loaded, before.loaded) == (clock.time, clock.time - 60)


async def test_a_bad_save_changes_nothing_and_tells_every_mistake(
    shelf: Shelf, folder: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await only(shelf)
    clock.time += 60
    save(folder, BAD)
    after = await looked(shelf)
    assert (after.ruleset, after.loaded) == (before.ruleset, before.loaded)
    assert after.failure is not None
    assert after.failure.at == clock.time
    assert [d.code for d in after.failure.diagnostics] == ["R003"]
    told = capsys.readouterr().out
    assert "quick/more.yaml:2:1: error R003" in told
    assert before.ruleset is not None
    assert before.ruleset.hash in told


async def test_a_repaired_save_takes_the_mistakes_away(shelf: Shelf, folder: Path, clock: Clock) -> None:
    before = await only(shelf)
    save(folder, BAD)
    assert (await looked(shelf)).failure
    clock.time += 60
    (folder / "quick/more.yaml").unlink()
    after = await looked(shelf)
    assert (after.ruleset, after.loaded, after.failure) == (before.ruleset, before.loaded, None)


async def test_a_file_that_is_still_being_written_is_not_read(shelf: Shelf, folder: Path) -> None:
    path = folder / "quick/more.yaml"
    for length in range(1, 6):
        path.write_text("stocks: [broken"[: 6 + length])
        await shelf.look()
        assert (await only(shelf)).failure is None
    path.write_text(GOOD)
    after = await looked(shelf)
    assert after.failure is None
    assert "more.yaml" in (after.ruleset.files if after.ruleset else {})


async def test_files_that_change_while_they_are_read_are_read_again(folder: Path) -> None:
    reads = 0

    def load(source: Path) -> object:
        nonlocal reads
        reads += 1
        found = load_once(source)
        if reads == 1:
            save(folder, GOOD)
        return found

    shelf = Shelf(folder, load)  # type: ignore[arg-type]
    assert await shelf.entries() == []
    found = await looked(shelf)
    assert found.ruleset is not None
    assert "more.yaml" in found.ruleset.files
    assert reads == 2


async def test_a_text_file_counts_as_much_as_a_rule_file(shelf: Shelf, folder: Path) -> None:
    before = await only(shelf)
    path = folder / "quick/texts/en.yaml"
    save(folder, path.read_text() + GOOD, "quick/texts/en.yaml")
    assert (await looked(shelf)).ruleset != before.ruleset


async def test_a_part_of_the_texts_counts_as_much_as_the_whole(shelf: Shelf, folder: Path) -> None:
    before = await only(shelf)
    (folder / "quick/texts/en").mkdir()
    save(folder, GOOD, "quick/texts/en/more.yaml")
    after = await looked(shelf)
    assert after.ruleset != before.ruleset
    assert after.ruleset is not None
    assert "texts/en/more.yaml" in after.ruleset.files


async def test_files_of_other_kinds_are_not_looked_at(shelf: Shelf, folder: Path) -> None:
    before = await only(shelf)
    for name in ("quick/notes.txt", "quick/.more.yaml.swp", "quick/.git/x.yaml", ".hidden/rules.yaml"):
        save(folder, BAD, name)
    assert await looked(shelf) == before


async def test_a_save_that_keeps_size_and_time_of_the_file_is_noticed(shelf: Shelf, folder: Path) -> None:
    path = folder / "quick/texts/en.yaml"
    before, old = await only(shelf), path.stat()
    save(folder, path.read_text().replace("a", "b", 1), "quick/texts/en.yaml")
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert path.stat().st_size == old.st_size
    assert (await looked(shelf)).stamp != before.stamp


async def test_a_folder_that_appears_is_offered_and_one_that_goes_is_not(shelf: Shelf, folder: Path) -> None:
    shutil.copytree(folder / "quick", folder / "rapid")
    rules = next(path for path in (folder / "rapid").glob("*.yaml") if "name: quick" in path.read_text())
    rules.write_text(rules.read_text().replace("name: quick", "name: rapid"))
    await shelf.look()
    await shelf.look()
    assert set(await shelf.current()) == {"quick", "rapid"}
    shutil.rmtree(folder / "quick")
    await shelf.look()
    await shelf.look()
    assert set(await shelf.current()) == {"rapid"}


async def test_a_folder_that_is_exchanged_between_two_looks_never_goes_away(shelf: Shelf, folder: Path) -> None:
    shutil.copytree(folder / "quick", folder.parent / "new")
    save(folder.parent, GOOD, "new/more.yaml")
    await shelf.look()
    (folder / "quick").rename(folder.parent / "old")
    await shelf.look()
    assert set(await shelf.current()) == {"quick"}
    (folder.parent / "new").rename(folder / "quick")
    found = await looked(shelf)
    assert found.ruleset is not None
    assert "more.yaml" in found.ruleset.files


async def test_of_two_rulesets_with_one_name_that_in_the_folder_of_this_name_is_offered(
    shelf: Shelf, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(folder / "quick", folder / "copy")
    save(folder, GOOD, "copy/more.yaml")
    await shelf.look()
    await shelf.look()
    copy, quick = await shelf.entries()
    assert (copy.folder, copy.ruleset, quick.failure) == ("copy", None, None)
    assert copy.failure is not None
    assert [d.code for d in copy.failure.diagnostics] == ["R019"]
    assert "R019" in capsys.readouterr().out
    assert "more.yaml" not in (await shelf.current())["quick"].files


@pytest.mark.parametrize("line", ["extends: base", "extends: '../base'  # ours", 'extends:   "base"'])
def test_a_change_of_the_base_is_a_change_of_those_that_extend_it(tmp_path: Path, line: str) -> None:
    for name, text in {"base": "a: 1", "child": line, "grandchild": "extends: child", "other": "b: 1"}.items():
        save(tmp_path, text, f"{name}/rules.yaml")
    folders = Folders(tmp_path)
    before = folders.look()
    save(tmp_path, "a: 2", "base/rules.yaml")
    after = folders.look()
    assert {name for name in after if after[name] != before[name]} == {"base", "child", "grandchild"}


def test_parts_of_a_language_count_as_much_as_other_files(tmp_path: Path) -> None:
    save(tmp_path, "a: 1", "odd/rules.yaml")
    save(tmp_path, "a: 1", "odd/texts/en/part.yaml")
    folders = Folders(tmp_path)
    before = folders.look()
    save(tmp_path, "a: 2", "odd/texts/en/part.yaml")
    assert folders.look() != before


def test_rulesets_that_extend_each_other_are_looked_at_once(tmp_path: Path) -> None:
    save(tmp_path, "extends: b", "a/rules.yaml")
    save(tmp_path, "extends: a", "b/rules.yaml")
    found = Folders(tmp_path).look()
    assert found["a"] == found["b"]


def test_pipes_dangling_links_and_loops_are_looked_at_without_waiting(tmp_path: Path) -> None:
    save(tmp_path, "a: 1", "odd/rules.yaml")
    os.mkfifo(tmp_path / "odd/pipe.yaml")
    (tmp_path / "odd/gone.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "odd/loop").symlink_to(tmp_path / "odd")
    (tmp_path / "odd/self.yaml").symlink_to(tmp_path / "odd/self.yaml")
    assert set(Folders(tmp_path).look()) == {"odd"}


def test_no_more_than_a_bounded_number_of_files_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for number in range(MOST_FILES + 50):
        (tmp_path / f"many/f{number}.yaml").touch()
        (tmp_path / f"many/f{number}.txt").touch()
    assert len(Folders(tmp_path).look()["many"]) == MOST_FILES


async def test_a_linked_folder_is_a_folder(shelf: Shelf, folder: Path) -> None:
    (folder / "quick").rename(folder.parent / "elsewhere")
    (folder / "quick").symlink_to(folder.parent / "elsewhere")
    assert (await looked(shelf)).failure is None
    save(folder, GOOD)
    found = await looked(shelf)
    assert found.ruleset is not None
    assert "more.yaml" in found.ruleset.files


async def test_reading_leaves_the_interpreter_as_it_was(folder: Path) -> None:
    def settings() -> tuple[object, ...]:
        return sys.getswitchinterval(), gc.get_threshold(), gc.isenabled()

    seen = []

    def load(source: object) -> object:
        seen.append(settings())
        if source == {}:
            raise RulesetError([])
        return load_once(source)  # type: ignore[arg-type]

    before = settings()
    shelf = Shelf(folder, load)  # type: ignore[arg-type]
    results = await asyncio.gather(
        *(shelf.read(source) for source in (folder / "quick", {}, folder / "quick")), return_exceptions=True
    )
    assert [isinstance(result, RulesetError) for result in results] == [False, True, False]
    assert settings() == before
    assert set(seen) == {seen[0]} != {before}


def test_the_last_of_several_readers_leaves_the_interpreter_as_the_first_found_it() -> None:
    before, gently = (sys.getswitchinterval(), gc.get_threshold()), Gently()
    gently.__enter__()
    during = sys.getswitchinterval(), gc.get_threshold()
    gently.__enter__()
    gently.__exit__()  # the first one in is not the last one out
    assert (sys.getswitchinterval(), gc.get_threshold()) == during != before
    gently.__exit__()
    assert (sys.getswitchinterval(), gc.get_threshold()) == before


async def test_an_error_of_the_program_is_told_as_a_failed_save(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(source: object) -> object:
        raise RecursionError("secret")

    shelf = Shelf(folder, load)  # type: ignore[arg-type]
    failure = (await only(shelf)).failure
    assert failure is not None
    assert [(d.code, "RecursionError" in d.message) for d in failure.diagnostics] == [("R001", True)]
    assert "RecursionError" in capsys.readouterr().out


async def test_a_named_folder_in_which_nothing_loads_is_refused_with_every_mistake(folder: Path) -> None:
    save(folder, BAD)
    save(folder, "vras: {}\n", "second/rules.yaml")
    with pytest.raises(NothingToPlay) as refused:
        await Shelf(folder, load_once).require()
    for word in ("quick/more.yaml:2:1: error R003", "second/rules.yaml:1:1: error R020", str(folder)):
        assert word in str(refused.value)


async def test_one_good_ruleset_is_enough(folder: Path) -> None:
    save(folder, BAD, "second/rules.yaml")
    shelf = Shelf(folder, load_once)
    await shelf.require()
    assert set(await shelf.current()) == {"quick"}
