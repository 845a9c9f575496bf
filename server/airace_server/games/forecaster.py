"""Forecasts and longer sums, asked of workers: many forecasts that are wanted at once become one task."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from airace_rules.errors import RulesError
from airace_rules.ids import Side
from airace_rules.manifest import Harvests
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import Forecast, TurningPoints
from airace_server.games.lru import Lru
from airace_server.games.workers import Workers

log = structlog.get_logger(__name__)

TOGETHER: Final = 16  # most forecasts made at once; more would keep those who come meanwhile waiting

HARVESTS_KEPT: Final = 32  # rulesets, of about 50 KB


@dataclass(frozen=True, slots=True)
class _Wish:
    """A draft whose forecast is wanted, asked for when its time has come: while it waits it may still change.
    ``state`` is packed: it is what the worker remembers the match's moment by."""

    ruleset: Ruleset
    turn: int
    state: bytes
    side: Side
    orders: Callable[[], Orders]
    answer: asyncio.Future[bytes | None]


class Forecaster:
    """``workers`` processes, started with the first task; 0: there are none and no forecasts.

    What is wanted while all are busy waits, and is then worked out together as far as it is of the same ruleset and
    turn: on arrays, ten forecasts take little longer than one. What takes seconds is asked of ``thinkers``, one more
    process, so that no forecast waits for it.
    """

    def __init__(self, workers: int) -> None:
        self._workers = Workers(workers)
        self.thinkers = Workers(min(1, workers), nice=10)
        self._alone = asyncio.Lock()
        self._harvests: Lru[str, asyncio.Task[Harvests]] = Lru(HARVESTS_KEPT)
        self._wishes: list[_Wish] = []
        self._jobs: set[asyncio.Task[None]] = set()

    @property
    def works(self) -> bool:
        """Whether there are forecasts at all."""
        return self._workers.count > 0

    async def forecast(
        self, ruleset: Ruleset, state: MatchState, side: Side, orders: Callable[[], Orders]
    ) -> Forecast | None:
        """The forecast of what ``orders`` gives when a worker is free; None when it could not be made this time, or
        these orders are not allowed."""
        if not self.works:
            return None
        answer: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._wishes.append(_Wish(ruleset, state.turn, pickle.dumps(state), side, orders, answer))
        self._begin()
        found = await answer
        return None if found is None else Forecast.model_validate_json(found)

    async def turning_points(self, ruleset: Ruleset, history: Sequence[TurnResult]) -> TurningPoints:
        """What turned a match that is over. Without workers it is worked out in a thread, one match at a time.

        Raises MatchNotOver.
        """
        found = await self.thinkers.ask(ruleset, "turning_points", tuple(history)) if self.works else None
        if found is not None:
            return TurningPoints.model_validate_json(found)
        from airace_rules.hindsight import turning_points

        async with self._alone:
            return await asyncio.to_thread(turning_points, ruleset, history)

    async def harvests(self, ruleset: Ruleset) -> Harvests:
        """When points pay, by the rules alone: worked out once, however many ask; without workers in a thread. Empty
        when the rules break in a match of steady sides."""
        asked = self._harvests.get(ruleset.hash)
        if asked is None:
            asked = asyncio.create_task(self._reap(ruleset))
            self._harvests.put(ruleset.hash, asked)
        try:
            return await asyncio.shield(asked)
        except RulesError:
            return Harvests(levers={}, instruments={})

    async def _reap(self, ruleset: Ruleset) -> Harvests:
        found = await self.thinkers.ask(ruleset, "harvests", None) if self.works else None
        if found is not None:
            return Harvests.model_validate_json(found)
        from airace_rules.outlook import harvests_of

        async with self._alone:
            return await asyncio.to_thread(harvests_of, ruleset)

    def _begin(self) -> None:
        """Give idle workers what waits."""
        while self._wishes and len(self._jobs) < self._workers.count:
            job = asyncio.create_task(self._answer(self._next()))
            self._jobs.add(job)
            job.add_done_callback(self._done)

    def _done(self, job: asyncio.Task[None]) -> None:
        self._jobs.discard(job)
        self._begin()

    def _next(self) -> list[_Wish]:
        """The oldest wish, with those that can be answered beside it."""
        first = self._wishes[0]
        alike = [w for w in self._wishes if w.turn == first.turn and w.ruleset.hash == first.ruleset.hash][:TOGETHER]
        self._wishes = [wish for wish in self._wishes if wish not in alike]
        return alike

    async def _answer(self, wishes: list[_Wish]) -> None:
        found: Sequence[bytes | None] = [None] * len(wishes)
        try:
            drafts = [(wish.state, wish.side, wish.orders()) for wish in wishes]
            found = await self._workers.ask(wishes[0].ruleset, "forecasts", drafts) or found
        except Exception:  # a forecast is a help: its failure is told to the operator and stops nobody
            if len(wishes) > 1:  # nor does it spoil those beside it
                for wish in wishes:
                    await self._answer([wish])
                return
            log.exception("forecast_failed", ruleset=wishes[0].ruleset.name)
        for wish, answer in zip(wishes, found, strict=True):
            if not wish.answer.done():
                wish.answer.set_result(answer)

    def close(self) -> None:
        """Let the workers go; what they are at is dropped."""
        self._workers.close()
        self.thinkers.close()
