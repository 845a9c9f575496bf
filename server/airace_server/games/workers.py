"""Long sums are done in processes of their own: they keep nobody waiting."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from hashlib import blake2b
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import structlog

from airace_rules import load_ruleset
from airace_rules.engine.dice import SEED_BYTES
from airace_rules.errors import RulesError
from airace_rules.ids import Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_server.games.lru import Lru

if TYPE_CHECKING:
    from airace_rules.outlook import Ground  # NumPy comes with it: only workers need it
    from airace_rules.state import TurnResult

log = structlog.get_logger(__name__)

RULESETS_KEPT: Final = 8
GROUNDS_KEPT: Final = 128  # a side of a match each, of 150 to 200 KB
ATTEMPTS: Final = 2  # a worker that was killed is replaced once for each task

Task = Literal["forecasts", "turning_points", "harvests", "bot_orders"]
Wanted: TypeAlias = tuple[bytes, Side, Orders]  # a packed state, whose orders, the orders


class Workers:
    """``count`` processes, started with the first task; 0: there are none. ``nice``: how far they stand back behind
    the server when processors are short."""

    def __init__(self, count: int, nice: int = 5) -> None:
        self.count = count
        self._nice = nice
        self._pool: ProcessPoolExecutor | None = None

    async def ask(self, ruleset: Ruleset, task: Task, given: Any) -> Any:
        """What the function of the task gives for ``given``; None when it could not be had this time.

        Raises what that function raises.
        """
        for _ in range(ATTEMPTS):
            try:
                known, found = await self._run(ruleset.hash, None, task, given)
                if not known:  # this worker meets the ruleset for the first time
                    _, found = await self._run(ruleset.hash, dict(ruleset.files), task, given)
                return found
            except BrokenProcessPool:
                log.warning("worker_died", task=task)
                self.close()
        return None

    async def _run(self, hash: str, files: Mapping[str, str] | None, task: Task, given: Any) -> tuple[bool, Any]:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self.count, mp_context=context, initializer=_live_with_parent, initargs=(self._nice,)
            )
        return await asyncio.wrap_future(self._pool.submit(_work, hash, files, task, given))

    def close(self) -> None:
        """Let the processes go; what they are at is dropped."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


# ---------------------------------------------------------------- in the worker

Place: TypeAlias = tuple[str, bytes, Side]  # hash of the ruleset, digest of the packed state, side

_known: Lru[str, Ruleset] = Lru(RULESETS_KEPT)
_grounds: Lru[Place, Ground] = Lru(GROUNDS_KEPT)


def _live_with_parent(nice: int) -> None:
    """A server that is stopped from the keyboard tells its workers itself; one that is killed cannot."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(nice)
    Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
    os._exit(0)


def _work(hash: str, files: Mapping[str, str] | None, task: Task, given: Any) -> tuple[bool, Any]:
    """Whether the ruleset is known, or is now that it is given; and then what the task gives."""
    ruleset = _known.get(hash)
    if ruleset is None:
        if files is None:
            return False, None
        ruleset = load_ruleset(files)
        _known.put(hash, ruleset)
    return True, _TASKS[task](ruleset, given)


def _forecasts(ruleset: Ruleset, drafts: Sequence[Wanted]) -> list[bytes | None]:
    """Forecasts as JSON; None for orders that are not allowed."""
    from airace_rules.outlook import Draft, forecasts_for

    places = [(ruleset.hash, blake2b(state, digest_size=16).digest(), side) for state, side, _ in drafts]
    grounds = _found(ruleset, {place: state for place, (state, _, _) in zip(places, drafts, strict=True)})
    wanted = [Draft(grounds[place], orders) for place, (_, _, orders) in zip(places, drafts, strict=True)]
    forecasts = forecasts_for(ruleset, wanted)
    return [None if isinstance(one, RulesError) else one.model_dump_json().encode() for one in forecasts]


def _found(ruleset: Ruleset, states: Mapping[Place, bytes]) -> dict[Place, Ground]:
    """The grounds of these moments; those not remembered are worked out together."""
    from airace_rules.outlook import grounds_for

    found = {place: ground for place in states if (ground := _grounds.get(place)) is not None}
    missing = [place for place in states if place not in found]
    if missing:
        moments = [(pickle.loads(states[place]), place[2]) for place in missing]  # noqa: S301 - packed by our parent
        found.update(zip(missing, grounds_for(ruleset, moments), strict=True))
    for place in missing:
        _grounds.put(place, found[place])
    return found


def _turning_points(ruleset: Ruleset, history: Sequence[TurnResult]) -> bytes:
    """As JSON."""
    from airace_rules.hindsight import turning_points

    return turning_points(ruleset, history).model_dump_json().encode()


def _harvests(ruleset: Ruleset, _: None) -> bytes:
    """As JSON."""
    from airace_rules.outlook import harvests_of

    return harvests_of(ruleset).model_dump_json().encode()


def _bot_orders(ruleset: Ruleset, given: tuple[str, str]) -> Any:
    """Orders of a strategy that reads no seed, from a View as JSON; as plain data."""
    from airace_rules import Seed, bot_orders, to_json
    from airace_rules.views import View

    strategy, view = given
    return to_json(bot_orders(ruleset, strategy, View.model_validate_json(view), Seed(bytes(SEED_BYTES))))


_TASKS: Final[Mapping[Task, Callable[[Ruleset, Any], Any]]] = {
    "forecasts": _forecasts,
    "turning_points": _turning_points,
    "harvests": _harvests,
    "bot_orders": _bot_orders,
}
