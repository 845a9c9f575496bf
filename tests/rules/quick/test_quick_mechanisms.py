"""The six ideas of `quick`, seen in its matches."""

from __future__ import annotations

from itertools import pairwise

import pytest

from airace_rules.ids import SIDES
from airace_rules.orders import Orders
from airace_rules.state import TurnResult
from rules.quick.quick_games import Played, batch, played, played_with, quick

PAIRS = [("balanced", "balanced"), ("sprinter", "sprinter"), ("random", "restrictor"), ("bridge_builder", "random")]
STEADY = {
    "buy": 150, "fab": 80, "plants": 60, "centres": 90, "labs": 200,
    "testing": 80, "release": 50, "deploy": 120, "controls": 0, "talks": 40,
}  # fmt: skip


def matches(games: int) -> list[Played]:
    return [played(washington, beijing, number) for washington, beijing in PAIRS for number in range(games)]


def orders(trade: str, **instruments: int) -> Orders:
    return Orders({**STEADY, **instruments}, {"trade": trade})


def mean(results: list[tuple[TurnResult, ...]], turn: int, part: str) -> float:
    return sum(result[turn - 1].steps[0].parts[part] for result in results) / len(results)


def test_compute_never_exceeds_what_power_allows() -> None:
    for match in matches(5):
        for result in match.results:
            for side in SIDES:
                opening = result.opening
                assert opening[f"{side}.compute"] <= opening[f"{side}.power_cap"] * (1 + 1e-12)
                assert 0 <= opening[f"{side}.power_met"] <= 1


def test_the_ladder_of_harm_climbs_one_rung_a_step_at_most_and_never_falls() -> None:
    climbed = 0
    for match in matches(12):
        for before, result in zip(match.states(), match.results, strict=False):
            rise = result.after.world["rung"] - before.world["rung"]
            climbed += rise > 0
            assert 0 <= rise <= len(result.steps)
            for step in result.steps:
                assert sum(part for name, part in step.parts.items() if name.startswith("world.rung.")) <= 1
    assert climbed > 10


def test_a_catastrophe_was_announced_by_three_lesser_harms() -> None:
    seen = 0
    for number in range(30):
        match = played("sprinter", "sprinter", number)
        if match.results[-1].after.ending == "catastrophe":
            seen += 1
            happened = [h.key for result in match.results for step in result.steps for h in step.happenings]
            harms = [key for key in happened if key in ("scandal", "serious_harm", "last_warning", "runaway")]
            assert harms == ["scandal", "serious_harm", "last_warning", "runaway"]
            assert match.results[-1].after.winner is None
    assert seen > 0


def compare_controls() -> tuple[list[tuple[TurnResult, ...]], list[tuple[TurnResult, ...]]]:
    """The same forty matches, once with Washington denying and enforcing, once selling without controls."""
    beijing = orders("license")
    denying, selling = orders("deny", controls=150), orders("sell")
    return tuple(  # type: ignore[return-value]
        [played_with({"washington": washington, "beijing": beijing}, number, 5) for number in range(40)]
        for washington in (denying, selling)
    )


def test_controls_bite_within_two_turns_and_fade_as_the_other_side_adapts() -> None:
    denied, free = compare_controls()
    bought = [mean(denied, turn, "beijing.chips.bought") / mean(free, turn, "beijing.chips.bought") for turn in (2, 5)]
    assert bought[0] < 0.7
    assert bought[1] > bought[0] + 0.1


def test_controls_harden_the_other_side_and_cost_their_owner_sales() -> None:
    denied, free = compare_controls()
    for part in ("beijing.chip_yield.reworked", "beijing.drive.backfire", "beijing.algorithms.lab_research"):
        assert mean(denied, 2, part) > mean(free, 2, part)
    sales = [result[1].after.sides["washington"].stocks["sales"] for result in (denied[0], free[0])]
    assert sales[0] < sales[1] - 3


def test_open_releases_win_the_world_and_teach_the_rival() -> None:
    shares, lessons = [], []
    for openness in ("closed", "open"):
        beijing = Orders(STEADY, {"openness": openness})
        games = [played_with({"washington": orders("license"), "beijing": beijing}, n, 4) for n in range(20)]
        shares.append(sum(game[-1].after.sides["beijing"].stocks["world_share"] for game in games))
        lessons.append(mean(games, 4, "washington.algorithms.open_spillover"))
    assert shares[1] > shares[0]
    assert lessons[1] > lessons[0]


def test_speed_makes_risk_debt_and_safety_work_pays_it_off() -> None:
    debts = []
    for testing, safety in ((5, "minimal"), (160, "rigorous")):
        both = Orders({**STEADY, "testing": testing}, {"safety": safety})
        game = played_with({"washington": both, "beijing": both}, 3, 4)
        debts.append(game[-1].after.sides["washington"].stocks["risk_debt"])
    assert debts[0] > 5 * debts[1]


def test_in_the_year_after_only_what_is_under_way_still_happens() -> None:
    for match in matches(3):
        last = match.results[-1]
        if len(last.steps) == 2:
            year_after = last.steps[1]
            assert year_after.parts["washington.chips.bought"] == 0
            assert year_after.parts["beijing.grid.plants_finished"] > 0


def test_washington_starts_three_to_six_months_ahead_as_an_estimate() -> None:
    start = played("balanced", "balanced", 1).start
    truth = [start.sides[side].stocks["frontier"] for side in SIDES]
    assert 3 <= 0.6 * (truth[0] - truth[1]) <= 6
    assert start.sides["washington"].estimates["frontier"] != truth[1]


def test_the_released_level_never_falls_and_never_passes_the_frontier() -> None:
    for match in matches(4):
        for before, after in pairwise(match.states()):
            for side in SIDES:
                stocks = after.sides[side].stocks
                assert before.sides[side].stocks["released"] <= stocks["released"] <= stocks["frontier"] + 1e-9


@pytest.mark.parametrize("ending", ["catastrophe", "agi", "detente", "breakaway", "horizon"])
def test_every_ending_is_reached(ending: str) -> None:
    bots = list(quick().bots)
    games = [batch(washington, beijing) for washington in bots for beijing in bots]
    assert sum(game.endings[ending] for game in games) >= 0.01 * sum(game.games for game in games)
