"""The usual course of a match: what stands in for things that a side cannot know.

The steady house strategy plays itself a number of times; of everything hidden, the middle value at the start of each
turn is taken. It follows from the ruleset alone, so nothing of a match can leak through it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from airace_rules.balance.games import Finished, Games, play
from airace_rules.bots.play import steady_of
from airace_rules.engine.dice import Seed
from airace_rules.engine.identity import once_per_object
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset

GAMES: Final = 65  # odd, so that the middle of a whole number is a whole number
_KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class Moment:
    """The start of one turn. ``stocks``: cell → value; ``pipelines``: cell → amounts on their way; ``carried``: side →
    tenths kept from the turn before."""

    stocks: Mapping[str, float]
    pipelines: Mapping[str, tuple[float, ...]]
    carried: Mapping[Side, int]


@once_per_object(_KEPT)
def usual_course(ruleset: Ruleset) -> tuple[Moment, ...]:
    """The moments at the start of turns 1, 2, … of a match, as far as most matches last."""
    strategy = steady_of(ruleset)
    seeds = [Seed(hashlib.sha256(f"airace usual course {game}".encode()).digest()) for game in range(GAMES)]
    moments: list[Moment] = []
    for happened in play(ruleset, dict.fromkeys(SIDES, strategy), seeds):
        if not isinstance(happened, Finished) and happened.turn == len(moments) + 1 <= len(ruleset.turns):
            moments.append(_middle(happened))
    return tuple(moments)


def at_turn(ruleset: Ruleset, turn: int) -> Moment:
    """The moment of a turn, or the last that most matches reach."""
    course = usual_course(ruleset)
    return course[min(turn, len(course)) - 1]


def _middle(games: Games) -> Moment:
    return Moment(
        stocks={cell: float(np.median(row)) for cell, row in games.cells.items() if cell.startswith("stock:")},
        pipelines={cell: tuple(float(np.median(row)) for row in rows) for cell, rows in games.pipelines.items()},
        carried={side: int(np.median(row)) for side, row in games.carried.items()},
    )
