"""`explain` says of every name where it stands, what it reads and what uses it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pytest

from airace_rules.engine.replay import replay
from airace_rules.language.loader import load_compiled
from airace_rules.reference.explaining import Explainer
from airace_rules.reference.figures import Figures
from airace_rules.reference.gather import reference_of
from airace_rules.reference.moment import Moment
from airace_rules.reference.telling import told
from airace_rules.reference.topics import Reference, Topic
from rules.language.kit import with_files
from rules.quick.quick_games import FOLDER, played
from rules.undertakings.kit import treaty_files
from support.matches import match_file

WITH_FIGURES = {"stock", "variable", "perceived", "instrument", "stance", "event", "project", "deal"}
SYSTEMS = {"C1": "Chip gap"}


@lru_cache
def quick() -> Reference:
    return reference_of(load_compiled(FOLDER))


def explained(name: str, kind: str = "", language: str = "en", turn: int | None = None) -> dict[str, Any]:
    reference = quick()
    figures = None
    if turn is not None:
        result = played("balanced", "balanced", 1).results[turn - 1]
        figures = Figures(reference, Moment(reference.compiled, result.before, result))
    [topic] = [topic for topic in reference.named(name) if kind in ("", topic.kind)]
    return Explainer(reference, SYSTEMS, language, figures).explain(topic)


def lines(**files: str) -> Reference:
    return reference_of(load_compiled(with_files(**files)))


TOPICS = list(quick().topics.values())


@pytest.mark.parametrize("topic", TOPICS, ids=[f"{t.kind} {t.name}" for t in TOPICS])
def test_every_declared_name_is_explained_in_every_language_with_and_without_a_turn(topic: Topic) -> None:
    reference = quick()
    result = played("balanced", "balanced", 1).results[1]
    figures = Figures(reference, Moment(reference.compiled, result.before, result))
    for language in reference.compiled.ruleset.texts:
        for given in (None, figures):
            data = Explainer(reference, SYSTEMS, language, given).explain(topic)
            assert json.loads(json.dumps(data, allow_nan=False)) == data
            text = told(data)
            assert text.startswith(topic.name)
            assert f"{topic.place.file}:{topic.place.line}:" in text


def test_every_name_of_the_whole_game_is_explained_with_the_figures_of_a_turn() -> None:
    reference = reference_of(load_compiled(FOLDER.parent / "standard"))
    history = replay(match_file(reference.compiled.ruleset), lambda files: reference.compiled.ruleset).history
    result = history[len(history) // 2]
    figures = Figures(reference, Moment(reference.compiled, result.before, result))
    explainer = Explainer(reference, SYSTEMS, "en", figures)
    explained = [explainer.explain(topic) for topic in reference.topics.values()]
    assert {"project", "deal"} <= {data["kind"] for data in explained}
    without = [data["name"] for data in explained if data["kind"] in WITH_FIGURES and "turn" not in data]
    assert without == []


def test_every_name_that_the_rule_files_declare_is_a_topic() -> None:
    ruleset = quick().compiled.ruleset
    declared = {
        "param": ruleset.params,
        "stock": [name for name, stock in ruleset.stocks.items() if not stock.implicit],
        "instrument": ruleset.instruments,
        "lever": ruleset.levers,
        "stance": ruleset.stances,
        "pipeline": ruleset.pipelines,
        "ending": [ending.key for ending in ruleset.endings],
        "bot": ruleset.bots,
        "event": [h.key for h in ruleset.happenings if h.kind == "event"],
        "headline": [h.key for h in ruleset.happenings if h.kind == "headline"],
        "draw": [name for name, draw in ruleset.draws.items() if draw.role == "declared"],
    }
    assert {(kind, name) for kind, names in declared.items() for name in names} <= set(quick().topics)
    shown = {topic.name for topic in TOPICS if topic.kind in ("variable", "perceived")}
    assert shown == set(ruleset.variables)


def test_what_reads_a_name_is_among_those_that_it_is_used_by() -> None:
    for topic in TOPICS:
        for key in topic.inputs:
            assert topic.key in {link.topic for link in quick().topics[key].used_by}, (topic.key, key)


def test_a_stock_shows_its_parts_and_the_events_that_change_it() -> None:
    data = explained("rung", "stock")
    assert "event scandal: add to world.rung" in [formula["what"] for formula in data["formulas"]]
    assert ("event", "scandal") in {(user["kind"], user["name"]) for user in data["used_by"]}
    assert data["seen"] == "everybody"
    assert data["facts"]["max"] == "4"


def test_a_variable_shows_formula_unit_timing_audience_and_systems() -> None:
    data = explained("compute", "variable")
    assert data["formulas"][0]["written"] == "min(raw_compute, power_cap)"
    assert (data["unit"], data["known"]) == ("idx", "when the turn opens")
    assert data["seen"] == "its side; the rival as an estimate"
    assert {"key": "C1", "name": "Chip gap"} in data["systems"]
    assert explained("compute", "variable", "zh")["title"] not in ("", data["title"])


def test_a_formula_shows_the_params_it_stands_on_with_their_sources() -> None:
    reads = {read["name"]: read for read in explained("chips", "stock")["reads"]}
    assert reads["hurt"]["sources"][0]["key"] == "J25"
    assert reads["hurt"]["sources"][0]["title"]
    assert reads["hurt"]["basis"] == "assumption"
    assert reads["buy_gain"]["value"] == "washington: 16, beijing: 7"


def test_a_house_strategy_tells_its_sides_apart_and_uses_what_it_weighs() -> None:
    what = [formula["what"] for formula in explained("sprinter")["formulas"]]
    assert any(word.startswith("washington.") for word in what)
    assert any(word.startswith("beijing.") for word in what)
    assert "sprinter" in {user["name"] for user in explained("buy", "instrument")["used_by"]}


def test_the_parts_of_a_stock_add_up_to_its_change() -> None:
    for name in (topic.name for topic in TOPICS if topic.kind == "stock"):
        for change in explained(name, "stock", turn=2)["turn"]["change"].values():
            *parts, end = [row["amount"] for row in change]
            assert sum(parts) == pytest.approx(end, rel=1e-9, abs=1e-9)


def test_names_as_formulas_write_them_lead_to_the_same_topic() -> None:
    for written, kind in {
        "opp.chips": "stock",
        "new.chips": "stock",
        "stance.safety": "stance",
        "happened.scandal": "event",
        "event.scandal": "event",
        "world.rung": "stock",
    }.items():
        assert kind in [topic.kind for topic in quick().named(written)], written
    assert quick().named("nobody.chips") == []


def test_projects_deals_and_news_say_who_sees_them() -> None:
    reference = reference_of(load_compiled(treaty_files()))
    seen = {key: Explainer(reference, {}).explain(topic).get("seen") for key, topic in reference.topics.items()}
    assert seen["project", "plant"] == "its side; the rival once it is finished"
    assert seen["project", "fund"] == "its side; not the rival"
    assert seen["project", "push"] == "its side; the rival too, with its progress"
    assert seen["project", "lab"] == "everybody; also what waits for the partner"
    assert seen["project", "watch"] == "everybody; what waits for the partner only by its own side"
    assert seen["deal", "pause"] == "everybody; a breach only by its own side until it is caught"
    assert seen["deal", "truce"] == "everybody"
    assert explained("scandal", "event")["seen"] == "everybody"
    assert "seen" not in explained("pace", "param")


def test_a_table_by_stance_counts_as_a_use_of_the_stance() -> None:
    assert ("param", "pace") in {(user["kind"], user["name"]) for user in explained("safety", "stance")["used_by"]}


def test_a_limit_that_cuts_a_change_is_shown_as_a_part() -> None:
    reference = quick()
    names = [topic.name for topic in TOPICS if topic.kind == "stock"]
    cut = [
        row
        for result in played("sprinter", "sprinter", 2).results
        for name in names
        for rows in Figures(reference, Moment(reference.compiled, result.before, result))
        .of_topic(quick().topics["stock", name])["change"]
        .values()
        for row in rows
        if row["part"] == "limits"
    ]
    assert cut
    assert all(row["amount"] != 0 for row in cut)
