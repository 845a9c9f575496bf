"""The store: one door to the database, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class Store:
    """``write`` and ``read`` run a function on a connection, in a thread that is not the event loop's.

    The function may be run more than once (after a failed group, a lost race or a lost connection), so it must have
    no effect outside its connection.
    """

    @classmethod
    async def open(cls, url: str) -> Store:
        """Open ``sqlite:///FILE`` or ``postgresql://…`` and bring its tables up to date.

        Raises ``StoreError`` with a sentence when another process has the SQLite file, when the database is newer than
        this program, or when the address is not understood.
        """
        raise NotImplementedError

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run ``fn`` in a transaction; returns its result, or raises its exception, only after the commit (or rollback)."""
        raise NotImplementedError

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run ``fn`` on a snapshot of the database; it cannot write."""
        raise NotImplementedError

    async def ping(self) -> None:
        """Raise when the database does not answer (for ``/readyz``)."""
        raise NotImplementedError

    async def close(self) -> None:
        """Finish what is queued, then let go of the database."""
        raise NotImplementedError
