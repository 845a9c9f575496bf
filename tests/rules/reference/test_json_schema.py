"""The schema for editors: it accepts every rule file that loads, and refuses wrong shapes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from airace_rules.language.diagnostics import Findings
from airace_rules.language.nodes import Leaf, ListNode, Node, Source
from airace_rules.language.reader import Allowance, read_yaml
from airace_rules.reference.json_schema import rules_schema
from rules.language.kit import BAD, BASE

ROOT = Path(__file__).parents[3]
SCHEMA = rules_schema()
VALIDATOR = Draft7Validator(SCHEMA)
RULE_FILES = [*sorted((ROOT / "game_rules/rulesets").glob("*/*.yaml")), *sorted(BASE.glob("*.yaml"))]
SHAPES = sorted(BAD.glob("R02*.yaml"))
# What one file alone does not show, or what depends on other entries.
BEYOND = {
    "R021_section_missing",
    "R021_section_missing_at_the_head",
    "R022_world_start_per_side",
    "R025_event_part_is_reserved",
    "R025_option",
    "R026_choice_that_draws_nothing",
    "R028_instrument_for_one_side_with_points_for_the_other",
    "R028_strategy_of_the_base_for_one_side",
    "R029_par_too_short",
    "R029_starts_of_too_few_turns",
    "R029_turns_changed_below_tables",
    "R029_pipeline_start",
    "R029_table_of_turns_too_short",
}
_NUMBER = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?")


def as_editors_see(node: Node) -> Any:
    """A node with the types that YAML 1.2 gives to plain scalars."""
    if isinstance(node, ListNode):
        return [as_editors_see(item) for item in node.items]
    if not isinstance(node, Leaf):
        return {key: as_editors_see(value) for key, value in node.entries.items()}
    if node.quoted or node.source.text[node.start] in "|>":
        return node.text
    if node.text in ("", "~", "null"):
        return None
    if node.text in ("true", "false"):
        return node.text == "true"
    return json.loads(str(float(node.text))) if _NUMBER.fullmatch(node.text) else node.text


def content(text: str) -> Any:
    node, _ = read_yaml(Source("a.yaml", text), Findings(), Allowance())
    assert node is not None
    return as_editors_see(node)


def complaints(text: str) -> list[str]:
    return [
        f"{'.'.join(map(str, error.path))}: {error.message[:200]}" for error in VALIDATOR.iter_errors(content(text))
    ]


def test_the_schema_is_valid_itself() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft7Validator.META_SCHEMA["$id"].removesuffix("#") + "#"


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_rule_file_that_ships_passes(path: Path) -> None:
    assert complaints(path.read_text("utf-8")) == []


def test_the_rule_files_on_the_designers_page_pass() -> None:
    page = (ROOT / "docs/designers.md").read_text()
    shown = re.findall(r"^`\w+/[a-z]+\.yaml`\n\n```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(shown) >= 2
    for text in shown:
        assert complaints(text) == []


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_a_file_of_a_wrong_shape_fails_unless_one_file_cannot_show_it(path: Path) -> None:
    assert bool(complaints(path.read_text("utf-8"))) == (path.stem not in BEYOND)


@pytest.mark.parametrize("path", sorted(BAD.glob("R06*.yaml")), ids=lambda path: path.stem)
def test_a_file_of_the_right_shape_passes_whatever_its_names_mean(path: Path) -> None:
    assert complaints(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "params: {price: {change: true, value: {beijing: 1.4}}}",
        "clock: {change: true, turn: 300}",
        "events: {glitch: {remove: true}}",
        "events: {glitch: {remove: true, instead: 0}}",
        "stances: {mix: {remove: true, instead: balanced}}",
        "scores: {trust: {remove: true, rescale: true}}",
        "levers: {chips: {change: true, rescale: true, instruments: {fab: {remove: true, instead: 0}}}}",
        "scores: {trust: {change: true, bonus: {remove: true}}}",
        "levers: {chips: {change: true, instruments: {fab: {cap: {remove: true}}}}}",
        "params: {tech: {override: true, value: 1.5, unit: x}}",
        "flows: {chips: {change: true, add: true, gifts: 0.1 * morale}}",
        "victory: {calm: {before: horizon, when: 1, at: last, winner: score}}",
        "levers: {chips: {add: true, rescale: true, instruments: {lease: {split: 0.2, before: fab}}}}",
        "bots: {balanced: {change: true, both: {instruments: {labs: 4}}}}",
        "sources: {J25: {override: true, title: Another}}",
        "flows: {chips: {change: 3}}",
    ],
)
def test_an_entry_that_changes_another_ruleset_passes(text: str) -> None:
    assert complaints(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "params: {price: {change: true, valeu: 3}}",
        "params: {price: {value: {beijing: 1.4}, unit: x}}",
        "params: {price: {change: maybe, value: 1, unit: x}}",
        "events: {glitch: {remove: true, chance: 1}}",
        "turns: [{change: true, key: x, years: 1}]",
        "name: {change: true}",
    ],
)
def test_a_mark_that_is_out_of_place_fails(text: str) -> None:
    assert complaints(text) != []


def test_every_section_and_every_key_says_what_it_means() -> None:
    silent = [name for name, schema in SCHEMA["properties"].items() if not schema["description"]]
    silent += [
        f"{name.split('.')[0]}.{key}"
        for name, schema in SCHEMA["definitions"].items()
        for key, inner in schema.get("properties", {}).items()
        if not inner.get("description") and not inner.get("$ref", "").startswith("#/definitions/mark.")
    ]
    assert sorted(set(silent)) == [], "describe them in airace_rules/reference/descriptions.py"


def test_formulas_say_what_may_stand_in_them() -> None:
    chance = SCHEMA["definitions"]["EventDecl.entry"]["properties"]["chance"]
    assert chance["type"] == ["string", "number"]
    assert chance["description"].startswith("Chance in a turn")
    assert "sqrt" in chance["description"]


def test_choices_bounds_and_defaults_reach_the_editor() -> None:
    stock = SCHEMA["definitions"]["StockDecl.entry"]
    assert stock["properties"]["seen_by_rival"]["enum"] == ["exact", "rough", "hidden"]
    assert stock["properties"]["per"]["default"] == "side"
    assert set(stock["required"]) == {"unit", "start", "min", "max"}
    delay = SCHEMA["definitions"]["PipelineDecl.entry"]["properties"]["delay"]
    assert (delay["minimum"], delay["maximum"]) == (1, 40)


def test_the_file_in_the_documentation_is_what_the_program_writes() -> None:
    written = json.loads((ROOT / "docs/rules.schema.json").read_text())
    assert written == SCHEMA, "run: airace rules schema --out docs/rules.schema.json"
