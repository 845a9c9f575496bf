"""One mistake a file: each is refused with its code, in words that help, at the right place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from airace_rules.errors import RulesetError
from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.loader import check_ruleset, load_ruleset
from rules.language.kit import BAD, base_files, under

CASES = sorted(BAD.glob("*.yaml"))


@dataclass(frozen=True)
class Case:
    """A bad file. ``says``: words of the message; ``at``: the text above the carets; ``replaces``: a file of the small
    ruleset; ``base``: the name under which the small ruleset is what the bad file extends; ``with``: a further file."""

    code: str
    files: dict[str, str]
    says: list[str]
    at: str


def read_case(path: Path) -> Case:
    text = path.read_text("utf-8")
    header = dict(re.findall(r"^# (says|at|replaces|base): (.*)$", text, flags=re.M))
    small = under(header["base"], base_files()) if "base" in header else base_files()
    files = {**small, **dict(re.findall(r"^# with (\S+): (.*)$", text, flags=re.M))}
    files[header.get("replaces", "zz_bad.yaml")] = text
    return Case(path.name[:4], files, header["says"].split(" | "), header.get("at", ""))


def errors(case: Case) -> list[Diagnostic]:
    # New names have no texts; that is a mistake of its own, tested by its own file.
    found = [d for d in check_ruleset(case.files) if d.severity == "error"]
    return [d for d in found if d.code != "R102" or case.code == "R102"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_mistake_is_told_with_its_code_and_helpful_words(path: Path) -> None:
    case = read_case(path)
    found = errors(case)
    assert {d.code for d in found} == {case.code}, "\n".join(d.text() for d in found)
    said = "\n".join(d.text() for d in found)
    for words in case.says:
        assert words in said


@pytest.mark.parametrize("path", [p for p in CASES if read_case(p).at], ids=lambda path: path.stem)
def test_the_carets_stand_under_the_mistake(path: Path) -> None:
    case = read_case(path)
    first = errors(case)[0]
    start = first.caret.index("^")
    assert first.excerpt[start : start + first.caret.count("^")] == case.at
    line = case.files[first.file].split("\n")[first.line - 1]
    assert line[first.column - 1 :].startswith(case.at)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_nothing_loads_when_there_is_a_mistake(path: Path) -> None:
    case = read_case(path)
    with pytest.raises(RulesetError) as raised:
        load_ruleset(case.files)
    assert case.code in {d.code for d in raised.value.diagnostics}
