"""The codex of every ruleset that ships speaks of what its players can see and do."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from airace_rules.language.loader import load_ruleset
from airace_rules.ruleset import Ruleset

RULESETS = Path(__file__).parents[2] / "game_rules" / "rulesets"
FOLDERS = sorted(path for path in RULESETS.iterdir() if path.is_dir())
A_NAME = re.compile(r"(lever|instrument|stance|var|score|project|deal)\.(\w+)\..*?name(\.washington|\.beijing)?")
A_BODY = re.compile(r"codex\.\w+\.body")


@cache
def shipped(folder: Path) -> Ruleset:
    return load_ruleset(folder)


def names_in_reach(ruleset: Ruleset, language: str) -> set[str]:
    """What the game calls its instruments, policies, numbers, projects and deals, without policies that never open."""
    shut = {stance.key for stance in ruleset.stances.values() if stance.opens is None}
    named = {key: A_NAME.fullmatch(key) for key in ruleset.texts[language]}
    return {
        ruleset.texts[language][key]
        for key, found in named.items()
        if found and not (found[1] == "stance" and found[2] in shut)
    }


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_a_page_puts_in_quotes_is_a_name_that_its_players_can_meet(folder: Path, language: str) -> None:
    texts, known = shipped(folder).texts[language], names_in_reach(shipped(folder), language)
    said = {key: set(re.findall("“([^”]*)”", text)) - known for key, text in texts.items() if A_BODY.fullmatch(key)}
    assert {key: names for key, names in said.items() if names} == {}


def test_the_lesson_speaks_of_years_and_of_four_rungs() -> None:
    english, chinese = (shipped(RULESETS / "lesson").texts[language] for language in ("en", "zh"))
    assert [key for key, text in english.items() if "half-year" in text.lower()] == []
    assert [key for key, text in chinese.items() if "半年" in text] == []
    assert "4 runaway" in english["var.rung.help"]
    assert "4 失控" in chinese["var.rung.help"]
