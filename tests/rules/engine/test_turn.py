"""A turn: its phases, its endings, and that it depends on nothing but what it is given."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from airace_rules import Seed, new_match, opening_of, resolve_turn
from airace_rules.engine.identity import ByIdentity
from airace_rules.engine.opened import open_state
from airace_rules.engine.plan import plan_of
from airace_rules.errors import IllegalOrders, MatchOver, NotFinite
from airace_rules.ids import SIDES, Side
from airace_rules.language.ir import Node, Op
from airace_rules.orders import NO_ORDERS, Orders
from airace_rules.ruleset import Ending, Pipeline, Ruleset
from airace_rules.state import MatchState, TurnResult
from rules.engine.toy import TURNS, toy_ruleset

TOY = toy_ruleset()
SEED = Seed(bytes(range(32)))
IDLE: dict[Side, Orders] = dict.fromkeys(SIDES, NO_ORDERS)


def play(ruleset: Ruleset, orders: dict[Side, Orders] = IDLE, seed: Seed = SEED) -> list[TurnResult]:
    state, history = new_match(ruleset, seed), []
    while state.ending is None:
        history.append(resolve_turn(ruleset, state, orders, seed, history[-1].hash if history else ""))
        state = history[-1].after
    return history


def with_world(state: MatchState, **stocks: float) -> MatchState:
    return replace(state, world={**state.world, **stocks})


def test_a_new_match_holds_the_declared_start() -> None:
    state = new_match(TOY, SEED)
    assert state.turn == 1
    assert state.sides["beijing"].stocks == {"chips": 45.5, "trust": 61.0, "debt": 4.0}
    assert state.sides["washington"].stances == {"safety": "standard", "trade": "deny"}
    assert state.sides["washington"].pipelines == {"fabs": (0.25, 0.5)}
    assert state.world == {"tension": 42.0}
    assert state.sides["washington"].orders == NO_ORDERS


def test_each_side_starts_with_an_estimate_of_the_other() -> None:
    state = new_match(TOY, SEED)
    truth = opening_of(TOY, state)["beijing.strength"]
    mine = state.sides["washington"]
    assert mine.estimates["strength"] != truth
    assert abs(mine.estimates["strength"] - truth) < 6.0
    assert mine.bands == {"strength": 2.0, "lead": 1.2}
    lead = (opening_of(TOY, state)["washington.strength"] - mine.estimates["strength"]) * 0.6
    assert mine.perceived == {"lead": lead}


def test_the_same_input_gives_the_same_result_whatever_else_was_drawn() -> None:
    first = play(TOY)
    random.seed(1)
    np.random.seed(1)
    np.random.random(1000)
    assert play(TOY) == first


def test_another_seed_or_branch_gives_another_result() -> None:
    state = new_match(TOY, SEED)
    results = [resolve_turn(TOY, state, IDLE, seed) for seed in (SEED, replace(SEED, branch=1), Seed(bytes(32)))]
    assert len({result.hash for result in results}) == 3


def test_the_order_in_which_orders_arrive_does_not_matter() -> None:
    ours, theirs = Orders({"buy": 10, "fab": 5}), Orders({"press": 9})
    state = new_match(TOY, SEED)
    first = resolve_turn(TOY, state, {"washington": ours, "beijing": theirs}, SEED)
    shuffled = {"beijing": theirs, "washington": Orders({"fab": 5, "buy": 10})}
    assert resolve_turn(TOY, state, shuffled, SEED) == first


def test_stocks_follow_their_flows() -> None:
    result = resolve_turn(TOY, new_match(TOY, SEED), {**IDLE, "washington": Orders({"buy": 160})}, SEED)
    step, before, after = result.steps[0], result.before.sides["washington"], result.after.sides["washington"]
    parts = [step.parts[f"washington.chips.{part}"] for part in ("bought", "made", "worn")]
    assert step.values["washington.bought"] == parts[0] > 0
    assert after.stocks["chips"] == ((before.stocks["chips"] + parts[0]) + parts[1]) + parts[2]


def test_what_enters_a_pipeline_arrives_after_its_delay() -> None:
    orders = {**IDLE, "beijing": Orders({"fab": 200})}
    history = play(TOY, orders)
    assert [r.after.sides["beijing"].pipelines["fabs"] for r in history] == [(0.5, 6.0), (6.0, 6.0), (6.0, 0.0)]
    arrived = [step.parts["beijing.chips.made"] for r in history for step in r.steps]
    assert arrived == [0.25, 0.5, 6.0, 6.0]


def test_a_pipeline_of_the_world_moves_like_any_other() -> None:
    pipelines = {**TOY.pipelines, "aid": Pipeline("aid", "world", "1", 1, {"world": (7.0,)})}
    outputs = (*TOY.turn.outputs, ("pipe:world.aid", len(TOY.turn.nodes)))
    node = Node(Op.CONST, value=3.0)
    ruleset = toy_ruleset(pipelines=pipelines, turn=replace(TOY.turn, nodes=(*TOY.turn.nodes, node), outputs=outputs))
    state = new_match(ruleset, SEED)
    assert state.world_pipelines == {"aid": (7.0,)}
    assert resolve_turn(ruleset, state, IDLE, SEED).after.world_pipelines == {"aid": (3.0,)}


def test_a_stance_acts_in_the_turn_it_is_ordered_and_stays() -> None:
    result = resolve_turn(TOY, new_match(TOY, SEED), {**IDLE, "beijing": Orders({}, {"safety": "minimal"})}, SEED)
    assert result.steps[0].parts["beijing.trust.pressed"] == -1.0  # changed.safety
    assert result.after.sides["beijing"].stances["safety"] == "minimal"
    again = resolve_turn(TOY, result.after, IDLE, SEED)
    assert again.steps[0].parts["beijing.trust.pressed"] == 0.0
    assert again.after.sides["beijing"].stances["safety"] == "minimal"


def test_events_and_headlines_are_recorded_with_their_numbers() -> None:
    history = play(TOY, {**IDLE, "beijing": Orders({"press": 100})})
    happened = [(r.turn, h) for r in history for step in r.steps for h in step.happenings]
    for turn, event in happened:
        if event.kind == "event":
            step = next(s for s in history[turn - 1].steps if event in s.happenings)
            assert event.args == {"lost": 3.0}
            assert step.parts[f"{event.side}.trust.event_blackout"] == -3.0
    kinds = {(event.kind, event.key, event.side is None) for _, event in happened}
    assert kinds == {("event", "blackout", False), ("headline", "tense", True)}


def test_the_year_after_follows_the_last_turn_without_orders() -> None:
    history = play(TOY, {**IDLE, "washington": Orders({"buy": 100, "press": 10})})
    assert [len(result.steps) for result in history] == [1, 1, 2]
    turn, after = history[-1].steps
    assert (turn.aftermath, after.aftermath) == (False, True)
    assert after.values["washington.bought"] == 0.0
    assert after.parts["world.tension.pressed"] == 0.0
    assert after.parts["washington.debt.rise"] == pytest.approx((TURNS + 1) * 0.1 + 1.0)
    assert after.draws.keys() == turn.draws.keys()
    assert after.draws != turn.draws
    assert history[-1].after.turn == TURNS + 1


def test_a_ruleset_without_a_year_after_ends_with_its_last_turn() -> None:
    history = play(toy_ruleset(aftermath=False))
    assert [len(result.steps) for result in history] == [1, 1, 1]
    assert history[-1].after.ending == "horizon"


def test_an_ending_for_any_turn_ends_the_match_at_once() -> None:
    state = with_world(new_match(TOY, SEED), tension=89.9)
    result = resolve_turn(TOY, state, {**IDLE, "washington": Orders({"press": 100})}, SEED)
    assert (result.after.ending, result.after.winner, result.after.turn) == ("war", None, 2)
    with pytest.raises(MatchOver, match="turn 1"):
        resolve_turn(TOY, result.after, IDLE, SEED)


def test_a_match_that_ends_in_the_last_turn_has_no_year_after() -> None:
    state = replace(with_world(new_match(TOY, SEED), tension=89.9), turn=TURNS)
    result = resolve_turn(TOY, state, {**IDLE, "washington": Orders({"press": 100})}, SEED)
    assert result.after.ending == "war"
    assert len(result.steps) == 1


def test_an_ending_for_the_last_turn_waits_for_it() -> None:
    ruleset = toy_ruleset(endings=(Ending("horizon", "last", "nobody"),))
    assert [r.after.ending for r in play(ruleset)] == [None, None, "horizon"]


@pytest.mark.parametrize(
    ("winner", "expected"), [("nobody", None), ("beijing", "beijing"), ("washington", "washington")]
)
def test_an_ending_can_name_its_winner(winner: str, expected: str | None) -> None:
    ruleset = toy_ruleset(endings=(Ending("horizon", "any", winner),))  # type: ignore[arg-type]
    assert play(ruleset)[-1].after.winner == expected


def test_the_higher_total_wins_and_equal_totals_are_a_draw() -> None:
    history = play(TOY)
    totals = {side: history[-1].opening[f"{side}.score.total"] for side in SIDES}
    assert history[-1].after.winner == max(totals, key=lambda side: totals[side])
    stocks = {
        "chips": replace(TOY.stocks["chips"], start=dict.fromkeys(SIDES, 50.0)),
        "debt": replace(TOY.stocks["debt"], start=dict.fromkeys(SIDES, 0.0)),  # no blackout in the first turn
    }
    even = toy_ruleset(stocks={**TOY.stocks, **stocks}, turns=TOY.turns[:1], aftermath=False)
    result = play(even)[-1]
    assert result.opening["washington.score.total"] == result.opening["beijing.score.total"]
    assert (result.after.ending, result.after.winner) == ("horizon", None)


def test_orders_that_are_not_allowed_are_refused_and_both_sides_are_needed() -> None:
    state = new_match(TOY, SEED)
    with pytest.raises(IllegalOrders):
        resolve_turn(TOY, state, {**IDLE, "beijing": Orders({"buy": 999})}, SEED)
    with pytest.raises(ValueError, match="washington and beijing"):
        resolve_turn(TOY, state, {"washington": NO_ORDERS}, SEED)


def test_a_formula_that_fails_is_named() -> None:
    state = new_match(TOY, SEED)
    broken = replace(state.sides["washington"], stocks={**state.sides["washington"].stocks, "chips": -1.0})
    with pytest.raises(NotFinite, match=r"var:washington\.strength"):
        resolve_turn(TOY, replace(state, sides={**state.sides, "washington": broken}), IDLE, SEED)


def test_every_result_is_chained_to_the_one_before() -> None:
    state = new_match(TOY, SEED)
    hashes = {resolve_turn(TOY, state, IDLE, SEED, previous).hash for previous in ("", "a", "b")}
    assert len(hashes) == 3
    other = toy_ruleset(hash="8" * 64)
    assert resolve_turn(other, state, IDLE, SEED).hash not in hashes


def test_a_match_gives_the_same_hash_on_every_machine_and_from_version_to_version() -> None:
    orders: dict[Side, Orders] = {
        "washington": Orders({"buy": 123, "fab": 45, "press": 6}, {"safety": "minimal"}),
        "beijing": Orders({"buy": 78, "fab": 90}, {"trade": "deny"}),
    }
    assert play(TOY, orders)[-1].hash == "2e07dd7dccd55cd27493e3cd63e854dfe57b6400d18c11cd96e031b9918a660b"


def test_what_is_remembered_of_a_new_state_is_what_it_opens_with() -> None:
    plan = plan_of(TOY)
    for result in play(TOY):
        state = result.after
        remembered, anew = open_state(plan, state), open_state(plan, replace(state))
        assert (remembered.cells, remembered.opening) == (anew.cells, anew.opening)
        assert remembered is open_state(plan, state)


def test_results_are_remembered_by_object_and_the_oldest_is_forgotten_first() -> None:
    kept: ByIdentity[list[int], str] = ByIdentity(2)
    first, second, third = [1], [1], [1]
    for value, name in ((first, "first"), (second, "second"), (third, "third")):
        kept.keep(value, name)
    assert [kept.get(value) for value in (first, second, third, [1])] == [None, "second", "third", None]
