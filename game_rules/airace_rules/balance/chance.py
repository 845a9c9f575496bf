"""Chance for the report's own work, the same on every machine: uniforms and normals named by what they are for."""

from __future__ import annotations

import hashlib

import numpy as np

from airace_rules.engine.dice import key_of
from airace_rules.engine.mathfn_array import Floats
from airace_rules.engine.words import Words, key_words, normal_of, threefry, uniform_of


def uniforms(seed: int, name: str, shape: tuple[int, ...]) -> Floats:
    """Numbers in [0, 1)."""
    return uniform_of(_words(seed, name, shape))


def normals(seed: int, name: str, shape: tuple[int, ...]) -> Floats:
    """Numbers with mean 0 and standard deviation 1, within ±3."""
    return normal_of(_words(seed, name, shape))


def _words(seed: int, name: str, shape: tuple[int, ...]) -> Words:
    digest = hashlib.sha256(f"airace balance {seed} {name}".encode()).digest()
    count = int(np.prod(shape))
    numbers = np.arange(count, dtype=np.uint64)
    return threefry(key_words([key_of(digest, "balance report")]), (numbers, np.zeros(1, dtype=np.uint64)))[0].reshape(
        shape
    )
