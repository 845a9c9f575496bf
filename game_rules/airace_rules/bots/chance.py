"""The strategy ``random``: any weights, stances, instalments and signatures. Its draws have a key of their own, apart
from the match's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from airace_rules.engine.dice import Seed, counter_of, key_of
from airace_rules.engine.mathfn_array import Floats
from airace_rules.engine.words import Words, draw_ids, key_words, threefry, uniform_of
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset

_PURPOSE: Final = "random strategy"


def random_keys(seeds: Sequence[Seed]) -> tuple[Words, Words]:
    """The strategy's keys for several matches."""
    return key_words([key_of(seed.seed, _PURPOSE) for seed in seeds])


def random_games(ruleset: Ruleset, side: Side, turn: int, keys: tuple[Words, Words], branch: int) -> dict[str, Floats]:
    """Outputs like those of a declared strategy, rows of shape (games,)."""
    weights = [f"weight:{key}" for key in ruleset.instruments]
    choices = [f"choose:{key}" for key in ruleset.stances]
    answers = [*(f"pay:{key}" for key in ruleset.projects), *(f"sign:{key}" for key in ruleset.deals)]
    ids = draw_ids([f"{side}.{name}" for name in (*weights, *choices, *answers)])
    counter = np.array([counter_of(turn, branch)], np.uint64)
    rows = uniform_of(threefry(keys, (ids[:, np.newaxis], counter))[0])
    outputs = dict(zip(weights, rows, strict=False))
    rest = rows[len(weights) :]
    outputs.update(zip(answers, rest[len(choices) :], strict=True))
    for name, row, stance in zip(choices, rest, ruleset.stances.values(), strict=False):
        outputs[name] = (row * len(stance.options)) // 1.0
    return outputs


def random_choices(ruleset: Ruleset, side: Side, turn: int, seed: Seed) -> dict[str, float]:
    """The same for one match."""
    rows = random_games(ruleset, side, turn, random_keys([seed]), seed.branch)
    return {name: float(row[0]) for name, row in rows.items()}
