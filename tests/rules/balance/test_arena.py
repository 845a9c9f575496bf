"""Games of many pairings in one batch are the games of each pairing alone."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from airace_rules import bot_orders, new_match, resolve_turn, view_for
from airace_rules.balance.arena import Lot, Outcome, arena_of, cell_seed, empty, play_lots, undertakings
from airace_rules.balance.matrix import cell_name, house_strategies, play_matrix
from airace_rules.balance.policy import EVEN, NEVER, Policy, Roster, as_policy
from airace_rules.balance.runner import Runner
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset
from rules.balance.kit import SHIPPED, shipped


def same(one: Outcome, other: Outcome) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("winner", "ending", "turns", "totals", "leads", "reached")
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_a_game_of_a_cell_is_the_match_with_its_seed(name: str) -> None:
    ruleset = shipped(name).ruleset
    bots = house_strategies(ruleset)[:3]
    lots = [Lot(i, j, cell_name(bots[i], bots[j]), 3, 1) for i in range(3) for j in range(3)]
    outcome = play_lots(arena_of(ruleset), bots, lots, 8)
    for number, lot in enumerate(lots):
        seed = cell_seed(8, lot.cell, 3)
        plays: dict[Side, str] = {"washington": bots[lot.washington], "beijing": bots[lot.beijing]}
        state, history = new_match(ruleset, seed), []
        while state.ending is None:
            orders = {
                side: bot_orders(ruleset, plays[side], view_for(ruleset, state, history, side), seed) for side in SIDES
            }
            history.append(resolve_turn(ruleset, state, orders, seed))
            state = history[-1].after
        assert ruleset.endings[outcome.ending[number]].key == state.ending
        assert outcome.turns[number] == len(history)
        assert outcome.winner[number] == {"washington": 1, "beijing": -1, None: 0}[state.winner]
        for row, side in enumerate(SIDES):
            assert outcome.totals[row, number] == history[-1].opening[f"{side}.score.total"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_policy_that_changes_nothing_plays_as_its_base(name: str) -> None:
    ruleset = shipped(name).ruleset
    bot = house_strategies(ruleset)[0]
    plain = Lot(0, 0, "same", 0, 40)
    outcome = play_lots(arena_of(ruleset), [bot], [plain], 1)
    bent = play_lots(arena_of(ruleset), [as_policy(ruleset, bot)], [plain], 1)
    assert np.abs(outcome.totals - bent.totals).max() < 2.0  # sharing out by shares may move a tenth of a point
    assert (outcome.winner == bent.winner).mean() > 0.9


def specialist(ruleset: Ruleset, instrument: int, options: tuple[int, ...], project: int) -> Policy:
    """Spends on one instrument alone, takes one option of every stance, and builds one project at most."""
    factors = tuple(float(place == instrument) for place in range(len(ruleset.instruments)))
    projects = tuple(1 if place == project else NEVER for place in range(len(ruleset.projects)))
    even = replace(as_policy(ruleset, EVEN), name="specialist", factors=(factors, factors))
    return replace(even, stances=(options, options), projects=projects, deals=(NEVER,) * len(ruleset.deals))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_policy_buys_and_chooses_what_it_says(name: str) -> None:
    ruleset = shipped(name).ruleset
    options = tuple(len(stance.options) - 1 for stance in ruleset.stances.values())
    for place, key in enumerate(ruleset.instruments):
        roster = Roster(ruleset, "beijing", [specialist(ruleset, place, options, -1)], np.zeros(3, dtype=np.int64))
        cells = {f"stance:beijing.{stance}": np.zeros(3) for stance in ruleset.stances}
        words = np.zeros(3, dtype=np.uint64)
        choices = roster.choices(ruleset, cells, np.arange(3), 1, (words, words))
        assert {other for other in ruleset.instruments if choices[f"weight:{other}"].any()} == {key}
        for stance, option in zip(ruleset.stances, options, strict=True):
            assert choices[f"choose:{stance}"].tolist() == [option] * 3
        assert not any(choices[f"sign:{deal}"].any() for deal in ruleset.deals)


def test_a_policy_builds_the_projects_that_it_names_and_no_other() -> None:
    ruleset = shipped("standard").ruleset
    names = undertakings(ruleset)
    stay = (-1,) * len(ruleset.stances)
    built = 0
    for place, (key, project) in enumerate(ruleset.projects.items()):
        if not project.joint and "washington" in project.cost:
            policy = specialist(ruleset, 0, stay, place)
            outcome = play_lots(arena_of(ruleset), [policy, "balanced"], [Lot(0, 1, "x", 0, 8)], 1)
            done = {
                name for row, (name, owner) in enumerate(names) if owner == "washington" and outcome.reached[row].any()
            }
            assert done <= {f"projects.{key}"}
            built += len(done)
    assert built >= 3


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_figures_do_not_depend_on_the_executor_or_on_how_many_work(workers: int) -> None:
    ruleset = shipped("quick").ruleset
    bots = house_strategies(ruleset)
    _, alone, _ = play_matrix(Runner(4), arena_of(ruleset), bots, bots, 333, "games")
    with ThreadPoolExecutor(2) as threads:
        _, threaded, _ = play_matrix(Runner(4, threads, workers), arena_of(ruleset), bots, bots, 333, "games")
    assert same(alone, threaded)


def test_figures_are_the_same_from_other_processes() -> None:
    ruleset = shipped("quick").ruleset
    bots = house_strategies(ruleset)
    _, alone, _ = play_matrix(Runner(4), arena_of(ruleset), bots, bots, 64, "games")
    with ProcessPoolExecutor(2) as pool:
        _, apart, _ = play_matrix(Runner(4, pool, 2), arena_of(ruleset), bots, bots, 64, "games")
    assert same(alone, apart)


def test_cells_do_not_share_draws_and_rulesets_do() -> None:
    assert cell_seed(1, "a b", 0) != cell_seed(1, "b a", 0) != cell_seed(2, "b a", 0)
    assert cell_seed(1, "a b", 1) != cell_seed(1, "a b", 11)
    assert cell_seed(1, "a b", 7) == cell_seed(1, "a b", 7)


class Shelf(dict[str, Outcome]):
    """Keeps outcomes in memory."""

    def put(self, key: str, outcome: Outcome) -> None:
        self[key] = outcome


def test_what_was_played_before_is_not_played_again() -> None:
    ruleset = shipped("quick").ruleset
    bots, shelf = house_strategies(ruleset), Shelf()
    _, first, _ = play_matrix(Runner(4, kept=shelf), arena_of(ruleset), bots, bots, 64, "games")
    held = dict(shelf)
    assert held
    shelf.update({key: empty(ruleset, len(outcome.winner)) for key, outcome in held.items()})
    _, again, _ = play_matrix(Runner(4, kept=shelf), arena_of(ruleset), bots, bots, 64, "games")
    assert (again.ending == -1).all()
    shelf.update(held)
    _, third, _ = play_matrix(Runner(4, kept=shelf), arena_of(ruleset), bots, bots, 64, "games")
    assert same(first, third)


def test_a_game_that_a_formula_breaks_is_counted_and_the_others_are_played() -> None:
    ruleset = shipped("quick").ruleset
    stock = next(name for name, stock in ruleset.stocks.items() if stock.scope == "side")
    lots = [
        Lot(0, 0, "x", 0, 5),
        Lot(0, 0, "x", 0, 1, ((f"stock:beijing.{stock}", float("nan")),)),
        Lot(0, 0, "x", 0, 5),
    ]
    outcome = play_lots(arena_of(ruleset), ["balanced"], lots, 1)
    assert outcome.ending.tolist().count(-1) == 1
    assert outcome.ending[5] == -1
    assert len(outcome.broken) == 1
    assert same(outcome.part(slice(0, 5)), outcome.part(slice(6, 11)))


def test_policies_are_told_apart_by_what_they_do() -> None:
    ruleset = shipped("quick").ruleset
    one: Policy = as_policy(ruleset, "balanced")
    assert one == as_policy(ruleset, "balanced") != as_policy(ruleset, "sprinter")
