"""A database written by any released version opens in this one, on SQLite and with its rows in PostgreSQL, and what was
begun there is played on to its end.

``written/`` holds at least one dump for each migration that was ever the newest: a match of two people, in its third
turn, with one signature in and, since there is a chat, something said; later ones hold projects and deals, predictions
and a class, too. With a new migration run this file as a program (``PYTHONPATH=tests .venv/bin/python FILE``) to add
the dump of the present version; never change an old one.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from airace_rules import replay
from airace_server.bodies import Join, SessionAction
from airace_server.seats.refs import FacilitatorRef
from airace_server.store.migrate import NEWEST
from support.moving import copied_to_postgres
from support.playing import RULESETS, Clock, Server, a_class, load_once, pair, play_turn, serving, sign

WRITTEN = Path(__file__).parent / "written"
DUMPS = sorted(WRITTEN.glob("*.sql.gz"))
SAID = "Good luck."
BOT = "sprinter"


class Dump:
    """What a dump holds, read from its file without the program."""

    def __init__(self, dump: Path, file: Path) -> None:
        self.file = file
        self.database = sqlite3.connect(file)
        self.database.executescript(gzip.decompress(dump.read_bytes()).decode())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.database.execute(query).fetchall()

    def count(self, table: str) -> int:
        known = self.rows(f"select 1 from sqlite_master where type = 'table' and name = '{table}'")  # noqa: S608
        return int(self.rows(f"select count(*) from {table}")[0][0]) if known else 0  # noqa: S608

    def friends(self) -> tuple[str, str]:
        """The match of two people, and the hash of its last resolved turn."""
        query = "select m.id, prev_hash from matches m join sessions s on s.id = session_id where kind = 'friend'"
        [(match, hash_then)] = self.rows(query)
        return match, hash_then

    def classes(self) -> list[str]:
        return [session for (session,) in self.rows("select id from sessions where kind = 'class'")]


@pytest.fixture(params=DUMPS, ids=lambda dump: dump.name.split(".")[0])
def dump(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Dump]:
    found = Dump(request.param, tmp_path / "old.db")
    yield found
    found.database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def old_database(request: pytest.FixtureRequest, dump: Dump) -> str:
    """URL of a database as that version left it."""
    if request.param == "sqlite":
        dump.database.close()
        dump.database = sqlite3.connect(f"file:{dump.file}?mode=ro", uri=True)
        return f"sqlite:///{dump.file}"
    return copied_to_postgres(dump.file, request.getfixturevalue("postgres_url"))


def test_the_newest_migration_has_its_dump() -> None:
    assert any(dump.name.startswith(NEWEST) for dump in DUMPS)


async def test_what_was_begun_in_an_earlier_version_is_played_to_its_end(dump: Dump, old_database: str) -> None:
    async with serving(old_database, Clock()) as server:
        await finish_the_match_of_friends(server, dump)
        for session in dump.classes():
            await finish_the_class(server, dump, session)


async def finish_the_match_of_friends(server: Server, dump: Dump) -> None:
    match, hash_then = dump.friends()
    view = (await server.games.snapshot(match, "washington")).view
    assert view is not None
    assert view.turn == 3
    assert (await server.games.clock(match)).committed == {"washington": True, "beijing": False}
    while (await server.games.clock(match)).phase != "over":
        await server.games.close_turn(match)
        await server.games.settled()
    exported = await server.games.export(match)
    said = [message.text for message in (await server.games.table_chat(match, 10)).said]
    assert exported["turns"][1]["hash"] == hash_then
    assert said == [SAID] * dump.count("messages")
    assert len(exported.get("predictions", [])) == dump.count("predictions")
    replay(exported, load_once)


async def finish_the_class(server: Server, dump: Dump, session: str) -> None:
    who, noted = FacilitatorRef(session), dump.count("actions")
    tables = await server.games.tables(session)
    assert {member.bot for table in tables for member in table.members} == {None, BOT}
    while going := [table.table for table in await server.games.tables(session) if table.clock.phase != "over"]:
        closed = await server.classroom.act(who, SessionAction(action="close_turn", tables=going))
        assert closed.done == going
        noted += 1
    exported = await server.classroom.export(who)
    assert len(exported["tables"]) == len(tables)
    assert len(exported["actions"]) == noted
    for file in exported["tables"].values():
        replay(file, load_once)


def test_the_newest_dump_holds_rows_of_every_kind(tmp_path: Path) -> None:
    newest = Dump(DUMPS[-1], tmp_path / "newest.db")
    tables = {name for (name,) in newest.rows("select name from sqlite_master where type = 'table'")}
    assert [name for name in sorted(tables - PASSING - OF_SEVERAL_SERVERS) if not newest.count(name)] == []
    orders = [json.loads(body) for (body,) in newest.rows("select body from orders")]
    assert any(one["projects"]["cloud"] and one["deals"]["hotline"] for one in orders)
    assert newest.rows("select count(*) from seats where bot is not null")[0][0] > 0
    newest.database.close()


PASSING = {"outbox", "sqlite_sequence"}  # rows that go when their work is done
OF_SEVERAL_SERVERS = {"installation", "servers", "connected"}  # which an SQLite file never has


async def write_the_present_one(file: Path) -> None:
    async with serving(f"sqlite:///{file}", Clock(), rulesets=RULESETS) as server:
        await play_with_a_friend(server)
        await begin_a_class(server)


async def play_with_a_friend(server: Server) -> None:
    """Two turns with a project and a deal, and half a third."""
    both = await pair(server, ruleset="pact")
    await server.games.predict(both.washington, both.match, 1, "up", 70, "more chips")
    for turn in (1, 2):
        for seat in (both.washington, both.beijing):
            wish = ({"buy": 20, "labs": 100}, {"safety": "rigorous"}, {"cloud": True}, {"hotline": True})
            await server.games.edit_draft(seat, both.match, turn, *wish)
        await play_turn(server, both, turn)
    await server.games.predict(both.beijing, both.match, 3, "down", 90)
    await sign(server, both.washington, 3)
    await server.games.say(both.beijing, both.match, "table", SAID, "V1StGXR8Z5jdHi6B")


async def begin_a_class(server: Server) -> None:
    """Two tables, one person and bots; the first turn is over at one table."""
    who, code = await a_class(server, tables=2, ruleset="pact", fill=BOT)
    await server.classroom.join(Join(code=code, nickname="Cy"))
    await server.classroom.act(who, SessionAction(action="start"))
    await server.classroom.act(who, SessionAction(action="close_turn", tables=[1]))


def main() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "present.db"
        asyncio.run(write_the_present_one(file))
        with closing(sqlite3.connect(file)) as database:
            text = "\n".join(database.iterdump())
    WRITTEN.mkdir(exist_ok=True)
    target = WRITTEN / f"{NEWEST}.sql.gz"
    if target.exists():  # never changed; what it lacks comes beside it
        target = WRITTEN / f"{NEWEST}_{sum(dump.name.startswith(NEWEST) for dump in DUMPS)}.sql.gz"
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
