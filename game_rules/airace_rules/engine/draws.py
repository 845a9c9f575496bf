"""The draws of a turn, for one match or for many."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

import numpy as np

from airace_rules.engine.dice import Seed, counter_of, key_of
from airace_rules.engine.identity import once_per_object
from airace_rules.engine.mathfn_array import Bools, Floats
from airace_rules.engine.plan import DrawSet
from airace_rules.engine.words import Words, normal_of, threefry, uniform_of

_KEPT: Final = 128
_KEPT_BLOCKS: Final = 256  # of a phase; some 8 KiB each
_BLOCK: Final = 16  # turns, so that a match mostly needs one


def draw_games(draws: DrawSet, keys: tuple[Words, Words], turn: int, branch: int) -> Floats:
    """The values of all draws of a phase, shape (draws, games); each word of ``keys`` has the shape (games,)."""
    ids, normal = _arrays(draws)
    counter = np.array(counter_of(turn, branch), np.uint64)
    return _values(ids[:, np.newaxis], counter, normal[:, np.newaxis], keys)


def drawn(draws: DrawSet, turn: int, seed: Seed) -> list[float]:
    """The values of all draws of a phase of one match, in the order of its cells."""
    block, row = divmod(turn, _BLOCK)
    found: list[float] = _blocks(draws)(seed.seed, seed.branch, block)[row].tolist()
    return found


@once_per_object(_KEPT)
def _blocks(draws: DrawSet) -> Callable[[bytes, int, int], Floats]:
    return lru_cache(_KEPT_BLOCKS)(partial(_block, draws))


def _block(draws: DrawSet, seed: bytes, branch: int, block: int) -> Floats:
    """The draws of many turns together, shape (turns, draws): a few more cost next to nothing."""
    ids, normal = _arrays(draws)
    turns = range(block * _BLOCK, (block + 1) * _BLOCK)
    counters = np.array([[counter_of(turn, branch)] for turn in turns], np.uint64)
    first, second = key_of(seed)
    return _values(ids, counters, normal, (np.array(first, np.uint64), np.array(second, np.uint64)))


@once_per_object(_KEPT)
def _arrays(draws: DrawSet) -> tuple[Words, Bools]:
    return np.array(draws.ids, dtype=np.uint64), np.array(draws.normal, dtype=np.bool_)


def _values(ids: Words, counters: Words, normal: Bools, keys: tuple[Words, Words]) -> Floats:
    """All of shapes that broadcast together."""
    words = threefry(keys, (ids, counters))[0]
    return np.where(normal, normal_of(words), uniform_of(words))
