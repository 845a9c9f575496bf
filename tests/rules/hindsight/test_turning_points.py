"""What a match turned on is found by playing it on without it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from airace_rules import Seed, bot_orders, default_orders, load_ruleset, new_match, resolve_turn, view_for
from airace_rules.engine.dice import FixedDraws
from airace_rules.engine.plan import plan_of
from airace_rules.errors import MatchNotOver
from airace_rules.hindsight import turning_points
from airace_rules.hindsight.script import script_of
from airace_rules.hindsight.turning_points import LEAST, MOST, MOST_A_TURN, MOST_CHANCE
from airace_rules.hindsight.worlds import Version, play_on
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
TREATY = Path(__file__).parents[1] / "undertakings" / "treaty"
Wish = Callable[[Ruleset, MatchState, Orders], Orders]
NEVER = 1.0 - 2.0**-53  # the draw of something that does not happen
ALWAYS = 0.0


@cache
def ruleset_of(name: str) -> Ruleset:
    return load_ruleset(TREATY if name == "treaty" else RULESETS / name)


def quiet(ruleset: Ruleset) -> dict[str, float]:
    """Chance that never strikes."""
    plan = plan_of(ruleset)
    return {
        name: 0.0 if normal else NEVER
        for draws in (plan.turn_draws, plan.view_draws)
        for name, normal in zip(draws.names, draws.normal, strict=True)
    }


def idle_match(
    name: str, planted: Mapping[tuple[int, Side], Wish] | None = None, struck: tuple[int, str] | None = None
) -> list[TurnResult]:
    """A match of two sides that leave everything as it is, but for what is planted; chance strikes at most once."""
    ruleset = ruleset_of(name)
    calm = quiet(ruleset)
    state, history = new_match(ruleset, FixedDraws(calm)), []
    while state.ending is None:
        orders = {side: default_orders(ruleset, state, side) for side in SIDES}
        for (turn, side), wish in (planted or {}).items():
            if turn == state.turn:
                orders[side] = wish(ruleset, state, orders[side])
        strikes = {struck[1]: ALWAYS} if struck and struck[0] == state.turn else {}
        history.append(resolve_turn(ruleset, state, orders, FixedDraws({**calm, **strikes})))
        state = history[-1].after
    return history


@cache
def bot_match(name: str, washington: str, beijing: str, number: int) -> tuple[TurnResult, ...]:
    ruleset, seed = ruleset_of(name), Seed(hashlib.sha256(f"hindsight test {number}".encode()).digest())
    state, history = new_match(ruleset, seed), []
    while state.ending is None:
        views = {side: view_for(ruleset, state, history, side) for side in SIDES}
        bots: dict[Side, str] = {"washington": washington, "beijing": beijing}
        orders = {side: bot_orders(ruleset, bots[side], views[side], seed) for side in SIDES}
        history.append(resolve_turn(ruleset, state, orders, seed))
        state = history[-1].after
    return tuple(history)


def all_into(instrument: str) -> Wish:
    def wish(ruleset: Ruleset, state: MatchState, usual: Orders) -> Orders:
        money = min(sum(usual.instruments.values()), *ruleset.instruments[instrument].cap.values())
        return Orders({**dict.fromkeys(usual.instruments, 0), instrument: money}, usual.stances)

    return wish


def taking(stance: str, option: str) -> Wish:
    """Another stance, paid for out of the largest item."""

    def wish(ruleset: Ruleset, state: MatchState, usual: Orders) -> Orders:
        money = dict(usual.instruments)
        money[max(money, key=lambda key: money[key])] -= ruleset.stances[stance].cost
        return Orders(money, {**usual.stances, stance: option}, usual.projects, usual.deals)

    return wish


def signing(*deals: str) -> Wish:
    return lambda ruleset, state, usual: Orders(
        usual.instruments, usual.stances, usual.projects, {**usual.deals, **dict.fromkeys(deals, True)}
    )


@pytest.mark.parametrize("name", ["quick", "lesson", "standard"])
def test_nothing_is_found_in_a_match_in_which_nobody_changes_course_and_chance_is_silent(name: str) -> None:
    assert turning_points(ruleset_of(name), idle_match(name)).points == []


@pytest.mark.parametrize("side", SIDES)
def test_a_planted_decisive_turn_of_the_money_is_found(side: Side) -> None:
    planted = idle_match("quick", {(2, side): all_into("fab")})
    [*_, point] = sorted(turning_points(ruleset_of("quick"), planted).points, key=lambda point: point.size)
    assert (point.turn, point.kind, point.side, point.key, point.way) == (2, "budget", side, "chips", "more")
    assert point.size > 20.0
    assert (point.margin < 0.0) == (side == "washington"), "it ruined the side that did it"


def test_a_stance_counts_for_as_long_as_its_side_keeps_to_it() -> None:
    kept = idle_match("quick", {(2, "beijing"): taking("safety", "strict")})
    back = idle_match(
        "quick", {(2, "beijing"): taking("safety", "strict"), (3, "beijing"): taking("safety", "standard")}
    )
    found = [turning_points(ruleset_of("quick"), history).points for history in (kept, back)]
    [long, *_] = [point for point in found[0] if point.kind == "stance"]
    assert (long.turn, long.side, long.key, long.way) == (2, "beijing", "safety", "strict")
    short = [point.size for point in found[1] if (point.turn, point.kind, point.way) == (2, "stance", "strict")]
    assert sum(short) < long.size


def test_a_stroke_of_chance_is_found_with_its_headline_and_its_side() -> None:
    history = idle_match("quick", struck=(3, "beijing.dark_horse"))
    [point] = turning_points(ruleset_of("quick"), history).points
    assert (point.turn, point.kind, point.side, point.key) == (3, "chance", "beijing", "dark_horse")
    assert point.headline is not None
    assert (point.headline.kind, point.headline.key) == ("event", "dark_horse")
    assert point.margin < -LEAST


def test_a_deal_that_both_signed_is_one_moment_of_both_and_not_one_of_each() -> None:
    both = {(7, side): signing("pause", "truce") for side in SIDES}  # the truce binds, so that nobody breaks the pause
    deals = [p for p in turning_points(ruleset_of("treaty"), idle_match("treaty", both)).points if p.kind == "deal"]
    assert [(point.turn, point.side, point.key, point.way) for point in deals] == [(7, None, "pause", "signed")]


def test_an_offer_that_nobody_took_up_turned_nothing() -> None:
    alone = idle_match("treaty", {(2, "beijing"): signing("pause")})
    assert turning_points(ruleset_of("treaty"), alone).points == []


def test_a_disaster_goes_back_to_what_made_it_likely() -> None:
    endings = {}
    for number in range(12):
        history = bot_match("lesson", "sprinter", "sprinter", number)
        endings[history[-1].after.ending] = history
    points = turning_points(ruleset_of("lesson"), endings["catastrophe"]).points
    assert max(point.danger for point in points) > 0.2
    calm = turning_points(ruleset_of("lesson"), endings["horizon"]).points
    assert max(point.danger for point in points) > max((point.danger for point in calm), default=0.0)


@pytest.mark.parametrize(
    ("name", "washington", "beijing"),
    [("quick", "random", "random"), ("lesson", "sprinter", "random"), ("treaty", "cheater", "builder")],
)
def test_the_match_as_it_was_plays_on_to_its_real_end(name: str, washington: str, beijing: str) -> None:
    ruleset = ruleset_of(name)
    for number in range(3):
        history = bot_match(name, washington, beijing, number)
        last = history[-1]
        ends = play_on(plan_of(ruleset), last, [Version(script_of(ruleset, history))], [], len(last.steps) - 1)
        for side in SIDES:
            assert set(ends.totals[side].ravel().tolist()) == {last.opening[f"{side}.score.total"]}


@pytest.mark.parametrize("name", ["quick", "lesson", "treaty"])
def test_points_are_few_in_order_and_each_of_some_size(name: str) -> None:
    ruleset = ruleset_of(name)
    for number in range(3):
        points = turning_points(ruleset, bot_match(name, "random", "random", number)).points
        turns = [point.turn for point in points]
        assert len(points) <= MOST
        assert turns == sorted(turns)
        assert all(turns.count(turn) <= MOST_A_TURN for turn in turns)
        assert sum(point.kind == "chance" for point in points) <= MOST_CHANCE
        assert all(point.size >= LEAST for point in points)
        money = [(point.side, point.key) for point in points if point.kind == "budget"]
        assert len(set(money)) == len(money), "the same side's money for the same lever is told once"
        assert all(point.gauge is None or point.gauge.name in ruleset.gauges for point in points)
        assert all((point.headline is not None) == (point.kind == "chance") for point in points)


def test_the_same_log_gives_the_same_points_whatever_else_was_asked_before() -> None:
    history = bot_match("quick", "sprinter", "balanced", 1)
    first = turning_points(ruleset_of("quick"), history)
    turning_points(ruleset_of("lesson"), bot_match("lesson", "random", "random", 0))
    assert turning_points(ruleset_of("quick"), history) == first
    assert first.points


def test_before_the_end_nothing_is_told() -> None:
    with pytest.raises(MatchNotOver):
        turning_points(ruleset_of("quick"), bot_match("quick", "random", "random", 0)[:-1])
    with pytest.raises(MatchNotOver):
        turning_points(ruleset_of("quick"), [])
