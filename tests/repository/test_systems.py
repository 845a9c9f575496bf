"""The systems that rulesets may model: rule files name only those, and say where they model, test and explain them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from airace_rules.coverage import Row, coverage, coverage_page
from airace_rules.language.loader import Compiled, load_compiled

RULESETS = Path(__file__).parents[2] / "game_rules" / "rulesets"
FOLDERS = sorted(path for path in RULESETS.iterdir() if path.is_dir())
COUNTS = {"C": 8, "P": 4, "T": 5, "R": 6, "O": 6, "X": 8, "M": 8, "G": 9, "A": 5}


def catalogue() -> dict[str, str]:
    systems: dict[str, str] = yaml.safe_load((RULESETS.parent / "systems.yaml").read_text("utf-8"))["systems"]
    return systems


@lru_cache
def compiled(name: str) -> Compiled:
    return load_compiled(RULESETS / name)


def rows_of(name: str) -> list[Row]:
    return coverage(compiled(name), catalogue())


def lacking(name: str, what: str) -> list[str]:
    """The systems that a ruleset models, of which it has no test or no page in the codex."""
    return [row.system for row in rows_of(name) if row.rules and what in row.lacks]


def named_in(folder: Path) -> set[str]:
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.yaml"))
    return {key for keys in re.findall(r"systems: \[([^\]]*)\]", text) for key in re.findall(r"\w+", keys)}


def test_the_list_has_all_fifty_nine_systems_with_short_names() -> None:
    assert set(catalogue()) == {f"{letter}{n + 1}" for letter, count in COUNTS.items() for n in range(count)}
    assert len(catalogue()) == 59
    assert all(0 < len(name) <= 40 for name in catalogue().values())
    assert len(set(catalogue().values())) == 59


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_ruleset_names_no_system_that_is_not_on_the_list(folder: Path) -> None:
    assert named_in(folder)
    assert named_in(folder) <= set(catalogue())


def test_the_quick_game_tests_every_system_that_it_models() -> None:
    assert sum(bool(row.rules) for row in rows_of("quick")) == 39
    assert lacking("quick", "test") == []


def test_the_standard_game_models_every_system() -> None:
    assert [row.system for row in rows_of("standard") if not row.rules] == []


def test_the_standard_game_tests_every_system() -> None:
    assert lacking("standard", "test") == []


def test_the_lesson_tests_and_explains_every_system_that_it_models() -> None:
    assert sum(bool(row.rules) for row in rows_of("lesson")) == 51
    assert lacking("lesson", "test") == []
    assert lacking("lesson", "codex") == []


def test_the_standard_game_explains_every_system() -> None:
    assert lacking("standard", "codex") == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_test_and_no_page_is_about_a_system_without_a_rule(folder: Path) -> None:
    assert [row.system for row in rows_of(folder.name) if not row.rules and (row.tests or row.codex)] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_page_about_coverage_is_what_the_rules_give_but_for_line_numbers(folder: Path) -> None:
    page = RULESETS.parents[1] / "docs" / "coverage" / f"{folder.name}.md"
    command = f"airace rules coverage {folder.name} --write docs/coverage/{folder.name}.md"
    now = coverage_page(folder.name, rows_of(folder.name))
    assert page.is_file(), command
    assert re.sub(r":\d+\)", ")", page.read_text("utf-8")) == re.sub(r":\d+\)", ")", now), command


def test_every_place_on_a_page_about_coverage_exists() -> None:
    for row in rows_of("quick"):
        for found in (*row.rules, *row.tests):
            line = (RULESETS / "quick" / found.file).read_text("utf-8").splitlines()[found.line - 1]
            assert found.what.partition(".")[2].partition(".")[0] in line or found.what in line


def test_what_is_not_on_the_list_is_told_last() -> None:
    rows = coverage(compiled("quick"), {"C1": "Chip gap"})
    assert rows[0].name == "Chip gap"
    assert {row.name for row in rows[1:]} == {"(not on the list)"}
