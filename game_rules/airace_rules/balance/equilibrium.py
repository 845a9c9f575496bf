"""Equilibria of two-player games in matrix form, found by pivoting and certified by their regret.

Lemke and Howson's method (SIAM Journal on Applied Mathematics 12, 1964) with the lexicographic ratio test, from every
starting label: some equilibria of a game, not all. Among those found the one nearest to what learning from an even
spread averages is reported, because that is where players who adapt would be looked for first.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from airace_rules.engine.mathfn_array import Floats

MOST_REGRET: Final = 1e-9
MOST_PIVOTS: Final = 4000
LEARNING_ROUNDS: Final = 2000
TINY: Final = 1e-12
SAME: Final = 1e-6  # equilibria closer than this are one
SUPPORTED: Final = 1e-6  # smaller probabilities are none

Tableau = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """Mixtures of the rows and of the columns, what each side gets, and the most that either side could gain by another
    choice of its own. ``label``: the start of the path that led to it."""

    rows: Floats
    columns: Floats
    payoffs: tuple[float, float]
    regrets: tuple[float, float]
    label: int


class NoEquilibrium(ArithmeticError):
    """No path led to mixtures that could be certified."""


def regrets_of(a: Floats, b: Floats, x: Floats, y: Floats) -> tuple[float, float]:
    """What each side could gain at most by another choice of its own, against mixtures ``x`` and ``y``."""
    ours, theirs = _against(a, y), _against(b.T, x)
    return float(ours.max() - (x * ours).sum()), float(theirs.max() - (y * theirs).sum())


def payoffs_of(a: Floats, b: Floats, x: Floats, y: Floats) -> tuple[float, float]:
    """What each side gets when both mix."""
    return float((x * _against(a, y)).sum()), float((y * _against(b.T, x)).sum())


def _against(matrix: Floats, mixture: Floats) -> Floats:
    """``matrix @ mixture``, added up in one order on every machine."""
    result: Floats = np.add.reduce((matrix * mixture).T.copy(), axis=0)
    return result


def equilibria(a: Floats, b: Floats) -> list[Equilibrium]:
    """Those that the paths from all labels lead to, each once. ``a`` and ``b``: payoffs of the row and the column
    player, shape (rows, columns). Raises NoEquilibrium when no path can be certified."""
    found: list[Equilibrium] = []
    for label in range(a.shape[0] + a.shape[1]):
        reached = follow(a, b, label)
        if reached is not None and not any(_same(reached, other) for other in found):
            found.append(reached)
    if not found:
        found = [_certified(a, b, *_path(*_exact(a, b), 0), 0)]
    return found


def equilibrium(a: Floats, b: Floats) -> Equilibrium:
    """The one of ``equilibria`` that is nearest to what learning averages."""
    return chosen(a, b, equilibria(a, b))


def chosen(a: Floats, b: Floats, found: list[Equilibrium]) -> Equilibrium:
    """The one of several that is nearest to what learning averages."""
    if len(found) == 1:
        return found[0]
    x, y = learned(a, b)
    return min(found, key=lambda e: (round(_distance(e, x, y) / SAME), e.label))


def follow(a: Floats, b: Floats, label: int) -> Equilibrium | None:
    """The equilibrium at the end of one path; None when rounding led astray."""
    first, second = _tableaux(a, b)
    try:
        return _certified(a, b, *_path(first, second, label), label)
    except NoEquilibrium:
        return None


def learned(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Average play of both sides when each follows its regrets (Tammelin's regret matching+), from an even spread."""
    x, y = (np.full(size, 1.0 / size) for size in a.shape)
    regret_x, regret_y = np.zeros(a.shape[0]), np.zeros(a.shape[1])
    sum_x, sum_y = np.zeros(a.shape[0]), np.zeros(a.shape[1])
    for number in range(LEARNING_ROUNDS):
        ours, theirs = _against(a, y), _against(b.T, x)
        regret_x = np.maximum(regret_x + ours - (x * ours).sum(), 0.0)
        regret_y = np.maximum(regret_y + theirs - (y * theirs).sum(), 0.0)
        x, y = _in_proportion(regret_x), _in_proportion(regret_y)
        sum_x, sum_y = sum_x + (number + 1) * x, sum_y + (number + 1) * y
    return _in_proportion(sum_x), _in_proportion(sum_y)


