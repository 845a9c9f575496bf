"""Long work in a thread beside the one in which people play."""

from __future__ import annotations

import gc
import sys
from threading import Lock
from typing import Final

SWITCH_SECONDS: Final = 0.0005  # how long a thread that works may keep the interpreter from those who play
NO_FULL_COLLECTION: Final = 1_000_000


class Gently:
    """While anybody is inside, threads take turns often, and no collection of garbage walks through everything that
    there is. The last one out leaves the interpreter as the first one found it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._before = (sys.getswitchinterval(), gc.get_threshold())

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._before = (sys.getswitchinterval(), gc.get_threshold())
                sys.setswitchinterval(SWITCH_SECONDS)
                gc.set_threshold(*self._before[1][:2], NO_FULL_COLLECTION)

    def __exit__(self, *reason: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                interval, thresholds = self._before
                sys.setswitchinterval(interval)
                gc.set_threshold(*thresholds)


GENTLY: Final = Gently()
