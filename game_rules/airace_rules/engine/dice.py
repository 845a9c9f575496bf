"""Chance: every draw is a pure function of (match seed, branch, turn, name of the draw).

A draw never comes from a stream, so a new event disturbs no other, and a batch of games draws exactly what single
games draw. The generator is Threefry-2x64 with 20 rounds (J. K. Salmon et al., "Parallel random numbers: as easy as
1, 2, 3", SC'11): key = the match, counter = the draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from airace_rules.engine.mathfn_array import Floats

SEED_BYTES: Final = 32
MOST_BRANCHES: Final = 2**32

Words = NDArray[np.uint64]
Distribution = Literal["uniform", "normal"]

_ROTATIONS: Final = (16, 42, 12, 31, 16, 32, 24, 21)
_ROUNDS: Final = 20
_PARITY: Final = np.uint64(0x1BD11BDAA9FC1A22)
_SHIFTS: Final = tuple((np.uint64(r), np.uint64(64 - r)) for r in _ROTATIONS)
_PIECE_BITS: Final = 21
_PIECES: Final = 2.0**_PIECE_BITS
_PIECE_MASK: Final = np.uint64(2**_PIECE_BITS - 1)


@dataclass(frozen=True, slots=True)
class Seed:
    """The secret of a match. ``seed``: 32 bytes, all chance follows from it. ``salt``: random bytes that keep the
    commitment from being guessed. ``branch``: 0, and one more each time a turn is reopened."""

    seed: bytes
    salt: bytes = b""
    branch: int = 0

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise ValueError(f"a seed has {SEED_BYTES} bytes, not {len(self.seed)}; take secrets.token_bytes(32)")
        if type(self.branch) is not int or not 0 <= self.branch < MOST_BRANCHES:
            raise ValueError(f"a branch is a whole number from 0 to {MOST_BRANCHES - 1}, not {self.branch!r}")

    def commitment(self) -> str:
        """Hex SHA-256 of the salt followed by the seed: shown at the start, checked when both are revealed."""
        return hashlib.sha256(self.salt + self.seed).hexdigest()


def key_of(seed: bytes, purpose: str = "match") -> tuple[int, int]:
    """The 128-bit key of a seed for a purpose, as two 64-bit words."""
    digest = hashlib.sha256(b"airace draws of a " + purpose.encode() + b"\0" + seed).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")


@lru_cache(maxsize=4096)
def draw_id(name: str) -> int:
    """The 64-bit number of a draw, from its full name such as ``washington.luck``."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def draw_ids(names: Sequence[str]) -> Words:
    """The numbers of several draws, shape (draws,)."""
    return np.array([draw_id(name) for name in names], dtype=np.uint64)


def counter_of(turn: int, branch: int) -> int:
    """The second counter word: the turn, and the branch above it."""
    return turn | (branch << 32)


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
