"""A view holds what its audience may see: all of it, and nothing that follows from anything else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from airace_rules import (
    Seed,
    bot_orders,
    debrief_for,
    from_json,
    load_ruleset,
    new_match,
    opening_of,
    resolve_turn,
    table_truth,
    to_json,
    view_for,
)
from airace_rules.errors import MatchNotOver
from airace_rules.ids import SIDES, Audience, Side, rival_of
from airace_rules.orders import Orders
from airace_rules.ruleset import HappeningRule, Ruleset
from airace_rules.state import TurnResult
from rules.engine.toy import ROUGH, toy_ruleset
from rules.undertakings.kit import treaty

QUICK = Path(__file__).parents[3] / "game_rules" / "rulesets" / "quick"
SEED = Seed(bytes(range(32)))
TOY = toy_ruleset()
AUDIENCES: tuple[Audience, ...] = ("washington", "beijing", "spectator", "facilitator")
Leaf = tuple[tuple[str | int, ...], Any]


def play(ruleset: Ruleset, turns: int = 99) -> list[TurnResult]:
    state, history = new_match(ruleset, SEED), []
    strategies = dict(zip(SIDES, list(ruleset.bots)[:2], strict=True))
    while state.ending is None and len(history) < turns:
        views = {side: view_for(ruleset, state, history, side) for side in SIDES}
        orders = {side: bot_orders(ruleset, strategies[side], views[side], SEED) for side in SIDES}
        history.append(resolve_turn(ruleset, state, orders, SEED, history[-1].hash if history else ""))
        state = history[-1].after
    return history


def leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    """Every number in nested data, with the way to it."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield path, data


def changed(data: Any, path: tuple[str | int, ...]) -> Any:
    """A copy with one number moved a little."""
    result = copy.deepcopy(data)
    place = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] += 1 if isinstance(place[path[-1]], int) else 0.375
    return result


def declared(ruleset: Ruleset, owner: str, name: str, audience: Audience) -> bool:
    """Whether the rule files let this audience see a stock or variable of this owner exactly."""
    aspect, _, key = name.partition(".")
    if aspect == "done":
        secret = ruleset.projects[key].rival_sight == "hidden"
        return owner in (audience, "world") or (audience in SIDES and not secret)
    if aspect == "gate":
        deal = key.startswith("deal.")
        return deal or (audience in SIDES and owner in (audience, "world"))
    thing = ruleset.stocks.get(name) or ruleset.variables.get(name)
    if thing is None or name.startswith("lasting."):
        return False
    if owner == "world" or owner == audience:
        return thing.sight.own == "exact"
    if audience in SIDES:
        return thing.sight.rival == "exact"
    return thing.sight.own == "exact" and thing.sight.rival == "exact"


def may_matter(ruleset: Ruleset, result: dict[str, Any], path: tuple[Any, ...], audience: Audience) -> bool:
    """Whether a number in a stored result may show in the view of an audience."""
    match path:
        case ("before" | "after", "sides", owner, "stocks", name):
            return declared(ruleset, owner, name, audience)
        case ("before" | "after", "sides", owner, "estimates" | "bands" | "perceived" | "carried" | "orders", *_):
            return bool(owner == audience)
        case ("before" | "after", "world", name):
            return declared(ruleset, "world", name, audience)
        case ("opening", name):
            owner, _, bare = name.partition(".")
            return declared(ruleset, owner, bare, audience)
        case ("orders", owner, *_):
            return bool(owner == audience)
        case ("steps", _, "values", name):
            owner, _, bare = name.partition(".")
            return declared(ruleset, owner, bare, audience)
        case ("steps", _, "parts", name):
            owner, stock, _ = name.split(".")
            return owner in (audience, "world") and declared(ruleset, owner, stock, audience)
        case ("steps", step, "happenings", k, *_):
            happening = result["steps"][step]["happenings"][k]
            own = happening["visibility"] == "own" and happening["side"] == audience
            return bool(happening["visibility"] == "public" or own)
    return path == ("turn",) or path[-1] == "turn"


@pytest.fixture(scope="module", params=["toy", "quick", "treaty"])
def ruleset(request: pytest.FixtureRequest) -> Ruleset:
    return {"toy": lambda: TOY, "quick": lambda: load_ruleset(QUICK), "treaty": treaty}[request.param]()


