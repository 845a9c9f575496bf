"""The figures that `standard` is tuned to, in bands wider than their sampling error (fixed seeds, so they never flake).

docs/standard.md holds the figures themselves; what a single mechanism promises stands in `tests.yaml` of the ruleset.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from airace_rules.balance import par_is_fresh
from airace_rules.balance.arena import Lot, Outcome, arena_of
from airace_rules.balance.effort import Effort
from airace_rules.balance.field import course_of
from airace_rules.balance.games import Finished, play
from airace_rules.balance.matrix import Matrix, play_matrix
from airace_rules.balance.oracle import double_oracle
from airace_rules.balance.policy import EVEN, Policy, Strategy, as_policy
from airace_rules.balance.runner import Runner
from airace_rules.balance.simulate import game_seed
from airace_rules.ids import SIDES, Side
from rules.standard.standard_games import STRATEGIES, batch, standard

GAMES = 512
FEW = 32  # games a pair where all hundred pairs are played


def share(count: int, games: int = GAMES) -> float:
    return count / games


def test_par_is_what_the_rules_give() -> None:
    assert par_is_fresh(standard()), "par.yaml is stale: airace rules derive game_rules/rulesets/standard"


def test_neither_side_is_favoured_when_steady_teams_meet() -> None:
    games = batch("balanced", "balanced")
    assert 0.42 <= games.washington_wins / (games.washington_wins + games.beijing_wins) <= 0.58


@lru_cache(maxsize=1)
def field() -> tuple[Matrix, Outcome]:
    """Every pair of house strategies, each with chances of its own."""
    games = FEW * len(STRATEGIES) ** 2
    matrix, outcome, _ = play_matrix(Runner(2033), arena_of(standard()), STRATEGIES, STRATEGIES, games, "")
    return matrix, outcome


def test_neither_side_is_favoured_over_the_field() -> None:
    ours, theirs = (int(table.sum()) for table in (field()[0].wins, field()[0].losses))
    assert 0.45 <= ours / (ours + theirs) <= 0.55


@pytest.mark.parametrize("place", range(len(STRATEGIES)), ids=STRATEGIES)
def test_no_strategy_beats_the_whole_field(place: int) -> None:
    games = FEW * len(STRATEGIES)
    assert share(int(field()[0].wins[place].sum()), games) <= 0.64
    assert share(int(field()[0].losses[:, place].sum()), games) <= 0.64


@pytest.mark.parametrize("ending", ["catastrophe", "agi", "detente", "breakaway", "horizon"])
def test_every_ending_is_reached(ending: str) -> None:
    place = [each.key for each in standard().endings].index(ending)
    endings = field()[1].ending
    assert share(int((endings == place).sum()), len(endings)) >= 0.004


def test_mutual_sprinting_ends_in_catastrophe_about_a_third_of_the_time() -> None:
    assert 0.25 <= share(batch("sprinter", "sprinter").endings["catastrophe"]) <= 0.48


def test_mutual_bridge_building_is_safe_and_usually_but_not_always_ends_in_an_accord() -> None:
    games = batch("bridge_builder", "bridge_builder")
    assert share(games.endings["catastrophe"]) < 0.03
    assert 0.6 <= share(games.endings["detente"]) <= 0.95


def test_sprinting_against_a_bridge_builder_tempts_and_frightens() -> None:
    washington, beijing = batch("sprinter", "bridge_builder"), batch("bridge_builder", "sprinter")
    assert 0.48 <= share(washington.washington_wins + beijing.beijing_wins, 2 * GAMES) <= 0.64
    assert 0.08 <= share(washington.endings["catastrophe"] + beijing.endings["catastrophe"], 2 * GAMES) <= 0.18


def test_mutual_bridge_building_favours_neither_side_by_much() -> None:
    games = batch("bridge_builder", "bridge_builder")
    assert 0.33 <= games.washington_wins / (games.washington_wins + games.beijing_wins) <= 0.67


def payoff(side: Side, strategy: Strategy, other: Strategy) -> float:
    """Share of its games that ``side`` wins."""
    pair = (strategy, other) if side == "washington" else (other, strategy)
    outcome = Runner(2031).play(arena_of(standard()), pair, [Lot(0, 1, "standard", 0, GAMES // 2)], "")
    return share(int((outcome.winner == (1 if side == "washington" else -1)).sum()), GAMES // 2)


def idle() -> Policy:
    """The defaults of a seat that nobody plays: the same money on each lever, split as declared; nothing else."""
    rules = standard()
    splits = tuple(each.split for each in rules.instruments.values())
    return replace(as_policy(rules, EVEN), name="idle", factors=(splits, splits))


@pytest.mark.parametrize("side", SIDES)
def test_a_seat_left_on_its_defaults_loses(side: Side) -> None:
    assert payoff(side, idle(), "balanced") <= 0.15


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("lever", ["chips", "power", "talent", "open_source", "sanctions"])
def test_a_lever_left_alone_costs_ten_points_and_more(side: Side, lever: str) -> None:
    rules = standard()
    without = tuple(0.0 if key in rules.levers[lever] else 1.0 for key in rules.instruments)
    neglect = replace(as_policy(rules, "balanced"), name=f"no {lever}", factors=(without, without))
    assert payoff(side, neglect, "balanced") <= payoff(side, "balanced", "balanced") - 0.1


def test_the_lead_changes_hands_and_who_is_behind_may_still_win() -> None:
    course = course_of(standard(), field()[1])
    assert course.lead_changes >= 2
    assert course.comeback_rate is not None
    assert 0.22 <= course.comeback_rate <= 0.4


def test_what_a_short_search_finds_gains_little_over_the_house_strategies() -> None:
    """The report's own search, ten times as long, is made by `make prove-balance`."""
    search = double_oracle(Runner(2033), arena_of(standard()), field()[0], Effort(1500, rounds=1))
    assert search.gap <= 0.2


