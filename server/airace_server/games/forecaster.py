"""Forecasts and turning points are worked out in processes of their own: they keep nobody waiting."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from threading import Thread
from typing import Any, Final, Literal

import structlog

from airace_rules import load_ruleset
from airace_rules.ids import Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import Forecast, TurningPoints
from airace_server.games.lru import Lru

log = structlog.get_logger(__name__)

RULESETS_KEPT: Final = 8
ATTEMPTS: Final = 2  # a worker that was killed is replaced once for each forecast


Task = Literal["forecast", "turning_points"]


class Forecaster:
    """``workers`` processes, started with the first task; 0: there are none and no forecasts."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._alone = asyncio.Lock()

    @property
    def works(self) -> bool:
        """Whether there are forecasts at all."""
        return self._workers > 0

    async def forecast(self, ruleset: Ruleset, state: MatchState, side: Side, orders: Orders) -> Forecast | None:
        """The forecast of orders that are allowed; None when it could not be made this time.

        Raises what ``forecast_for`` raises.
        """
        if not self.works:
            return None
        found = await self._work_out(ruleset, "forecast", state, side, orders)
        return None if found is None else Forecast.model_validate_json(found)

    async def turning_points(self, ruleset: Ruleset, history: Sequence[TurnResult]) -> TurningPoints:
        """What turned a match that is over. Without workers it is worked out in a thread, one match at a time.

        Raises MatchNotOver.
        """
        found = await self._work_out(ruleset, "turning_points", tuple(history)) if self.works else None
        if found is not None:
            return TurningPoints.model_validate_json(found)
        from airace_rules.hindsight import turning_points

        async with self._alone:
            return await asyncio.to_thread(turning_points, ruleset, history)

    async def _work_out(self, ruleset: Ruleset, task: Task, *given: Any) -> bytes | None:
        """The answer as JSON; None when it could not be had this time."""
        for _ in range(ATTEMPTS):
            try:
                found = await self._ask(ruleset.hash, None, task, given)
                if found is None:  # this worker meets the ruleset for the first time
                    found = await self._ask(ruleset.hash, dict(ruleset.files), task, given)
                return found
            except BrokenProcessPool:
                log.warning("forecaster_died")
                self.close()
        return None

    async def _ask(
        self, hash: str, files: Mapping[str, str] | None, task: Task, given: tuple[Any, ...]
    ) -> bytes | None:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_live_with_parent)
        return await asyncio.wrap_future(self._pool.submit(_work, hash, files, task, given))

    def close(self) -> None:
        """Let the processes go; what they are at is dropped."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


# ---------------------------------------------------------------- in the worker

_known: Lru[str, Ruleset] = Lru(RULESETS_KEPT)


def _live_with_parent() -> None:
    """A server that is stopped from the keyboard tells its workers itself; one that is killed cannot."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
    Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
    os._exit(0)


def _work(hash: str, files: Mapping[str, str] | None, task: Task, given: tuple[Any, ...]) -> bytes | None:
    """The answer as JSON; None when the ruleset is not known and not given."""
    ruleset = _known.get(hash)
    if ruleset is None:
        if files is None:
            return None
        ruleset = load_ruleset(files)
        _known.put(hash, ruleset)
    return _answer(task, ruleset, given).model_dump_json().encode()


def _answer(task: Task, ruleset: Ruleset, given: tuple[Any, ...]) -> Forecast | TurningPoints:
    if task == "forecast":
        from airace_rules.outlook import forecast_for

        return forecast_for(ruleset, *given)
    from airace_rules.hindsight import turning_points

    return turning_points(ruleset, *given)
