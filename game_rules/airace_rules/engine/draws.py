"""The draws of a turn, for one match or for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from airace_rules.engine.dice import Seed, counter_of, key_of
from airace_rules.engine.identity import once_per_object
from airace_rules.engine.mathfn_array import Bools, Floats
from airace_rules.engine.plan import DrawSet
from airace_rules.engine.words import Words, normal_of, threefry, uniform_of

_KEPT: Final = 128

Phase = tuple[DrawSet, int]  # draws, and the turn that they belong to


def draw_games(draws: DrawSet, keys: tuple[Words, Words], turn: int, branch: int) -> Floats:
    """The values of all draws of a phase, shape (draws, games); each word of ``keys`` has the shape (games,)."""
    ids, normal = _arrays(draws)
    counter = np.array(counter_of(turn, branch), np.uint64)
    return _values(ids[:, np.newaxis], counter, normal[:, np.newaxis], keys)


def draw_match(phases: Sequence[Phase], seed: Seed) -> list[list[float]]:
    """The values of the draws of each phase of one match, in the order of its cells."""
    arrays = [_arrays(draws) for draws, _ in phases]
    ids, normal = np.concatenate([ids for ids, _ in arrays]), np.concatenate([normal for _, normal in arrays])
    counters = np.array([counter_of(turn, seed.branch) for _, turn in phases], np.uint64)
    key = key_of(seed.seed)
    values = _values(
        ids,
        np.repeat(counters, [len(draws.cells) for draws, _ in phases]),
        normal,
        (np.array(key[0], np.uint64), np.array(key[1], np.uint64)),
    ).tolist()
    result = []
    for draws, _ in phases:
        result.append(values[: len(draws.cells)])
        values = values[len(draws.cells) :]
    return result


@once_per_object(_KEPT)
def _arrays(draws: DrawSet) -> tuple[Words, Bools]:
    return np.array(draws.ids, dtype=np.uint64), np.array(draws.normal, dtype=np.bool_)


def _values(ids: Words, counters: Words, normal: Bools, keys: tuple[Words, Words]) -> Floats:
    """All of shapes that broadcast together."""
    words = threefry(keys, (ids, counters))[0]
    return np.where(normal, normal_of(words), uniform_of(words))
