"""A planner orders what it may, from what its side may know, the same whoever asks and wherever; and it plays well."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from airace_rules import Seed, bot_orders, check_orders, load_ruleset, new_match, resolve_turn, strategies_of, view_for
from airace_rules.balance import simulate
from airace_rules.balance.games import Finished, keys_of, play_with, player_of
from airace_rules.engine.canonical import to_json
from airace_rules.engine.mathfn_array import Floats
from airace_rules.engine.plan import plan_of
from airace_rules.engine.view import view_of_state
from airace_rules.errors import NotFinite
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.planner import LEVELS, PLANNER, PLANNERS, Level, level_of
from airace_rules.planner.play import Planner, think
from airace_rules.planner.recall import cells_of, state_from
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import View
from rules.engine.toy import toy_ruleset
from rules.outlook.test_forecast import looks, otherwise

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
NAMES = sorted(folder.name for folder in RULESETS.iterdir())
EASY, HARD = PLANNERS[0], PLANNERS[-1]


@cache
def ruleset_of(name: str) -> Ruleset:
    return load_ruleset(RULESETS / name)


def seed_of(number: int) -> Seed:
    return Seed(hashlib.sha256(f"planner test {number}".encode()).digest())


def until(ruleset: Ruleset, turn: int, number: int, strategy: str = "random") -> tuple[MatchState, list[TurnResult]]:
    """A match at the start of a turn, or where it ended before."""
    seed = seed_of(number)
    state, history = new_match(ruleset, seed), []
    while state.turn < turn and state.ending is None:
        orders = {}
        for side in SIDES:
            orders[side] = bot_orders(ruleset, strategy, view_for(ruleset, state, history, side), seed)
        history.append(resolve_turn(ruleset, state, orders, seed))
        state = history[-1].after
    return state, history


@pytest.mark.parametrize("name", NAMES)
def test_its_orders_are_allowed_whatever_happened_before(name: str) -> None:
    ruleset = ruleset_of(name)
    places = set()
    for number in range(10):
        state, history = until(ruleset, 1 + number % len(ruleset.turns), number)
        if state.ending is None:
            for side in SIDES:
                view = view_for(ruleset, state, history, side)
                given = bot_orders(ruleset, PLANNER if number < 2 else EASY, view, seed_of(0))
                check_orders(ruleset, state, side, given)
                assert sum(given.instruments.values()) > 0
            places.add(state.turn)
    assert len(places) >= 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("turn", [1, 4])
def test_what_its_side_cannot_know_changes_no_order(name: str, side: Side, turn: int) -> None:
    ruleset = ruleset_of(name)
    state, _ = until(ruleset, turn, 3, "balanced")
    twin = otherwise(ruleset, state, side)
    assert looks(ruleset, twin, side) == looks(ruleset, state, side)
    assert twin != state
    one, other = (bot_orders(ruleset, PLANNER, view_of_state(ruleset, s, side), seed_of(0)) for s in (state, twin))
    assert to_json(one) == to_json(other)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", SIDES)
def test_in_a_batch_of_games_it_reads_no_cell_that_its_view_does_not_hold(name: str, side: Side) -> None:
    ruleset = ruleset_of(name)
    state, history = until(ruleset, 3, 5, "balanced")
    cells = rows_of(ruleset, state)
    known = cells_of(ruleset, view_for(ruleset, state, history, side), side)
    hidden = [cell for cell in cells if cell not in known]
    spoilt = {cell: row + 1.0 if cell in hidden else row for cell, row in cells.items()}
    assert len(hidden) > 20
    true, blind = (state_from(ruleset, side, state.turn, flat(some)) for some in (cells, spoilt))
    assert true == blind == state_from(ruleset, side, state.turn, known)
    nothing = (np.zeros(1, dtype=np.uint64), np.zeros(1, dtype=np.uint64))
    one, other = (
        Planner(side, level_of(PLANNER)).choices(ruleset, some, np.arange(1), state.turn, nothing)
        for some in (cells, spoilt)
    )
    assert {key: row.tolist() for key, row in one.items()} == {key: row.tolist() for key, row in other.items()}


def rows_of(ruleset: Ruleset, state: MatchState) -> dict[str, Floats]:
    """All cells of one game at the start of the state's turn, as a batch has them."""
    from airace_rules.engine.cells import state_cells

    plan = plan_of(ruleset)
    cells = state_cells(plan, state)
    cells.update(plan.opening.run(cells))
    for side in SIDES:
        mine = state.sides[side]
        cells.update((f"seen:{side}.{name}", value) for name, value in mine.estimates.items())
        cells.update((f"perceived:{side}.{name}", value) for name, value in mine.perceived.items())
        cells.update((f"band:{side}.{name}", value) for name, value in mine.bands.items())
        cells[f"carried:{side}"] = float(mine.carried)
    return {cell: np.array([value]) for cell, value in cells.items()}


