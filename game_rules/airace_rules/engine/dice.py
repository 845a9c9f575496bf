"""Chance: every draw is a pure function of (match seed, branch, turn, name of the draw).

A draw never comes from a stream, so a new event disturbs no other, and a batch of games draws exactly what single
games draw. The generator, in ``words``, is keyed by the match and counts by the draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

SEED_BYTES: Final = 32
MOST_BRANCHES: Final = 2**32


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


@dataclass(frozen=True, slots=True)
class FixedDraws:
    """Chance left out: every draw has the same value in every turn. ``values``: full name of a draw, such as
    ``washington.luck``, → its value."""

    values: Mapping[str, float]


def key_of(seed: bytes, purpose: str = "match") -> tuple[int, int]:
    """The 128-bit key of a seed for a purpose, as two 64-bit words."""
    digest = hashlib.sha256(b"airace draws of a " + purpose.encode() + b"\0" + seed).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")


@lru_cache(maxsize=4096)
def draw_id(name: str) -> int:
    """The 64-bit number of a draw, from its full name such as ``washington.luck``."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def counter_of(turn: int, branch: int) -> int:
    """The second counter word: the turn, and the branch above it."""
    return turn | (branch << 32)
