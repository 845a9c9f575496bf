"""The merged ruleset written out: it says the same, and every line names where it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from airace_rules.language import written
from airace_rules.language.folders import shipped_rulesets
from airace_rules.language.loader import Compiled, load_compiled, load_ruleset
from airace_rules.ruleset import Ruleset
from rules.language.kit import BASE, extending

SHIPPED = sorted(path for path in shipped_rulesets().iterdir() if path.is_dir())
KID = extending(
    "levers:\n  chips: {add: true, rescale: true, instruments: {lease: {split: 0.25, before: fab}}}\n"
    "draws:\n  mood: {remove: true, instead: 0.5}\n"
    "params:\n  wear:\n    change: true\n    value: 0.2\n"
    "events:\n  truce:\n    change: true\n    needs:\n      - turn > 1\n    do:\n      - set: tension\n        to: >-\n"
    "          20 +\n          1\n      - {scale: washington.chips, by: 0.9, for: 1}\n",
    "instrument.lease: {name: 'L: \"leased\" # now', help: l}\n",
)
SOURCES = [*SHIPPED, BASE, KID]
NAMES = [*(path.name for path in SHIPPED), "small", "kid"]


def same(one: Ruleset, other: Ruleset) -> None:
    for field in fields(Ruleset):
        if field.name not in ("hash", "files"):
            assert getattr(one, field.name) == getattr(other, field.name), field.name


@pytest.fixture(params=SOURCES, ids=NAMES, scope="module")
def compiled(request: pytest.FixtureRequest) -> Compiled:
    return load_compiled(request.param)


def test_what_is_written_loads_as_an_equal_ruleset_that_builds_on_nothing(compiled: Compiled) -> None:
    files = written.written_files(compiled.sections, compiled.texts)
    same(load_ruleset(files), compiled.ruleset)
    rules = {path: text for path, text in files.items() if path.startswith("texts/")}
    same(load_ruleset({"all.yaml": written.written_rules(compiled.sections), **rules}), compiled.ruleset)


def test_every_line_names_a_line_that_exists(compiled: Compiled) -> None:
    text = written.written_rules(compiled.sections)
    files: Mapping[str, str] = compiled.ruleset.files
    assert len(text.splitlines()) > 20
    for line in text.splitlines():
        found = re.search(r"  # (\S+?):(\d+)(?:, (?:rescaled|without \w+) at (\S+?):(\d+))?$", line)
        assert found, line
        assert int(found[2]) <= len(files[found[1]].splitlines())


def test_writing_what_was_written_changes_nothing_but_the_origins() -> None:
    def without_origins(sections: Compiled) -> list[str]:
        return [re.sub(r" *  # \S+$", "", line) for line in written.written_rules(sections.sections).splitlines()]

    first = load_compiled(BASE)
    again = load_compiled(written.written_files(first.sections, first.texts))
    assert without_origins(again) == without_origins(first)


def test_what_was_one_line_stays_one_line_and_a_changed_field_has_its_own() -> None:
    lines = [re.sub(r"  +", "  ", line) for line in written.written_rules(load_compiled(KID).sections).splitlines()]
    assert "  base: {value: {washington: 100, beijing: 90}, unit: point}  # small/model.yaml:3" in lines
    at = lines.index("  wear:  # kid.yaml:9")
    assert lines[at + 1 : at + 3] == ["  value: 0.2  # kid.yaml:11", '  unit: "1/turn"  # small/model.yaml:2']


def test_a_computed_share_names_its_number_and_the_word_that_made_it() -> None:
    text = written.written_rules(load_compiled(KID).sections)
    assert re.search(r"split: 0\.45 +# small/levers\.yaml:2, rescaled at kid\.yaml:5\n", text)


def test_a_formula_without_what_was_removed_names_both_places() -> None:
    text = written.written_rules(load_compiled(KID).sections)
    assert re.search(r'is: "total\(buy\).* 0\.5.*" +# small/model\.yaml:\d+, without mood at kid\.yaml:7\n', text)


def test_plain_values_and_their_origins_go_by_json_pointers() -> None:
    sections = load_compiled(KID).sections
    values = written.plain(sections.nodes["levers"])
    assert json.loads(json.dumps(values))["chips"]["instruments"]["lease"] == {"split": "0.25"}
    places = dict(written.origins(sections.nodes["levers"], "/levers"))
    assert places["/levers/chips/instruments/lease/split"] == "kid.yaml:5"
    assert places["/levers/people/instruments/train/split"] == "small/levers.yaml:3"
    assert dict(written.origins(sections.nodes["turns"], "/turns"))["/turns/1/key"] == "small/game.yaml:3"


def test_a_section_larger_than_a_file_is_written_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "MAX_PAGE", 300)
    found = load_compiled(BASE)
    files = written.written_files(found.sections, found.texts)
    assert {"stocks.yaml", "stocks_2.yaml", "stocks_3.yaml"} <= files.keys()
    same(load_ruleset(files), found.ruleset)


def test_the_folder_of_the_rulesets_that_ship_is_not_empty() -> None:
    assert Path("quick") in [Path(path.name) for path in SHIPPED]
