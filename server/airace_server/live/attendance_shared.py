"""Who is connected where several processes serve one PostgreSQL database.

Each process keeps a lease in ``servers`` and its connected seats in ``connected``. A process that dies lets its lease
lapse, and its people count as gone. The clock is the database's own, so that those of the machines do not matter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Container, Mapping, Set
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Select,
    bindparam,
    cast,
    delete,
    extract,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_or

from airace_server.live.attendance import Attendance
from airace_server.seats.refs import new_id
from airace_server.store import Store
from airace_server.store.tables import connected, installation, matches, seats, servers

NOW: Final[ColumnElement[float]] = cast(extract("epoch", func.clock_timestamp()), Double)

_RENEW: Final = (
    update(servers).where(servers.c.id == bindparam("server")).values(until=NOW + bindparam("lease", type_=Double))
)
_ARRIVE: Final = insert(servers).values(id=bindparam("server"), until=NOW + bindparam("lease", type_=Double))
_LAPSED: Final = delete(servers).where(servers.c.until < NOW)
_ELSEWHERE: Final = (
    select(connected.c.seat_id)
    .join(servers, servers.c.id == connected.c.server_id)
    .join(seats, seats.c.id == connected.c.seat_id)
    .where(seats.c.match_id == bindparam("match"), servers.c.id != bindparam("server"), servers.c.until >= NOW)
)

Place = tuple[str, str]
"""A match and its session."""


@dataclass(frozen=True, slots=True)
class Either:
    """In one or the other."""

    here: Container[str]
    elsewhere: Container[str]

    def __contains__(self, seat: object) -> bool:
        return seat in self.here or seat in self.elsewhere


class SharedAttendance(Attendance):
    """``lease``: seconds after which a process that has not been heard of counts as dead."""

    def __init__(self, store: Store, lease: float) -> None:
        super().__init__()
        self._store = store
        self._lease = lease
        self._server = new_id()
        self._keeping = asyncio.Lock()
        self._kept: Set[str] | None = None
        """The seats in the table; None where that is not sure."""

    def connected(self, connection: Connection, match: str) -> Container[str]:
        found = connection.execute(_ELSEWHERE, {"match": match, "server": self._server}).scalars()
        return Either(self._sockets, frozenset(found))

    async def keep(self) -> None:
        """Renew the lease, write down who has come and gone here, and forget processes whose lease has lapsed."""
        async with self._keeping:
            here, kept, self._kept = frozenset(self._sockets), self._kept, None
            await self._store.write(partial(self._write, here=here, kept=kept))
            self._kept = here

    async def leave(self) -> None:
        """The process ends: nobody is connected to it any more."""
        await self._store.write(lambda connection: connection.execute(delete(servers).where(self._own)))

    def elsewhere(self, connection: Connection, streams: Collection[str]) -> Mapping[Place, frozenset[str]]:
        """Who is connected to other processes in these matches and sessions."""
        found: dict[Place, set[str]] = {}
        for match, session, seat in connection.execute(self._all_elsewhere(streams)):
            found.setdefault((match, session), set()).add(seat)
        return {place: frozenset(seats) for place, seats in found.items()}

    # ------------------------------------------------------------ inside

    @property
    def _own(self) -> ColumnElement[bool]:
        return servers.c.id == self._server

    def _all_elsewhere(self, streams: Collection[str]) -> Select[Any]:
        return (
            select(matches.c.id, matches.c.session_id, connected.c.seat_id)
            .join(seats, seats.c.match_id == matches.c.id)
            .join(connected, connected.c.seat_id == seats.c.id)
            .join(servers, servers.c.id == connected.c.server_id)
            .where(~self._own, servers.c.until >= NOW)
            .where(or_(matches.c.id.in_(streams), matches.c.session_id.in_(streams)))
        )

    def _write(self, connection: Connection, here: Set[str], kept: Set[str] | None) -> None:
        """``kept``: the seats in the table, None where that is not sure."""
        this = {"server": self._server, "lease": self._lease}
        if not connection.execute(_RENEW, this).rowcount:  # the first time, or the others took us for dead
            connection.execute(_ARRIVE, this)
            kept = frozenset()
        connection.execute(_LAPSED)
        own = connected.c.server_id == self._server
        if kept is None:
            connection.execute(delete(connected).where(own))
            kept = frozenset()
        if gone := kept - here:
            connection.execute(delete(connected).where(own, connected.c.seat_id.in_(gone)))
        if come := here - kept:
            there = select(literal(self._server), seats.c.id).where(seats.c.id.in_(come))
            connection.execute(
                insert_or(connected).from_select(["server_id", "seat_id"], there).on_conflict_do_nothing()
            )


def installation_of(connection: Connection) -> str:
    """The name of this database among all that servers on one bus may use; made up at the first call."""
    connection.execute(insert_or(installation).values(one=1, id=new_id()).on_conflict_do_nothing())
    return str(connection.execute(select(installation.c.id)).scalar_one())
