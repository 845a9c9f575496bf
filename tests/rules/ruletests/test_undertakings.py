"""Tests in data about projects and deals: they are ordered, given and asked for by name."""

from __future__ import annotations

from airace_rules import load_ruleset
from airace_rules.ruletests import Failure, run_tests
from rules.undertakings.kit import treaty_files


def failures(body: str) -> list[Failure]:
    lines = "".join(f"    {line}\n" for line in body.strip().split("\n"))
    files = treaty_files() | {"tests.yaml": f"tests:\n  - name: a promise\n{lines}"}
    (verdict,) = run_tests(load_ruleset(files))
    return list(verdict.failures)


def test_a_project_that_is_paid_for_is_finished_when_its_instalments_are_paid() -> None:
    body = """
orders: {beijing: {projects: [plant]}}
later: [{from: 3, beijing: {}}]
turns: 3
expect:
  at turn 1: {beijing.progress.plant: 1, beijing.done.plant: 0, washington.progress.plant: 0}
  at turn 2: {beijing.done.plant: 1, happens: [beijing.plant.finished], beijing.grid.project_plant: 28}
  never: [washington.plant.finished, beijing.plant.slipped]
"""
    assert failures(body) == []


def test_a_slip_and_a_breach_that_is_caught_can_be_made_to_happen() -> None:
    body = """
given: {both: {stances: {safety: middle}}}
orders: {washington: {projects: [plant], deals: [pause]}, beijing: {deals: [pause]}}
later: [{from: 2, washington: {controls: 20, projects: [plant], deals: [pause]}}]
draws: {washington.slip.plant: happens, detect.pause: happens}
turns: 2
expect:
  at turn 1: {world.deal.pause: 1, happens: [world.pause.signed]}
  at turn 2: {world.deal.pause: 0, happens: [washington.plant.slipped, washington.pause.caught]}
  never: [beijing.pause.caught, washington.plant.finished]
"""
    assert failures(body) == []


def test_a_test_may_begin_with_a_project_under_way_or_a_deal_in_force() -> None:
    body = """
given: {both: {stances: {safety: middle}}, washington: {progress.push: 2}, world: {deal.pause: 2, progress.lab: 1}}
orders: {both: {deals: [pause], projects: [lab]}, washington: {projects: [push]}}
expect: {washington.done.push: 1, world.deal.pause: 1, world.done.lab: 1}
"""
    assert failures(body) == []


def test_orders_that_a_binding_deal_forbids_are_refused_at_their_place() -> None:
    body = """
given: {world: {deal.truce: 2}, both: {stances: {safety: middle, trade: license}}}
orders: {both: {deals: [truce]}, washington: {controls: 10}}
expect: {world.deal.truce: 1}
"""
    (failure,) = failures(body)
    assert failure.diagnostic.code == "T004"
    assert "controls" in failure.diagnostic.found


def test_headlines_may_be_asked_for() -> None:
    assert failures("given: {world: {tension: 80}}\nexpect: {happens: [world.headline.calm]}") == []
