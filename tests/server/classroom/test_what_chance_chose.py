"""A draw that chooses one of several options: whoever reads of it after the match reads the option's name."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from airace_rules import (
    Seed,
    debrief_for,
    default_orders,
    export_match,
    load_ruleset,
    manifest_for,
    new_match,
    resolve_turn,
)
from airace_rules.choices import option_of
from airace_rules.ids import SIDES
from airace_rules.ruleset import Ruleset
from airace_rules.state import TurnResult
from airace_server.classroom.exports.as_csv import csv_of
from airace_server.classroom.exports.as_xlsx import xlsx_of
from rules.language.kit import with_files, with_words

RULES = """
draws:
  weather: {choice: {mild: 2, hard: 1, freak: 1}, per: world}
  crew: {choice: {rested: 1, tired: 1}, per: side}
vars:
  weather_now: {per: world, unit: "1", is: "draw.weather", seen: public}
  crew_now: {unit: "1", is: "draw.crew", seen_by_rival: exact}
  policy: {unit: "1", is: "stance.safety", seen_by_rival: exact}
  slow: {unit: "1", is: "draw.crew == option.tired", seen_by_rival: exact}
headlines:
  forecast: {per: world, when: "1", tell: public, args: {kind: "weather_now", wind: "weather_now + 1"}}
  crewed: {per: side, when: "1", tell: own, args: {crew: "crew_now", rule: "stance.safety"}}
"""
WORDS = """
headline.forecast: "Weather: {kind}, {wind}"
headline.crewed: "{side}: {crew}, {rule}"
draw.weather: {name: Weather, mild: Mild days, hard: Hard days, freak: Freak days}
draw.crew: {name: Crew, rested: Rested, tired: Tired}
"""
Played = tuple[Ruleset, list[TurnResult], Seed]


@pytest.fixture(scope="module")
def played() -> Played:
    files = with_files(zz=RULES)
    ruleset = load_ruleset(with_words({**files, "texts/en.yaml": files["texts/en.yaml"] + WORDS}))
    seed = Seed(bytes(range(32)))
    state, history = new_match(ruleset, seed), []
    for _ in ruleset.turns:
        orders = {side: default_orders(ruleset, state, side) for side in SIDES}
        history.append(resolve_turn(ruleset, state, orders, seed))
        state = history[-1].after
    return ruleset, history, seed


def chosen(played: Played) -> list[tuple[int, bool, str, str, str]]:
    """(turn, in the year after, owner, draw, option), as the engine drew."""
    ruleset, history, _ = played
    wanted = {"world.weather": "weather", "washington.crew": "crew", "beijing.crew": "crew"}
    return [
        (result.turn, step.aftermath, cell.split(".")[0], draw, option_of(ruleset.draws[draw], step.draws[cell]))
        for result in history
        for step in result.steps
        for cell, draw in wanted.items()
    ]


def test_the_debrief_names_each_option_of_each_turn_and_of_the_year_after(played: Played) -> None:
    start, *points = debrief_for(*played[:2]).timeline
    told = [
        (result.turn, one.aftermath, one.owner, one.draw, one.option)
        for result, point in zip(played[1], points, strict=True)
        for one in point.drawn
    ]
    assert start.drawn == []
    assert sorted(told) == sorted(chosen(played))
    assert len(told) == 9  # two turns and the year after


def test_screens_are_told_which_numbers_are_options_and_how_likely_each_is(played: Played) -> None:
    manifest = manifest_for(played[0])
    assert {one.key: one.options for one in manifest.choices} == {
        "weather": {"mild": 0.5, "hard": 0.25, "freak": 0.25},
        "crew": {"rested": 0.5, "tired": 0.5},
    }
    weather = ["draw.weather.mild", "draw.weather.hard", "draw.weather.freak"]
    crew, policy = ["draw.crew.rested", "draw.crew.tired"], ["stance.safety.low.name", "stance.safety.high.name"]
    assert manifest.options == {
        "var.crew_now": crew,
        "var.policy": policy,
        "var.weather_now": weather,
        "headline.forecast.kind": weather,
        "headline.crewed.crew": crew,
        "headline.crewed.rule": policy,
    }
    assert [event.options for event in played[0].happenings if event.kind == "event"] == [{}, {}]
    assert all(key in played[0].texts["en"] for keys in manifest.options.values() for key in keys)


def test_the_files_of_a_session_name_each_option(played: Played) -> None:
    ruleset, history, seed = played
    content: dict[str, Any] = {"session": "s", "tables": {"1": export_match(ruleset, history, seed)}}
    rows = [
        (int(row["turn"]), row["what"] == "chance after", row["side"], row["name"], row["value"])
        for row in csv.DictReader(io.StringIO(csv_of(content, {ruleset.hash: ruleset})))
        if row["what"].startswith("chance")
    ]
    assert sorted(rows) == sorted(chosen(played))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(content, {ruleset.hash: ruleset})))
    head, *lines = book["Chance"].iter_rows(values_only=True)
    assert head[4:] == ("Kind", "Key", "Name", "Choice", "Choice in words")
    texts = ruleset.texts["en"]

    def words(draw: str, option: str) -> tuple[str, str, str]:
        return texts[f"draw.{draw}.name"], option, texts[f"draw.{draw}.{option}"]

    expected = {
        (turn, texts.get(f"side.{owner}", owner), "chance after" if after else "chance", draw, *words(draw, option))
        for turn, after, owner, draw, option in chosen(played)
    }
    assert {(line[1], *line[3:]) for line in lines} == expected
    assert len(lines) == 9
