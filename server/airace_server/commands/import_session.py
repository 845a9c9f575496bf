"""``airace import``: a session that was exported, in a database again."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from airace_server.classroom.restoring import Restored, restore_people, restore_session
from airace_server.commands.console import fail, give, say
from airace_server.commands.import_check import Brought, Checker, Table
from airace_server.commands.match_files import read, told
from airace_server.errors import Refusal
from airace_server.games.restoring import open_session, restore_match, restore_spoken
from airace_server.games.rulesets import keep
from airace_server.seats.refs import new_id
from airace_server.settings import Settings
from airace_server.store import Store, StoreError

TRIES: Final = 3
"""Another process may take the same id or code in the same moment."""


def import_session(file: Path, database: str | None) -> None:
    """Verify the file, store all of it in one transaction, and say how its facilitator page is opened."""
    brought = Checker(str(file)).brought(read(file))
    settings = Settings() if database is None else Settings(database=database)
    try:
        restored = asyncio.run(store(settings, brought))
    except Refusal as error:
        fail(f"{error.message} {error.hint} Nothing was stored.")
    except StoreError as error:
        fail(f"{error} Nothing was stored.")
    except (DBAPIError, UnicodeEncodeError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else "it holds halves of characters"
        fail(told(f"The database does not take {file}: {str(reason).strip().rstrip('.')}. Nothing was stored."))
    tell(settings, restored, len(brought.tables))


async def store(settings: Settings, brought: Brought) -> Restored:
    """In one transaction. Raises ``Refusal``, ``StoreError``, ``DBAPIError``."""
    opened = await Store.open(settings.database)
    try:
        for _ in range(TRIES - 1):
            try:
                return await opened.write(lambda connection: put(connection, settings, brought))
            except IntegrityError:
                continue
        return await opened.write(lambda connection: put(connection, settings, brought))
    finally:
        await opened.close()


def put(connection: Connection, settings: Settings, brought: Brought) -> Restored:
    """The session with its tables."""
    keep(connection, brought.ruleset)
    restored = restore_session(connection, brought.around, brought.ruleset, settings.max_sessions, time.time())
    open_session(connection, restored.session)
    for table in brought.tables:
        put_table(connection, restored, brought, table)
    return restored


def put_table(connection: Connection, restored: Restored, brought: Brought, table: Table) -> None:
    """A match with those who sat there and what they said."""
    match, at, number = new_id(), restored.created, table.number
    restore_match(connection, match, restored.session, number, table.played, at)
    around = brought.around.people.get(str(number), [])
    people = restore_people(connection, restored.session, match, around, table.spoken, brought.names(number))
    restore_spoken(connection, match, table.played, table.spoken, people.seats, people.predictors, at)


def tell(settings: Settings, restored: Restored, tables: int) -> None:
    """For people on standard error, for programs on standard output."""
    base = settings.public_url or f"http://localhost:{settings.port or Settings.model_fields['port'].default}"
    link = f"{base.rstrip('/')}/facilitate/{restored.session}#{restored.recovery}"
    if restored.copy:
        say("The session is in this database already; this is a second copy of it.")
    many = "match" if tables == 1 else "matches"
    say(f"Imported {tables} {many} as session {restored.session}, code {restored.code}.")
    say(f"Its facilitator page, while `airace serve` runs on this database: {link}")
    say(f"Its recovery code, for the front page of the game: {restored.recovery}. Whoever has it has the page.")
    give(
        {
            "session": restored.session,
            "code": restored.code,
            "facilitator": restored.token,
            "recovery": restored.recovery,
            "link": link,
        }
    )