def _in_proportion(weights: Floats) -> Floats:
    total = float(weights.sum())
    return weights / total if total > 0.0 else np.full(len(weights), 1.0 / len(weights))


def _distance(e: Equilibrium, x: Floats, y: Floats) -> float:
    return float(np.abs(e.rows - x).sum() + np.abs(e.columns - y).sum())


def _same(one: Equilibrium, other: Equilibrium) -> bool:
    return _distance(one, other.rows, other.columns) < SAME


def _positive(a: Floats) -> Floats:
    """Payoffs moved and scaled to 1…2: the equilibria stay."""
    low, high = float(a.min()), float(a.max())
    return (a - low) / (high - low) + 1.0 if high > low else np.ones_like(a)


def _tableaux(a: Floats, b: Floats) -> tuple[Tableau, Tableau]:
    """Rows ``slacks, the other side's weights, right side``. The first has a row for every column of the game."""
    (m, n), ours, theirs = a.shape, _positive(a), _positive(b)
    first = np.concatenate([theirs.T, np.eye(n), np.ones((n, 1))], axis=1)
    second = np.concatenate([np.eye(m), ours, np.ones((m, 1))], axis=1)
    return first, second


def _exact(a: Floats, b: Floats) -> tuple[Tableau, Tableau]:
    """The same in fractions: slow, but nothing is rounded away."""
    first, second = _tableaux(a, b)
    return np.vectorize(Fraction, otypes=[object])(first), np.vectorize(Fraction, otypes=[object])(second)


def _path(first: Tableau, second: Tableau, label: int) -> tuple[Floats, Floats]:
    """Weights of rows and columns at the end of the path that gives up ``label``. Label k < m is row k of the game,
    m + k its column k; in both tableaux label k is column k."""
    n, m = len(first), len(second)
    tableaux = (first, second)
    bases = (list(range(m, m + n)), list(range(m)))  # labels of the slacks that are in use
    slacks = (slice(m, m + n), slice(0, m))
    at, entering = (0, label) if label < m else (1, label)
    for _ in range(MOST_PIVOTS):
        row = _leaving(tableaux[at], entering, slacks[at])
        _pivot(tableaux[at], row, entering)
        bases[at][row], entering = entering, bases[at][row]
        if entering == label:
            return _weights(first, bases[0], 0, m), _weights(second, bases[1], m, n)
        at = 1 - at
    raise NoEquilibrium


def _leaving(tableau: Tableau, entering: int, slacks: slice) -> int:
    """The row with the smallest ratio; ties are broken by the columns of the slacks."""
    column = tableau[:, entering]
    rows = np.flatnonzero(column > TINY)
    if not len(rows):
        raise NoEquilibrium
    keys = np.concatenate([tableau[rows, -1:], tableau[rows, slacks]], axis=1) / column[rows, None]
    for key in range(keys.shape[1]):
        lowest = keys[:, key].min()
        kept = keys[:, key] <= lowest + TINY
        rows, keys = rows[kept], keys[kept]
        if len(rows) == 1:
            break
    return int(rows[0])


def _pivot(tableau: Tableau, row: int, entering: int) -> None:
    tableau[row] = tableau[row] / tableau[row, entering]
    factors = tableau[:, entering].copy()
    factors[row] = 0
    tableau -= factors[:, None] * tableau[row]


def _weights(tableau: Tableau, basis: list[int], first: int, count: int) -> Floats:
    weights = np.zeros(count)
    for row, label in enumerate(basis):
        if first <= label < first + count:
            weights[label - first] = max(0.0, float(tableau[row, -1]))
    return weights


def _certified(a: Floats, b: Floats, x: Floats, y: Floats, label: int) -> Equilibrium:
    if not (np.isfinite(x).all() and np.isfinite(y).all() and x.sum() > 0.0 and y.sum() > 0.0):
        raise NoEquilibrium
    x, y = _in_proportion(np.where(x < TINY, 0.0, x)), _in_proportion(np.where(y < TINY, 0.0, y))
    regrets = regrets_of(a, b, x, y)
    scale = max(1.0, float(np.abs(a).max()), float(np.abs(b).max()))
    if max(regrets) > MOST_REGRET * scale:
        raise NoEquilibrium
    return Equilibrium(x, y, payoffs_of(a, b, x, y), regrets, label)
