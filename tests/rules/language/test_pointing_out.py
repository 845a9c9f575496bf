"""A ruleset may name its bottleneck, and give the screens words of its own for the guide and for what moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from airace_rules import manifest_for
from airace_rules.language.loader import check_ruleset, load_ruleset

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
QUICK = load_ruleset(RULESETS / "quick")
TEXTS = "ruleset: {name: Pointed, about: Something is short.}\n"


def pointed(head: str, texts: str = TEXTS) -> dict[str, str]:
    base = {f"quick/{path}": text for path, text in QUICK.files.items()}
    rules = f"format: 1\nname: pointed\nextends: quick\n{head}"
    return {**base, "pointed.yaml": rules, "texts/en.yaml": texts, "texts/zh.yaml": texts}


def codes(files: dict[str, str]) -> list[str]:
    return [finding.code for finding in check_ruleset(files)]


def test_the_screens_are_told_what_the_bottleneck_is() -> None:
    assert manifest_for(QUICK).bottleneck == "power_met"
    assert manifest_for(load_ruleset(pointed("bottleneck: adapted\n"))).bottleneck == "adapted"


@pytest.mark.parametrize(
    ("name", "code"),
    [("power_mett", "R066"), ("world.trust", "R066"), ("tension", "R066"), ("progress", "R064")],
)
def test_a_bottleneck_is_something_that_is_seen_when_a_turn_opens(name: str, code: str) -> None:
    assert code in codes(pointed(f"bottleneck: {name}\n"))


def test_a_ruleset_may_guide_through_the_first_turn_in_its_own_words_and_in_every_language() -> None:
    words = TEXTS + "guide: {lever: Move something and see.}\n"
    assert codes(pointed("", words)) == []
    half = {**pointed("", words), "texts/zh.yaml": TEXTS}
    assert codes(half) == ["R102"]
    assert codes(pointed("", TEXTS + "guide: {levver: Move something.}\n")) == ["R103", "R103"]


def test_news_of_a_stock_that_moved_has_both_directions_or_none() -> None:
    both = TEXTS + "moved: {adapted: {up: Engineers found new ways., down: Old ways were forgotten.}}\n"
    assert codes(pointed("", both)) == []
    assert set(codes(pointed("", TEXTS + "moved: {adapted: {up: Engineers found new ways.}}\n"))) == {"R102"}


def test_what_may_be_told_says_what_it_is_about() -> None:
    news = manifest_for(QUICK).news
    assert news["headline.open_release"] == ["O1", "O2", "O3"]
    assert news["event.scandal"] == ["G2"]
