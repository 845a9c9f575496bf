"""Every ruleset that ships keeps what it promises."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from airace_rules import load_ruleset
from airace_rules.balance import derived_files
from airace_rules.ruleset import Ruleset
from airace_rules.ruletests import run_test

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
FOLDERS = sorted(path for path in RULESETS.iterdir() if path.is_dir())


@lru_cache
def loaded(folder: Path) -> Ruleset:
    return load_ruleset(folder)


def promises() -> list[tuple[Path, int]]:
    return [(folder, at) for folder in FOLDERS for at in range(len(loaded(folder).tests))]


@pytest.mark.parametrize(
    ("folder", "at"), promises(), ids=lambda value: value.name if isinstance(value, Path) else str(value)
)
def test_a_promise_of_a_ruleset_that_ships_holds(folder: Path, at: int) -> None:
    verdict = run_test(loaded(folder), loaded(folder).tests[at])
    assert not verdict.failures, "\n\n".join(failure.text() for failure in verdict.failures)


def test_the_quick_game_makes_promises() -> None:
    assert len(loaded(RULESETS / "quick").tests) >= 10


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_derived_from_the_rules_is_up_to_date(folder: Path) -> None:
    derived = derived_files(folder)
    assert {name: (folder / name).read_text("utf-8") for name in derived} == derived, f"airace rules derive {folder}"
