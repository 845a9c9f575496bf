"""What a planner keeps of its plans while it tries them: how much better than the favourite each one did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from airace_rules.engine.mathfn_array import Floats, Whole


@dataclass(slots=True)
class Tally:
    """How much more than the favourite each plan was worth so far, in the same imagined matches; shape (plans,
    matches). The favourite is plan 0. Sums are of whole millionths; ``samples``: how many imagined matches of each."""

    total: Floats
    squares: Floats
    samples: Floats

    @classmethod
    def blank(cls, plans: int, matches: int) -> Tally:
        """Of plans that nothing is known of."""
        return cls(*(np.zeros((plans, matches)) for _ in range(3)))

    def add(self, worths: Whole) -> None:
        """Count what the plans were worth in further imagined matches, shape (plans, matches, samples)."""
        gains = (worths - worths[0]).astype(np.float64)
        self.total += np.add.reduce(gains, axis=2)
        self.squares += np.add.reduce(gains * gains, axis=2)
        self.samples += worths.shape[2]

    def best(self, count: int) -> Whole:
        """Places of the favourite and then of the ``count`` best others, shape (1 + count, matches)."""
        mean = self.total[1:] / np.maximum(self.samples[1:], 1.0)
        order = 1 + np.argsort(-mean, axis=0, kind="stable")[:count]
        return np.concatenate([np.zeros((1, order.shape[1]), dtype=np.int64), order])

    def picked(self, places: Whole, new: int) -> Tally:
        """Of some plans, with ``new`` ones that nothing is known of."""
        nothing = np.zeros((new, places.shape[1]))
        rows = (self.total, self.squares, self.samples)
        return Tally(*(np.concatenate([np.take_along_axis(row, places, axis=0), nothing]) for row in rows))

    def winner(self, doubt: float) -> Whole:
        """Of each match the favourite, unless another is better by more than ``doubt`` standard errors."""
        spread = np.sqrt(np.maximum(self.squares - self.total**2 / np.maximum(self.samples, 1.0), 0.0))
        sure = (self.total - doubt * spread) / np.maximum(self.samples, 1.0)
        best: Whole = np.argmax(sure, axis=0)
        return best