@pytest.mark.parametrize("audience", AUDIENCES)
def test_nothing_hidden_moves_a_single_byte_of_a_view(ruleset: Ruleset, audience: Audience) -> None:
    data = [to_json(result) for result in play(ruleset, 2)]
    original = view_bytes(ruleset, data, audience)
    tried = moved = 0
    for turn, result in enumerate(data):
        for path, _ in leaves(result):
            if path[0] == "before" and turn == 0:
                continue  # what is open in the first state is worked out from all of it
            if path == ("turn",) or path[-1] == "turn":
                continue
            view = view_bytes(ruleset, [*data[:turn], changed(result, path), *data[turn + 1 :]], audience)
            if may_matter(ruleset, result, path, audience):
                moved += view != original
            else:
                tried += 1
                assert view == original, f"{path} shows in the view of {audience}"
    assert tried > 50
    assert moved > 4


def view_bytes(ruleset: Ruleset, data: list[dict[str, Any]], audience: Audience) -> str:
    history = [from_json(TurnResult, result) for result in data]
    return view_for(ruleset, history[-1].after, history, audience).model_dump_json()


def test_everything_declared_for_an_audience_is_in_its_view(ruleset: Ruleset) -> None:
    history = play(ruleset, 2)
    state, opening = history[-1].after, history[-1].opening
    things = [s for s in ruleset.stocks.values() if not s.implicit]
    things += [v for v in ruleset.variables.values() if v.timing == "opening"]
    for side in SIDES:
        view, rival = view_for(ruleset, state, history, side), rival_of(side)

        def truth(owner: str, name: str) -> float:
            stocks = state.world if owner == "world" else state.sides[owner].stocks  # type: ignore[index]
            return stocks[name] if name in stocks else opening[f"{owner}.{name}"]

        for thing in things:
            if thing.scope == "world":
                assert view.world.get(thing.name) == (
                    truth("world", thing.name) if thing.sight.own == "exact" else None
                )
                continue
            assert view.own.get(thing.name) == (truth(side, thing.name) if thing.sight.own == "exact" else None)
            seen = view.rival.get(thing.name)
            if thing.sight.rival == "hidden":
                assert seen is None
            elif thing.sight.rival == "exact":
                assert seen is not None
                assert (seen.value, seen.band) == (truth(rival, thing.name), 0.0)
            else:
                assert seen is not None
                assert seen.value == state.sides[side].estimates[thing.name] != truth(rival, thing.name)
                assert seen.band == state.sides[side].bands[thing.name] > 0.0


def test_a_side_reads_its_budget_and_the_orders_that_count_by_default() -> None:
    history = play(TOY, 1)
    view = view_for(TOY, history[0].after, history, "washington")
    assert view.budget is not None
    assert view.budget.total == view.budget.income + view.budget.carried
    assert view.budget.carried == history[0].after.sides["washington"].carried > 0
    assert view.defaults is not None
    assert view.defaults.instruments == history[0].orders["washington"].instruments
    assert view.stances == history[0].orders["washington"].stances
    assert view.rival_stances == {"safety": "standard"}  # trade is secret


def test_spectators_see_only_what_both_sides_see() -> None:
    history = play(TOY, 2)
    view = view_for(TOY, history[-1].after, history, "spectator")
    assert view.sides == {side: {"trust": history[-1].after.sides[side].stocks["trust"]} for side in SIDES}
    assert view.side_stances == {side: {"safety": history[-1].after.sides[side].stances["safety"]} for side in SIDES}
    assert (view.own, view.rival, view.perceived, view.scores, view.budget, view.defaults) == (
        {},
        {},
        {},
        {},
        None,
        None,
    )
    assert view.report is not None
    assert (view.report.orders, view.report.own, view.report.values) == (None, {}, {})
    facilitator = view_for(TOY, history[-1].after, history, "facilitator")
    assert facilitator == view.model_copy(update={"audience": "facilitator"})


def test_scores_during_the_match_are_worked_out_from_what_the_side_sees() -> None:
    history = play(TOY, 2)
    state = history[-1].after
    view = view_for(TOY, state, history, "washington")
    believed = (view.own["strength"] - view.rival["strength"].value) * 2.0 + 50.0
    assert view.scores["lead"] == pytest.approx(believed)
    assert view.scores["lead"] != history[-1].opening["washington.score.lead"]
    assert view.scores["calm"] == history[-1].opening["washington.score.calm"]
    assert view.scores["secret"] == history[-1].opening["washington.score.secret"]
    assert set(view.scores) == {"lead", "calm", "secret"}  # `hold` reads the rival's secret, so there is no total


