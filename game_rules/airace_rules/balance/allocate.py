"""Sharing out tenths of a point in many games at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from airace_rules.engine.mathfn_array import Floats, Whole


def allocate_games(weights: Sequence[Floats], amount: Whole, caps: Sequence[int | Whole]) -> list[Whole]:
    """``engine.allocate.allocate`` for many games at once: ``weights``, the result and caps that differ between games
    are rows of shape (games,)."""
    given: list[Whole] = [np.zeros_like(amount) for _ in weights]
    rest = amount.copy()
    for _ in weights:
        open_weights = [np.where(g < c, w, 0.0) for w, g, c in zip(weights, given, caps, strict=True)]
        total = sum(open_weights, np.zeros(amount.shape))
        active = (rest > 0) & (total > 0.0)
        if not active.any():
            break
        divisor = np.where(active, total, 1.0)
        left = np.where(active, rest, 0)
        running: Floats = np.zeros(amount.shape)
        edge: Whole = np.zeros_like(amount)
        for i, weight in enumerate(open_weights):
            running = running + weight
            upper = (left * (running / divisor)).astype(np.int64)
            share = np.minimum(upper - edge, caps[i] - given[i])
            given[i] = given[i] + share
            rest = rest - share
            edge = upper
    return given
