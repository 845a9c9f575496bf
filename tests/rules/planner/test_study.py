"""Before its first match a planner finds plans that do better than every house strategy, and in every turn it leaves
the best of them only for a plan that is clearly better."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from airace_rules import load_ruleset
from airace_rules.balance.arena import Arena
from airace_rules.balance.matrix import house_strategies
from airace_rules.balance.mixture import Mixture, Result, Trial, play_trials
from airace_rules.balance.runner import Runner
from airace_rules.balance.search import Found, Search
from airace_rules.balance.space import Space
from airace_rules.ids import SIDES, Side
from airace_rules.planner.book import book_of
from airace_rules.planner.levels import LEVELS, Study
from airace_rules.planner.tally import Tally
from airace_rules.ruleset import Ruleset
from rules.balance.kit import plain_quick

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
SMALL = Study(bases=2, games=1_500, more=1_500)
GAMES = 1_200


@pytest.fixture(scope="module")
def quick() -> Ruleset:
    """`quick` with house strategies that nobody searched for, so that there is something left to find."""
    first = Path(__file__).with_name("first_bots.yaml").read_text("utf-8")
    return load_ruleset({**plain_quick().ruleset.files, "bots.yaml": first})


@pytest.mark.parametrize("side", SIDES)
def test_what_it_studies_beats_every_house_strategy_even_one_it_left_out(quick: Ruleset, side: Side) -> None:
    """As its side the studied plan wins more against the strategy left out than any house strategy does."""
    left_out, *studied = house_strategies(quick)
    plan = book_of(quick, side, tuple(studied), SMALL)[0]
    alone = Mixture((left_out,), (1.0,))
    trials = [Trial(side, one, alone, "study test", GAMES) for one in (plan, *house_strategies(quick))]
    ours, *theirs = (result.payoff for result in play_trials(Runner(5), Arena("study test", quick), trials, "testing"))
    assert ours > max(theirs) + 0.05


def test_a_book_is_the_same_whenever_it_is_written(quick: Ruleset) -> None:
    again = load_ruleset(quick.files)
    assert book_of(quick, "beijing", ("balanced",), SMALL) == book_of(again, "beijing", ("balanced",), SMALL)
    assert len(book_of(quick, "beijing", ("balanced",), SMALL)) == SMALL.bases + 1


def test_every_level_studies_more_than_the_one_below() -> None:
    efforts = [level.study.bases * level.study.games + level.study.more if level.study else 0 for level in LEVELS]
    assert efforts == sorted(set(efforts))


def search(ruleset: Ruleset, around: Found | None = None, faith: float = 0.0) -> Search:
    space = Space.of(ruleset, "beijing", ("sprinter",), 0.03)
    return Search(space, "beijing", Mixture(("balanced",), (1.0,)), 3, "test", 4_000, (), around, faith)


def policies(one: Search) -> list[tuple[int, ...]]:
    return [(*policy.stances[0], *policy.stances[1]) for policy in (trial.strategy for trial in one.ask())]


def test_a_search_with_faith_leaves_most_choices_to_the_base(quick: Ruleset) -> None:
    free, faithful = (np.array(policies(search(quick, faith=faith))) == -1 for faith in (0.0, 0.9))
    assert faithful.mean() > 0.8
    assert free.mean() < 0.6


def test_a_search_begins_around_what_another_found(quick: Ruleset) -> None:
    first = search(quick)
    trials = first.ask()
    worths = np.arange(len(trials))
    first.learn([Result(np.full(4, worth % 3), np.full(4, float(worth))) for worth in worths])
    start = first.best[0][1]
    again = search(quick, around=start, faith=0.9)
    assert np.abs(again.numbers - start.numbers).mean() < np.abs(first.numbers - start.numbers).mean()
    assert (again.places == start.places).mean() > 0.8


def worths(*rows: list[int]) -> np.ndarray:
    return np.array([[row] for row in rows], dtype=np.int64)


def test_the_favourite_is_left_only_for_what_is_clearly_better() -> None:
    tally = Tally.blank(3, 1)
    tally.add(worths([0, 0, 0, 0], [9, -8, 9, -8], [2, 1, 2, 1]))
    assert tally.winner(0.0).tolist() == [2]
    assert tally.winner(1.0).tolist() == [2]
    luck = Tally.blank(2, 1)
    luck.add(worths([0, 0, 0, 0], [9, -8, 9, -8]))
    assert luck.winner(0.0).tolist() == [1]
    assert luck.winner(1.0).tolist() == [0]


def test_plans_that_go_on_keep_what_is_known_of_them_and_new_ones_begin_at_nothing() -> None:
    tally = Tally.blank(3, 1)
    tally.add(worths([0, 0], [1, 1], [3, 3]))
    best = tally.best(1)
    assert best.tolist() == [[0], [2]]
    going = tally.picked(best, 1)
    assert going.total.tolist() == [[0.0], [6.0], [0.0]]
    assert going.samples.tolist() == [[2.0], [2.0], [0.0]]
    going.add(worths([0], [3], [1]))
    assert going.best(2).tolist() == [[0], [1], [2]]
