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


def test_stances_in_force_may_be_asked_for_by_option_or_by_their_place_on_the_ladder() -> None:
    body = """
given: {beijing: {stances: {safety: middle}}}
orders: {washington: {stances: {safety: high}, deals: [truce]}, beijing: {deals: [truce]}}
expect:
  at turn 1:
    washington.stance.safety: high
    beijing.stance.safety: {at_least: middle, at_most: high}
    washington.stance.trade: {at_most: license}
"""
    assert failures(body) == []  # the truce, in force from the next turn on, moves trade from deny to license
    wrong = failures("expect: {washington.stance.safety: {at_least: middle}, beijing.stance.trade: deny}")
    told = [(each.diagnostic.code, each.diagnostic.found, each.diagnostic.expected) for each in wrong]
    assert told == [("T001", "low", "at least middle"), ("T001", "sell", "deny")]


def test_what_a_side_believes_of_its_rival_may_be_asked_for_and_its_error_set() -> None:
    exact = "expect: {washington.estimate.grid: 57, washington.band.grid: 5.7, washington.band.lead: 5.7}"
    assert failures(exact) == []
    body = """
draws: {washington.estimate.grid: 2}
expect: {washington.estimate.grid: 68.4, beijing.grid: 57, beijing.estimate.grid: 38}
"""
    assert failures(body) == []
    (wrong,) = failures(body.replace("68.4", "57"))
    assert wrong.diagnostic.found == "68.4"
    assert wrong.why == ("beijing.grid = 57", "washington.band.grid = 6.84")


def test_estimates_over_many_games_are_right_on_average() -> None:
    body = "games: 400\nexpect: {washington.estimate.grid: {near: 57, within: 1}, beijing.grid: 57}"
    assert failures(body) == []


def test_whether_a_breach_is_caught_may_be_drawn_as_a_number() -> None:
    body = """
given: {world: {deal.pause: 2}, both: {stances: {safety: middle}}}
orders: {both: {deals: [pause]}, beijing: {controls: 20}}
draws: {beijing.detect.pause: DRAW}
"""
    assert failures(body.replace("DRAW", "0.24") + "expect: {happens: [beijing.pause.caught]}") == []
    assert failures(body.replace("DRAW", "0.26") + "expect: {never: [beijing.pause.caught]}") == []
    assert failures(body.replace("DRAW", "happens") + "expect: {happens: [beijing.pause.caught]}") == []
