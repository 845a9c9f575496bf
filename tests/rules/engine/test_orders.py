"""Orders: what is allowed, what is refused and why, and what counts when nobody orders anything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airace_rules import Seed, budget_of, check_orders, default_orders, new_match, resolve_turn
from airace_rules.balance.allocate import allocate_games
from airace_rules.engine.allocate import allocate
from airace_rules.engine.budget import scaled_down
from airace_rules.errors import ConflictingOrders, IllegalOrders, MalformedOrders, MatchOver, OrdersError
from airace_rules.ids import SIDES
from airace_rules.orders import NO_ORDERS, Orders
from airace_rules.ruleset import BudgetRules, Instrument
from rules.engine.toy import toy_ruleset

TOY = toy_ruleset()
SEED = Seed(bytes(32))
START = new_match(TOY, SEED)
BUDGET = 383  # 20 + 0.3 * 61 points


def refused(orders: Orders) -> OrdersError:
    with pytest.raises(OrdersError) as caught:
        check_orders(TOY, START, "washington", orders)
    return caught.value


def codes(error: OrdersError) -> dict[str, str]:
    return {problem.field: problem.code for problem in error.problems}


def test_the_budget_is_the_income_in_whole_tenths_plus_what_was_carried() -> None:
    assert budget_of(TOY, START, "washington") == (BUDGET, BUDGET, 0)


def test_accepted_orders_come_back_complete_and_in_the_order_of_the_ruleset() -> None:
    checked = check_orders(TOY, START, "beijing", Orders({"press": 5}, {"trade": "deny"}))
    assert list(checked.instruments.items()) == [("buy", 0), ("fab", 0), ("press", 5)]
    assert list(checked.stances.items()) == [("safety", "standard"), ("trade", "deny")]
    assert check_orders(TOY, START, "beijing", checked) == checked


def test_the_whole_budget_can_be_spent_and_not_a_tenth_more() -> None:
    check_orders(TOY, START, "washington", Orders({"fab": BUDGET}))
    error = refused(Orders({"fab": BUDGET + 1}))
    assert isinstance(error, IllegalOrders)
    assert codes(error) == {"instruments": "over_budget"}
    assert error.problems[0].args == {"spent": 38.4, "total": 38.3, "over": 0.1}
    assert "38.4 points" in error.problems[0].message


def test_changing_a_stance_costs_and_keeping_it_does_not() -> None:
    check_orders(TOY, START, "washington", Orders({"fab": BUDGET}, {"safety": "standard"}))
    check_orders(TOY, START, "washington", Orders({"fab": BUDGET - 20}, {"safety": "minimal"}))
    assert codes(refused(Orders({"fab": BUDGET - 19}, {"safety": "minimal"}))) == {"instruments": "over_budget"}


def test_a_cap_is_kept_for_each_side_by_itself() -> None:
    error = refused(Orders({"buy": 251}))
    assert isinstance(error, IllegalOrders)
    assert codes(error) == {"instruments.buy": "over_cap"}
    check_orders(TOY, START, "beijing", Orders({"buy": 251}))


@pytest.mark.parametrize(
    ("orders", "field", "code"),
    [
        (Orders({"bribes": 1}), "instruments.bribes", "unknown_instrument"),
        (Orders({"buy": 1.0}), "instruments.buy", "not_an_integer"),  # type: ignore[dict-item]
        (Orders({"buy": True}), "instruments.buy", "not_an_integer"),
        (Orders({"buy": "7"}), "instruments.buy", "not_an_integer"),  # type: ignore[dict-item]
        (Orders({"buy": None}), "instruments.buy", "not_an_integer"),  # type: ignore[dict-item]
        (Orders({"buy": -1}), "instruments.buy", "negative"),
        (Orders({}, {"mood": "good"}), "stances.mood", "unknown_stance"),
        (Orders({}, {"safety": "none"}), "stances.safety", "unknown_option"),
    ],
)
def test_orders_of_the_wrong_shape_are_malformed(orders: Orders, field: str, code: str) -> None:
    error = refused(orders)
    assert isinstance(error, MalformedOrders)
    assert codes(error) == {field: code}


def test_too_many_stance_changes_conflict() -> None:
    error = refused(Orders({}, {"safety": "minimal", "trade": "sell"}))
    assert isinstance(error, ConflictingOrders)
    assert codes(error) == {"stances": "too_many_stance_changes"}
    assert error.problems[0].args == {"changes": 2, "most": 1}


def test_all_problems_are_told_at_once() -> None:
    error = refused(
        Orders({"bribes": 1, "buy": 300, "fab": -2, "press": 999}, {"safety": "minimal", "trade": "sell", "mood": "x"})
    )
    assert isinstance(error, MalformedOrders)
    assert codes(error) == {
        "instruments.bribes": "unknown_instrument",
        "instruments.buy": "over_cap",
        "instruments.fab": "negative",
        "instruments.press": "over_cap",
        "stances.mood": "unknown_stance",
        "stances": "too_many_stance_changes",
        "instruments": "over_budget",
    }
    assert all(problem.message.endswith(".") for problem in error.problems)


def test_nothing_is_taken_after_the_end() -> None:
    with pytest.raises(MatchOver, match="horizon"):
        check_orders(TOY, replace(START, ending="horizon"), "washington", NO_ORDERS)


def test_an_unknown_side_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="washington and beijing"):
        check_orders(TOY, START, "moscow", NO_ORDERS)  # type: ignore[arg-type]


def test_what_is_not_spent_carries_over_by_its_share_cut_to_whole_tenths() -> None:
    orders = {"washington": Orders({"fab": 100}, {"safety": "minimal"}), "beijing": Orders({"fab": BUDGET})}
    after = resolve_turn(TOY, START, orders, SEED).after
    assert after.sides["washington"].carried == (BUDGET - 120) // 2
    assert after.sides["beijing"].carried == 0
    budget = budget_of(TOY, after, "washington")
    assert budget.total == budget.income + budget.carried


def test_the_first_default_is_an_even_share_for_each_lever() -> None:
    defaults = default_orders(TOY, START, "beijing")
    assert defaults.instruments == {"buy": 169, "fab": 114, "press": 100}
    assert sum(defaults.instruments.values()) == BUDGET
    assert defaults.stances == {"safety": "standard", "trade": "sell"}


def test_later_defaults_repeat_the_turn_before_and_keep_the_stances() -> None:
    orders = {"washington": Orders({"buy": 90, "fab": 7}, {"trade": "sell"}), "beijing": NO_ORDERS}
    after = resolve_turn(TOY, START, orders, SEED).after
    assert default_orders(TOY, after, "washington") == Orders(
        {"buy": 90, "fab": 7, "press": 0}, {"safety": "standard", "trade": "sell"}
    )
    assert default_orders(TOY, after, "beijing").instruments == {"buy": 0, "fab": 0, "press": 0}


def test_defaults_shrink_in_proportion_when_the_budget_does() -> None:
    poor = {side: replace(START.sides[side], orders=Orders({"buy": 240, "fab": 480, "press": 80})) for side in SIDES}
    state = replace(START, turn=2, sides=poor)
    defaults = default_orders(TOY, state, "washington")
    assert defaults.instruments == {"buy": 114, "fab": 230, "press": 39}
    assert sum(defaults.instruments.values()) == BUDGET
    check_orders(TOY, state, "washington", defaults)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8), st.integers(0, 1000))
def test_scaling_down_never_overspends_and_never_grows_an_amount(amounts: list[int], total: int) -> None:
    before = {str(k): amount for k, amount in enumerate(amounts)}
    after = scaled_down(before, total)
    assert sum(after.values()) == min(sum(amounts), total)
    assert all(0 <= after[key] <= before[key] for key in before)


WEIGHTS = st.one_of(st.just(0.0), st.floats(0, 1e300), st.floats(0, 10))
ROWS = st.lists(st.tuples(WEIGHTS, st.integers(0, 400)), min_size=1, max_size=8)


@given(ROWS, st.integers(0, 2000))
def test_sharing_out_is_exact_and_keeps_every_cap(rows: list[tuple[float, int]], amount: int) -> None:
    weights, caps = [row[0] for row in rows], [row[1] for row in rows]
    given_out = allocate(weights, amount, caps)
    assert all(0 <= g <= cap for g, cap in zip(given_out, caps, strict=True))
    assert sum(given_out) <= amount
    if sum(given_out) < amount:  # only when nobody with a weight has room left
        assert all(g == cap for g, cap, weight in zip(given_out, caps, weights, strict=True) if weight > 0.0)
    assert all(g == 0 for g, weight in zip(given_out, weights, strict=True) if weight == 0.0)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.data())
def test_sharing_out_for_many_games_is_the_same_as_one_by_one(caps_like: list[int], data: st.DataObject) -> None:
    caps = [60 * c for c in caps_like]
    game = st.tuples(st.lists(WEIGHTS, min_size=len(caps), max_size=len(caps)), st.integers(0, 900))
    games = data.draw(st.lists(game, min_size=1, max_size=6))
    weights = [np.array(row) for row in zip(*(g[0] for g in games), strict=True)]
    batch = allocate_games(weights, np.array([g[1] for g in games]), caps)
    for k, (single, amount) in enumerate(games):
        assert [int(row[k]) for row in batch] == allocate(single, amount, caps)


def test_a_ruleset_without_carry_over_or_with_full_carry_over_is_kept_to() -> None:
    for share, kept in ((0.0, 0), (1.0, BUDGET - 83)):
        ruleset = toy_ruleset(budget=BudgetRules("budget", share, 1))
        state = new_match(ruleset, SEED)
        orders = dict.fromkeys(SIDES, Orders({"fab": 83}))
        assert resolve_turn(ruleset, state, orders, SEED).after.sides["beijing"].carried == kept


def test_caps_below_the_even_share_leave_the_rest_to_the_others() -> None:
    small = {key: Instrument(key, i.lever, i.split, dict.fromkeys(SIDES, 50), ()) for key, i in TOY.instruments.items()}
    ruleset = toy_ruleset(instruments=small)
    defaults = default_orders(ruleset, new_match(ruleset, SEED), "washington")
    assert defaults.instruments == {"buy": 50, "fab": 50, "press": 50}
