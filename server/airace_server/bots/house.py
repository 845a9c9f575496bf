"""House bots: they hold a seat and act through the same service functions as people, on their side's view alone.

A house strategy answers in a millisecond and is asked here. A planner thinks for a second or more: it does so in a
process of its own, and has its own queue, so that no match waits for another's planner.

A bot also stands in for a side whose people have done nothing for two turns, until one of them does something; but
only while somebody on the other side is there. Where nobody sits at all, bots wait: two of them would play the match to
its end in a moment, and who comes late would find it over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Final

import structlog
from sqlalchemy import Connection, bindparam, func, select

from airace_rules import Seed, bot_orders, from_json, steady_of, strategies_of
from airace_rules.ids import Side
from airace_rules.orders import Orders
from airace_rules.planner import PLANNERS
from airace_rules.ruleset import Ruleset
from airace_rules.views import View
from airace_server.errors import Refusal
from airace_server.games.service import Games
from airace_server.games.workers import Workers
from airace_server.seats.access import seat_query, seat_ref
from airace_server.seats.refs import SeatRef
from airace_server.store import Store
from airace_server.store.tables import matches, orders, seats, sessions

WORKERS: Final = 2
THINKERS: Final = 4
"""Planners that are waited for at once."""
ABSENCES: Final = 2
"""Turns in a row in which a side did nothing before a bot stands in for it."""
STAND_IN: Final = "balanced"
"""Its strategy, unless the session names one for empty sides or the ruleset has none of this name."""
PAUSE: Final = 0.02
"""Seconds between news and looking at it: people are served first, and a burst of news is looked at once."""
LONGEST_SLEEP: Final = 5.0
"""A hint may be lost; an open match with an idle bot is found after this time."""

log = structlog.get_logger(__name__)


class HouseBots:
    """Plays every seat that has a bot, and the seats of those who stay away."""

    def __init__(self, store: Store, games: Games, thinkers: Workers | None = None) -> None:
        self._store = store
        self._games = games
        self._thinkers = thinkers or Workers(0)
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._thinking: asyncio.Queue[tuple[SeatRef, str]] = asyncio.Queue()
        self._thought_of: set[tuple[str, Side]] = set()
        self._queued: set[str] = set()

    def wake(self, stream: str) -> None:
        """A match has news: look whether a bot has orders to give. Returns at once; subscribe it to the bus."""
        if stream not in self._queued:
            self._queued.add(stream)
            asyncio.get_running_loop().call_later(PAUSE, self._waiting.put_nowait, stream)

    async def run(self) -> None:
        """Play until cancelled; begins with every open match, so that a restart forgets no bot."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look_around())
            for _ in range(WORKERS):
                group.create_task(self._work())
            for _ in range(THINKERS):
                group.create_task(self._think())

    async def _look_around(self) -> None:
        while True:
            try:
                for match in await self._store.read(_idle):
                    self.wake(match)
            except Exception as error:  # the database is away for a while
                log.warning("bots_not_read", error=type(error).__name__)
            await asyncio.sleep(LONGEST_SLEEP)

    async def _work(self) -> None:
        while True:
            match = await self._waiting.get()
            self._queued.discard(match)
            await self._told(match, self._consider_quickly(match))

    async def _consider_quickly(self, match: str) -> None:
        for seat, strategy in await self._absent(match):
            if strategy in PLANNERS:
                self._think_later(seat, strategy)
            else:
                await self._play(seat, strategy)

    async def _told(self, match: str, work: Coroutine[None, None, None]) -> bool:
        """Do it, and log how it failed if it did. Whether there may be more to do at once."""
        try:
            await work
        except Refusal as refusal:  # the turn closed meanwhile, or a person sat down: the next hint tells
            log.debug("bot_refused", match=match, code=refusal.code)
        except Exception as error:
            log.error("bot_failed", match=match, error=repr(error))
            return False
        return True

    def _think_later(self, seat: SeatRef, strategy: str) -> None:
        if (seat.match, seat.side) not in self._thought_of:
            self._thought_of.add((seat.match, seat.side))
            self._thinking.put_nowait((seat, strategy))

    async def _think(self) -> None:
        while True:
            seat, strategy = await self._thinking.get()
            try:
                went_on = await self._told(seat.match, self._play(seat, strategy))
            finally:
                self._thought_of.discard((seat.match, seat.side))
            if went_on:
                self.wake(seat.match)  # news of the next turn may have come while this seat was thought of

    async def consider(self, match: str) -> None:
        """Give the orders of those bots in the match that have not signed. Raises what the games service raises."""
        for seat, strategy in await self._absent(match):
            await self._play(seat, strategy)

    async def _absent(self, match: str) -> list[tuple[SeatRef, str]]:
        """The seats in a match that a bot is to play now, with its strategy."""
        return await self._store.read(lambda connection: _bots(connection, match))

    async def _play(self, seat: SeatRef, strategy: str) -> None:
        """One side's orders for the open turn: look, think, draft, sign."""
        side: Side = seat.side
        snapshot = await self._games.snapshot(seat.match, side)
        if snapshot.view is None or snapshot.draft is None or snapshot.draft.committed:
            return
        known = await self._games.book.known(seat.match)
        strategy = strategy if strategy in strategies_of(known.ruleset) else steady_of(known.ruleset)
        wish = await self._wish(known.ruleset, strategy, snapshot.view, known.seed)
        turn = snapshot.draft.turn
        await self._games.give_orders(seat, seat.match, turn, snapshot.draft.draft_no, wish)

    async def _wish(self, ruleset: Ruleset, strategy: str, view: View, seed: Seed) -> Orders:
        """What a strategy would order."""
        if strategy in PLANNERS and strategy not in ruleset.bots:
            given = (strategy, view.model_dump_json())
            found = await self._thinkers.ask(ruleset, "bot_orders", given) if self._thinkers.count else None
            if found is not None:
                return from_json(Orders, found)
        return await asyncio.to_thread(bot_orders, ruleset, strategy, view, seed)


