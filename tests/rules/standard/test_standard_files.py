"""The files of `standard`: complete, sourced, neutral in form, in both languages."""

from __future__ import annotations

import json
import math
import re
import string
from pathlib import Path
from typing import Any

import pytest

from airace_rules.ids import SIDES
from airace_rules.language.loader import check_ruleset, load_ruleset
from rules.language.kit import run_cells
from rules.standard.standard_games import FOLDER, STRATEGIES, section, standard

ROWS = re.compile(r"[CPTROXMGA]\d{1,2}")
SOURCES = {"J25", "G25", "W25", "V25", "B25"}
IN_TURN_3 = {"turn:number": 3.0, "turn:aftermath": 0.0}
CLOCKWORK = {"span", "returns", "slow_rate", "steady_rate", "swift_rate"}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for key, inner in value.items() if key != "by" for number in numbers(inner)]
    if isinstance(value, list):
        return [number for inner in value for number in numbers(inner)]
    return [] if isinstance(value, str) else [value]


def test_it_loads_without_an_error_or_a_warning() -> None:
    assert [diagnostic.text() for diagnostic in check_ruleset(FOLDER)] == []


def test_it_has_twelve_half_years_and_a_year_after() -> None:
    assert [turn.years for turn in standard().turns] == [0.5] * 12
    assert standard().aftermath


@pytest.mark.parametrize("years", [[2, 2, 2], [0.5, 0.5, 1, 4], [1] * 6])
def test_longer_turns_are_said_in_turns_alone_and_the_rules_follow(tmp_path: Path, years: list[float]) -> None:
    labels = {str(number): str(number) for number, _ in enumerate(years)}
    turns = [{"key": key, "years": length} for key, length in zip(labels, years, strict=True)]
    folder = tmp_path / "longer"
    (folder / "texts").mkdir(parents=True)
    head = {"format": 1, "name": "longer", "extends": "standard", "turns": turns}
    (folder / "rules.yaml").write_text(json.dumps(head))
    for language in ("en", "zh"):
        words = {"turn": labels, "ruleset": {"name": "n", "about": "a"}}
        (folder / "texts" / f"{language}.yaml").write_text(json.dumps(words))
    longer = load_ruleset(folder)
    cells = {f"stock:{side}.frontier": 130.0 for side in SIDES}
    for turn, length in enumerate([*years, 0], start=1):
        found = run_cells(longer.opening, {**cells, "turn:number": float(turn)}, default=1.0)
        assert found["var:world.swift"] == pytest.approx(1 - math.exp(-0.8 * length))
        assert found["var:world.arrival"] == 100 + 24.4 * 6
    half = run_cells(standard().opening, IN_TURN_3, default=1.0)["var:world.closing"]
    long = run_cells(longer.opening, IN_TURN_3, default=1.0)["var:world.closing"]
    assert 1 - long == pytest.approx((1 - half) ** (2 * years[2]))


def test_both_sides_choose_from_the_same_five_levers_with_sixteen_instruments() -> None:
    assert len(standard().levers) == 5
    assert len(standard().instruments) == 16


def test_ten_house_strategies_play_either_side() -> None:
    assert tuple(standard().bots) == STRATEGIES


def test_both_sides_are_scored_by_the_same_weights() -> None:
    weights = [score.weight for score in standard().scores.values()]
    assert all(weight["washington"] == weight["beijing"] for weight in weights)


@pytest.mark.parametrize("name", ["safeguards", "risk_debt", "trust", "drive", "guard", "harm_done", "urgency"])
def test_neither_side_starts_with_a_handicap_that_has_no_source(name: str) -> None:
    start = standard().stocks[name].start
    assert start["washington"] == start["beijing"]


@pytest.mark.parametrize("name", ["base_budget", "data_wall", "trust_base", "need_slope", "risk_gain", "protect"])
def test_what_no_source_tells_apart_is_the_same_number_for_both(name: str) -> None:
    value = section("params")[name]["value"]
    assert not isinstance(value, dict) or "washington" not in value


def test_china_starts_with_two_and_a_half_times_the_electricity() -> None:
    start = standard().stocks["grid"].start
    assert start["beijing"] / start["washington"] == 2.5


def test_every_number_says_its_unit_its_range_and_where_it_comes_from() -> None:
    for name, param in section("params").items():
        low, high = param["range"]
        assert all(low <= number <= high for number in numbers(param["value"])), name
        assert param["unit"], name
        assert param["kind"] in {"assumption", "balance"} or param.get("source") in SOURCES, name


