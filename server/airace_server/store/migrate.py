"""Bring the tables up to date when the store is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect, text

from airace_server.store.errors import StoreError
from airace_server.store.tables import metadata

NEWEST: Final = "0004"
"""The newest migration; a database that has it needs nothing (and Alembic, slow to import, stays unloaded)."""
FOLDER: Final = Path(__file__).parent / "migrations"
ONE_AT_A_TIME: Final = 0x61697261  # PostgreSQL advisory lock: servers that start together migrate once


def migrate(engine: Engine) -> None:
    """Make the tables, or run every missing migration, in one transaction. Raises ``StoreError`` when the database is
    newer than this program."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        have = revision(connection)
        if have is None:
            make_tables(connection)
        elif have != NEWEST:
            run_migrations(connection, have)


def revision(connection: Connection) -> str | None:
    """The newest migration that the database has had; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("select version_num from alembic_version")).scalar()
    return None if found is None else str(found)


def make_tables(connection: Connection) -> None:
    """Make an empty database what all migrations together would make it, without loading Alembic: the first start of
    a server is the one that people watch."""
    metadata.create_all(connection)
    stamps = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True, nullable=False))
    stamps.create(connection)
    connection.execute(stamps.insert().values(version_num=NEWEST))


def run_migrations(connection: Connection, have: str | None) -> None:
    """Run every migration after ``have``. Raises ``StoreError`` when this version does not know it."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if have is not None and have not in known:
        raise StoreError(
            f"The database was made by a newer version of airace (it has migration {have}, this version knows up to "
            f"{NEWEST}). Update airace, or use another database."
        )
    command.upgrade(config, "head")