def test_random_play_loses_to_steady_play() -> None:
    assert share(batch("random", "balanced").beijing_wins) >= 0.85
    assert share(batch("balanced", "random").washington_wins) >= 0.85


def reached(strategy: str) -> set[str]:
    """Projects that were finished and deals that came into force in some match of a strategy with itself."""
    seeds = [game_seed(3, number) for number in range(64)]
    found = set()
    for games in play(standard(), dict.fromkeys(SIDES, strategy), seeds):
        if not isinstance(games, Finished):
            for key, project in standard().projects.items():
                owners = ("world",) if project.joint else tuple(project.cost)
                rows = [games.cells[f"stock:{owner}.progress.{key}"] for owner in owners]
                if all((row >= project.turns).any() for row in rows):
                    found.add(key)
            found |= {key for key in standard().deals if (games.cells[f"stock:world.deal.{key}"] > 0).any()}
    return found


def test_every_project_is_finished_and_every_deal_comes_into_force_somewhere() -> None:
    found = set[str]().union(*(reached(strategy) for strategy in STRATEGIES))
    assert found == {*standard().projects, *standard().deals}


def test_no_value_of_a_thousand_random_games_is_without_bounds() -> None:
    seeds = [game_seed(9, number) for number in range(1000)]
    for games in play(standard(), dict.fromkeys(SIDES, "random"), seeds):
        if not isinstance(games, Finished):
            assert [cell for cell, row in games.cells.items() if not np.isfinite(row).all()] == []


def test_the_ladder_climbs_one_rung_a_turn_at_most_and_never_falls() -> None:
    seeds = [game_seed(10, number) for number in range(256)]
    before = np.zeros(len(seeds))
    climbed = 0
    for games in play(standard(), dict.fromkeys(SIDES, "sprinter"), seeds):
        if not isinstance(games, Finished):
            rise = games.cells["stock:world.rung"] - before[games.index]
            steps = 2 if games.turn > len(standard().turns) else 1  # the last turn and the year after come together
            assert ((rise >= 0) & (rise <= steps)).all()
            climbed += int(rise.sum())
            before[games.index] = games.cells["stock:world.rung"]
    assert climbed > 200


def test_what_is_shown_never_falls_and_never_passes_the_frontier() -> None:
    seeds = [game_seed(11, number) for number in range(128)]
    shown = dict.fromkeys(SIDES, np.zeros(len(seeds)))
    for games in play(standard(), {"washington": "random", "beijing": "open_source"}, seeds):
        if not isinstance(games, Finished):
            for side in SIDES:
                now = games.cells[f"stock:{side}.released"]
                assert (now >= shown[side][games.index]).all()
                assert (now <= games.cells[f"stock:{side}.frontier"] + 1e-9).all()
                shown[side] = shown[side].copy()
                shown[side][games.index] = now
