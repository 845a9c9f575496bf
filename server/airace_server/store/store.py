"""The store: one door to the database, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from airace_server.store.engines import (
    POSTGRES_CONNECTIONS,
    parse_url,
    postgres_engine,
    sqlite_engine,
    sqlite_file,
    sqlite_path,
)
from airace_server.store.errors import StoreError
from airace_server.store.lockfile import InUse, LockFile
from airace_server.store.migrate import NEWEST, migrate, revision
from airace_server.store.pooled import Pooled
from airace_server.store.writer import GroupWriter

T = TypeVar("T")

SQLITE_READERS: Final = 3


def nothing(point: str) -> None:
    """The usual ``on_point``."""


class Writer(Protocol):
    """Runs a function in a transaction."""

    async def write(self, fn: Callable[[Connection], T]) -> T: ...

    async def close(self) -> None: ...


class PooledWriter:
    """A writer for databases that let many write at once."""

    def __init__(self, pooled: Pooled) -> None:
        self._pooled = pooled

    async def write(self, fn: Callable[[Connection], T]) -> T:
        return await self._pooled.run(fn)

    async def close(self) -> None:
        await self._pooled.close()


class NoWriter:
    """For a database that another process writes."""

    async def write(self, fn: Callable[[Connection], T]) -> T:
        raise StoreError("The database was opened for reading alone.")

    async def close(self) -> None:
        return None


class Store:
    """``write`` and ``read`` run a function on a connection, in a thread that is not the event loop's.

    The function may be run more than once (after a failed group or a lost race), so it must have no effect outside
    its connection.
    """

    def __init__(self, writer: Writer, readers: Pooled, release: Callable[[], None]) -> None:
        self._writer = writer
        self._readers = readers
        self._release = release

    @classmethod
    async def open(cls, url: str, on_point: Callable[[str], None] = nothing) -> Store:
        """Open ``sqlite:///FILE`` or ``postgresql://…`` and bring its tables up to date.

        ``on_point`` is called with a name at each step that a crash may hit, in the thread that does it. Raises
        ``StoreError`` with a sentence when another process has the SQLite file, when the database is newer than this
        program, does not answer, or when the address is not understood.
        """
        parsed = parse_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        return await asyncio.to_thread(_open_sqlite if sqlite else _open_postgres, parsed, on_point)

    @classmethod
    async def open_to_read(cls, url: str) -> Store:
        """As ``open``; an SQLite file that a running server has is read beside it, and ``write`` raises
        ``StoreError``. The server goes on writing meanwhile: each ``read`` sees one moment of the database."""
        parsed = parse_url(url)
        try:
            return await cls.open(url)
        except InUse:
            return await asyncio.to_thread(_read_sqlite, parsed)

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run ``fn`` in a transaction; returns its result or raises its exception after the commit or rollback."""
        return await self._writer.write(fn)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run ``fn`` on a snapshot of the database; it cannot write."""
        return await self._readers.run(fn)

    async def ping(self) -> None:
        """Raise when the database does not answer (for ``/readyz``)."""
        await self.read(lambda connection: connection.execute(text("select 1")).scalar_one())

    async def close(self) -> None:
        """Finish what is queued, then let go of the database."""
        await self._writer.close()
        await self._readers.close()
        self._release()


def _open_sqlite(url: URL, on_point: Callable[[str], None]) -> Store:
    path = sqlite_file(url)
    lock = LockFile(path)
    try:
        engine = sqlite_engine(path, writer=True, connections=1)
        _migrated(engine, str(path))
    except BaseException:
        lock.release()
        raise
    return Store(GroupWriter(engine, on_point), _sqlite_readers(path), lock.release)


def _read_sqlite(url: URL) -> Store:
    path = sqlite_path(url)
    engine = sqlite_engine(path, writer=False, connections=1)
    try:
        with engine.begin() as connection:
            have = revision(connection)
    except DBAPIError as error:
        raise _cannot_open(str(path), error) from error
    finally:
        engine.dispose()
    if have != NEWEST:
        raise StoreError(
            f"The server that is using {path} is another version of airace (migration {have}, not {NEWEST}). "
            "Stop it first, or use its own version."
        )
    return Store(NoWriter(), _sqlite_readers(path), lambda: None)


def _sqlite_readers(path: Path) -> Pooled:
    engine = sqlite_engine(path, writer=False, connections=SQLITE_READERS)
    return Pooled(engine, SQLITE_READERS, "store-reader", nothing)


def _open_postgres(url: URL, on_point: Callable[[str], None]) -> Store:
    writers = postgres_engine(url, writer=True, connections=POSTGRES_CONNECTIONS)
    _migrated(writers, url.render_as_string(hide_password=True))
    readers = postgres_engine(url, writer=False, connections=POSTGRES_CONNECTIONS)
    return Store(
        PooledWriter(Pooled(writers, POSTGRES_CONNECTIONS, "store-writer", on_point)),
        Pooled(readers, POSTGRES_CONNECTIONS, "store-reader", nothing),
        lambda: None,
    )


def _migrated(engine: Engine, shown: str) -> None:
    try:
        migrate(engine)
    except DBAPIError as error:
        engine.dispose()
        raise _cannot_open(shown, error) from error
    except BaseException:
        engine.dispose()
        raise


def _cannot_open(shown: str, error: DBAPIError) -> StoreError:
    reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    return StoreError(f"The database {shown} cannot be opened: {reason}.")
