"""An instrument `for:` one side is that side's alone: nothing of the other's can touch it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from airace_rules import bot_orders, default_orders, manifest_for, new_match, resolve_turn, view_for
from airace_rules.bots.play import strategies_of
from airace_rules.errors import IllegalOrders
from airace_rules.ids import SIDES
from airace_rules.language.loader import load_ruleset
from airace_rules.outlook import forecast_for
from airace_rules.ruleset import Ruleset
from airace_rules.ruletests import run_tests
from rules.undertakings.kit import SEED, Match, treaty, treaty_files

BOTH = "controls: {split: 1, cap: 30}"
ONE = "controls: {split: 1, cap: 30, for: beijing}"
SHARED = ("labs: {split: 0.4}", "labs: {split: 0.4, for: washington}")


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return treaty((BOTH, ONE), SHARED)


def test_it_is_the_same_as_a_cap_of_nothing_for_the_other_side(ruleset: Ruleset) -> None:
    capped = treaty((BOTH, "controls: {split: 1, cap: {washington: 0, beijing: 30}}"))
    assert capped.instruments["controls"] == ruleset.instruments["controls"]
    assert ruleset.instruments["labs"].cap == {"washington": 10_000, "beijing": 0}


def test_orders_of_the_other_side_for_it_are_refused_by_name(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    orders = replace(match.orders(), instruments={"controls": 10})
    with pytest.raises(IllegalOrders) as refused:
        match.play(orders)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field, problem.args) == (
        "not_your_instrument",
        "instruments.controls",
        {"instrument": "controls"},
    )
    match.play(replace(match.orders(), instruments={"controls": 0}), orders)


def test_screens_are_told_that_the_other_side_has_none_of_it(ruleset: Ruleset) -> None:
    levers = {lever.key: lever.instruments for lever in manifest_for(ruleset).levers}
    assert [each.cap for each in levers["sanctions"]] == [{"washington": 0, "beijing": 300}]


def test_the_points_of_its_lever_go_to_what_a_side_has(ruleset: Ruleset) -> None:
    orders = default_orders(ruleset, new_match(ruleset, SEED), "beijing").instruments
    assert orders["labs"] == 0
    assert orders["buy"] > default_orders(treaty(), new_match(treaty(), SEED), "beijing").instruments["buy"]


def test_no_strategy_default_or_forecast_spends_on_what_the_side_does_not_have(ruleset: Ruleset) -> None:
    for strategy in strategies_of(ruleset):
        state, history = new_match(ruleset, SEED), []
        while state.ending is None:
            orders = {s: bot_orders(ruleset, strategy, view_for(ruleset, state, history, s), SEED) for s in SIDES}
            for side, key in (("washington", "controls"), ("beijing", "labs")):
                assert orders[side].instruments[key] == 0
                assert default_orders(ruleset, state, side).instruments[key] == 0
            assert forecast_for(ruleset, state, "washington", orders["washington"])
            history.append(resolve_turn(ruleset, state, orders, SEED))
            state = history[-1].after


def test_a_test_in_data_that_gives_it_to_the_other_side_says_so() -> None:
    files = treaty_files()
    files["rules.yaml"] = files["rules.yaml"].replace(BOTH, ONE)
    files["tests.yaml"] = "tests:\n  - {name: t, orders: {both: {controls: 3}}, expect: {world.tension: {below: 99}}}\n"
    (verdict,) = run_tests(load_ruleset(files))
    (failure,) = verdict.failures
    assert failure.diagnostic.code == "T004"
    assert "controls is not an instrument of this side" in failure.text()