def test_a_score_that_reads_an_estimate_becomes_a_whole_total() -> None:
    stocks = {**TOY.stocks, "debt": replace(TOY.stocks["debt"], sight=ROUGH)}
    ruleset = toy_ruleset(stocks=stocks)
    state = new_match(ruleset, SEED)
    mine = state.sides["washington"]
    guess = replace(mine, estimates={**mine.estimates, "debt": 3.0}, bands={**mine.bands, "debt": 1.0})
    state = replace(state, sides={**state.sides, "washington": guess})
    theirs = state.sides["beijing"]
    blind = replace(theirs, estimates={**theirs.estimates, "debt": 1.0}, bands={**theirs.bands, "debt": 1.0})
    state = replace(state, sides={**state.sides, "beijing": blind})
    scores = view_for(ruleset, state, [], "washington").scores
    assert scores["hold"] == 15.0
    assert scores["total"] == pytest.approx(scores["lead"] / 2 + scores["calm"] * 0.3 + scores["secret"] / 10 + 1.5)


def test_the_end_reveals_the_true_scores_of_both_sides() -> None:
    history = play(TOY)
    opening = history[-1].opening
    for audience in AUDIENCES:
        view = view_for(TOY, history[-1].after, history, audience)
        assert view.over
        assert view.outcome is not None
        assert view.outcome.totals == {side: opening[f"{side}.score.total"] for side in SIDES}
        assert view.outcome.dimensions["beijing"]["hold"] == opening["beijing.score.hold"]
        assert view.budget is view.defaults is None
    assert view_for(TOY, history[-1].after, history, "beijing").scores["total"] == opening["beijing.score.total"]


def test_no_view_before_the_end_has_an_outcome() -> None:
    history = play(TOY, 2)
    assert all(view_for(TOY, history[-1].after, history, audience).outcome is None for audience in AUDIENCES)


def test_the_past_is_told_as_it_was_seen_then() -> None:
    history = play(TOY)
    views = [view_for(TOY, new_match(TOY, SEED), [], "beijing")]
    views += [view_for(TOY, r.after, history[: k + 1], "beijing") for k, r in enumerate(history)]
    for k, view in enumerate(views):
        assert view.history == views[-1].history[: k + 1]
        assert view.history[k].perceived == view.perceived
        assert view.history[k].rival == {name: view.rival[name] for name in ("strength", "trust")}
        assert view.history[k].own == {name: view.own[name] for name in ("chips", "strength", "trust")}
        assert view.history[k].world == {"tension": view.world["tension"]}


def test_a_past_told_before_is_told_the_same_again_and_another_past_as_it_was() -> None:
    ruleset = load_ruleset(QUICK)
    history = play(ruleset, 3)
    stored = [from_json(TurnResult, to_json(result)) for result in history]
    moved = [replace(history[0], opening={name: value + 1 for name, value in history[0].opening.items()}), *history[1:]]
    for side in SIDES:
        told, anew, other = (view_for(ruleset, past[-1].after, past, side) for past in (history, stored, moved))
        assert told == anew
        assert [told.history[k] == other.history[k] for k in range(4)] == [True, False, True, True]


def test_parts_add_up_to_the_change_over_the_turn_and_the_year_after() -> None:
    for result in (history := play(TOY)):
        view = view_for(TOY, result.after, history[: result.turn], "washington")
        assert view.report is not None
        for change in (*view.report.own.values(), *view.report.world.values()):
            assert change.before + sum(part.value for part in change.parts) == pytest.approx(change.after)


def event_turn(rule: HappeningRule) -> tuple[Ruleset, TurnResult, Side]:
    """A turn of the toy ruleset in which a blackout hit one side only, with the event declared as given."""
    ruleset = toy_ruleset(happenings=(rule,))
    for number in range(200):
        seed = Seed(number.to_bytes(32, "big"))
        orders = dict.fromkeys(SIDES, Orders({"press": 10}))
        result = resolve_turn(ruleset, new_match(ruleset, seed), orders, seed)
        hit = [side for side in SIDES if result.steps[0].parts[f"{side}.trust.event_blackout"] != 0.0]
        if len(hit) == 1:
            return ruleset, result, hit[0]
    raise AssertionError("no seed with one blackout")


def parts_of(ruleset: Ruleset, result: TurnResult, side: Side) -> dict[str, float]:
    report = view_for(ruleset, result.after, [result], side).report
    assert report is not None
    return {part.key: part.value for part in report.own["trust"].parts}


BLACKOUT = HappeningRule("event", "blackout", "side", "own", 5, ("lost",), ())


def test_a_side_hears_of_its_own_events_and_not_of_the_rivals() -> None:
    ruleset, result, hit = event_turn(BLACKOUT)
    reports = {a: view_for(ruleset, result.after, [result], a).report for a in AUDIENCES}
    told = {a: [line.key for line in report.headlines] for a, report in reports.items() if report is not None}
    assert told == {hit: ["blackout"], rival_of(hit): [], "spectator": [], "facilitator": []}
    assert parts_of(ruleset, result, hit) == {"pressed": -0.1, "event_blackout": -3.0}


