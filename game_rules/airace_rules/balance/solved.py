"""The equilibrium of the house strategies, and how much of it the games of the matrix can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from airace_rules.balance.chance import normals
from airace_rules.balance.equilibrium import SUPPORTED, Equilibrium, chosen, equilibria, follow
from airace_rules.balance.matrix import Matrix
from airace_rules.engine.mathfn_array import Floats, Whole

SAMPLES: Final = 200
USUAL: Final = (0.05, 0.5, 0.95)  # quantiles


@dataclass(frozen=True, slots=True)
class Solved:
    """``equilibrium`` of the payoffs, ``others`` found beside it; ``by_score``: the equilibrium when each side wants
    its own score and nothing else. ``stability``: for each side how often a strategy is in the support when the
    payoffs are moved within their errors (``SAMPLES`` times), ``spread``: standard deviation of each probability.
    ``sizes`` and ``largest``: for each side how many strategies these moved equilibria have, and their largest share,
    arrays of shape (samples,)."""

    equilibrium: Equilibrium
    others: tuple[Equilibrium, ...]
    by_score: Equilibrium
    stability: tuple[Floats, Floats]
    spread: tuple[Floats, Floats]
    sizes: tuple[Whole, Whole]
    largest: tuple[Floats, Floats]

    def at_least(self, row: int, strategies: int) -> float:
        """In what share of the moved matrices the equilibrium of Washington (``row`` 0) or Beijing (1) has so many
        strategies or more."""
        return float((self.sizes[row] >= strategies).mean())

    def at_most(self, row: int, share: float) -> float:
        """In what share of them none of its strategies is more than ``share`` of it."""
        return float((self.largest[row] <= share).mean())

    def largest_share(self, row: int) -> list[float]:
        """Share of the most played strategy: low, middle and high among the moved matrices."""
        found: list[float] = np.quantile(self.largest[row], USUAL).tolist()
        return found


def solve(matrix: Matrix, seed: int) -> Solved:
    """Both equilibria, and what noise does to the first."""
    a, b = matrix.payoffs()
    found = equilibria(a, b)
    best = chosen(a, b, found)
    ours, theirs = matrix.scores
    scores = chosen(ours, theirs, equilibria(ours, theirs))
    rows, columns = _samples(matrix, best, seed)
    return Solved(
        equilibrium=best,
        others=tuple(each for each in found if each is not best),
        by_score=scores,
        stability=(_share(rows), _share(columns)),
        spread=(np.sqrt(_variance(rows)), np.sqrt(_variance(columns))),
        sizes=((rows > SUPPORTED).sum(axis=1), (columns > SUPPORTED).sum(axis=1)),
        largest=(rows.max(axis=1), columns.max(axis=1)),
    )


def _samples(matrix: Matrix, best: Equilibrium, seed: int) -> tuple[Floats, Floats]:
    """Equilibria of payoffs moved by their errors, from the same label: rows of probabilities."""
    a, b = matrix.payoffs()
    errors = matrix.errors()
    noise = normals(seed, "bootstrap", (SAMPLES, 2, *a.shape))
    rows, columns = [best.rows], [best.columns]
    for sample in noise:
        moved = follow(a + sample[0] * errors[0], b + sample[1] * errors[1], best.label)
        if moved is not None:
            rows.append(moved.rows)
            columns.append(moved.columns)
    return np.array(rows), np.array(columns)


def _share(samples: Floats) -> Floats:
    shares: Floats = (samples > SUPPORTED).sum(axis=0) / len(samples)
    return shares


def _variance(samples: Floats) -> Floats:
    mean = np.add.reduce(samples, axis=0) / len(samples)
    variance: Floats = np.add.reduce((samples - mean) ** 2, axis=0) / len(samples)
    return variance
