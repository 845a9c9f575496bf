"""People are told numbers no finer than they need; what they are told still adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airace_rules import Seed, as_told, bot_orders, load_ruleset, new_match, resolve_turn, told_for, view_for
from airace_rules.ids import SIDES, Audience
from airace_rules.state import TurnResult
from airace_rules.views import Change, Part, Report, View

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
Grains = Mapping[str, float]
Pair = tuple[View, View, Grains]
AUDIENCES: tuple[Audience, ...] = (*SIDES, "spectator")


sizes = st.floats(-5000, 5000, allow_nan=False)


@pytest.fixture(scope="module", params=["quick", "standard", "lesson"])
def views(request: pytest.FixtureRequest) -> list[Pair]:
    """All views of a whole match as they are, as they are told, and how finely."""
    ruleset, seed = load_ruleset(RULESETS / request.param), Seed(bytes(32))
    state = new_match(ruleset, seed)
    history: list[TurnResult] = []
    views: list[Pair] = []
    while True:
        seen = {audience: view_for(ruleset, state, history, audience) for audience in AUDIENCES}
        views += [(view, as_told(view, ruleset.grains), ruleset.grains) for view in seen.values()]
        assert told_for(ruleset, state, history, "beijing") == as_told(seen["beijing"], ruleset.grains)
        if state.ending is not None:
            return views
        orders = {side: bot_orders(ruleset, "balanced", seen[side], seed) for side in SIDES}
        history.append(resolve_turn(ruleset, state, orders, seed, history[-1].hash if history else ""))
        state = history[-1].after


def changes(view: View) -> Iterator[tuple[str, Change]]:
    if view.report is not None:
        yield from view.report.own.items()
        yield from view.report.world.items()


def test_told_parts_add_up_to_the_told_change_wherever_the_true_ones_do(views: list[Pair]) -> None:
    added = 0
    for view, seen, _ in views:
        for (name, true), (_, told) in zip(changes(view), changes(seen), strict=True):
            assert [part.key for part in told.parts] == [part.key for part in true.parts]
            if abs(true.before + sum(part.value for part in true.parts) - true.after) < 1e-9:
                added += 1
                assert told.before + sum(part.value for part in told.parts) == pytest.approx(told.after, abs=1e-9), name
    assert added > 100


def test_what_is_told_is_near_the_truth_and_has_no_more_digits_than_it_says(views: list[Pair]) -> None:
    for view, told, grains in views:
        for true, seen in ((view.own, told.own), (view.world, told.world)):
            assert true.keys() == seen.keys()
            for name, value in seen.items():
                size = abs(true[name])
                grain = grains.get(name, 0.01 if size < 1 else 0.1 if size < 1000 else 1)
                assert abs(value - true[name]) <= 0.51 * grain
                assert value / grain == pytest.approx(round(value / grain), abs=1e-6)


def test_what_is_told_survives_json_and_has_the_whole_past(views: list[Pair]) -> None:
    for view, told, _ in views:
        assert View.model_validate_json(told.model_dump_json()) == told
        assert {past.turn for past in told.history} == {past.turn for past in view.history}


@given(st.floats(0.05, 50), sizes, st.lists(sizes, max_size=8))
def test_any_parts_add_up_in_grains_that_a_ruleset_chose(grain: float, before: float, values: list[float]) -> None:
    parts = [Part(key=f"p{k}", value=value) for k, value in enumerate(values)]
    change = Change(before=before, after=before + sum(values), parts=parts)
    told = as_told(view_with(change), {"x": grain}).report
    assert told is not None
    seen = told.own["x"]
    assert abs(seen.before - before) <= 0.51 * grain
    if any(values):
        assert seen.before + sum(part.value for part in seen.parts) == pytest.approx(seen.after, abs=1e-5)


def test_points_orders_and_the_outcome_are_told_in_full(views: list[Pair]) -> None:
    for view, told, _ in views:
        kept = ("budget", "defaults", "stances", "rival_stances", "projects", "rival_projects", "deals", "outcome")
        assert all(getattr(told, name) == getattr(view, name) for name in kept)
        assert view.report is None or (told.report is not None and told.report.orders == view.report.orders)


def test_nothing_uncertain_is_told_as_certain(views: list[Pair]) -> None:
    for view, told, _ in views:
        for name, seen in told.rival.items():
            assert (seen.band > 0) == (view.rival[name].band > 0)


@given(sizes, st.lists(sizes, max_size=8))
def test_any_parts_add_up_as_told(before: float, values: list[float]) -> None:
    parts = [Part(key=f"p{k}", value=value) for k, value in enumerate(values)]
    change = Change(before=before, after=before + sum(values), parts=parts)
    told = as_told(view_with(change), {}).report
    assert told is not None
    seen = told.own["x"]
    if any(values):
        assert seen.before + sum(part.value for part in seen.parts) == pytest.approx(seen.after, abs=1e-6)
    for part, value in zip(seen.parts, values, strict=True):
        assert abs(part.value - value) <= 2 or value == 0.0 == part.value


def view_with(change: Change) -> View:
    report = Report(
        turn=1, orders=None, headlines=[], own={"x": change}, world={}, values={}, rival_values={}, world_values={}
    )
    names = ("own", "rival", "world", "perceived", "sides", "stances", "rival_stances", "side_stances", "scores")
    blank: dict[str, object] = {name: {} for name in names}
    whole = {"audience": "washington", "side": "washington", "turn": 2, "turns": 6, "over": False, "report": report}
    rest: dict[str, object] = {"budget": None, "defaults": None, "history": [], "outcome": None}
    return View.model_validate({**blank, **whole, **rest})
