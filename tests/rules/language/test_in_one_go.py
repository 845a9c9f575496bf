"""Mistakes that have nothing to do with one another are told in one go, whatever kind each is of; nothing besides."""

from __future__ import annotations

from airace_rules.language.loader import check_ruleset
from rules.language.kit import base_files

TESTS = """
tests:
  - name: of what has a mistake
    expect: {washington.chips: 60, washington.chips.bought: 1}
  - name: of nothing
    expect: {washington.skil: 5}
"""


def told(**changes: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Codes and files of what is said of the small ruleset with stretches of text written otherwise."""
    files = {**base_files(), "tests.yaml": TESTS}
    for path, right, wrong in changes.values():
        assert right in files[path], right
        files[path] = files[path].replace(right, wrong)
    return [(found.code, found.file) for found in check_ruleset(files)]


def test_a_wrong_entry_hides_no_missing_text_no_test_and_no_formula() -> None:
    assert told(
        entry=("model.yaml", "max: 1000, seen_by_rival: rough", "max: 1000, seen_by_rival: ruff"),
        formula=("scores.yaml", '"tension >= 99"', '"tensoin >= 99"'),
        text=("texts/en.yaml", "var.secret.help", "var.secret.hlep"),
    ) == [
        ("R024", "model.yaml"),
        ("R060", "scores.yaml"),
        ("R140", "tests.yaml"),
        ("R102", "texts/en.yaml"),
    ]


def test_a_file_of_texts_that_cannot_be_read_hides_nothing_in_the_rules() -> None:
    assert told(
        formula=("scores.yaml", '"tension >= 99"', '"tensoin >= 99"'),
        text=("texts/en.yaml", '"var secret help"', '"var secret help'),
    ) == [("R060", "scores.yaml"), ("R140", "tests.yaml"), ("R003", "texts/en.yaml")]
