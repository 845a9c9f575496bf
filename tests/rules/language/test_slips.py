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
    "a choice as a function": (FORMULA, '"if(chips < skill, chips, skill)"', "R042", "if", "`a if condition else b`"),
    "a choice in capitals": (FORMULA, '"IF(chips < skill, chips, skill)"', "R044", "IF", "`a if condition else b`"),
    "a choice without its other half": (FORMULA, '"(2 if chips > skill)"', "R042", "if", "this `if` has no `else`"),
    "a choice with signs": (FORMULA, '"(chips > 3 ? 1 : 2)"', "R041", "?", "write `a if condition else b`"),
    "words in capitals": (FORMULA, '"chips > 3 AND skill > 2"', "R042", "AND", "small letters: `and`"),
    "a factor beside a name": (FORMULA, '"0.5 chips + skill"', "R042", "chips", "multiplication is written `*`"),
    "a name in two words": (FORMULA, '"fab orders + chips"', "R042", "orders", "as in `fab_orders`"),
    "a name with a hyphen": ('built: "fab_orders"', 'built: "fab-orders"', "R060", "fab-orders", "`fab_orders`"),
    "a unit in a formula": (FORMULA, '"chips + 3 points"', "R042", "points", "numbers stand without a unit"),
    "a number that begins with nought": (FORMULA, '"chips + 08"', "R042", "08", "write `8`"),
    "the logarithm of another name": (FORMULA, '"ln(1 + chips)"', "R044", "ln", "the natural logarithm"),
    "an ending that is true": ('when: "1", at: last', "when: yes, at: last", "R060", "yes", "write `1`"),
    "a name in capitals": (FORMULA, '"CHIPS"', "R060", "CHIPS", "did you mean `chips`?"),
    "a side of another name": (FORMULA, '"china.chips"', "R067", "china.chips", "write `beijing.chips`"),
    "sides of other names": ("beijing: 45}, unit", "china: 45}, unit", "R020", "china", "did you mean `beijing`?"),
    "no side as it is called": ("{washington: 60, beijing: 45}", "{us: 60, prc: 45}", "R020", "us", "{washington: …"),
    "one bound of a range": ("range: [0, 0.5]", "range: [0.5]", "R029", "[", "2 entries"),
    "a range in words": ("range: [0, 0.5]", "range: 0-0.5", "R022", "0-0.5", "as in `range: [0, 10]`"),
    "a table by turn keys": ("values: [1, 1.5]", '"2025": 1, "2026": 2', "R020", '"2025"', "{by: turn, values"),
    "an effect of another name": ("{add: chips", "{increase: chips", "R020", "increase", "did you mean `add`?"),
    "a draw by another name": ("luck: {is: normal", "luck: {is: gaussian", "R024", "gaussian", "mean `normal`?"),
    "a line for a list": ('["turn >= 1", "chips > 5"]', '"chips > 5"', "R022", '"chips > 5"', 'needs: ["'),
    "a factor before a bracket": (FORMULA, '"2(chips + skill)"', "R042", "2", "multiplication is written `2 * (…)`"),
    "a function in capitals": (FORMULA, '"MIN(chips, skill)"', "R044", "MIN", "did you mean `min`?"),
    "a start too large": ("beijing: 45}, unit", "beijing: 45000}, unit", "R086", "45000", "0 to 1000"),
    "an option's value too large": ("value: 0.1,", "value: {by: safety, low: .1, high: 9},", "R086", "9", "0 to 0.5"),
    "a side's value too large": ("value: 0.1,", "value: {washington: .1, beijing: 9},", "R086", "9", "0 to 0.5"),
    "a turn's value too large": ("value: 0.1,", "value: {by: turn, values: [.1, 9]},", "R086", "9", "0 to 0.5"),
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
    (one,) = check_ruleset(slipped("people: {instruments", "peeple: {instruments"))
    assert (one.code, one.hint) == ("R102", "did you mean `lever.peeple`?")
    assert "it is declared at levers.yaml:3:3" in one.found


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


def first_error(rules: str) -> Diagnostic:
    """Of a ruleset that extends the small one, missing texts apart."""
    return next(d for d in check_ruleset(extending(rules)) if d.code != "R102")


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ("vars:\n  compute: {change:true, is: chips}\n", "a space is missing after the `:` of `change:true`"),
        ("vars:\n  compute: {overide: true, is: chips}\n", "did you mean `override`?"),
        ('victory:\n  three: {when: "turn > 1", at: any, winner: score}\n', "say `before: end` in it"),
        ("stances:\n  safety: {change: true, options: [low, strict]}\n", "keep the option, or change what names it"),
    ],
)
def test_a_slip_in_a_ruleset_that_extends_another_says_what_was_meant(rules: str, says: str) -> None:
    assert says in first_error(rules).hint


@pytest.mark.parametrize("rules", ["  might: {change: true, weight: 0.5}\n", "  might: {remove: true}\n"])
def test_weights_that_a_change_upsets_are_told_where_the_change_stands(rules: str) -> None:
    found = first_error(f"scores:\n{rules}")
    assert (found.code, found.file) == ("R107", "kid.yaml")


def test_a_ruleset_that_forgot_what_it_extends_is_asked_once_for_all_sections() -> None:
    rules = "format: 1\nname: kid\nvars:\n  compute: {change: true, is: chips}\n"
    (found,) = check_ruleset({"kid.yaml": rules, "texts/en.yaml": "ruleset: {name: Kid, about: Words}\n"})
    assert found.code == "R123"
    assert "1, the first at kid.yaml:4:3" in found.found
    assert all(f"`{section}`" in found.found for section in ("turns", "clock", "stocks", "gauges"))
    assert "is `extends:` missing?" in found.hint


def test_a_page_of_the_codex_in_small_letters_is_told_its_system() -> None:
    (found,) = check_ruleset({**base_files(), "codex.yaml": "codex:\n  c1: {facts: {gap: {kind: assumption}}}\n"})
    assert found.hint == "did you mean `C1`?"


def test_a_file_whose_name_ends_otherwise_is_told_how_to_be_called() -> None:
    files = base_files()
    found = check_ruleset({**files, "compute.yml": files["model.yaml"]})
    assert [(d.code, d.file, d.hint) for d in found] == [("R012", "compute.yml", "rename it to `compute.yaml`")]
