"""What two rulesets say otherwise: every change of the game, no change of the writing, in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from airace_rules.language import written
from airace_rules.language.differing import Difference, differences
from airace_rules.language.folders import shipped_rulesets
from airace_rules.language.loader import load_compiled
from rules.language.kit import BASE, base_files, extending

SMALL = load_compiled(BASE)


def changed(**edits: tuple[str, str]) -> list[Difference]:
    """The differences that edits of the small ruleset make: file → old text and new text."""
    files = base_files()
    for name, (old, new) in edits.items():
        path = name.replace("texts_", "texts/") + ".yaml"
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)
    return differences(SMALL, load_compiled(files))


def test_a_ruleset_differs_in_nothing_from_itself() -> None:
    for source in (BASE, *sorted(shipped_rulesets().iterdir())):
        assert differences(load_compiled(source), load_compiled(source)) == []


def test_how_it_is_written_makes_no_difference() -> None:
    files = written.written_files(SMALL.sections, SMALL.texts)
    assert differences(SMALL, load_compiled(files)) == []
    assert differences(SMALL, load_compiled({name: f"# a remark\n{text}" for name, text in base_files().items()})) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("model", '"-chips * wear"', "'-chips*wear'"),
        ("model", '"-chips * wear"', "'-chips\n    * wear'"),
        ("model", "value: 0.1,", "value: 1e-1,"),
        ("model", "0.1 * max(0,", "0.10 * max( 0.0 ,"),
        ("model", "start: 5,", "start: {washington: 5, beijing: 5.0},"),
        ("model", "chips: {start:", "chips: {per: side, start:"),
        ("events", "boom: {per: side,", "boom: {weight: 1, systems: [], per: side,"),
        ("game", "aftermath: true", "aftermath:   true   # yes"),
        ("game", 'key: "2025"', "key: 2025"),
    ],
)  # fmt: skip
def test_the_same_said_in_other_words_makes_no_difference(file: str, old: str, new: str) -> None:
    assert changed(**{file: (old, new)}) == []


def short(found: Difference) -> str:
    """``params wear value: 0.1 → 0.2``."""
    where = " ".join(filter(None, [found.section, found.entry, *found.path]))
    return (
        f"{where}: {found.old} → {found.new}"
        if found.kind == "changed"
        else f"{found.kind} {where}: {found.old or found.new}"
    )


CHANGES = [  # file of the small ruleset, old text, new text, the difference
    ("model", "value: 0.1,", "value: 0.2,", "params wear value: 0.1 → 0.2"),
    ("model", "beijing: 45}", "beijing: 50}", "stocks chips start beijing: 45 → 50"),
    ("model", "low: 1.2,", "low: 1.3,", "params caution value low: 1.2 → 1.3"),
    ("model", "[1, 1.5]", "[1, 1.6]", "params tech value values: [1, 1.5] → [1, 1.6]"),
    ("model", "{by: turn, values: [1, 1.5]}", "2", "params tech value: {by: turn, values: [1, 1.5]} → 2"),
    ("model", '"-chips * wear"', '"-wear"', "flows chips worn_out: -chips * wear → -wear"),
    ("model", ", range: [0, 0.5]", "", "removed params wear range: [0, 0.5]"),
    ("model", "kind: forecast, ", "kind: plan, ", "params wear kind: forecast → plan"),
    ("game", "first_turn: 300", "first_turn: 310", "clock first_turn: 300 → 310"),
    ("game", "[chips, compute", "[skill", "gauges: [chips, compute, world.tension] → [skill, world.tension]"),
    ("events", 'by: "-3"', 'by: "-4"', "events fire do 1 by: -3 → -4"),
    ("events", ', {add: world.tension, by: "1"}', "", 'removed events fire do 3: {add: world.tension, by: "1"}'),
    (
        "events",
        "do: [{add: chips",
        'do: [{add: chips, by: "1"}, {add: chips',
        'added events fire do 1: {add: chips, by: "1"}',
    ),
    ("bots", 'buy: "6"', 'buy: "7"', "bots steady both instruments buy: 6 → 7"),
    ("scores", "winner: nobody", "winner: score", "victory crash winner: nobody → score"),
    ("texts_en", '"side beijing"', '"the east"', "texts.en side.beijing: side beijing → the east"),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), CHANGES, ids=[told for _, _, _, told in CHANGES])
def test_a_change_is_one_difference(file: str, old: str, new: str, told: str) -> None:
    assert [short(row) for row in changed(**{file: (old, new)})] == [told]


def test_a_difference_names_both_places_and_the_unit() -> None:
    [found] = changed(model=("value: 0.1,", "value: 0.2,"))
    assert (found.old_at, found.new_at, found.unit) == ("model.yaml:2", "model.yaml:2", "1/turn")


def test_the_order_of_endings_is_told_and_that_of_params_is_not() -> None:
    files = base_files()
    lines = files["model.yaml"].splitlines(keepends=True)
    lines[1], lines[2] = lines[2], lines[1]
    files["model.yaml"] = "".join(lines)
    assert differences(SMALL, load_compiled(files)) == []
    levers = base_files()["levers.yaml"]
    plan = re.search(r"  plan: .*\n", levers)
    assert plan
    moved = levers.replace(plan[0], "").replace("stances:\n", f"stances:\n{plan[0]}")
    [found] = differences(SMALL, load_compiled({**base_files(), "levers.yaml": moved}))
    assert (found.section, found.kind, found.old, found.new) == ("stances", "order", "safety, plan", "plan, safety")


def extended() -> Mapping[str, str]:
    return extending("params:\n  wear: {change: true, value: 0.2}\n  base: {change: true, value: 100}\n")


def test_a_child_differs_from_its_base_in_what_it_says() -> None:
    found = differences(SMALL, load_compiled(extended()))
    assert [short(row) for row in found] == [
        "name: small → kid",
        "params wear value: 0.1 → 0.2",
        "params base value beijing: 90 → 100",
        "texts.en ruleset.name: ruleset name → Kid",
        "texts.en ruleset.about: ruleset about → A small one, changed",
    ]
    assert found[1].new_at == "kid.yaml:5"


def test_turned_round_every_difference_is_turned_round() -> None:
    kid = load_compiled(extended())
    there, back = differences(SMALL, kid), differences(kid, SMALL)
    assert [(row.old, row.new, row.old_at) for row in there] == [(row.new, row.old, row.new_at) for row in back]


def test_a_changed_promise_is_told_under_its_name() -> None:
    quick = load_compiled(shipped_rulesets() / "quick")
    files = dict(quick.ruleset.files)
    files["tests.yaml"] = files["tests.yaml"].replace("{buy: 25, labs: 20}", "{buy: 26, labs: 20}", 1)
    name = "more chips make more compute as long as there is power for them"
    assert [short(row) for row in differences(quick, load_compiled(files))] == [
        f"tests {name} orders both buy: 25 → 26"
    ]
