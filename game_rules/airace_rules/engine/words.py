"""The generator of all chance, on arrays: Threefry-2x64 with 20 rounds (J. K. Salmon et al., "Parallel random numbers:
as easy as 1, 2, 3", SC'11). Key: the match; counter: the draw and its turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from airace_rules.engine.dice import draw_id
from airace_rules.engine.mathfn_array import Floats

Words = NDArray[np.uint64]

_ROTATIONS: Final = (16, 42, 12, 31, 16, 32, 24, 21)
_ROUNDS: Final = 20
_PARITY: Final = np.uint64(0x1BD11BDAA9FC1A22)
# Arrays without dimensions: NumPy would make them of scalars anew each time, at the price of the operation itself.
_SHIFTS: Final = tuple((np.array(r, np.uint64), np.array(64 - r, np.uint64)) for r in _ROTATIONS)
_PIECE_BITS: Final = 21
_PIECES: Final = 2.0**_PIECE_BITS
_PIECE_MASK: Final = np.uint64(2**_PIECE_BITS - 1)


def draw_ids(names: Sequence[str]) -> Words:
    """The numbers of several draws, shape (draws,)."""
    return np.array([draw_id(name) for name in names], dtype=np.uint64)


def threefry(key: tuple[Words, Words], counter: tuple[Words, Words]) -> tuple[Words, Words]:
    """Threefry-2x64-20 on uint64 words of any shapes that broadcast together."""
    keys = (key[0], key[1], key[0] ^ key[1] ^ _PARITY)
    x0, x1 = np.broadcast_arrays(counter[0] + keys[0], counter[1] + keys[1])
    x0, x1 = x0.copy(), x1.copy()
    spare = np.empty_like(x1)
    for number in range(_ROUNDS):
        left, right = _SHIFTS[number % 8]
        x0 += x1
        np.left_shift(x1, left, out=spare)
        np.right_shift(x1, right, out=x1)
        x1 |= spare
        x1 ^= x0
        if number % 4 == 3:
            injection = number // 4 + 1
            x0 += keys[injection % 3]
            x1 += keys[(injection + 1) % 3] + np.uint64(injection)
    return x0, x1


def uniform_of(words: Words) -> Floats:
    """Numbers in [0, 1), from the upper 53 bits."""
    values: Floats = (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return values


def normal_of(words: Words) -> Floats:
    """Numbers with mean 0 and standard deviation 1, within ±3: the sum of three uniforms of 21 bits (Irwin-Hall)."""
    middle, upper = np.uint64(_PIECE_BITS), np.uint64(2 * _PIECE_BITS)
    pieces = (words & _PIECE_MASK) + ((words >> middle) & _PIECE_MASK) + ((words >> upper) & _PIECE_MASK)
    values: Floats = ((pieces.astype(np.float64) + 1.5) / _PIECES - 1.5) * 2.0
    return values


def key_words(keys: Sequence[tuple[int, int]]) -> tuple[Words, Words]:
    """Keys of several games as two arrays of shape (games,)."""
    pairs = np.array(keys, dtype=np.uint64).reshape(-1, 2)
    return pairs[:, 0].copy(), pairs[:, 1].copy()
