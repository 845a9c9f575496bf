"""A forecast tells what may come, from what its side may know and from nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from airace_rules import (
    Seed,
    bot_orders,
    budget_of,
    default_orders,
    load_ruleset,
    new_match,
    opening_of,
    resolve_turn,
    view_for,
)
from airace_rules.engine.sight import sees
from airace_rules.engine.window import look, windows_of
from airace_rules.errors import IllegalOrders, MatchOver
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.orders import Orders
from airace_rules.outlook import Draft, forecast_for, forecasts_for, grounds_for
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, SideState

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
NAMES = sorted(folder.name for folder in RULESETS.iterdir())


@cache
def ruleset_of(name: str) -> Ruleset:
    return load_ruleset(RULESETS / name)


def seed_of(number: int) -> Seed:
    return Seed(hashlib.sha256(f"forecast test {number}".encode()).digest())


def played(ruleset: Ruleset, turns: int, number: int = 1) -> MatchState:
    """A match of two steady sides at the start of a later turn."""
    state, history, seed = new_match(ruleset, seed_of(number)), [], seed_of(number)
    for _ in range(turns):
        views = {side: view_for(ruleset, state, history, side) for side in SIDES}
        orders = {side: bot_orders(ruleset, "balanced", views[side], seed) for side in SIDES}
        history.append(resolve_turn(ruleset, state, orders, seed))
        state = history[-1].after
    return state


def looks(ruleset: Ruleset, state: MatchState, side: Side) -> object:
    """Everything exact that a side is shown when the turn opens."""
    return look(windows_of(ruleset)[side], state, opening_of(ruleset, state)), budget_of(ruleset, state, side)


def otherwise(ruleset: Ruleset, state: MatchState, side: Side) -> MatchState:
    """A match that looks the same to ``side``: what it cannot know exactly is another wherever that does not show."""
    rival = rival_of(side)
    true = state.sides[rival]
    stances = {
        key: option if ruleset.stances[key].sight.rival == "exact" else ruleset.stances[key].options[-1]
        for key, option in true.stances.items()
    }
    pipelines = {name: tuple(7.0 + amount for amount in amounts) for name, amounts in true.pipelines.items()}
    orders = Orders(dict.fromkeys(ruleset.instruments, 1), stances)
    other = SideState(true.stocks, pipelines, stances, orders, true.carried + 50, {}, {}, {})
    twin = replace(state, sides={**state.sides, rival: other})
    for name, stock in ruleset.stocks.items():
        if not stock.implicit and sees(ruleset, side, rival if stock.scope == "side" else "world", name) != "exact":
            twin = without_notice(ruleset, twin, side, name)
    return twin


def without_notice(ruleset: Ruleset, state: MatchState, side: Side, name: str) -> MatchState:
    """The state with another value of a stock of the rival or the world, if ``side`` would not see that."""
    stock, rival = ruleset.stocks[name], rival_of(side)
    before = state.world[name] if stock.scope == "world" else state.sides[rival].stocks[name]
    value = before + 0.3 * (min(stock.maximum, before + 10.0) - before)
    if stock.scope == "world":
        changed = replace(state, world={**state.world, name: value})
    else:
        true = state.sides[rival]
        changed = replace(state, sides={**state.sides, rival: replace(true, stocks={**true.stocks, name: value})})
    return changed if looks(ruleset, changed, side) == looks(ruleset, state, side) else state


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("turns", [0, 2, 4])
def test_what_a_side_cannot_know_changes_no_forecast(name: str, side: Side, turns: int) -> None:
    ruleset = ruleset_of(name)
    state = played(ruleset, turns)
    twin = otherwise(ruleset, state, side)
    assert looks(ruleset, twin, side) == looks(ruleset, state, side)
    rival = rival_of(side)
    changed = [name for name, value in twin.sides[rival].stocks.items() if value != state.sides[rival].stocks[name]]
    assert len(changed) >= 3
    orders = Orders({next(iter(ruleset.instruments)): 30})
    assert forecast_for(ruleset, state, side, orders) == forecast_for(ruleset, twin, side, orders)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_side_knows_does_change_it(name: str) -> None:
    ruleset = ruleset_of(name)
    first, later = played(ruleset, 0), played(ruleset, 3)
    orders = default_orders(ruleset, first, "washington")
    assert forecast_for(ruleset, first, "washington", orders) != forecast_for(ruleset, later, "washington", Orders())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", SIDES)
def test_the_default_orders_lead_to_what_is_usual(name: str, side: Side) -> None:
    ruleset = ruleset_of(name)
    state = played(ruleset, 1)
    forecast = forecast_for(ruleset, state, side, default_orders(ruleset, state, side))
    spans = [span for outlook in forecast.outlooks for span in {**outlook.own, **outlook.world}.values()]
    assert len(forecast.outlooks) == 2
    assert all(span.middle == span.usual for span in spans)
    assert all(span.low <= span.middle <= span.high for span in spans)


def test_orders_that_buy_chips_promise_more_compute() -> None:
    ruleset = ruleset_of("quick")
    state = played(ruleset, 0)
    much = Orders({**default_orders(ruleset, state, "beijing").instruments, "buy": 0, "deploy": 0})
    little = forecast_for(ruleset, state, "beijing", much).outlooks[0].own["compute"]
    assert little.middle < little.usual


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_lies_within_the_forecast_about_as_often_as_it_says(name: str) -> None:
    """Four in five, when the rival plays steadily; the bounds are wide, for a few matches are few."""
    ruleset = ruleset_of(name)
    inside = outside = 0
    for number in range(30):
        state = played(ruleset, 2, number)
        if state.ending is not None:
            continue
        seed = seed_of(number)
        orders = {side: default_orders(ruleset, state, side) for side in SIDES}
        span = forecast_for(ruleset, state, "beijing", orders["beijing"]).outlooks[0].own["frontier"]
        after = resolve_turn(ruleset, state, orders, seed).after
        truth = after.sides["beijing"].stocks.get("frontier")
        truth = opening_of(ruleset, after)["beijing.frontier"] if truth is None else truth
        if span.low - 1e-9 <= truth <= span.high + 1e-9:
            inside += 1
        else:
            outside += 1
    assert inside + outside >= 20
    assert inside / (inside + outside) >= 0.5


@pytest.mark.parametrize("name", NAMES)
def test_the_last_turn_has_a_forecast_of_the_end(name: str) -> None:
    ruleset = ruleset_of(name)
    for number in range(10):
        state = played_until_last(ruleset, number)
        if state.ending is None:
            break
    assert state.turn == len(ruleset.turns)
    forecast = forecast_for(ruleset, state, "washington", Orders())
    assert [outlook.turn for outlook in forecast.outlooks] == [state.turn + 1]
    assert sum(forecast.outlooks[0].ended.values()) == pytest.approx(1.0)


def played_until_last(ruleset: Ruleset, number: int) -> MatchState:
    state, seed = new_match(ruleset, seed_of(number)), seed_of(number)
    while state.turn < len(ruleset.turns) and state.ending is None:
        orders = {side: default_orders(ruleset, state, side) for side in SIDES}
        state = resolve_turn(ruleset, state, orders, seed).after
    return state


def test_orders_that_are_not_allowed_have_no_forecast() -> None:
    ruleset = ruleset_of("quick")
    state = played(ruleset, 0)
    with pytest.raises(IllegalOrders):
        forecast_for(ruleset, state, "washington", Orders({"buy": 100_000}))
    over = replace(state, ending="horizon")
    with pytest.raises(MatchOver):
        forecast_for(ruleset, over, "washington", Orders())


@pytest.mark.parametrize("name", NAMES)
def test_a_forecast_is_the_same_whatever_is_worked_out_beside_it(name: str) -> None:
    ruleset = ruleset_of(name)
    moments = [(played(ruleset, 2, number), side) for number in range(3) for side in SIDES]
    drafts = [
        Draft(ground, orders)
        for ground in grounds_for(ruleset, moments)
        for orders in (Orders(), default_orders(ruleset, ground.state, ground.side))
    ]
    alone = [forecast_for(ruleset, draft.ground.state, draft.ground.side, draft.orders) for draft in drafts]
    assert forecasts_for(ruleset, drafts) == alone
    assert len({forecast.model_dump_json() for forecast in alone}) > len(moments)


def test_a_draft_that_is_not_allowed_spoils_none_beside_it() -> None:
    ruleset = ruleset_of("quick")
    (ground,) = grounds_for(ruleset, [(new_match(ruleset, seed_of(1)), "beijing")])
    refused, made = forecasts_for(ruleset, [Draft(ground, Orders({"buy": 100_000})), Draft(ground, Orders())])
    assert isinstance(refused, IllegalOrders)
    assert made == forecast_for(ruleset, ground.state, "beijing", Orders())


def test_forecasts_made_together_are_for_the_same_turn() -> None:
    ruleset = ruleset_of("quick")
    grounds = [grounds_for(ruleset, [(played(ruleset, turns), "beijing")])[0] for turns in (0, 1)]
    with pytest.raises(ValueError, match="of the same turn"):
        forecasts_for(ruleset, [Draft(ground, Orders()) for ground in grounds])
