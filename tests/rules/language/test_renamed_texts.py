"""Texts that stand under another name than the thing that they are about: one message, at its place."""

from __future__ import annotations

import pytest

from airace_rules.language.loader import check_ruleset
from rules.language.kit import with_files

PAGE = "{title: t, body: b, fact: {gap: f}, washington: w, beijing: b, elsewhere: e}"
WORDS = "{name: Rules, help: How., one: {name: One, help: One.}, two: {name: Two, help: Two.}}"
RULES = """
codex:
  C1: {facts: {gap: {kind: assumption}}, shows: [chips]}
  X3: {facts: {gap: {kind: assumption}}, shows: [chips]}
stances:
  secrecy: {options: [one, two], start: one, cost: 1, seen_by_rival: exact}
vars:
  hush: {unit: "1", is: "stance.secrecy", seen_by_rival: exact}
"""
RIGHT = f"codex: {{c1: {PAGE}, x3: {PAGE}}}\nstance.secrecy: {WORDS}\nvar.hush: {{name: Hush, help: Hush.}}\n"


def told(swap: tuple[str, str], languages: tuple[str, ...] = ("en",), all_languages: tuple[str, ...] = ("en",)) -> str:
    """The messages when ``swap`` is made in the texts of ``languages``, or in the rules if there are none."""
    rules = RULES if languages else RULES.replace(*swap)
    files = with_files(zz=rules)
    plain = files.pop("texts/en.yaml")
    for language in all_languages:
        files[f"texts/{language}.yaml"] = plain + (RIGHT.replace(*swap) if language in languages else RIGHT)
    return "\n".join(d.text() for d in check_ruleset(files) if d.code in ("R102", "R103"))


def test_nothing_is_told_of_texts_that_stand_where_they_belong() -> None:
    assert told(("x", "x"), (), ("en", "zh")) == ""


@pytest.mark.parametrize(("swap", "meant"), [(("X3:", "X33:"), "X3"), (("X3:", "P9:"), "X3"), (("C1:", "C7:"), "C1")])
def test_a_system_misspelt_in_the_rules_is_told_once_at_its_key(swap: tuple[str, str], meant: str) -> None:
    found = told(swap, (), ("en", "zh"))
    assert found.count("R102") == 1
    line = 3 if swap[0] == "C1:" else 4
    assert f"zz.yaml:{line}:3: error R102" in found
    assert f"did you mean `{meant}`?" in found


@pytest.mark.parametrize(("swap", "thing"), [(("x3", "x33"), "codex.x3"), (("secrecy", "secrcy"), "stance.secrecy")])
def test_texts_of_one_language_under_a_misspelt_name_are_told_once_where_they_stand(
    swap: tuple[str, str], thing: str
) -> None:
    found = told(swap, ("zh",), ("en", "zh"))
    assert found.count("R10") == 1
    assert "texts/zh.yaml:" in found
    assert f"did you mean `{thing}`?" in found


def test_each_of_two_misspelt_things_is_told_once() -> None:
    found = told(("codex: {c1", "codex: {c4"), ("en",)) + told(("hush: {", "hsh: {"), ("en",))
    assert found.count("R102") == 2
    assert "did you mean `codex.c1`?" in found
    assert "did you mean `var.hush`?" in found
