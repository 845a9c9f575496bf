"""How often somebody may do something: token buckets, one a key, forgotten once they are full again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

MOST_KEYS: Final = 20_000
"""Buckets of one limit; when there are more, the full ones are dropped, and if none is full the oldest."""


class Bucket:
    """``burst`` at once, then ``rate`` per second."""

    __slots__ = ("at", "level")

    def __init__(self, level: float, at: float) -> None:
        self.level = level
        self.at = at


class Rate:
    """One limit for many keys (seats, addresses). ``clock`` returns seconds and never goes back."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def wait(self, key: str) -> float:
        """Take one: 0.0 when it is allowed, else the seconds until it will be (and nothing is taken).

        >>> limit = Rate(rate=2.0, burst=1, clock=lambda: 0.0)
        >>> limit.wait("seat"), limit.wait("seat"), limit.wait("another seat")
        (0.0, 0.5, 0.0)
        """
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._add(key, now)
        bucket.level = min(self._burst, bucket.level + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.level >= 1.0:
            bucket.level -= 1.0
            return 0.0
        return (1.0 - bucket.level) / self._rate

    def _add(self, key: str, now: float) -> Bucket:
        if len(self._buckets) >= MOST_KEYS:
            self._forget(now)
        bucket = self._buckets[key] = Bucket(self._burst, now)
        return bucket

    def _forget(self, now: float) -> None:
        full = [k for k, b in self._buckets.items() if b.level + (now - b.at) * self._rate >= self._burst]
        for key in full or list(self._buckets)[: MOST_KEYS // 10]:
            del self._buckets[key]


def whole_seconds(wait: float) -> int:
    """Seconds to tell a person or a ``Retry-After`` header: at least 1."""
    return max(1, math.ceil(wait))
