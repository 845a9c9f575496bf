"""Whether a mixture is told apart from an accident of the games it was read from."""

from __future__ import annotations

import numpy as np
import pytest

from airace_rules.balance.arena import arena_of
from airace_rules.balance.decisive import LIKELY, PASS_SHARE, played_out
from airace_rules.balance.effort import Effort
from airace_rules.balance.matrix import Matrix, house_strategies, play_matrix, played_on
from airace_rules.balance.mixing import mixing_findings, resampled_in_words
from airace_rules.balance.places import Places
from airace_rules.balance.runner import Runner
from airace_rules.balance.solved import Solved, solve
from airace_rules.ids import SIDES
from rules.balance.kit import shipped

CIRCLE = ((0.5, 0.7, 0.3), (0.3, 0.5, 0.7), (0.7, 0.3, 0.5))  # each beats one and loses to one
NAMES = ["paper", "rock", "scissors"]
PLACES = Places.in_(shipped("quick"))


def counted(payoffs: tuple[tuple[float, ...], ...], games: int) -> Matrix:
    """A matrix in which so many games a cell gave just these payoffs."""
    wins = np.rint(np.array(payoffs) * games).astype(np.int64)
    each = np.full(wins.shape, games)
    names = tuple(NAMES[: len(payoffs)])
    return Matrix(names, names, each, wins, each - wins, np.zeros_like(wins), np.zeros((2, *wins.shape)))


def told(solved: Solved) -> list[str]:
    return [
        words for row, side in enumerate(SIDES) for _, _, words in mixing_findings(solved, row, NAMES, side, PLACES)
    ]


def test_a_circle_of_three_played_often_is_a_mixture_that_nobody_need_doubt() -> None:
    solved = solve(counted(CIRCLE, 10_000), 5)
    assert told(solved) == []
    assert solved.at_least(0, 3) == solved.at_most(1, 0.5) == 1
    assert "100% have 3 strategies or more, 100% none above 50%" in resampled_in_words(solved, 0)


def test_the_same_circle_played_too_little_is_said_to_hang_on_the_sample() -> None:
    solved = solve(counted(CIRCLE, 20), 5)
    assert solved.equilibrium.rows == pytest.approx([1 / 3] * 3)
    assert told(solved)
    assert all("The sample does not settle it" in words for words in told(solved))


def test_one_strategy_that_beats_all_is_told_without_doubt() -> None:
    solved = solve(counted(((0.8, 0.8, 0.8), (0.4, 0.5, 0.5), (0.4, 0.5, 0.5)), 10_000), 5)
    ours = [words for _, _, words in mixing_findings(solved, 0, NAMES, "Washington", PLACES)]
    assert ours[0] == "Washington's equilibrium has 1 of 3 strategies; wanted: 3."
    assert ours[1] == "`paper` is 100% of Washington's equilibrium: there is little to choose."


def test_where_the_equilibrium_is_decided_more_is_played_and_nowhere_else() -> None:
    ruleset, games = shipped("quick").ruleset, 400
    runner, bots = Runner(seed=3), house_strategies(ruleset)
    even, _, _ = play_matrix(runner, arena_of(ruleset), bots, bots, games, "")
    likely = [set(np.flatnonzero(shares >= LIKELY).tolist()) for shares in solve(even, 3).stability]
    matrix, solved = played_out(runner, arena_of(ruleset), even, Effort(games))
    assert matrix.games.sum() == even.games.sum() + Effort().passes * PASS_SHARE * games
    more = matrix.games > even.games
    assert all(more[i, j] for i in likely[0] for j in likely[1])
    assert more.any(axis=1).sum() * more.any(axis=0).sum() == more.sum()
    assert (matrix.errors()[0][more] < even.errors()[0][more]).mean() > 0.9
    assert max(solved.equilibrium.regrets) <= 1e-9


def test_a_cell_played_on_is_what_all_its_games_at_once_would_be() -> None:
    ruleset = shipped("quick").ruleset
    runner, bots, arena = Runner(seed=4), house_strategies(ruleset)[:2], arena_of(ruleset)
    half, _, _ = play_matrix(runner, arena, bots, bots, 40, "")
    whole, _, _ = play_matrix(runner, arena, bots, bots, 80, "")
    grown = played_on(runner, arena, half, [0, 1], [0, 1], 40, "")
    for name in ("games", "wins", "losses", "nobody"):
        assert (getattr(grown, name) == getattr(whole, name)).all()
    assert grown.scores == pytest.approx(whole.scores)
