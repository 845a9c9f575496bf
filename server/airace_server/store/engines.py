"""Engines: how each kind of database is opened."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from airace_server.store.errors import StoreError

BUSY_SECONDS: Final = 5.0
"""How long a foreign tool, such as a backup, may hold the SQLite file before writing fails."""
POSTGRES_CONNECTIONS: Final = 8
POSTGRES_WAIT_SECONDS: Final = 5

_json: Final[dict[str, Any]] = {
    "json_serializer": partial(json.dumps, separators=(",", ":"), allow_nan=False, ensure_ascii=False),
}


def parse_url(text: str) -> URL:
    """``sqlite:///FILE`` or ``postgresql://…``, with the driver filled in; raises ``StoreError``."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise StoreError(_unknown(text)) from None
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    raise StoreError(_unknown(url.render_as_string(hide_password=True)))


def _unknown(text: str) -> str:
    return (
        f"The database address {text!r} is not understood. Write sqlite:///FILE (four slashes for an absolute path), "
        "or postgresql://USER:PASSWORD@HOST/NAME."
    )


def sqlite_path(url: URL) -> Path:
    """Where the file of a SQLite address is, or would be."""
    return Path(str(url.database)).expanduser().absolute()


def sqlite_file(url: URL) -> Path:
    """The file of a SQLite address; its folder is made when it is missing."""
    path = sqlite_path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder of the database, {path.parent}, cannot be made: {error.strerror}.") from None
    return path


def sqlite_engine(path: Path, *, writer: bool, connections: int) -> Engine:
    """The writer commits only what has reached the disk; readers cannot write."""
    pool: dict[str, Any] = {"poolclass": NullPool} if writer else {"pool_size": connections, "max_overflow": 0}
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
        **pool,
        **_json,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys=ON")
        if writer:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        else:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def postgres_engine(url: URL, *, writer: bool, connections: int) -> Engine:
    """Readers see one moment of the database; lost connections are noticed and replaced."""
    options = "-c default_transaction_isolation=" + (r"read\ committed" if writer else r"repeatable\ read")
    if not writer:
        options += " -c default_transaction_read_only=on"
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": POSTGRES_WAIT_SECONDS, "options": options},
        **_json,
    )
