"""The double oracle: what a search finds joins the matrix, and the next search has to beat it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from airace_rules.balance.arena import arena_of
from airace_rules.balance.effort import Effort
from airace_rules.balance.matrix import Matrix, house_strategies, play_matrix
from airace_rules.balance.mixture import Mixture, Trial, play_trials
from airace_rules.balance.oracle import Oracle, double_oracle
from airace_rules.balance.policy import AS_BASE, NEVER, as_policy, name_of
from airace_rules.balance.runner import Runner
from airace_rules.balance.search import Found, Search
from airace_rules.balance.simplify import simplified
from airace_rules.balance.space import Space
from airace_rules.balance.telling import policy_in_words
from rules.balance.kit import SHIPPED, plain_quick, shipped


@pytest.fixture(scope="module")
def played() -> tuple[Matrix, Oracle]:
    ruleset, runner = plain_quick().ruleset, Runner(seed=3)
    bots = house_strategies(ruleset)
    matrix, _, _ = play_matrix(runner, arena_of(ruleset), bots, bots, 800, "matrix")
    return matrix, double_oracle(runner, arena_of(ruleset), matrix, Effort(1000, rounds=2))


def test_what_is_found_joins_the_matrix_of_the_next_round(played: tuple[Matrix, Oracle]) -> None:
    house, oracle = played
    first, second = oracle.rounds
    assert [name_of(row) for row in oracle.matrix.rows] == [*house.rows, "found_washington_1"]
    assert [name_of(column) for column in oracle.matrix.columns] == [*house.columns, "found_beijing_1"]
    assert oracle.matrix.rows[-1] == first.replies[0].found.policy
    assert len(second.equilibrium.rows) == len(house.rows) + 1
    assert oracle.matrix.games.shape == (5, 5)


def test_cells_that_were_there_keep_their_games(played: tuple[Matrix, Oracle]) -> None:
    house, oracle = played
    for name in ("games", "wins", "losses", "nobody"):
        assert np.array_equal(getattr(oracle.matrix, name)[:4, :4], getattr(house, name))
    assert np.array_equal(oracle.matrix.scores[:, :4, :4], house.scores)


def test_the_headline_is_the_gap_of_the_last_round(played: tuple[Matrix, Oracle]) -> None:
    _, oracle = played
    assert len(oracle.rounds) == 2
    assert oracle.gap == oracle.rounds[-1].gap == max(0.0, *(reply.gain for reply in oracle.rounds[-1].replies))
    assert oracle.rounds[0].gap > 0.2  # the plain house strategies of quick are easily beaten


def test_rounds_end_when_a_search_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airace_rules.balance.oracle.ENOUGH", 1.0)
    ruleset, runner = shipped("quick").ruleset, Runner(seed=3)
    matrix, _, _ = play_matrix(runner, arena_of(ruleset), ("balanced",), ("balanced",), 100, "matrix")
    assert len(double_oracle(runner, arena_of(ruleset), matrix, Effort(250, rounds=5)).rounds) == 1


def test_gains_are_over_the_sides_own_mixture(played: tuple[Matrix, Oracle]) -> None:
    _, oracle = played
    for each in oracle.rounds:
        for reply in each.replies:
            assert -1 <= reply.gain <= reply.payoff <= 1
            assert 0 < reply.error < 0.02


def test_choices_that_do_not_matter_are_left_to_the_base() -> None:
    """Against a strategy that signs nothing, signing cannot matter; not building anything does."""
    ruleset, runner = shipped("standard").ruleset, Runner(seed=4)
    arena, space = arena_of(ruleset), Space.of(ruleset)
    alone = replace(as_policy(ruleset, "balanced"), name="alone", deals=(NEVER,) * len(ruleset.deals))
    search = Search(space, "washington", Mixture((alone,), (1.0,)), 4, "simple", 20_000)
    places = np.zeros(len(space.choices), dtype=np.int64)
    first_deal = len(places) - len(ruleset.deals)
    places[first_deal:] = 2
    places[first_deal - len(ruleset.projects) : first_deal] = 1
    found = Found(space.policy("found", np.zeros(space.numbers), places), np.zeros(space.numbers), places)
    [plain] = simplified(runner, arena, [search], [found], Effort().ladder)
    assert set(plain.policy.deals) == {AS_BASE}
    assert plain.policy.name == "found"
    before, after = (
        play_trials(runner, arena, [Trial("washington", each.policy, search.against, "fresh", 1000)], "fresh")[0].payoff
        for each in (found, plain)
    )
    assert after > before - 0.05


@pytest.mark.parametrize("name", SHIPPED)
def test_every_point_of_the_space_is_a_policy_of_the_ruleset(name: str) -> None:
    ruleset = shipped(name).ruleset
    space = Space.of(ruleset)
    chance = np.random.default_rng(1)
    seen = set()
    for _ in range(200):
        places = np.array([chance.integers(len(meanings)) for meanings in space.choices])
        policy = space.policy("x", chance.normal(size=space.numbers), places)
        seen.add(policy)
        assert policy.base in (*house_strategies(ruleset), "")
        assert all(len(half) == len(ruleset.instruments) and min(half) > 0 for half in policy.factors)
        for half in policy.stances:
            for option, stance in zip(half, ruleset.stances.values(), strict=True):
                assert AS_BASE <= option < len(stance.options)
        assert all(start in (AS_BASE, NEVER) or 1 <= start <= len(ruleset.turns) for start in policy.projects)
        assert len(policy.projects) == len(ruleset.projects)
        assert len(policy.deals) == len(ruleset.deals)
    assert len(seen) == 200


def test_a_policy_is_told_in_words() -> None:
    ruleset = shipped("quick").ruleset
    assert policy_in_words(ruleset, as_policy(ruleset, "balanced")) == "like `balanced`"
    space = Space.of(ruleset)
    numbers = np.zeros(space.numbers)
    numbers[list(ruleset.instruments).index("labs")] = np.log(4.0)
    places = np.array([meanings.index(AS_BASE) if AS_BASE in meanings else 0 for meanings in space.choices])
    places[1:3] = (1, 3)
    words = policy_in_words(ruleset, space.policy("x", numbers, places))
    [stance, *_] = ruleset.stances.values()
    assert (
        words == f"like `balanced`, but `labs` × 4.0, {stance.key} `{stance.options[0]}`, later `{stance.options[1]}`"
    )
