"""A database written by any released version opens in this one, and a match begun there is played on to its end.

``written/`` holds one dump for each migration that was ever the newest: a match of two people, in its third turn, with
one signature in and, since there is a chat, something said. With a new migration run this file as a program
(``PYTHONPATH=tests .venv/bin/python FILE``) to add the dump of the present version; never change an old one.
"""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
from pathlib import Path

import pytest

from airace_rules import replay
from airace_server.store.migrate import NEWEST
from support.playing import Clock, load_once, pair, play_turn, serving, sign

WRITTEN = Path(__file__).parent / "written"
DUMPS = sorted(WRITTEN.glob("*.sql.gz"))


def restore(dump: Path, file: Path) -> None:
    database = sqlite3.connect(file)
    database.executescript(gzip.decompress(dump.read_bytes()).decode())
    database.close()


def match_of(file: Path) -> tuple[str, str]:
    """Its id, and the hash of its last resolved turn."""
    database = sqlite3.connect(file)
    found: tuple[str, str] = database.execute("select id, prev_hash from matches").fetchone()
    database.close()
    return found


def test_the_newest_migration_has_its_dump() -> None:
    assert WRITTEN / f"{NEWEST}.sql.gz" in DUMPS


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.name.split(".")[0])
async def test_a_match_begun_in_an_earlier_version_is_played_to_its_end(dump: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    restore(dump, file)
    match, hash_then = match_of(file)

    async with serving(f"sqlite:///{file}", Clock()) as server:
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
    assert said == ([] if dump.name < "0002" else ["Good luck."])
    replay(exported, load_once)


async def write_the_present_one(file: Path) -> None:
    async with serving(f"sqlite:///{file}", Clock()) as server:
        both = await pair(server)
        for turn in (1, 2):
            await play_turn(server, both, turn)
        await sign(server, both.washington, 3)
        await server.games.say(both.beijing, both.match, "table", "Good luck.", "V1StGXR8Z5jdHi6B")


def main() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "present.db"
        asyncio.run(write_the_present_one(file))
        database = sqlite3.connect(file)
        text = "\n".join(database.iterdump())
    WRITTEN.mkdir(exist_ok=True)
    (WRITTEN / f"{NEWEST}.sql.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
