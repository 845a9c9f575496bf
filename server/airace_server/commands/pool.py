"""Worker processes for games."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from airace_rules.balance.arena import Arena
from airace_rules.engine.identity import once_per_object
from airace_rules.ruleset import Ruleset

KEPT: Final = 8  # arenas and rulesets


@contextmanager
def pool(workers: int | None) -> Iterator[tuple[Executor | None, int]]:
    """Worker processes on all processors; none when there is one. The figures are the same either way."""
    count = workers or available()
    if count == 1:
        yield None, 1
        return
    method = "fork" if sys.platform == "linux" else None  # starts at once, and nothing here has threads yet
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context(method)) as executor:
        executor.submit(os.getpid).result()
        yield Parcels(executor), count


def available() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Parcels(Executor):
    """Sends an arena or a ruleset packed, so that it is packed once, and opened once by each process, which then has
    compiled it: not with every task."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        """As the executor within does."""
        if args and isinstance(args[0], Arena | Ruleset):
            return self._executor.submit(_opening, fn, _packed(args[0]), *args[1:], **named)
        return self._executor.submit(fn, *args, **named)


def _opening(fn: Callable[..., Any], parcel: bytes, *args: Any, **named: Any) -> Any:
    return fn(_opened(parcel), *args, **named)


@once_per_object(KEPT)
def _packed(large: Arena | Ruleset) -> bytes:
    return pickle.dumps(large, pickle.HIGHEST_PROTOCOL)


@lru_cache(KEPT)
def _opened(parcel: bytes) -> Arena | Ruleset:
    large: Arena | Ruleset = pickle.loads(parcel)  # noqa: S301 - of this program's own
    return large
