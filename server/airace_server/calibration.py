"""How good predictions were: the Brier score, and what came of each level of confidence.

G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (1950).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from airace_server.bodies import LevelBody
from airace_server.messages import Confidence, Direction

CONFIDENCES: Final[tuple[Confidence, ...]] = (50, 70, 90)


def brier(confidence: int, right: bool) -> float:
    """The squared distance between what was said, in per cent, and what came: 0 is best, 1 worst, 0.25 a coin's.

    >>> brier(90, True), brier(90, False), brier(50, True)
    (0.01, 0.81, 0.25)
    """
    missed = 100 - confidence if right else confidence
    return missed * missed / 10_000


def came_true(expects: Direction, before: float, after: float) -> bool | None:
    """Whether the number went the way that was expected; None when it did not move, which nobody could say.

    >>> came_true("down", 4.0, 3.5), came_true("up", 4.0, 3.5), came_true("up", 4.0, 4.0)
    (True, False, None)
    """
    return None if after == before else (after > before) == (expects == "up")


def mean_score(judged: Iterable[tuple[int, bool]]) -> float | None:
    """The mean Brier score of predictions, each (confidence, right); None of none.

    >>> mean_score([(50, True), (90, False)]), mean_score([])
    (0.53, None)
    """
    scores = [brier(confidence, right) for confidence, right in judged]
    return sum(scores) / len(scores) if scores else None


def levels(judged: Iterable[tuple[int, bool]]) -> list[LevelBody]:
    """For each confidence how many predictions were made with it, and how many came true."""
    found = list(judged)
    return [
        LevelBody(
            confidence=level,
            made=sum(confidence == level for confidence, _ in found),
            right=sum(confidence == level and right for confidence, right in found),
        )
        for level in CONFIDENCES
    ]
