"""The par table: what a steady computer team scores, the yardstick of every dimension.

``par.yaml`` holds the mean raw score of the steady pair (``balanced``, else the first strategy that is declared) at the
start of every turn. It must be made anew whenever anything else in the ruleset changes; ``par_is_fresh`` tells whether
it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum
from typing import Final

from airace_rules.balance.games import Finished, Games, play
from airace_rules.balance.simulate import CHUNK, game_seed
from airace_rules.bots.play import steady_of
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset

GAMES: Final = 4096
SEED: Final = 0
DECIMALS: Final = 2

ParTable = dict[str, dict[Side, tuple[float, ...]]]


def par_table(ruleset: Ruleset, games: int = GAMES, seed: int = SEED) -> ParTable:
    """Mean raw score: dimension → side → one value for the start of each turn, and one for the end, rounded.

    Only games that are still going on count for a turn, so that a catastrophe does not lower the yardstick.
    """
    strategies = dict.fromkeys(SIDES, steady_of(ruleset))
    length = len(ruleset.turns) + 1
    sums: dict[str, list[list[float]]] = {cell: [[] for _ in range(length)] for cell in _cells(ruleset)}
    counts = [0] * length
    for first in range(0, games, CHUNK):
        seeds = [game_seed(seed, game) for game in range(first, min(games, first + CHUNK))]
        for happened in play(ruleset, strategies, seeds):
            if not isinstance(happened, Finished):
                _collect(happened, sums, counts)
    return {key: {side: _means(sums[f"raw:{side}.{key}"], counts) for side in SIDES} for key in ruleset.scores}


def _cells(ruleset: Ruleset) -> list[str]:
    return [f"raw:{side}.{key}" for key in ruleset.scores for side in SIDES]


def _collect(games: Games, sums: Mapping[str, list[list[float]]], counts: list[int]) -> None:
    counts[games.turn - 1] += len(games.index)
    for cell, columns in sums.items():
        columns[games.turn - 1].append(fsum(games.cells[cell].tolist()))


def _means(columns: list[list[float]], counts: list[int]) -> tuple[float, ...]:
    return tuple(
        round(fsum(column) / count, DECIMALS) if count else 0.0 for column, count in zip(columns, counts, strict=True)
    )


def par_yaml(table: ParTable, games: int = GAMES, seed: int = SEED) -> str:
    """The text of ``par.yaml``."""
    lines = [
        "# Generated: the mean raw scores of the balanced pair at the start of every turn and at the end.",
        f"# {games} games, seed {seed}. Make it anew after every change of the rules; do not edit it.",
        "par:",
    ]
    for key, sides in table.items():
        lines.append(f"  {key}:")
        lines += [f"    {side}: [{', '.join(repr(value) for value in sides[side])}]" for side in SIDES]
    return "\n".join(lines) + "\n"


def par_is_fresh(ruleset: Ruleset, games: int = GAMES, seed: int = SEED) -> bool:
    """Whether the ruleset holds the par table that its rules give."""
    table = par_table(ruleset, games, seed)
    return all(ruleset.scores[key].par[side] == table[key][side] for key in ruleset.scores for side in SIDES)
