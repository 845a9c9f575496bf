"""Equilibria are what they claim to be: no side can gain by another choice."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from airace_rules.balance import equilibrium as module
from airace_rules.balance.equilibrium import (
    equilibria,
    equilibrium,
    follow,
    learned,
    regrets_of,
)

PENNIES = np.array([[1.0, 0.0], [0.0, 1.0]])
ROCK_PAPER_SCISSORS = np.array([[0.5, 0.0, 1.0], [1.0, 0.5, 0.0], [0.0, 1.0, 0.5]])
DILEMMA = np.array([[3.0, 0.0], [5.0, 1.0]])
SEXES = np.array([[2.0, 0.0], [0.0, 1.0]])


def test_matching_pennies_is_a_coin_on_both_sides() -> None:
    found = equilibrium(PENNIES, 1 - PENNIES)
    assert found.rows == pytest.approx([0.5, 0.5])
    assert found.columns == pytest.approx([0.5, 0.5])
    assert found.payoffs == pytest.approx((0.5, 0.5))


def test_rock_paper_scissors_is_an_even_spread() -> None:
    found = equilibrium(ROCK_PAPER_SCISSORS, 1 - ROCK_PAPER_SCISSORS)
    assert found.rows == pytest.approx([1 / 3] * 3)
    assert found.columns == pytest.approx([1 / 3] * 3)


def test_prisoners_both_defect() -> None:
    found = equilibrium(DILEMMA, DILEMMA.T)
    assert found.rows.tolist() == [0.0, 1.0]
    assert found.columns.tolist() == [0.0, 1.0]
    assert found.payoffs == (1.0, 1.0)


def test_the_game_with_equilibria_two_thirds_and_a_third_apart_is_mixed_so() -> None:
    a, b = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    found = equilibrium(a, b)
    assert found.rows == pytest.approx([0.5, 0.5])
    assert found.columns == pytest.approx([2 / 3, 1 / 3])


def test_of_several_equilibria_each_is_found_once() -> None:
    found = equilibria(SEXES, SEXES[::-1, ::-1])
    assert sorted(tuple(each.rows.tolist()) for each in found) == [(0.0, 1.0), (1.0, 0.0)]


def test_a_game_of_one_choice_each_is_solved() -> None:
    found = equilibrium(np.array([[0.3]]), np.array([[0.7]]))
    assert (found.rows.tolist(), found.columns.tolist(), found.regrets) == ([1.0], [1.0], (0.0, 0.0))


def games(kind: str, count: int):
    """Random games: any payoffs, few payoffs (many ties), constant sum, and of unlike sizes."""
    chance = np.random.default_rng(5)
    for _ in range(count):
        shape = chance.integers(1, 13, 2) if kind == "unlike" else (9, 9)
        if kind == "ties":
            yield chance.integers(0, 3, shape) / 2, chance.integers(0, 3, shape) / 2
        else:
            a = chance.random(shape)
            yield a, 1 - a if kind == "constant" else chance.random(shape)


@pytest.mark.parametrize("kind", ["any", "ties", "constant", "unlike"])
def test_in_random_games_no_side_gains_a_millionth(kind: str) -> None:
    for a, b in games(kind, 60):
        found = equilibrium(a, b)
        assert found.rows.min() >= 0
        assert found.columns.min() >= 0
        assert found.rows.sum() == pytest.approx(1)
        assert found.columns.sum() == pytest.approx(1)
        assert max(a @ found.columns) - found.rows @ a @ found.columns <= 1e-6
        assert max(found.rows @ b) - found.rows @ b @ found.columns <= 1e-6
        assert max(regrets_of(a, b, found.rows, found.columns)) == max(found.regrets) <= 1e-6


def test_regrets_tell_what_could_be_gained() -> None:
    rows, columns = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert regrets_of(PENNIES, 1 - PENNIES, rows, columns) == (1.0, 0.0)


def test_every_path_of_games_with_many_ties_ends_at_an_equilibrium() -> None:
    for a, b in games("ties", 40):
        assert all(follow(a, b, label) for label in range(18))


def test_when_rounding_leads_astray_fractions_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[module.__name__], "follow", lambda a, b, label: None)
    for a, b in games("any", 2):
        assert max(equilibrium(a, b).regrets) <= 1e-9


def test_learning_comes_near_the_equilibrium_of_a_game_of_pure_conflict() -> None:
    rows, columns = learned(ROCK_PAPER_SCISSORS, 1 - ROCK_PAPER_SCISSORS)
    assert rows == pytest.approx([1 / 3] * 3, abs=0.02)
    assert columns == pytest.approx([1 / 3] * 3, abs=0.02)


def test_of_several_equilibria_the_one_that_learning_comes_to_is_chosen() -> None:
    a = np.array([[9.0, 0.0], [0.0, 1.0]])
    assert equilibrium(a, a).rows.tolist() == [1.0, 0.0]
    assert equilibrium(a[::-1, ::-1], a[::-1, ::-1]).rows.tolist() == [0.0, 1.0]
    assert len(equilibria(a, a)) == 2
