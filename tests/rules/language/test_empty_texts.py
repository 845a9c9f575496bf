"""Words of nothing but blanks: whoever plays would see an empty button, so the checker says where."""

from __future__ import annotations

import pytest

from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.loader import check_ruleset, load_ruleset
from airace_rules.language.texts import needed_keys
from rules.language.kit import extending, with_files

CODEX = "codex:\n  C1: {facts: {gap: {kind: assumption}}, shows: [chips]}\n"
SEATS = """
seats: {chief: {levers: all, stances: all, projects: all, deals: all, signs: true}}
lessons: {hour: {minutes: 10, steps: [{minutes: 10, do: turn, turns: [1, 2]}], questions: 1}}
"""
MORE = """
projects: {dam: {cost: 5, turns: 1, do: [{add: chips, by: "1"}]}}
deals: {pact: {duration: 2, binding: true, terms: [{instrument: buy, at_most: 5}], signed: [{add: tension, by: "-1"}]}}
draws: {sky: {choice: {wet: 1, dry: 1}, per: world}}
"""
OPTIONAL = [
    "role.washington",
    "role.beijing",
    "card.1.title",
    "card.1.text",
    "guide.why",
    "moved.chips.up",
    "moved.chips.down",
    "param.wear.name",
]


def whole() -> tuple[dict[str, str], list[str]]:
    """A ruleset that has a text of every kind, and all its keys but those of units."""
    files = with_files(zz=CODEX + SEATS + MORE)
    files["more.yaml"] = 'vars:\n  cloud: {unit: "1", is: "world.draw.sky", seen_by_rival: exact}\n'
    words = files.pop("texts/en.yaml")
    missing = [
        d.expected.removesuffix(": …") for d in check_ruleset({**files, "texts/en.yaml": words}) if d.code == "R102"
    ]
    files["texts/en.yaml"] = words + "".join(f'"{key}": words\n' for key in [*missing, *OPTIONAL])
    keys = [key for key in needed_keys(load_ruleset(files)) if not key.startswith("unit.")]
    return files, keys


def empties(files: dict[str, str]) -> list[Diagnostic]:
    return [d for d in check_ruleset(files) if d.code == "R130"]


def test_every_text_that_is_empty_is_told_at_its_place_and_none_that_is_not() -> None:
    files, keys = whole()
    assert empties(files) == []
    for empty in (keys[::2], keys[1::2]):  # no more findings than a list has room for
        lines = {key: "''" if key in empty else "words" for key in keys}
        words = "".join(f'"{key}": {text}\n' for key, text in lines.items())
        found = empties({**files, "texts/en.yaml": words + "unit: {kchip: '', point: '', '1': ''}\n"})
        assert [(d.line, d.message.split("`")[1]) for d in found] == [(keys.index(key) + 1, key) for key in empty]
        assert {(d.severity, d.file) for d in found} == {("warning", "texts/en.yaml")}
    assert set(OPTIONAL[:-1]) <= set(keys)


@pytest.mark.parametrize("blank", ['""', "''", '" "', '"\\t"', '"\\u3000"', '"\\u200b\\u200b"', "\u200b", '"\\n"'])
def test_blanks_of_any_kind_are_no_words(blank: str) -> None:
    found = empties(extending("", f"var.chips.name.beijing: {blank}\n"))
    assert [(d.file, d.severity) for d in found] == [("texts/en.yaml", "warning")]
    assert "`var.chips.name.beijing` is empty" in found[0].message


def test_an_empty_text_of_the_extended_ruleset_is_its_authors_affair() -> None:
    files = extending("")
    files["small/texts/en.yaml"] += 'var.chips.help.beijing: ""\n'
    assert empties(files) == []