def test_everybody_hears_of_a_public_event() -> None:
    ruleset, result, hit = event_turn(replace(BLACKOUT, visibility="public"))
    for audience in AUDIENCES:
        report = view_for(ruleset, result.after, [result], audience).report
        assert report is not None
        assert [(line.key, line.side, line.args) for line in report.headlines] == [("blackout", hit, {"lost": 3.0})]


def test_a_hidden_event_is_not_named_even_by_its_effect() -> None:
    ruleset, result, hit = event_turn(replace(BLACKOUT, visibility="hidden"))
    view = view_for(ruleset, result.after, [result], hit)
    assert "blackout" not in view.model_dump_json()
    assert parts_of(ruleset, result, hit) == {"pressed": -0.1, "other": -3.0}


def test_headlines_come_most_important_first() -> None:
    quick = load_ruleset(QUICK)
    for k, result in enumerate(history := play(quick)):
        report = view_for(quick, result.after, history[: k + 1], "washington").report
        assert report is not None
        weights = [line.weight for line in report.headlines]
        assert weights == sorted(weights, reverse=True)


def test_a_history_that_does_not_lead_to_the_state_is_refused() -> None:
    history = play(TOY, 2)
    for state, past in ((history[0].after, history), (history[1].after, history[:1]), (history[1].before, history[1:])):
        with pytest.raises(ValueError, match="does not lead to the state"):
            view_for(TOY, state, past, "washington")


def test_the_truth_of_a_table_has_no_noise() -> None:
    history = play(TOY, 1)
    state, opening = history[0].after, history[0].opening
    truth = table_truth(TOY, state)
    assert truth.lead == pytest.approx((opening["washington.strength"] - opening["beijing.strength"]) * 0.6)
    assert truth.totals == {side: opening[f"{side}.score.total"] for side in SIDES}


def test_the_debrief_tells_everything_but_only_after_the_end() -> None:
    history = play(TOY)
    with pytest.raises(MatchNotOver):
        debrief_for(TOY, history[:-1])
    with pytest.raises(MatchNotOver):
        debrief_for(TOY, [])
    debrief = debrief_for(TOY, history)
    assert [point.turn for point in debrief.timeline] == [1, 2, 3, 4]
    start, second = debrief.timeline[:2]
    assert start.orders is None
    assert start.sides["beijing"]["strength"] == opening_of(TOY, history[0].before)["beijing.strength"]
    assert second.sides["beijing"]["chips"] == history[0].after.sides["beijing"].stocks["chips"]
    assert second.believed["washington"]["strength"].value == history[0].after.sides["washington"].estimates["strength"]
    assert second.orders is not None
    assert second.orders["beijing"].instruments == history[0].orders["beijing"].instruments
    assert second.scores["beijing"]["hold"] == history[0].opening["beijing.score.hold"]
    assert debrief.outcome.winner == history[-1].after.winner
    happened = [h for result in history for step in result.steps for h in step.happenings]
    assert sum(len(point.headlines) for point in debrief.timeline) == len(happened)


def test_views_survive_json_without_a_changed_bit(ruleset: Ruleset) -> None:
    history = play(ruleset)
    for k, result in enumerate(history):
        for audience in AUDIENCES:
            view = view_for(ruleset, result.after, history[: k + 1], audience)
            assert type(view).model_validate_json(view.model_dump_json()) == view


CORRUPT: list[Callable[[dict[str, Any]], None]] = [
    lambda d: d.pop("hash"),
    lambda d: d.update(turn="1"),
    lambda d: d.update(turn=True),
    lambda d: d["after"]["sides"].pop("beijing"),
    lambda d: d["orders"]["washington"]["instruments"].update(buy=1.5),
    lambda d: d["opening"].update({"world.x": "much"}),
]


@pytest.mark.parametrize("corrupt", CORRUPT)
def test_stored_data_of_the_wrong_shape_are_refused(corrupt: Callable[[dict[str, Any]], None]) -> None:
    data = to_json(play(TOY, 1)[0])
    corrupt(data)
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(TurnResult, data)


def test_results_and_states_survive_json_without_a_changed_bit(ruleset: Ruleset) -> None:
    for result in play(ruleset):
        assert from_json(TurnResult, json.loads(json.dumps(to_json(result)))) == result
        text = json.dumps(to_json(result.after))
        assert from_json(type(result.after), json.loads(text)) == result.after
        assert json.dumps(to_json(from_json(type(result.after), json.loads(text)))) == text