def flat(cells: Mapping[str, Floats]) -> dict[str, float]:
    return {cell: float(row[0]) for cell, row in cells.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_game_of_a_batch_is_the_same_as_one_played_turn_by_turn(name: str) -> None:
    """Whole matches, several planners side by side, each against a house strategy, to the bit."""
    ruleset = ruleset_of(name)
    strategies: dict[Side, str] = {"washington": EASY, "beijing": "sprinter"}
    players = {side: player_of(ruleset, side, strategies[side]) for side in SIDES}
    ended: dict[int, Finished] = {}
    for happened in play_with(plan_of(ruleset), players, keys_of([seed_of(n) for n in range(3)]), {}):
        if isinstance(happened, Finished):
            ended |= dict.fromkeys(happened.index.tolist(), happened)
    for number, over in ended.items():
        seed = seed_of(number)
        state, history = new_match(ruleset, seed), []
        while state.ending is None:
            views = {side: view_for(ruleset, state, history, side) for side in SIDES}
            orders = {side: bot_orders(ruleset, strategies[side], views[side], seed) for side in SIDES}
            history.append(resolve_turn(ruleset, state, orders, seed))
            state = history[-1].after
        row = over.index.tolist().index(number)
        assert (state.ending, state.turn - 1) == (over.ending, over.turn)
        for side in SIDES:
            assert history[-1].opening[f"{side}.score.total"] == over.totals[side][row]


@pytest.mark.parametrize(("name", "strategy"), [("quick", PLANNER), *((name, EASY) for name in NAMES)])
def test_the_same_view_has_the_same_orders_whatever_the_seed_of_the_match(name: str, strategy: str) -> None:
    ruleset = ruleset_of(name)
    state, history = until(ruleset, 2, 1)
    fresh = load_ruleset(ruleset.files)
    for side in SIDES:
        view = view_for(ruleset, state, history, side)
        sent = View.model_validate_json(view.model_dump_json())
        assert bot_orders(ruleset, strategy, view, seed_of(1)) == bot_orders(fresh, strategy, sent, seed_of(2))


def test_its_effort_is_a_number_of_turns_that_follows_from_its_level_alone() -> None:
    ruleset = ruleset_of("quick")
    efforts = []
    for level in LEVELS:
        turns = []
        for number in (1, 2):
            state, _ = until(ruleset, 1, number)
            known = state_from(ruleset, "beijing", 1, flat(rows_of(ruleset, state)))
            turns.append(think(plan_of(ruleset), [known], "beijing", level, ("balanced",)).turns_played)
        assert turns[0] <= most_turns(ruleset, level)
        efforts.append(turns[0])
    assert efforts == sorted(efforts)
    assert efforts[0] < efforts[-1]


def most_turns(ruleset: Ruleset, level: Level) -> int:
    ready = (level.study.bases + 1 if level.study else 0) + len(ruleset.bots) + 1
    games = ready * level.glance + sum((1 + look.kept + look.bent) * look.samples for look in level.rounds)
    return games * len(ruleset.turns)


def test_every_ruleset_has_the_planners_the_weakest_first() -> None:
    assert PLANNERS == ("planner_easy", "planner", "planner_hard")
    for name in NAMES:
        assert strategies_of(ruleset_of(name))[-len(PLANNERS) :] == PLANNERS


def test_a_formula_that_breaks_in_its_mind_does_not_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ruleset = ruleset_of("quick")
    view = view_for(ruleset, new_match(ruleset, seed_of(1)), [], "beijing")

    def breaks(*given: object) -> None:
        raise NotFinite("var:world.fever", float("inf"))

    monkeypatch.setattr("airace_rules.planner.play.think", breaks)
    assert bot_orders(ruleset, PLANNER, view, seed_of(1)) == bot_orders(ruleset, "balanced", view, seed_of(1))


def test_a_house_strategy_of_that_name_is_the_one_that_plays() -> None:
    toy = toy_ruleset()
    mine = toy_ruleset(bots={PLANNER: toy.bots["hoarder"]})
    view = view_for(toy, new_match(toy, seed_of(1)), [], "washington")
    assert bot_orders(mine, PLANNER, view, seed_of(1)) == bot_orders(toy, "hoarder", view, seed_of(1))
    assert strategies_of(mine).count(PLANNER) == 1


@pytest.mark.parametrize("side", SIDES)
def test_it_beats_random_and_steady_play(side: Side) -> None:
    """Wide bands for few games: a planner of even strength would pass once in some thousand."""
    ruleset = ruleset_of("quick")
    for rival, least in (("random", 0.7), ("balanced", 0.55)):
        pair = {side: PLANNER, rival_of(side): rival}
        result = simulate(ruleset, pair["washington"], pair["beijing"], 48, 11)
        won = result.washington_wins if side == "washington" else result.beijing_wins
        lost = result.beijing_wins if side == "washington" else result.washington_wins
        assert won / 48 >= least
        assert won > 2 * lost
