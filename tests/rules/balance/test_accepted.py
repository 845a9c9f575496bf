"""What was accepted of a ruleset stays beside it: a later report tells what moved since, and which lines changed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache

import pytest

from airace_rules.balance.accepted import FILE, Accepted, NotAccepted, accepted_from, rules_of
from airace_rules.balance.effort import Effort
from airace_rules.balance.findings import findings
from airace_rules.balance.moved import accepted_text, measured
from airace_rules.balance.report import Report, balance
from airace_rules.balance.runner import Runner
from rules.balance.kit import RULESETS, SHIPPED, place_of, planted, shipped

GAMES = 1600
BUYING = 'buy_gain: {value: {washington: 16, beijing: 7}, unit: "1", range: [2, 20]'


@lru_cache
def accepted() -> tuple[str, Accepted]:
    """The file of `quick`, and what it says."""
    report = balance(Runner(3), shipped("quick"), Effort(GAMES, rounds=0))
    text = accepted_text(report)
    return text, Accepted("quick", 3, measured(report), rules_of(shipped("quick")))


@lru_cache
def doubled() -> Report:
    """A report of `quick` in which Washington buys twice as much for its money."""
    compiled = planted("quick", "compute.yaml", (BUYING, BUYING.replace("16", "32").replace("[2, 20]", "[2, 40]")))
    return balance(Runner(8), compiled, Effort(GAMES, rounds=0))


def warned(report: Report, before: Accepted) -> list[tuple[str, str]]:
    """What a plain report says has changed."""
    told = findings(replace(report, accepted=before))
    return [(finding.place, finding.words) for finding in told if finding.about == "changed"]


def test_a_doubled_effect_is_told_with_its_line_without_another_version_at_hand() -> None:
    [(place, words)] = warned(doubled(), accepted()[1])
    assert place == place_of(doubled().compiled, "compute.yaml", "buy_gain:")
    assert words.startswith("changed since the figures of `quick` were accepted: ")
    told = "params.buy_gain ({washington: 16, beijing: 7} → {washington: 32, beijing: 7})"
    assert f"{place} {told}. The change moved " in words
    assert "Washington's share of the round-robin from 5" in words


def test_other_luck_with_the_same_rules_is_no_change_and_neither_is_a_change_that_moves_nothing() -> None:
    comment = planted("quick", "compute.yaml", (BUYING, f"# purchases\n  {BUYING}"))
    slight = planted("quick", "compute.yaml", (BUYING, BUYING.replace("16", "16.01")))
    assert rules_of(comment) == rules_of(shipped("quick")) != rules_of(slight)
    assert warned(balance(Runner(8), slight, Effort(GAMES, rounds=0)), accepted()[1]) == []


def test_what_was_added_or_removed_is_told_and_generated_lines_come_last() -> None:
    before = accepted()[1]
    rules = {f"{key}_once" if key == "params.tech" else key: words for key, words in before.rules.items()}
    [(_, words)] = warned(doubled(), replace(before, rules={**rules, "par.frontier": "0"}))
    told = re.sub(r"[a-z]+\.yaml:\d+ ", "", words)
    assert "accepted: params.tech (added); params.buy_gain (" in told
    assert "; params.tech_once (removed); par.frontier (reads otherwise). One or more of these changes moved " in told


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", "\x00", "{" * 5000, '{"rules": 1}', '{"measured": {"games": 0}}',
        '{"ruleset": "quick", "seed": 1, "rules": {}, "measured": {"games": 10, "decided": 20}}',
    ],
)  # fmt: skip
def test_a_text_that_is_something_else_is_refused(text: str) -> None:
    with pytest.raises(NotAccepted):
        accepted_from(text)


@pytest.mark.parametrize("field", ["games", "share", "scores", "payoffs"])
def test_a_text_without_one_of_its_figures_is_refused(field: str) -> None:
    kept = json.loads(accepted()[0])
    assert accepted_from(json.dumps(kept)) == accepted()[1]
    del kept["measured"][field]
    with pytest.raises(NotAccepted):
        accepted_from(json.dumps(kept))


@pytest.mark.parametrize("name", SHIPPED)
def test_what_was_accepted_of_a_ruleset_that_ships_is_what_it_says_now(name: str) -> None:
    found = accepted_from((RULESETS / name / FILE).read_text("utf-8"))
    now = rules_of(shipped(name))
    other = sorted(key for key in {*now, *found.rules} if now.get(key) != found.rules.get(key))
    assert not other, f"look at `airace balance {name}`, then keep its figures with --accept"
    assert found.measured.games >= 10_000
