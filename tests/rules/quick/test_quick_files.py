"""The files of `quick`: complete, sourced, neutral in form, in both languages."""

from __future__ import annotations

import re
import string
from typing import Any

import pytest
import yaml

from airace_rules.language.loader import check_ruleset
from rules.quick.quick_games import FOLDER, quick

LANGUAGES = ("en", "zh")
ROWS = re.compile(r"[CPTROXMGA]\d{1,2}")
SOURCES = {"J25", "G25", "W25", "V25", "B25"}
GAME_KINDS = {"assumption", "balance"}


def section(name: str) -> dict[str, Any]:
    """All entries of a section, from every file."""
    found: dict[str, Any] = {}
    for path in FOLDER.glob("*.yaml"):
        found.update(yaml.safe_load(path.read_text("utf-8")).get(name) or {})
    return found


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for key, inner in value.items() if key != "by" for number in numbers(inner)]
    if isinstance(value, str):
        return []  # such as `turn.years`, which follows from the turns
    return [number for inner in value for number in numbers(inner)] if isinstance(value, list) else [value]


def test_it_loads_without_an_error_or_a_warning() -> None:
    assert [diagnostic.text() for diagnostic in check_ruleset(FOLDER)] == []


def test_it_has_five_turns_and_a_year_after() -> None:
    assert [turn.key for turn in quick().turns] == ["2025", "2026", "2027", "2028", "2029-30"]
    assert quick().aftermath


def test_both_sides_choose_from_the_same_five_levers_with_two_instruments_each() -> None:
    assert len(quick().levers) == 5
    assert all(len(instruments) == 2 for instruments in quick().levers.values())


def test_both_sides_are_scored_by_the_same_weights() -> None:
    assert all(score.weight["washington"] == score.weight["beijing"] for score in quick().scores.values())
    assert sum(score.weight["beijing"] for score in quick().scores.values()) == pytest.approx(1)


@pytest.mark.parametrize("name", ["safeguards", "risk_debt", "trust", "drive"])
def test_neither_side_starts_with_a_handicap_that_has_no_source(name: str) -> None:
    start = quick().stocks[name].start
    assert start["washington"] == start["beijing"]


def test_every_number_says_its_unit_its_range_and_where_it_comes_from() -> None:
    for name, param in section("params").items():
        low, high = param["range"]
        assert all(low <= number <= high for number in numbers(param["value"])), name
        assert param["unit"], name
        assert param["kind"] in GAME_KINDS or param.get("source") in SOURCES, name
        assert param.get("source", "J25") in SOURCES, name


def test_every_mechanism_names_the_systems_that_it_models() -> None:
    for kind in ("params", "stocks", "vars", "events", "headlines"):
        for name, entry in section(kind).items():
            if name not in ("span", "returns"):
                assert entry["systems"], name
                assert all(ROWS.fullmatch(row) for row in entry["systems"]), name


def test_the_newcomers_four_gauges_come_first() -> None:
    assert quick().gauges[:4] == ("frontier", "compute", "trust", "risk_debt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_sentence_quotes_is_there_to_quote(language: str) -> None:
    texts = quick().texts[language]
    for rule in quick().happenings:
        allowed = {*rule.args, *(("side",) if rule.scope == "side" else ())}
        assert placeholders(texts[f"{rule.kind}.{rule.key}"]) <= allowed, rule.key


def test_both_languages_quote_the_same_numbers() -> None:
    english, chinese = (quick().texts[language] for language in LANGUAGES)
    assert english.keys() == chinese.keys()
    assert [key for key in english if placeholders(english[key]) != placeholders(chinese[key])] == []


def test_a_headline_has_at_most_twelve_words() -> None:
    texts = quick().texts["en"]
    for rule in quick().happenings:
        assert len(texts[f"{rule.kind}.{rule.key}"].replace(" %", "%").split()) <= 12, rule.key


def test_chinese_sentences_use_full_width_punctuation() -> None:
    wrong = {key: text for key, text in quick().texts["zh"].items() if re.search(r"[,;:!?()\"]|\.(?!\d)", text)}
    assert wrong == {}


def test_what_is_told_to_one_side_alone_never_names_the_sides() -> None:
    for rule in quick().happenings:
        if rule.visibility == "own":
            assert "{side}" not in quick().texts["en"][f"{rule.kind}.{rule.key}"], rule.key
