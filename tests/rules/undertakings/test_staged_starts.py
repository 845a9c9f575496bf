"""Turns in which few projects, or none, may be started: `limits: {new_projects: {by: turn, values: …}}`."""

from __future__ import annotations

import pytest

from airace_rules import manifest_for
from airace_rules.errors import OrdersError
from airace_rules.ids import SIDES
from airace_rules.ruletest import Run, Start
from airace_rules.ruletests.batch import play_batch
from airace_rules.ruletests.course import play_singly
from rules.undertakings.kit import Match, treaty

STAGED = ("limits: {new_projects: 1}", "limits: {new_projects: {by: turn, values: [0, 1, 0, 0, 2, 1, 1, 0]}}")


def test_where_no_project_may_be_started_none_is_open_and_the_next_turn_for_it_is_told() -> None:
    match = Match(treaty(STAGED))
    now = match.view("washington").projects
    assert {(each.open, each.starts, *each.unmet) for key, each in now.items() if key != "push"} == {(False, 2)}
    match.play()
    assert {each.starts for each in match.view("washington").projects.values()} == {None}
    assert match.view("washington").projects["plant"].open
    match.play(washington="plant")
    now = match.view("washington").projects
    assert (now["plant"].open, now["plant"].starts) == (True, None)  # under way: to go on is no start
    assert (now["watch"].open, now["watch"].starts) == (False, 5)


def test_after_the_last_turn_with_starts_none_is_named() -> None:
    match = Match(treaty((STAGED[0], "limits: {new_projects: 0}")))
    assert {(each.open, each.starts) for each in match.view("beijing").projects.values()} == {(False, None)}


def test_orders_that_start_a_project_in_such_a_turn_are_refused() -> None:
    match = Match(treaty(STAGED))
    with pytest.raises(OrdersError, match="at most 0 may be started this turn"):
        match.play(washington="plant")


def test_the_manifest_says_how_many_projects_may_start_turn_by_turn() -> None:
    manifest = manifest_for(treaty(STAGED))
    assert [turn.new_projects for turn in manifest.turns] == [0, 1, 0, 0, 2, 1, 1, 0]
    assert manifest.new_projects == 2


@pytest.mark.parametrize("strategy", ["builder", "cheater"])
def test_house_strategies_start_projects_only_where_they_may_one_by_one_and_in_batches(strategy: str) -> None:
    ruleset = treaty(STAGED)
    run = Run(Start(1, {}, {}, {}), (), dict.fromkeys(SIDES, strategy), None, 5)
    singly, batch = play_singly(ruleset, run, 8, 8), play_batch(ruleset, run, 8, 8)
    assert batch is not None
    first, last = batch.at(1), batch.at(8)
    assert first is not None
    assert last is not None
    assert last == pytest.approx(singly.at(8))
    assert {first[f"{side}.progress.plant"] for side in SIDES} == {0.0}
    assert last["washington.done.plant"] > 0.0
