"""A stance `for:` one side is that side's to change: the other keeps the option that it begins with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from airace_rules import bot_orders, check_ruleset, default_orders, manifest_for, new_match, resolve_turn, view_for
from airace_rules.bots.play import strategies_of
from airace_rules.errors import IllegalOrders
from airace_rules.ids import SIDES
from airace_rules.ruleset import Ruleset
from rules.undertakings.kit import SEED, Match, treaty, treaty_files

BOTH = "trade: {options: [sell, license, deny]"
ONE = "trade: {for: washington, options: [sell, license, deny]"


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return treaty((BOTH, ONE))


def test_orders_of_the_other_side_for_it_are_refused(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    orders = match.orders(trade="deny")
    with pytest.raises(IllegalOrders) as refused:
        match.play(match.orders(), orders)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field, problem.args["stance"]) == ("not_open_yet", "stances.trade", "trade")
    match.play(match.orders(trade="license"), replace(orders, stances={"trade": "sell"}))
    assert [match.state.sides[side].stances["trade"] for side in SIDES] == ["license", "sell"]


def test_screens_are_told_whose_it_is(ruleset: Ruleset) -> None:
    told = {stance.key: stance.side for stance in manifest_for(ruleset).stances}
    assert told == {"safety": None, "trade": "washington"}


def test_no_strategy_or_default_changes_it_for_the_other_side(ruleset: Ruleset) -> None:
    for strategy in strategies_of(ruleset):
        state, history = new_match(ruleset, SEED), []
        while state.ending is None:
            orders = {s: bot_orders(ruleset, strategy, view_for(ruleset, state, history, s), SEED) for s in SIDES}
            assert orders["beijing"].stances["trade"] == "sell"
            assert default_orders(ruleset, state, "beijing").stances["trade"] == "sell"
            history.append(resolve_turn(ruleset, state, orders, SEED))
            state = history[-1].after


def test_a_strategy_of_the_other_side_that_chooses_it_is_warned_of() -> None:
    files = treaty_files()
    said = files["rules.yaml"].replace(BOTH, ONE.replace("washington", "beijing"))
    files["rules.yaml"] = said.replace("start: {washington: deny, beijing: sell}", "start: sell")
    (told,) = (each for each in check_ruleset(files) if each.code == "R105")
    assert "`trade` is not washington's: this changes nothing" in told.message
