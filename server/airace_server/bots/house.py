"""House bots: they hold a seat and act through the same service functions as people, on their side's view alone."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from sqlalchemy import Connection, bindparam, select

from airace_rules import bot_orders
from airace_rules.ids import Side
from airace_server.errors import Refusal
from airace_server.games.service import Games
from airace_server.seats.access import seat_query, seat_ref
from airace_server.seats.refs import SeatRef
from airace_server.store import Store
from airace_server.store.tables import matches, orders, seats

WORKERS: Final = 2
LONGEST_SLEEP: Final = 5.0
"""A hint may be lost; an open match with an idle bot is found after this time."""

log = structlog.get_logger(__name__)


class HouseBots:
    """Plays every seat that has a bot."""

    def __init__(self, store: Store, games: Games) -> None:
        self._store = store
        self._games = games
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._queued: set[str] = set()

    def wake(self, stream: str) -> None:
        """A match has news: look whether a bot has orders to give. Returns at once; subscribe it to the bus."""
        if stream not in self._queued:
            self._queued.add(stream)
            self._waiting.put_nowait(stream)

    async def run(self) -> None:
        """Play until cancelled; begins with every open match, so that a restart forgets no bot."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look_around())
            for _ in range(WORKERS):
                group.create_task(self._work())

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
            try:
                await self.consider(match)
            except Refusal as refusal:  # the turn closed meanwhile, or a person sat down: the next hint tells
                log.debug("bot_refused", match=match, code=refusal.code)
            except Exception as error:
                log.error("bot_failed", match=match, error=repr(error))

    async def consider(self, match: str) -> None:
        """Give the orders of those bots in the match that have not signed. Raises what the games service raises."""
        for seat, strategy in await self._store.read(lambda connection: _bots(connection, match)):
            await self._play(seat, strategy)

    async def _play(self, seat: SeatRef, strategy: str) -> None:
        """One side's orders for the open turn: look, think, draft, sign."""
        side: Side = seat.side
        snapshot = await self._games.snapshot(seat.match, side)
        if snapshot.view is None or snapshot.draft is None or snapshot.draft.committed:
            return
        known = await self._games.book.known(seat.match)
        wish = await asyncio.to_thread(bot_orders, known.ruleset, strategy, snapshot.view, known.seed)
        turn = snapshot.draft.turn
        whole = dict.fromkeys(snapshot.draft.instruments, 0) | dict(wish.instruments)
        draft = await self._games.edit_draft(seat, seat.match, turn, whole, wish.stances)
        await self._games.commit_orders(seat, seat.match, turn, draft.draft_no)


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
_BOTS: Final = (
    seat_query()
    .add_columns(seats.c.bot)
    .where(seats.c.match_id == bindparam("match"), seats.c.bot.is_not(None), matches.c.phase == "open", _UNSIGNED)
)
_IDLE: Final = (
    select(matches.c.id)
    .join(seats, seats.c.match_id == matches.c.id)
    .where(matches.c.phase == "open", seats.c.bot.is_not(None), _UNSIGNED)
    .distinct()
)


def _bots(connection: Connection, match: str) -> list[tuple[SeatRef, str]]:
    """Bots of an open match whose side has not signed."""
    return [(seat_ref(row), row.bot) for row in connection.execute(_BOTS, {"match": match})]


def _idle(connection: Connection) -> list[str]:
    """Open matches in which a bot's side has not signed."""
    return list(connection.execute(_IDLE).scalars())
