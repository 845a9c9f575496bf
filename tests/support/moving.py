"""An old SQLite database in PostgreSQL: made by the migrations that it had, with the rows that it has."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, Boolean, Connection, MetaData, Table, create_engine, text

from airace_server.store.migrate import FOLDER


def copied_to_postgres(file: Path, url: str) -> str:
    """Fill the empty database at ``url``; returns ``url``."""
    old = sqlite3.connect(file)
    old.row_factory = sqlite3.Row
    (revision,) = old.execute("select version_num from alembic_version").fetchone()
    engine = create_engine(url)
    with engine.begin() as connection:
        _make(connection, revision)
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                _copy(old, connection, table)
    engine.dispose()
    old.close()
    return url


def _make(connection: Connection, revision: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, revision)


def _copy(old: sqlite3.Connection, connection: Connection, table: Table) -> None:
    rows = [_row(table, row) for row in old.execute(f"select * from {table.name}")]  # noqa: S608
    if rows:
        connection.execute(table.insert(), rows)
    for column in table.primary_key.columns:
        sequence = connection.scalar(text(f"select pg_get_serial_sequence('{table.name}', '{column.name}')"))
        if sequence and rows:
            connection.execute(text(f"select setval('{sequence}', {max(row[column.name] for row in rows)})"))


def _row(table: Table, row: sqlite3.Row) -> dict[str, Any]:
    return {name: _value(table.columns[name].type, row[name]) for name in row.keys()}  # noqa: SIM118


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, JSON):
        return json.loads(value)
    return bool(value) if isinstance(kind, Boolean) else value
