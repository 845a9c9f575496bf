"""``airace export``: a session's finished matches, from the database."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import Connection, or_, select

from airace_rules.ruleset import Ruleset
from airace_server.classroom.exports.formats import Exported, FileFormat
from airace_server.classroom.service import Classroom
from airace_server.commands.console import fail, say
from airace_server.commands.output import deliver, require_place
from airace_server.errors import Refusal
from airace_server.games.rulesets import Rulesets
from airace_server.games.service import Games
from airace_server.games.shelf import Shelf
from airace_server.seats.codes import normal
from airace_server.seats.refs import FacilitatorRef
from airace_server.settings import Settings
from airace_server.store import Store, StoreError
from airace_server.store.engines import parse_url, sqlite_path
from airace_server.store.tables import sessions


def export(session: str, format: FileFormat, database: str | None, out: Path | None, force: bool) -> None:
    """Write the export to a file or to standard output. ``session``: its id or join code."""
    require_place(out, force, format)
    settings = Settings() if database is None else Settings(database=database)
    try:
        must_exist(settings.database)
        exported = asyncio.run(read(settings, session, format))
    except (Refusal, StoreError) as error:
        fail(f"{error.message} {error.hint}" if isinstance(error, Refusal) else str(error))
    if not exported.matches:
        fail("No match of this session is over yet; there is nothing to export.")
    deliver(exported.data, out, force)
    say(
        f"Exported {exported.matches} {'match' if exported.matches == 1 else 'matches'}{f' into {out}' if out else ''}."
    )


def must_exist(database: str) -> None:
    """Opening would make a new SQLite file; raises ``StoreError`` where there is none to read."""
    url = parse_url(database)
    if url.get_backend_name() == "sqlite" and not sqlite_path(url).is_file():
        raise StoreError(f"There is no database {sqlite_path(url)}. Name the one of the server with --database.")


async def read(settings: Settings, session: str, format: FileFormat) -> Exported:
    """The session's export, as its facilitator would get it. Raises ``Refusal``, ``StoreError``."""
    store = await Store.open_to_read(settings.database)
    try:
        found = await store.read(lambda connection: find(connection, session))
        rules = Rulesets(store, NothingOffered())
        classroom = Classroom(store, Games(store, rules, tell_nobody), rules, settings)
        return await classroom.export_as(FacilitatorRef(found), format)
    finally:
        await store.close()


class NothingOffered(Shelf):
    """Matches keep their rules in the database: those on offer need not be loaded."""

    async def current(self) -> dict[str, Ruleset]:
        return {}


async def tell_nobody(stream: str) -> None:
    """Nobody listens: this process only reads."""


def find(connection: Connection, session: str) -> str:
    """The id of a session, by id or join code."""
    query = select(sessions.c.id).where(or_(sessions.c.id == session, sessions.c.code == normal(session)))
    found = connection.execute(query).scalar()
    if found is None:
        raise Refusal("unknown_session", f"There is no session {session} in this database.", "Name its id or code.")
    return str(found)
