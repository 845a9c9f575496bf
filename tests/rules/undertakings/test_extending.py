"""A ruleset that builds on another may change, add and remove projects and deals."""

from __future__ import annotations

from airace_rules import check_ruleset, load_ruleset
from rules.undertakings.kit import treaty_files

HEAD = "format: 1\nname: kid\nextends: treaty\n"
CHANGES = """
projects:
  plant: {change: true, cost: {beijing: 9}, needs: []}
  fund: {remove: true}
  watch: {override: true, cost: 6, turns: 2, do: [{add: grid, by: "1"}]}
  garden: {for: washington, cost: 2.5, turns: 1, do: [{add: trust, by: "1"}]}
deals:
  pause: {change: true, duration: 5, binding: true, terms: [{stance: safety, at_least: high}],
    detect: {remove: true}, caught: {remove: true}, locked: {remove: true}}
  dialogue: {remove: true}
limits: {new_projects: 3}
flows:
  secret: {change: true, research: "sqrt(labs)"}
  trust: {change: true, drift: "0.1 * (50 - trust)"}
"""
WORDS = """
ruleset: {name: Kid, about: A child.}
project: {garden: {name: n, help: h, finished: f}}
flow: {grid: {project_watch: w}, trust: {project_garden: g}}
"""


def kid(rules: str) -> dict[str, str]:
    base = {f"treaty/{path}": text for path, text in treaty_files().items()}
    return {**base, "rules.yaml": HEAD + rules, "texts/en.yaml": WORDS}


def test_a_child_changes_replaces_adds_and_removes() -> None:
    files = kid(CHANGES)
    assert [d.text() for d in check_ruleset(files) if d.code not in ("R104", "R111")] == []
    ruleset = load_ruleset(files)
    assert list(ruleset.projects) == ["plant", "push", "lab", "watch", "garden"]
    assert ruleset.projects["plant"].cost == {"washington": 130, "beijing": 90}
    assert ruleset.projects["plant"].needs == ()
    assert (ruleset.projects["watch"].joint, ruleset.projects["watch"].turns) == (False, 2)
    assert ruleset.projects["garden"].cost == {"washington": 25}
    assert (ruleset.deals["pause"].binding, ruleset.deals["pause"].duration) == (True, 5)
    assert list(ruleset.deals) == ["pause", "truce"]
    assert {turn.new_projects for turn in ruleset.turns} == {3}


def test_what_house_strategies_say_of_a_removed_project_or_deal_goes_with_it() -> None:
    ruleset = load_ruleset(kid(CHANGES))
    outputs = [cell for cell, _ in ruleset.bots["builder"]["beijing"].outputs]
    assert "pay:fund" not in outputs
    assert "sign:dialogue" not in outputs
    assert "pay:plant" in outputs


def test_every_use_of_a_removed_project_is_told() -> None:
    found = [d for d in check_ruleset(kid("projects:\n  plant: {remove: true}\n")) if d.severity == "error"]
    assert [(d.code, d.file, d.line) for d in found] == [("R125", "rules.yaml", 5)]
    assert found[0].found.count("treaty/rules.yaml:") == 7