def test_every_mechanism_names_the_systems_that_it_models() -> None:
    for kind in ("params", "stocks", "vars", "events", "headlines", "stances"):
        for name, entry in section(kind).items():
            if name not in CLOCKWORK:
                assert entry["systems"], name
                assert all(ROWS.fullmatch(row) for row in entry["systems"]), name


def test_the_newcomers_four_gauges_come_first() -> None:
    assert standard().gauges[:4] == ("frontier", "compute", "trust", "risk_debt")
    assert len(standard().gauges) <= 12


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_sentence_quotes_is_there_to_quote(language: str) -> None:
    texts = standard().texts[language]
    for rule in standard().happenings:
        allowed = {*rule.args, *(("side",) if rule.scope == "side" else ())}
        assert placeholders(texts[f"{rule.kind}.{rule.key}"]) <= allowed, rule.key


def test_both_languages_quote_the_same_numbers() -> None:
    english, chinese = (standard().texts[language] for language in ("en", "zh"))
    assert english.keys() == chinese.keys()
    assert [key for key in english if placeholders(english[key]) != placeholders(chinese[key])] == []


def test_a_headline_has_at_most_twelve_words() -> None:
    texts = standard().texts["en"]
    for rule in standard().happenings:
        assert len(texts[f"{rule.kind}.{rule.key}"].replace(" %", "%").split()) <= 12, rule.key


def test_chinese_sentences_use_full_width_punctuation() -> None:
    texts = standard().texts["zh"]
    assert {key: text for key, text in texts.items() if re.search(r"[,;:!?()\"]|\.(?!\d)", text)} == {}


def test_what_is_told_to_one_side_alone_never_names_the_sides() -> None:
    for rule in standard().happenings:
        if rule.visibility == "own":
            assert "{side}" not in standard().texts["en"][f"{rule.kind}.{rule.key}"], rule.key


def test_each_side_has_ten_projects_and_more_of_which_three_need_both() -> None:
    projects = standard().projects.values()
    assert all(sum(side in project.cost for project in projects) >= 10 for side in ("washington", "beijing"))
    assert [project.key for project in projects if project.joint] == [
        "joint_lab",
        "monitoring_centre",
        "joint_medicine",
    ]


def test_six_deals_lie_on_the_table_and_only_the_truce_is_enforced() -> None:
    assert len(standard().deals) == 6
    assert [deal.key for deal in standard().deals.values() if deal.binding] == ["chip_truce"]


def test_no_deal_is_signed_in_a_storm() -> None:
    assert all(deal.needs == ("tension <= 78",) for deal in standard().deals.values())


@pytest.mark.parametrize(("language", "label"), [("en", "game assumption"), ("zh", "游戏假设")])
def test_news_of_what_no_source_tells_of_says_that_it_is_a_game_assumption(language: str, label: str) -> None:
    texts = standard().texts[language]
    invented = ("secrets_stolen", "grey_market", "resale_exposed", "shipping_crisis")
    minerals = {"en": "mineral", "zh": "矿产"}[language]
    said = {f"event.{name}": texts[f"event.{name}"] for name in invented}
    said |= {key: text for key, text in texts.items() if minerals in text and re.search(r"\.help(\.\w+)?$", key)}
    assert len(said) > len(invented)
    assert {key: text for key, text in said.items() if label not in text} == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_one_side_is_told_in_words_of_its_own_so_is_the_other(language: str) -> None:
    keys = [key for key in standard().texts[language] if not key.startswith(("codex.", "side."))]
    own = {side: {key.removesuffix(f".{side}") for key in keys if key.endswith(f".{side}")} for side in SIDES}
    assert own["washington"] == own["beijing"] <= set(keys)


@pytest.mark.parametrize("kind", ["param", "draw", "pipeline"])
def test_everything_that_formulas_read_has_a_name_for_players(kind: str) -> None:
    """In texts/<language>/names.yaml; without one a screen shows the word of the rule file."""
    named = standard().texts["en"]
    assert [name for name in section(f"{kind}s") if f"{kind}.{name}.name" not in named] == []


def test_the_plan_for_two_lessons_fills_fifty_minutes_and_then_fifty_more() -> None:
    plan = load_ruleset(FOLDER).lessons["two_lessons"]
    second = max(at for at, step in enumerate(plan.steps) if step.do == "join")
    assert [sum(step.minutes for step in half) for half in (plan.steps[:second], plan.steps[second:])] == [50, 50]
    assert [turn for step in plan.steps for turn in step.turns] == list(range(1, 13))
