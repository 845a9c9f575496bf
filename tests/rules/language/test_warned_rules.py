"""One doubt a file: the ruleset loads, and the checker says what may be wrong, in words that help, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.loader import check_ruleset, load_ruleset
from rules.language.kit import WARNED, with_words
from rules.language.test_bad_rules import Case, read_case

CASES = sorted(WARNED.glob("*.yaml"))


def warnings(case: Case) -> list[Diagnostic]:
    return check_ruleset(with_words(case.files))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_doubt_is_told_once_with_its_code_and_helpful_words(path: Path) -> None:
    case = read_case(path)
    (found,) = warnings(case)
    assert (found.code, found.severity) == (case.code, "warning")
    for words in case.says:
        assert words in found.text()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_carets_stand_under_the_doubt(path: Path) -> None:
    case = read_case(path)
    (found,) = warnings(case)
    start = found.caret.index("^")
    assert found.excerpt[start : start + found.caret.count("^")] == case.at


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_doubt_does_not_stop_a_load(path: Path) -> None:
    assert load_ruleset(with_words(read_case(path).files)).name in ("small", "kid")
