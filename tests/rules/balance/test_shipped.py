"""What every ruleset that ships must hold at every commit: few games, fixed seeds, wide bands. `make prove-balance`
has the long report."""

from __future__ import annotations

import pytest

from airace_rules.balance.arena import arena_of
from airace_rules.balance.field import tally
from airace_rules.balance.matrix import house_strategies, play_matrix
from airace_rules.balance.runner import Runner
from airace_rules.balance.solved import solve
from rules.balance.kit import SHIPPED, shipped

GAMES = 1600


@pytest.fixture(scope="module", params=SHIPPED)
def played(request: pytest.FixtureRequest):
    ruleset = shipped(request.param).ruleset
    bots = house_strategies(ruleset)
    matrix, outcome, _ = play_matrix(Runner(seed=17), arena_of(ruleset), bots, bots, GAMES, "games")
    return ruleset, matrix, tally(ruleset, outcome)


def test_no_side_is_favoured_over_the_field(played) -> None:
    _, _, field = played
    assert 0.4 <= field.side_rate <= 0.6


def test_no_formula_breaks_and_catastrophe_is_the_exception(played) -> None:
    _, _, field = played
    assert sum(field.endings.values()) == field.games
    assert field.nobody / field.games <= 0.3


def test_no_house_strategy_beats_the_whole_field(played) -> None:
    _, matrix, _ = played
    ours, theirs = matrix.payoffs()
    assert max(ours.mean(axis=1)) <= 0.72
    assert max(theirs.mean(axis=0)) <= 0.72


def test_every_cell_is_a_contest(played) -> None:
    """No pairing of house strategies is decided before it begins."""
    _, matrix, _ = played
    assert (matrix.wins > 0).mean() > 0.9
    assert (matrix.losses > 0).mean() > 0.9


def test_the_equilibrium_is_certified(played) -> None:
    _, matrix, _ = played
    solved = solve(matrix, 17)
    assert max(solved.equilibrium.regrets) <= 1e-6
    assert max(solved.by_score.regrets) <= 1e-6
    assert all(share.sum() == pytest.approx(1) for share in (solved.equilibrium.rows, solved.equilibrium.columns))
