"""The uniform round-robin of the house strategies: endings, length, and who is ahead when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from airace_rules.balance.arena import Outcome, Small, undertakings
from airace_rules.balance.matrix import given_to_nobody
from airace_rules.engine.mathfn_array import Bools, Floats
from airace_rules.ruleset import Ruleset

Z95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over games. ``endings``: key → games; ``course``: ending → games that ended so after each turn; ``length``
    in turns; ``reached``: project or deal → games in which a side finished it, or it came into force."""

    games: int
    washington: int
    beijing: int
    draws: int
    nobody: int
    endings: dict[str, int]
    course: dict[str, list[int]]
    length: float
    reached: dict[str, int]

    @property
    def side_rate(self) -> float | None:
        """Washington's share of the games that a side won; None when there are none."""
        decided = self.washington + self.beijing
        return self.washington / decided if decided else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the side rate."""
        return wilson(self.washington, self.washington + self.beijing)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """E. B. Wilson's score interval (1927) for a share, at 95 %."""
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, Z95 * Z95
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    half = Z95 * sqrt(share * (1 - share) / trials + square / (2 * 2 * trials * trials)) / (1 + square / trials)
    return max(0.0, centre - half), min(1.0, centre + half)


def tally(ruleset: Ruleset, outcome: Outcome) -> Tally:
    """Counts over all games of an outcome."""
    nobody = given_to_nobody(ruleset, outcome)
    last = len(ruleset.turns)
    turns = np.minimum(outcome.turns, last)
    endings = {ending.key: outcome.ending == place for place, ending in enumerate(ruleset.endings)}
    return Tally(
        games=len(outcome.winner),
        washington=int((outcome.winner > 0).sum()),
        beijing=int((outcome.winner < 0).sum()),
        draws=int(((outcome.winner == 0) & ~nobody).sum()),
        nobody=int(nobody.sum()),
        endings={key: int(those.sum()) for key, those in endings.items()},
        course={key: np.bincount(turns[those], minlength=last + 1)[1:].tolist() for key, those in endings.items()},
        reached=_reached(ruleset, outcome),
        length=int(outcome.turns.sum()) / len(outcome.turns),
    )


def _reached(ruleset: Ruleset, outcome: Outcome) -> dict[str, int]:
    games: dict[str, Bools] = {}
    for row, (name, _) in enumerate(undertakings(ruleset)):
        games[name] = games.get(name, np.zeros(len(outcome.winner), dtype=np.bool_)) | (outcome.reached[row] != 0)
    return {name: int(those.sum()) for name, those in games.items()}


@dataclass(frozen=True, slots=True)
class Course:
    """How games go. ``comeback_rate``: share of decided games won by the side that was behind at half-time, None when
    there are none. ``lead_changes``: median number of times that the lead changed hands."""

    comeback_rate: float | None
    lead_changes: float


def course_of(ruleset: Ruleset, outcome: Outcome) -> Course:
    """How the lead moved in all games of an outcome."""
    half = outcome.leads[(len(ruleset.turns) + 1) // 2]
    decided = (outcome.winner != 0) & (half != 0)
    behind = int((decided & (np.sign(outcome.winner) != half)).sum())
    return Course(
        comeback_rate=behind / int(decided.sum()) if decided.any() else None,
        lead_changes=float(np.median(_changes(outcome.leads, outcome))),
    )


def _changes(leads: Small, outcome: Outcome) -> Floats:
    """Changes of the lead in each game; a tie keeps the lead, and the winner leads at the end."""
    last = np.zeros(leads.shape[1], dtype=np.int8)
    count = np.zeros(leads.shape[1])
    rows: Sequence[Small] = [*leads, outcome.winner]
    for row in rows:
        count += (row != 0) & (last != 0) & (row != last)
        last = np.where(row != 0, row, last)
    return count
