"""Sharing out tenths of a point by weight: exact sums, caps kept, the same for one game and for thousands."""

from __future__ import annotations

from collections.abc import Sequence


def allocate(weights: Sequence[float], amount: int, caps: Sequence[int]) -> list[int]:
    """Tenths for each instrument, in proportion to ``weights`` (each ≥ 0), none above its cap.

    The sum is ``amount``, or less when the caps leave no room or no weight is above 0. Rounded by cumulative sums;
    what a cap cuts off goes to the others in proportion, in rounds.

    >>> allocate([1.0, 1.0, 1.0], 100, [1000, 1000, 1000])
    [33, 33, 34]
    >>> allocate([3.0, 1.0], 100, [50, 1000])
    [50, 50]
    """
    given = [0] * len(weights)
    rest = amount
    for _ in weights:
        open_weights = [w if g < c else 0.0 for w, g, c in zip(weights, given, caps, strict=True)]
        total = _left_to_right(open_weights)
        if rest <= 0 or not total > 0.0:
            break
        running, edge = 0.0, 0
        left = rest
        for i, weight in enumerate(open_weights):
            running += weight
            upper = int(left * (running / total))
            room = caps[i] - given[i]
            share = min(upper - edge, room)
            given[i] += share
            rest -= share
            edge = upper
    return given


def _left_to_right(values: Sequence[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total
