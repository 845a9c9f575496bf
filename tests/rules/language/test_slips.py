"""One slip in a ruleset that is right otherwise is told once, where it is, in words that say what was meant; nothing
that only follows from it is told."""

from __future__ import annotations

import pytest

from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.loader import check_ruleset
from rules.language.kit import base_files, extending

FORMULA = '"chips * skill / 10"'


def slipped(right: str, wrong: str) -> dict[str, str]:
    """The small ruleset with one stretch of text written otherwise."""
    files = base_files()
    (path,) = (path for path, text in files.items() if right in text)
    return {**files, path: files[path].replace(right, wrong)}


def marked(found: Diagnostic) -> str:
    """The text above the carets."""
    start = found.caret.index("^")
    return found.excerpt[start : start + found.caret.count("^")]


SLIPS = {
    "a side misspelt": ("beijing: 45}, unit", "bejing: 45}, unit", "R020", "bejing", "did you mean `beijing`?"),
    "a flow misspelt": ("  skill: {learned", "  sklil: {learned", "R066", "sklil", "did you mean `skill`?"),
    "an audience misspelt": ("public}\n  storm", "pubic}\n  storm", "R024", "pubic", "did you mean `public`?"),
    "no delay": ("delay: 2", "delay: 0", "R026", "0", "1 or more"),
    "one number for a list": ("washington: [1, 2]", "washington: 4", "R022", "4", "a list"),
    "no scale": ("scale: 0.5", "scale: 0", "R026", "0", "more than 0"),
    "an ending misspelt": ("at: last", "at: lst", "R024", "lst", "did you mean `last`?"),
    "per cent": ('chance: "0.1"', "chance: 30%", "R041", "%", "a share is written as a number: `0.3`"),
    "per cent in a choice": (FORMULA, '"90 % if chips else 1"', "R041", "%", "written as a number: `0.9`"),
    "per cent of a number": ("value: 0.1,", "value: 12.5%,", "R023", "12.5%", "is written as a number: `0.125`"),
    "a remainder": (FORMULA, '"chips % skill"', "R041", "%", "use `floor`"),
    "a decimal comma": ("value: 0.1,", "value: 0,1,", "R020", "0,1", "decimals stand after a point: `0.1`"),
    "a decimal comma in quotes": ("value: 0.1,", 'value: "0,33",', "R023", '"0,33"', "after a point: `0.33`"),
    "thousands": ("max: 1000,", 'max: "1,000",', "R023", '"1,000"', "`1.000`, or `1000` without any sign"),
    "a decimal comma in a formula": (FORMULA, '"0,5"', "R043", "0,5", "decimals have a point"),
    "no quotes": (FORMULA, "min(chips, skill)", "R020", "min(chips, skill)", '`is: "min(chips, skill)"`'),
    "typographic quotes": (FORMULA, "“min(chips, skill)”", "R020", "“min(chips, skill)”", '`is: "min(chips, skill)"`'),
    "an option bare": ("if chips > 90", "if stance.safety == high", "R060", "high", "is written `option.high`"),
    "an option for a bot": ('{plan: "1"}', "{plan: fast}", "R060", "fast", "is written `option.fast`"),
    "an option in quotes": ("if chips > 90", "if stance.safety == 'high'", "R041", "'", "`option.high`"),
    "an option as a path": ("chips > 90", "stance.safety.high", "R067", "stance.safety.high", "`stance.safety == "),
    "a choice as a function": (FORMULA, '"if(chips < skill, chips, skill)"', "R042", "i", "`a if condition else b`"),
    "a factor before a bracket": (FORMULA, '"2(chips + skill)"', "R042", "2", "multiplication is written `2 * (…)`"),
    "a function in capitals": (FORMULA, '"MIN(chips, skill)"', "R044", "MIN", "did you mean `min`?"),
    "a full-width bracket": (FORMULA, '"min（chips, skill)"', "R041", "（", "write `(`"),  # noqa: RUF001
    "a full-width comma": (FORMULA, '"min(chips，skill)"', "R041", "，", "write `,`"),  # noqa: RUF001
    "a typographic quote": (FORMULA, "“chips”", "R041", "“", 'write `"`'),
}  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "code", "at", "says"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_the_only_thing_told_and_what_was_meant_is_said(
    right: str, wrong: str, code: str, at: str, says: str
) -> None:
    (found,) = check_ruleset(slipped(right, wrong))
    assert found.code == code
    assert says in found.text()
    if at.isascii():
        assert marked(found) == at
    assert at in found.excerpt


def test_a_formula_without_quotes_that_a_comma_cuts_in_a_list_is_told_to_need_them() -> None:
    first, _ = check_ruleset(slipped('"chips > 5"', "min(chips, 5) > 1"))
    assert (first.code, marked(first)) == ("R042", "(")
    assert "is the formula without quotes?" in first.hint


def test_a_missing_text_names_the_line_that_needs_it() -> None:
    found = check_ruleset(slipped("people: {instruments", "peeple: {instruments"))
    assert [d.code for d in found] == ["R102", "R102"]
    assert all("`peeple` is declared at levers.yaml:3:3" in d.found for d in found)


@pytest.mark.parametrize(
    ("rules", "key", "line"),
    [
        ("levers:\n  far: {instruments: {sail: {split: 1}}}\n", "instrument.sail.name", "kid.yaml:5:23"),
        ('vars:\n  extra: {unit: "1", is: "1", seen_by_rival: exact}\n', "var.extra.help", "kid.yaml:5:3"),
        ("flows:\n  chips: {change: true, add: true, lost: '-1'}\n", "flow.chips.lost", "kid.yaml:5:36"),
        ("turns:\n- {key: a, years: 1}\n- {key: 2026, years: 1}\n", "turn.a", "kid.yaml:5:9"),
        ("stances:\n  open: {options: [no, yes], start: no, cost: 1, seen_by_rival: exact}\n", "stance.open.yes.name",
         "kid.yaml:5:24"),
    ],
)  # fmt: skip
def test_a_text_missing_in_a_ruleset_that_extends_another_names_its_line(rules: str, key: str, line: str) -> None:
    (found,) = (d for d in check_ruleset(extending(rules)) if d.message.startswith(f"the text `{key}` is missing"))
    assert f"declared at {line}" in found.found
    assert "texts/en.yaml" in found.text()
