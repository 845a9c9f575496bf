"""Opening a database: made when missing, brought up to date, refused with a sentence when it cannot be used."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from airace_server.store import Store, StoreError
from airace_server.store.engines import parse_url
from airace_server.store.migrate import NEWEST, make_tables, revision, run_migrations
from airace_server.store.tables import metadata

HOLD = """
import asyncio, sys
from airace_server.store import Store

async def main():
    store = await Store.open(sys.argv[1])
    print("open", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def hold(url: str) -> subprocess.Popen[str]:
    """Another process that keeps the database open."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def differences(connection: Connection) -> object:
    """Between the tables in a database and those in the program."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, metadata)


async def test_a_fresh_database_has_the_tables(store: Store) -> None:
    assert await store.read(differences) == []


async def test_tables_and_migrations_agree(database_url: str) -> None:
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        run_migrations(connection, None)
    with engine.connect() as connection:
        assert differences(connection) == []
        assert revision(connection) == NEWEST
    engine.dispose()
    store = await Store.open(database_url)
    await store.ping()
    await store.close()


async def test_a_fresh_database_is_stamped_as_the_migrations_stamp_it(tmp_path: Path) -> None:
    def shape(connection: Connection) -> object:
        return connection.execute(text("select sql from sqlite_master where name = 'alembic_version'")).scalar()

    found = []
    for make in (make_tables, lambda connection: run_migrations(connection, None)):
        engine = create_engine(f"sqlite:///{tmp_path / f'{len(found)}.db'}")
        with engine.begin() as connection:
            make(connection)
            found.append("".join(str(shape(connection)).split()))
        engine.dispose()
    assert found[0].lower().startswith("createtable")
    assert ("primarykey" in found[0].lower(), "varchar(32)" in found[0].lower()) == (True, True)
    assert ("primarykey" in found[1].lower(), "varchar(32)" in found[1].lower()) == (True, True)


async def test_the_newest_migration_is_the_one_that_is_named(store: Store) -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(files("airace_server.store") / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]
    assert await store.read(revision) == NEWEST


async def test_a_database_is_opened_again_as_it_was(database_url: str) -> None:
    for _ in range(2):
        store = await Store.open(database_url)
        await store.ping()
        await store.close()


async def test_a_newer_database_is_refused_with_a_sentence(database_url: str) -> None:
    store = await Store.open(database_url)
    await store.write(lambda c: c.execute(text("update alembic_version set version_num = '9999'")))
    await store.close()
    with pytest.raises(StoreError, match=r"newer version of airace .*9999.* Update airace"):
        await Store.open(database_url)


async def test_servers_that_start_together_migrate_once(postgres_url: str) -> None:
    stores = await asyncio.gather(*(Store.open(postgres_url) for _ in range(4)))
    assert [await store.read(revision) for store in stores] == [NEWEST] * 4
    await asyncio.gather(*(store.close() for store in stores))


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "sqlite+x:///a"])
async def test_an_address_that_is_not_understood_is_explained(url: str) -> None:
    with pytest.raises(StoreError, match=r"sqlite:///FILE|cannot be"):
        await Store.open(url)


async def test_a_password_is_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        await Store.open("postgresql://me:geheim@127.0.0.1:1/x")
    assert "geheim" not in str(caught.value)


async def test_the_folder_is_made(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/a/b/c.sqlite3")
    await store.close()
    assert (tmp_path / "a/b/c.sqlite3").is_file()


async def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("This is a diary, not a database. " * 100)
    with pytest.raises(StoreError, match="cannot be opened: file is not a database"):
        await Store.open(f"sqlite:///{tmp_path}/x")


async def test_a_second_process_on_the_same_file_is_refused_until_the_first_has_gone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    first = hold(url)
    try:
        with pytest.raises(StoreError, match=rf"process {first.pid}\) is using .*PostgreSQL"):
            await Store.open(url)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.communicate()
    await (await Store.open(url)).close()


async def test_a_second_store_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    store = await Store.open(url)
    with pytest.raises(StoreError, match="Another airace server"):
        await Store.open(url)
    await store.close()
    await (await Store.open(url)).close()


async def test_whoever_only_reads_gets_in_beside_the_one_that_writes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite3"

    def add(connection: Connection) -> None:
        connection.execute(text("create table if not exists noted (word text)"))
        connection.execute(text("insert into noted values ('one')"))

    def count(connection: Connection) -> object:
        return connection.execute(text("select count(*) from noted")).scalar()

    writer = await Store.open(url)
    await writer.write(add)
    reader = await Store.open_to_read(url)
    assert await reader.read(count) == 1
    await writer.write(add)
    assert await reader.read(count) == 2
    with pytest.raises(StoreError, match="for reading"):
        await reader.write(add)
    with pytest.raises(OperationalError, match="readonly"):
        await reader.read(add)
    await reader.close()
    await writer.write(add)
    assert await writer.read(count) == 3
    await writer.close()


async def test_whoever_only_reads_is_told_of_a_server_of_another_version(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    writer = await Store.open(url)
    await writer.write(lambda connection: connection.execute(text("update alembic_version set version_num = '0000'")))
    with pytest.raises(StoreError, match="another version of airace"):
        await Store.open_to_read(url)
    await writer.close()


async def test_a_lock_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite3.lock").mkdir()
    for opening in (Store.open, Store.open_to_read):
        with pytest.raises(StoreError, match=r"a\.sqlite3\.lock beside the database cannot be opened"):
            await opening(f"sqlite:///{tmp_path}/a.sqlite3")


async def test_commits_reach_the_disk(tmp_path: Path) -> None:
    """The promise of a power cut: a write-ahead log, flushed at each commit."""
    store = await Store.open(f"sqlite:///{tmp_path}/a.sqlite3")

    def pragmas(connection: Connection) -> list[object]:
        return [
            connection.execute(text(f"pragma {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert await store.write(pragmas) == ["wal", 2, 1]
    await store.close()


async def test_a_file_made_elsewhere_with_the_same_tables_is_just_used(tmp_path: Path) -> None:
    """A copy of the file is a backup."""
    store = await Store.open(f"sqlite:///{tmp_path}/a.sqlite3")
    await store.close()
    (tmp_path / "b.sqlite3").write_bytes((tmp_path / "a.sqlite3").read_bytes())
    copy = await Store.open(f"sqlite:///{tmp_path}/b.sqlite3")
    await copy.ping()
    await copy.close()
    engine = create_engine(f"sqlite:///{tmp_path}/b.sqlite3")
    with engine.connect() as connection:
        assert revision(connection) == NEWEST
    engine.dispose()
