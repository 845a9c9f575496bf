"""How high the news of projects and deals stands in the report."""

from __future__ import annotations

import pytest

from airace_rules import load_ruleset
from airace_rules.ruleset import Ruleset
from rules.undertakings.kit import Match, treaty, treaty_files


def weights(ruleset: Ruleset, key: str) -> dict[str, int]:
    """What befalls a project or deal → weight."""
    found = {h.key: h.weight for h in ruleset.happenings if h.kind in ("project", "deal")}
    return {name.partition(".")[2]: weight for name, weight in found.items() if name.startswith(f"{key}.")}


def test_without_a_word_news_has_the_usual_weights() -> None:
    usual = treaty()
    assert weights(usual, "lab") == {"finished": 6, "slipped": 3, "offered": 4, "refunded": 4}
    assert weights(usual, "pause") == {"signed": 7, "offered": 4, "left": 8, "broke": 5, "caught": 9, "ended": 3}


def test_a_ruleset_says_which_weights_differ() -> None:
    changed = treaty(
        ("dialogue: {duration: 4}", "dialogue: {duration: 4, weights: {signed: 2, ended: 0}}"),
        ('    slip: "0.4"\n', '    slip: "0.4"\n    weights: {slipped: 30}\n'),
    )
    assert weights(changed, "dialogue") == {"signed": 2, "offered": 4, "left": 8, "ended": 0}
    assert weights(changed, "lab") == {**weights(treaty(), "lab"), "slipped": 30}
    assert weights(changed, "plant") == weights(treaty(), "plant")


@pytest.mark.parametrize(("signed", "first"), [("8", "dialogue.signed"), ("6", "truce.signed")])
def test_the_report_tells_the_heavier_news_first(signed: str, first: str) -> None:
    match = Match(treaty(("dialogue: {duration: 4}", f"dialogue: {{duration: 4, weights: {{signed: {signed}}}}}")))
    match.play("truce dialogue", "truce dialogue")
    report = match.view("washington").report
    assert report is not None
    assert report.headlines[0].key == first


def test_a_child_changes_one_weight_and_leaves_the_others() -> None:
    base = {f"treaty/{path}": text for path, text in treaty_files().items()}
    here = "dialogue: {duration: 4"
    base["treaty/rules.yaml"] = base["treaty/rules.yaml"].replace(here, f"{here}, weights: {{signed: 2, ended: 0}}")
    rules = "format: 1\nname: kid\nextends: treaty\ndeals:\n  dialogue: {change: true, weights: {ended: 5}}\n"
    kid = {**base, "rules.yaml": rules, "texts/en.yaml": "ruleset: {name: Kid, about: A child.}\n"}
    assert weights(load_ruleset(kid), "dialogue") == {"signed": 2, "offered": 4, "left": 8, "ended": 5}
