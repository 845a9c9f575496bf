"""A section that cannot be made sense of is one mistake: it hides no other, and nobody who uses its names is blamed."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.salvaging import MAX_MISTAKES
from airace_rules.language.sections import ENTRY_SECTIONS
from rules.language.kit import BASE, base_files, errors_of, extending, under

HEAD = ("format", "name")
OTHER = 'draws:\n  gust: {distribution: "normal", unti: 1}\n'


def sections() -> dict[str, Any]:
    """The small ruleset, all files in one."""
    found: dict[str, Any] = {}
    for path in sorted(BASE.glob("*.yaml")):
        for name, section in yaml.safe_load(path.read_text("utf-8")).items():
            found[name] = {**found.get(name, {}), **section} if isinstance(section, dict) else section
    return found


SECTIONS = sections()
OF_ENTRIES = [name for name in SECTIONS if name in ENTRY_SECTIONS]


def one_file(found: dict[str, Any]) -> dict[str, str]:
    """A ruleset of these sections with the texts of the small one."""
    texts = {path: text for path, text in base_files().items() if path.startswith("texts/")}
    return {"rules.yaml": yaml.safe_dump(found, sort_keys=False, width=10_000), **texts}


def as_list(name: str) -> dict[str, Any]:
    return {**SECTIONS, name: [{key: entry} for key, entry in SECTIONS[name].items()]}


def told(found: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(diagnostic.code, diagnostic.message) for diagnostic in found]


def test_the_sections_of_the_small_ruleset_make_it_up() -> None:
    assert errors_of(one_file(SECTIONS)) == []


@pytest.mark.parametrize("name", OF_ENTRIES)
def test_a_list_where_a_mapping_belongs_is_the_only_mistake(name: str) -> None:
    assert told(errors_of(one_file(as_list(name)))) == [("R022", f"the section `{name}` is a mapping")]


@pytest.mark.parametrize("name", [name for name in SECTIONS if name not in HEAD])
def test_a_section_with_a_mistake_in_its_name_is_the_only_mistake(name: str) -> None:
    renamed = {(f"{key}x" if key == name else key): section for key, section in SECTIONS.items()}
    assert told(errors_of(one_file(renamed))) == [("R020", f"there is no section `{name}x`")]


@pytest.mark.parametrize("name", ENTRY_SECTIONS)
@pytest.mark.parametrize("section", ["[one, two]", "word"])
def test_a_section_of_the_wrong_kind_in_a_child_hides_no_other_mistake(name: str, section: str) -> None:
    files = extending(f"{name}: {section}\n", **{"more.yaml": "events:\n  fire: {change: true, chance: nothing}\n"})
    if name == "events":
        files["more.yaml"] = "vars:\n  income: {change: true, is: nothing}\n"
    assert told(errors_of(files)) == [
        ("R022", f"the section `{name}` is a mapping"),
        ("R060", "there is no name `nothing`"),
    ]


def test_names_in_a_section_of_the_wrong_kind_are_not_missing_elsewhere() -> None:
    rules = "params:\n  - spare: {value: 1, unit: x}\nvars:\n  income: {change: true, is: spare + gone}\n"
    assert [d.code for d in errors_of(extending(rules))] == ["R022", "R060"]


def test_a_mistake_in_the_base_hides_none_of_the_child() -> None:
    files = extending("vars:\n  income: {change: true, is: nothing}\n")
    files["small/more.yaml"] = "scores: [wealth]\n"
    assert sorted(d.code for d in errors_of(files)) == ["R022", "R060"]


def test_a_key_that_stands_twice_in_a_child_hides_no_other_mistake() -> None:
    rules = "vars:\n  income: {change: true, is: nothing}\n  income: {change: true, is: nothing}\n"
    assert sorted(d.code for d in errors_of(extending(rules))) == ["R009", "R060"]


def test_a_file_that_cannot_be_read_hides_no_mistake_of_shape_in_the_others_of_a_child() -> None:
    files = extending("vars:\n  income: {change: true, unti: x}\n", **{"broken.yaml": "events: {"})
    assert sorted(d.code for d in errors_of(files)) == ["R003", "R020"]


def test_marks_are_no_mistake_where_the_file_that_names_the_base_cannot_be_read() -> None:
    files = {**under("small", base_files()), "head.yaml": "name: kid\nextends: small\nvars: {"}
    files["more.yaml"] = "vars:\n  income: {change: true, is: '3'}\nparams:\n  q: {before: wear, value: 1, unit: x}\n"
    assert [d.code for d in errors_of(files)] == ["R003"]


THREE_MISTAKES = """vars:
  one: {unit: "1", is: "1, seen_by_rival: exact}
  two: {unti: "1", is: "1", seen_by_rival: exact}
  three: {unit: "1" is: "1", seen_by_rival: exact}
  four: {unit: "1", is: "1", seen_by_rival: exact}
flows:
  chips: {add: [1}
params:
  five: {vlaue: 3, unit: "1"}
"""


def test_an_open_quote_hides_nothing_that_is_wrong_in_other_entries_of_its_file() -> None:
    found = [(d.code, d.line) for d in errors_of({**base_files(), "zz.yaml": THREE_MISTAKES})]
    assert found == [("R003", 2), ("R020", 3), ("R003", 4), ("R003", 7), ("R020", 9)]


def test_lines_of_a_text_that_are_no_yaml_are_all_told() -> None:
    words = """lever.one.name: "One
lever.two.name: 'It's'
lever.three.name: three: four
"""
    found = [(d.code, d.line) for d in errors_of({**base_files(), "texts/en/more.yaml": words})]
    assert found == [("R003", 1), ("R003", 2), ("R003", 3)]


@pytest.mark.parametrize(
    "broken",
    ["vars: {", "vars:\n  a: [1,\n", 'vars:\n  a: {unit: "1", is: "1", seen_by_rival: exact}\n c: d\n'],
)
def test_what_follows_from_a_mistake_in_yaml_is_not_told_again(broken: str) -> None:
    assert [d.code for d in errors_of({**base_files(), "zz.yaml": broken})] == ["R003"]


def test_a_file_full_of_open_quotes_is_read_a_few_times_only() -> None:
    rules = "vars:\n" + "".join(f'  v{n}: "open\n' for n in range(4000))
    found = [d.code for d in errors_of({**base_files(), "zz.yaml": rules})]
    assert set(found) == {"R003"}
    assert len(found) <= MAX_MISTAKES
