"""``airace export``: a session's finished matches, from the database."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, or_, select

from airace_server.classroom.service import Classroom
from airace_server.commands.console import fail, give, say
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

COLUMNS: Final = ("table", "turn", "side", "what", "name", "value")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a formula may begin; the last four are the full-width signs, which some spreadsheets take for the others."""


def export(session: str, format: str, database: str | None) -> None:
    """Write the export to standard output. ``session``: its id or join code."""
    settings = Settings() if database is None else Settings(database=database)
    try:
        must_exist(settings.database)
        content = asyncio.run(read(settings, session))
    except (Refusal, StoreError) as error:
        fail(f"{error.message} {error.hint}" if isinstance(error, Refusal) else str(error))
    tables: dict[str, Any] = content["tables"]
    if not tables:
        fail("No match of this session is over yet; there is nothing to export.")
    if format == "csv":
        write_csv(tables, content["predicted_by"])
    elif format == "match":
        give(next(iter(tables.values())) if len(tables) == 1 else {"matches": list(tables.values())})
    else:
        give(content)
    say(f"Exported {len(tables)} {'match' if len(tables) == 1 else 'matches'}.")


def must_exist(database: str) -> None:
    """Opening would make a new SQLite file; raises ``StoreError`` where there is none to read."""
    url = parse_url(database)
    if url.get_backend_name() == "sqlite" and not sqlite_path(url).is_file():
        raise StoreError(f"There is no database {sqlite_path(url)}. Name the one of the server with --database.")


async def read(settings: Settings, session: str) -> dict[str, Any]:
    """The session's export, as its facilitator would get it. Raises ``Refusal``, ``StoreError``."""
    store = await Store.open_to_read(settings.database)
    try:
        found = await store.read(lambda connection: find(connection, session))
        rules = Rulesets(store, Shelf(settings.rulesets))
        classroom = Classroom(store, Games(store, rules, tell_nobody), rules, settings)
        return await classroom.export(FacilitatorRef(found))
    finally:
        await store.close()


async def tell_nobody(stream: str) -> None:
    """Nobody listens: this process only reads."""


def find(connection: Connection, session: str) -> str:
    """The id of a session, by id or join code."""
    query = select(sessions.c.id).where(or_(sessions.c.id == session, sessions.c.code == normal(session)))
    found = connection.execute(query).scalar()
    if found is None:
        raise Refusal("unknown_session", f"There is no session {session} in this database.", "Name its id or code.")
    return str(found)


def write_csv(tables: Mapping[str, Any], predicted_by: Mapping[str, Any] | None = None) -> None:
    """One line for each order, prediction, stock, computed value and message: any spreadsheet can pivot it."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for table, match in tables.items():
        for turn in match["turns"]:
            out.writerows((table, turn["turn"], *map(harmless, row)) for row in lines(turn))
        out.writerows((table, *map(harmless, row)) for row in said(match))
        names = {(one["side"], one["person"]): one["nickname"] for one in (predicted_by or {}).get(table, ())}
        for prediction in match.get("predictions", ()):
            found = predicted(prediction, names)
            out.writerows((table, prediction["turn"], *map(harmless, row)) for row in found)


def lines(turn: Mapping[str, Any]) -> Iterator[tuple[str, str, str, object]]:
    """(side or ``world``, what, name, value) of one turn. Orders are tenths of a point."""
    for side, orders in turn["orders"].items():
        yield from ((side, "order", name, amount) for name, amount in orders["instruments"].items())
        yield from ((side, "stance", name, option) for name, option in orders["stances"].items())
        yield from ((side, "project", name, int(paid)) for name, paid in orders.get("projects", {}).items())
        yield from ((side, "deal", name, int(signed)) for name, signed in orders.get("deals", {}).items())
    for side, state in turn["state"]["sides"].items():
        yield from ((side, "stock", name, value) for name, value in state["stocks"].items())
    yield from (("world", "stock", name, value) for name, value in turn["state"]["world"].items())
    for step in turn["values"]:
        for cell, value in step.items():
            owner, _, name = cell.partition(".")
            yield owner, "value", name, value


def said(match: Mapping[str, Any]) -> Iterator[tuple[int, str, str, str, str]]:
    """(turn, side, ``team`` or ``table`` chat, who, text) of every message; turn 0 is before the start."""
    for message in match.get("chat", []):
        yield message["turn"], message["side"], f"{message['channel']} chat", message["nickname"] or "", message["text"]


def predicted(prediction: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> Iterator[tuple[str, ...]]:
    """(side, what, nickname, value) of one prediction."""
    side, person = prediction["side"], prediction["person"]
    name = names.get((side, person), str(person))
    yield side, "prediction", name, prediction["expects"]
    yield side, "confidence", name, str(prediction["confidence"])
    yield side, "because", name, prediction["because"]


def harmless(value: object) -> object:
    """Text that a spreadsheet would take for a formula, as text.

    >>> harmless("=1+1"), harmless(-1.5)
    ("'=1+1", -1.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
