"""House strategies play from a View alone, and their orders always pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from airace_rules import (
    Seed,
    bot_orders,
    check_orders,
    load_ruleset,
    new_match,
    resolve_turn,
    strategies_of,
    view_for,
)
from airace_rules.errors import MatchOver, RulesError
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.views import View
from rules.engine.toy import Writer, toy_ruleset

QUICK = Path(__file__).parents[3] / "game_rules" / "rulesets" / "quick"
SEED = Seed(bytes(range(32)))
TOY = toy_ruleset()
BUDGET = 383


def with_strategy(outputs: Mapping[str, float]) -> Ruleset:
    """The toy ruleset with one strategy of constants."""
    writer = Writer()
    for cell, value in outputs.items():
        writer.put(cell, writer.number(value))
    return toy_ruleset(bots={"fixed": dict.fromkeys(SIDES, writer.program())})


def orders_for(outputs: Mapping[str, float], side: Side = "washington") -> Orders:
    ruleset = with_strategy(outputs)
    state = new_match(ruleset, SEED)
    return check_orders(ruleset, state, side, bot_orders(ruleset, "fixed", view_for(ruleset, state, [], side), SEED))


@pytest.mark.parametrize("ruleset", [TOY, load_ruleset(QUICK)], ids=["toy", "quick"])
def test_every_strategy_plays_whole_matches_with_orders_that_pass(ruleset: Ruleset) -> None:
    for number in range(6):
        seed = Seed(number.to_bytes(32, "big"))
        for name in strategies_of(ruleset):
            state, history = new_match(ruleset, seed), []
            while state.ending is None:
                orders: dict[Side, Orders] = {}
                for side in SIDES:
                    given = bot_orders(ruleset, name, view_for(ruleset, state, history, side), seed)
                    orders[side] = check_orders(ruleset, state, side, given)
                history.append(resolve_turn(ruleset, state, orders, seed))
                state = history[-1].after


def test_a_strategy_plays_from_the_view_that_was_sent() -> None:
    state = new_match(TOY, SEED)
    view = view_for(TOY, state, [], "beijing")
    received = View.model_validate_json(view.model_dump_json())
    for name in strategies_of(TOY):
        assert bot_orders(TOY, name, received, SEED) == bot_orders(TOY, name, view, SEED)


def test_weights_share_out_exactly_what_is_to_be_spent() -> None:
    orders = orders_for({"weight:buy": 1.0, "weight:fab": 3.0, "weight:press": 0.0, "spend:share": 0.5})
    assert orders.instruments == {"buy": 47, "fab": 144, "press": 0}
    assert sum(orders.instruments.values()) == BUDGET // 2


def test_what_is_over_a_cap_goes_to_the_others() -> None:
    orders = orders_for({"weight:buy": 9.0, "weight:fab": 1.0, "weight:press": 0.0, "spend:share": 1.0})
    assert orders.instruments == {"buy": 250, "fab": BUDGET - 250, "press": 0}


def test_negative_weights_count_as_nothing_and_no_weight_spends_nothing() -> None:
    orders = orders_for({"weight:buy": -5.0, "weight:fab": 0.0, "weight:press": 0.0, "spend:share": 1.0})
    assert set(orders.instruments.values()) == {0}


def test_the_share_to_spend_is_cut_to_what_there_is() -> None:
    base = {"weight:buy": 0.0, "weight:fab": 1.0, "weight:press": 0.0}
    assert orders_for({**base, "spend:share": 7.0}).instruments["fab"] == BUDGET
    assert orders_for({**base, "spend:share": -1.0}).instruments["fab"] == 0


def test_stances_change_in_file_order_as_many_as_are_allowed_and_are_paid_first() -> None:
    base = {"weight:buy": 0.0, "weight:fab": 1.0, "weight:press": 0.0, "spend:share": 1.0}
    orders = orders_for({**base, "choose:safety": 0.0, "choose:trade": 0.0})
    assert orders.stances == {"safety": "minimal", "trade": "deny"}
    assert orders.instruments["fab"] == BUDGET - 20


def test_a_stance_that_cannot_be_paid_stays() -> None:
    outputs = {"weight:buy": 0.0, "weight:fab": 1.0, "weight:press": 0.0, "choose:safety": 0.0, "choose:trade": 0.0}
    ruleset = with_strategy({**outputs, "spend:share": 1.0})
    stances = {"safety": replace(TOY.stances["safety"], cost=BUDGET + 1), "trade": TOY.stances["trade"]}
    ruleset = replace(ruleset, stances=stances)
    state = new_match(ruleset, SEED)
    orders = bot_orders(ruleset, "fixed", view_for(ruleset, state, [], "washington"), SEED)
    assert orders.stances == {"safety": "standard", "trade": "sell"}
    assert orders.instruments["fab"] == BUDGET - 10
    check_orders(ruleset, state, "washington", orders)


def test_a_choice_is_rounded_and_cut_to_the_options() -> None:
    base = {"weight:buy": 0.0, "weight:fab": 1.0, "weight:press": 0.0, "spend:share": 1.0}
    for choice, option in ((0.4, "minimal"), (0.5, "standard"), (99.0, "standard"), (-3.0, "minimal")):
        assert orders_for({**base, "choose:safety": choice}).stances["safety"] == option


def test_the_random_strategy_depends_on_its_seed_side_and_turn_and_ignores_the_salt() -> None:
    state = new_match(TOY, SEED)
    views = {side: view_for(TOY, state, [], side) for side in SIDES}
    ours = bot_orders(TOY, "random", views["washington"], SEED)
    assert ours == bot_orders(TOY, "random", views["washington"], Seed(SEED.seed, b"other"))
    assert ours != bot_orders(TOY, "random", views["beijing"], SEED)
    assert ours != bot_orders(TOY, "random", views["washington"], Seed(bytes(32)))
    assert ours != bot_orders(TOY, "random", views["washington"].model_copy(update={"turn": 2}), SEED)


def test_an_unknown_strategy_is_refused_with_the_names_there_are() -> None:
    view = view_for(TOY, new_match(TOY, SEED), [], "washington")
    with pytest.raises(RulesError, match="balanced, hoarder, random"):
        bot_orders(TOY, "genius", view, SEED)


def test_a_strategy_needs_the_view_of_a_side_in_a_match_that_goes_on() -> None:
    state, history = new_match(TOY, SEED), []
    with pytest.raises(RulesError, match="spectator"):
        bot_orders(TOY, "balanced", view_for(TOY, state, [], "spectator"), SEED)
    while state.ending is None:
        history.append(resolve_turn(TOY, state, dict.fromkeys(SIDES, Orders()), SEED))
        state = history[-1].after
    with pytest.raises(MatchOver):
        bot_orders(TOY, "balanced", view_for(TOY, state, history, "washington"), SEED)
