"""A ruleset that changes the rules below the par that it takes over is told so, and no other."""

from __future__ import annotations

import pytest

from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.loader import check_ruleset, load_ruleset
from rules.language.kit import base_files, extending, under, with_words

PAR = (
    "par:\n  might: {washington: [1, 2, 3], beijing: [1, 2, 3]}\n  care: {washington: [1, 2, 3], beijing: [1, 2, 3]}\n"
)


def told(files: dict[str, str]) -> list[Diagnostic]:
    return [found for found in check_ruleset(with_words(files)) if found.code == "R111"]


def kid(rules: str, words: str = "", **others: str) -> dict[str, str]:
    return {**extending(rules, words), **others}


OTHER_RULES = [
    "params:\n  wear: {change: true, value: 0.2}\n",
    "stocks:\n  chips: {change: true, start: {beijing: 50}}\n",
    "vars:\n  income: {change: true, is: '50'}\n",
    "flows:\n  chips: {change: true, add: true, gifts: '1'}\n",
    "levers:\n  chips: {change: true, instruments: {buy: {cap: 20}}}\n",
    "events:\n  fire: {remove: true, instead: 0}\nheadlines:\n  boom: {remove: true}\n",
    "scores:\n  might: {change: true, raw: 'chips'}\n",
    "budget: {change: true, carry_over: 0.1}\n",
]


@pytest.mark.parametrize("rules", OTHER_RULES)
def test_other_rules_have_another_par(rules: str) -> None:
    (found,) = told(kid(rules))
    assert (found.severity, found.file, found.line, found.column) == ("warning", "kid.yaml", 3, 1)
    assert "airace rules derive" in found.text()
    assert "(kid.yaml:" in found.found or "(removed from small/" in found.found


SAME_GAME = [
    "",
    "clock: {change: true, turn: 50}\n",
    "gauges: [chips]\n",
    "sources:\n  fab_life: {override: true, title: Another}\n",
    "params:\n  wear: {change: true, range: [0, 0.4]}\n  more: {value: 2, unit: '1'}\n",
    "params:\n  wear: {change: true, value: {washington: 0.1, beijing: 0.10}}\n",
    "headlines:\n  fuss: {per: world, when: 'tension > 5', tell: public}\n",
    "score_total: {remove: true}\n",
    "scores:\n  might: {change: true, scale: 2}\n",
    "bots:\n  eager: {both: {instruments: {buy: '1'}}}\n",
]


@pytest.mark.parametrize("rules", SAME_GAME)
def test_the_same_game_in_other_words_is_not_doubted(rules: str) -> None:
    assert told(kid(rules, "var.chips.name: Other words\n")) == []


def test_a_ruleset_with_a_par_of_its_own_is_not_doubted() -> None:
    assert told(kid(OTHER_RULES[0], **{"par.yaml": PAR})) == []


def test_the_par_of_a_ruleset_two_below_is_doubted_for_what_changed_since() -> None:
    words = "ruleset: {name: T, about: t}\n"
    mid = {"mid/mid.yaml": "format: 1\nname: mid\nextends: small\n" + OTHER_RULES[0], "mid/texts/en.yaml": words}
    top = {"top.yaml": "format: 1\nname: top\nextends: mid\n", "texts/en.yaml": words}
    files = {**under("small", base_files()), **mid, **top}
    (found,) = told(files)
    assert found.found.endswith("(mid/mid.yaml:5)")
    assert told({**files, "mid/par.yaml": PAR}) == []


def test_the_warning_does_not_stop_a_load() -> None:
    assert load_ruleset(with_words(kid(OTHER_RULES[0]))).name == "kid"