_UNSIGNED: Final = (
    ~select(orders.c.side)
    .where(
        orders.c.match_id == matches.c.id,
        orders.c.branch == matches.c.branch,
        orders.c.turn == matches.c.turn,
        orders.c.side == seats.c.side,
    )
    .exists()
)
_OTHERS: Final = seats.alias("others")
_HERE: Final = select(_OTHERS.c.id).where(_OTHERS.c.match_id == seats.c.match_id, _OTHERS.c.missed < ABSENCES)
_DESERTED: Final = ~_HERE.where(_OTHERS.c.side == seats.c.side).exists()
_WAITED_FOR: Final = _HERE.where(_OTHERS.c.side != seats.c.side, _OTHERS.c.player_id.is_not(None)).exists()
_SOMEBODY: Final = select(_OTHERS.c.id).where(_OTHERS.c.match_id == seats.c.match_id, _OTHERS.c.player_id.is_not(None))
_PLAYED_BY_A_BOT: Final = (seats.c.bot.is_not(None) & _SOMEBODY.exists()) | (_DESERTED & _WAITED_FOR)
_BOTS: Final = (
    seat_query()
    .add_columns(func.coalesce(seats.c.bot, sessions.c.fill, STAND_IN).label("strategy"))
    .where(seats.c.match_id == bindparam("match"), matches.c.phase == "open", _PLAYED_BY_A_BOT, _UNSIGNED)
)
_IDLE: Final = (
    select(matches.c.id)
    .join(seats, seats.c.match_id == matches.c.id)
    .where(matches.c.phase == "open", _PLAYED_BY_A_BOT, _UNSIGNED)
    .distinct()
)


def _bots(connection: Connection, match: str) -> list[tuple[SeatRef, str]]:
    """Who is played by a bot in an open match and has not signed: one seat a side, with the strategy."""
    found = [(seat_ref(row), row.strategy) for row in connection.execute(_BOTS, {"match": match})]
    return [(replace(seat, player=None, nickname=None), strategy) for seat, strategy in found]


def _idle(connection: Connection) -> list[str]:
    """Open matches in which a side that a bot plays has not signed."""
    return list(connection.execute(_IDLE).scalars())
