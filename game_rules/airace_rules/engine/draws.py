"""The draws of one match, by phase."""

from __future__ import annotations

import numpy as np

from airace_rules.engine.dice import Seed, Words, key_of, key_words, normal_of, uniform_of, words_for
from airace_rules.engine.mathfn_array import Floats
from airace_rules.engine.plan import DrawSet


def keys_of(seed: Seed) -> tuple[Words, Words]:
    """The key of one match, in the shape that batches use."""
    return key_words([key_of(seed.seed)])


def draw_games(draws: DrawSet, keys: tuple[Words, Words], turn: int, branch: int) -> Floats:
    """The values of all draws of a phase, shape (draws, games)."""
    words = words_for(keys, draws.ids, turn, branch)
    return np.where(draws.normal[:, np.newaxis], normal_of(words), uniform_of(words))


def draw_match(draws: DrawSet, seed: Seed, turn: int) -> list[float]:
    """The values of all draws of a phase in one match, in the order of ``draws.cells``."""
    if not draws.cells:
        return []
    values: list[float] = draw_games(draws, keys_of(seed), turn, seed.branch)[:, 0].tolist()
    return values
