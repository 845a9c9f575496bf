"""Diagnostics as a public interface: the catalogue is complete, the forms are stable."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import airace_rules.language
import airace_rules.ruletests
from airace_rules.language.diagnostics import MAX_EXCERPT, Diagnostic, Findings, Place, listed, quote
from airace_rules.language.loader import check_ruleset
from airace_rules.language.nodes import Leaf, Source
from rules.language.kit import BAD, WARNED, with_files

CATALOGUE = Path(__file__).parents[3] / "docs" / "diagnostics.md"
# Told about files as a whole, about folders or by warnings: tested in test_hostile_rules, test_loading, test_shelf.
WITHOUT_A_BAD_FILE = {"R001", "R002", "R010", "R019", "R103", "R104", "R108"}


def codes_in_source() -> set[str]:
    folder = Path(airace_rules.language.__file__).parent
    return {code for path in folder.glob("*.py") for code in re.findall(r'"(R\d{3})"', path.read_text("utf-8"))}


def test_the_catalogue_lists_every_code_once_and_no_other() -> None:
    listed_codes = re.findall(r"^\| (R\d{3}) \|", CATALOGUE.read_text("utf-8"), flags=re.M)
    assert sorted(listed_codes) == sorted(codes_in_source())


def test_the_catalogue_lists_what_is_told_of_tests_that_fail() -> None:
    folder = Path(airace_rules.ruletests.__file__).parent
    told = {code for path in folder.glob("*.py") for code in re.findall(r'"(T\d{3})"', path.read_text("utf-8"))}
    assert sorted(re.findall(r"^\| (T\d{3}) \|", CATALOGUE.read_text("utf-8"), flags=re.M)) == sorted(told)


def test_every_code_has_a_bad_file_that_provokes_it() -> None:
    provoked = {path.name[:4] for folder in (BAD, WARNED) for path in folder.glob("*.yaml")}
    assert provoked | WITHOUT_A_BAD_FILE == codes_in_source()
    assert not provoked & WITHOUT_A_BAD_FILE


def test_the_text_has_place_excerpt_caret_and_help() -> None:
    extra = 'vars:\n  extra: {unit: "1", is: "min(chpis, 5)", seen_by_rival: exact}\n'
    found = next(d for d in check_ruleset(with_files(extra=extra)) if d.code == "R060")
    assert found.text() == (
        "extra.yaml:2:31: error R060: there is no name `chpis`\n"
        '  2 |   extra: {unit: "1", is: "min(chpis, 5)", seen_by_rival: exact}\n'
        "    |                               ^^^^^\n"
        "  found: `chpis`\n"
        "  help: did you mean `chips`?"
    )


def test_the_json_form_has_every_field_under_its_name() -> None:
    found = check_ruleset(with_files(extra="vras: {}\n"))[0]
    assert json.loads(json.dumps(found.to_json())) == {
        "code": "R020",
        "severity": "error",
        "file": "extra.yaml",
        "line": 1,
        "column": 1,
        "excerpt": "vras: {}",
        "caret": "^^^^",
        "message": "there is no section `vras`",
        "found": "",
        "expected": found.expected,
        "hint": "did you mean `vars`?",
    }
    assert "`stocks`" in found.expected


def one(place: Place) -> Diagnostic:
    findings = Findings()
    findings.error("R060", place, "message")
    return findings.items[0]


def test_a_long_line_is_cut_around_the_mistake() -> None:
    found = one(Place("a.yaml", 1, 501, 3, "x" * 500 + "bad" + "y" * 500))
    assert len(found.excerpt) == MAX_EXCERPT
    start = found.caret.index("^")
    assert found.excerpt[start : start + 3] == "bad"


def test_carets_allow_for_wide_characters() -> None:
    found = one(Place("a.yaml", 1, 4, 1, "芯片: x"))
    assert found.caret == " " * 5 + "^"


@pytest.mark.parametrize(
    ("written", "text", "word"),
    [
        ("key: chips + skil", "chips + skil", "skil"),
        ("key: 'chips + skil'", "chips + skil", "skil"),
        ('key: "chips + skil"', "chips + skil", "skil"),
        ('key: "a \\" skil"', 'a " skil', "skil"),
        ("key: >-\n  chips\n  + skil", "chips + skil", "skil"),
        ("key: |\n  chips\n  + skil\n", "chips\n+ skil\n", "skil"),
        ("key: chips\n  + skil", "chips + skil", "skil"),
    ],
)
def test_a_place_inside_a_value_is_found_in_every_way_of_writing_it(written: str, text: str, word: str) -> None:
    source = Source("a.yaml", written)
    leaf = Leaf(source, text, written.index(":") + 2, len(written), quoted=False)
    place = leaf.place(text.index(word), text.index(word) + len(word))
    assert place.source_line[place.column - 1 : place.column - 1 + place.width] == word


def test_words_of_the_designer_are_quoted_on_one_line_and_cut() -> None:
    assert quote("a\n b") == "`a b`"
    assert quote("x" * 900) == "`" + "x" * 59 + "…`"
    assert quote("a\x1b[31m") == "`a�[31m`"


def test_lists_of_choices_read_as_a_sentence() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "`a`"
    assert listed(["a", "b", "c"]) == "`a`, `b` and `c`"
    assert listed([str(i) for i in range(20)]).endswith("`11` and 8 more")
