"""The number that players are asked to foresee: one for every ruleset, seen by a side as its view shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from airace_rules import (
    Seed,
    asked_of,
    asked_seen,
    asked_truly,
    bot_orders,
    load_ruleset,
    manifest_for,
    new_match,
    resolve_turn,
    table_truth,
    view_for,
)
from airace_rules.ids import SIDES
from airace_rules.ruleset import Ruleset
from airace_rules.state import TurnResult

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
SEED = Seed(bytes(range(32)))


@pytest.fixture(scope="module")
def quick() -> Ruleset:
    return load_ruleset(RULESETS / "quick")


def without(ruleset: Ruleset, name: str) -> Ruleset:
    """The ruleset as if a perceived variable had not been declared, or were called otherwise."""
    kept = {key: v for key, v in ruleset.variables.items() if key != name}
    return replace(ruleset, variables=kept)


def called(ruleset: Ruleset, name: str, other: str) -> Ruleset:
    variable = replace(ruleset.variables[name], name=other)
    return replace(ruleset, variables={**without(ruleset, name).variables, other: variable})


def played(ruleset: Ruleset, turns: int) -> list[TurnResult]:
    state, history = new_match(ruleset, SEED), list[TurnResult]()
    for _ in range(turns):
        views = {side: view_for(ruleset, state, history, side) for side in SIDES}
        orders = {side: bot_orders(ruleset, "random", views[side], SEED) for side in SIDES}
        history.append(resolve_turn(ruleset, state, orders, SEED))
        state = history[-1].after
    return history


def test_the_rulesets_that_ship_ask_about_the_lead(quick: Ruleset) -> None:
    assert asked_of(quick) == "lead"
    assert manifest_for(quick).asked == "lead"
    assert quick.variables["lead"].unit == "month"


def test_a_ruleset_without_a_lead_asks_about_what_it_lets_sides_believe_or_else_about_the_score(quick: Ruleset) -> None:
    assert asked_of(called(quick, "lead", "edge")) == "edge"
    assert asked_of(without(quick, "lead")) == "score.total"


def test_what_a_side_sees_is_what_its_view_shows_and_the_truth_is_another_thing(quick: Ruleset) -> None:
    history = played(quick, 3)
    truth = asked_truly(quick, history)
    for side in SIDES:
        view = view_for(quick, history[-1].after, history, side)
        seen = asked_seen(quick, view)
        assert seen == [past.perceived["lead"].value for past in view.history]
        assert len(seen) == len(truth[side]) == 4
        assert all(abs(a - b) > 1e-9 for a, b in zip(seen, truth[side], strict=True)), "an estimate is not the truth"


def test_the_truth_is_the_same_from_both_sides_and_the_facilitators(quick: Ruleset) -> None:
    history = played(quick, 3)
    truth = asked_truly(quick, history)
    assert truth["beijing"] == pytest.approx([-number for number in truth["washington"]])
    assert truth["washington"][-1] == table_truth(quick, history[-1].after).lead
    assert asked_truly(quick, []) == {"washington": [], "beijing": []}


def test_where_the_score_is_asked_about_a_side_sees_its_own_reckoning(quick: Ruleset) -> None:
    history = played(quick, 2)
    scored = without(quick, "lead")
    view = view_for(quick, history[-1].after, history, "beijing")
    assert asked_seen(scored, view) == [past.scores["total"] for past in view.history]
