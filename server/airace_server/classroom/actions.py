"""What a facilitator does to tables, one or many at once; all of it is logged."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection

from airace_rules.ruleset import Ruleset
from airace_server.bodies import ActionResult, NotedAction, SessionAction, TableChat
from airace_server.classroom import seating, sessions
from airace_server.classroom.exports.formats import Exported, FileFormat, written
from airace_server.classroom.ports import Games, Rulesets
from airace_server.errors import Refusal
from airace_server.gently import GENTLY
from airace_server.messages import ErrorBody
from airace_server.seals import sealed
from airace_server.store import Store
from airace_server.store.unit_of_work import Change

MOST_EXPORTED: Final = 1_000_000
"""More than can be said at a table."""
MOST_READ: Final = 500
"""Messages of a table that a facilitator is shown at once; all of them are in the export."""

log = structlog.get_logger(__name__)


class Actions:
    """Carries out ``SessionAction``."""

    def __init__(self, store: Store, games: Games, rulesets: Rulesets, now: Callable[[], float]) -> None:
        self._store = store
        self._games = games
        self._rulesets = rulesets
        self._now = now
        self._exporting = asyncio.Lock()

    async def act(self, session: str, wish: SessionAction) -> ActionResult:
        """Do it to each table; one that refuses does not hold up the others."""
        tables = await self._store.read(lambda connection: sessions.tables_of(connection, session))
        do = await self._doing(session, wish)
        numbers = list(tables) if wish.tables is None else list(dict.fromkeys(wish.tables))
        errors = await asyncio.gather(*(_attempt(do, tables, number) for number in numbers))
        refused = {number: error for number, error in zip(numbers, errors, strict=True) if error is not None}
        done = [number for number in numbers if number not in refused]
        await self._note(session, wish, done, refused)
        return ActionResult(done=done, refused=refused)

    async def export(self, session: str) -> dict[str, Any]:
        """The match files of those tables that may have theirs, each with its chat, who sat there, who predicted, and
        the log."""
        found = await self._store.read(lambda connection: sessions.by_id(connection, session))
        tables = await self._store.read(lambda connection: sessions.tables_of(connection, session))
        files = {number: await self._file(match) for number, (match, _) in tables.items()}
        over = {number: file for number, file in files.items() if file}
        who = {number: await self._games.predictors(tables[number][0]) for number in over}
        sat = await self._store.read(
            lambda connection: {number: seating.people(connection, tables[number][0]) for number in over}
        )
        noted = await self._store.read(lambda connection: sessions.noted(connection, session))
        about = {"title": found.title, "code": found.code, "created": found.created, "tables": len(tables)}
        return sealed(
            {
                "session": session,
                "about": about,
                "people": {str(number): people for number, people in sat.items() if people},
                "tables": {str(number): file for number, file in over.items()},
                "predicted_by": {str(number): people for number, people in who.items() if people},
                "actions": noted,
            }
        )

    async def export_as(self, session: str, format: FileFormat) -> Exported:
        """The same in a format; one after the other, as each may take seconds of a processor and much memory."""
        async with self._exporting:
            content = await self.export(session)
            hashes = {match["ruleset"]["hash"] for match in content["tables"].values()}
            rulesets = {hash: await self._rulesets.get(hash) for hash in hashes}
            data = await asyncio.to_thread(_written, format, content, rulesets)
        return Exported(data, len(content["tables"]))

    async def table_chat(self, session: str, table: int) -> TableChat:
        """What was said at a table. Raises unknown_table."""
        return await self._games.table_chat(await self.match_at(session, table), MOST_READ)

    async def match_at(self, session: str, table: int) -> str:
        """The match that a table plays. Raises unknown_table."""
        tables = await self._store.read(lambda connection: sessions.tables_of(connection, session))
        if table not in tables:
            raise _no_table(tables, table)
        return tables[table][0]

    async def _file(self, match: str) -> dict[str, Any] | None:
        """With what was said, if anything was. None: not over, or another table plays with the same chance."""
        try:
            file = await self._games.export(match)
        except Refusal:
            return None
        chat = await self._games.table_chat(match, MOST_EXPORTED)
        return sealed({**file, "chat": [message.model_dump() for message in chat.said]}) if chat.said else file

    async def _doing(self, session: str, wish: SessionAction) -> Callable[[str], Awaitable[None]]:
        match wish.action:
            case "start":
                found = await self._store.read(lambda connection: sessions.by_id(connection, session))
                ruleset = await self._rulesets.get(found.ruleset_hash)
                return lambda match: self._start(session, match, found.fill, ruleset)
            case "pause":
                return self._games.pause
            case "resume":
                return self._games.resume
            case "close_turn":
                return self._games.close_turn
            case "chat_on" | "chat_off":
                on = wish.action == "chat_on"
                return lambda match: self._games.switch_chat(match, on)
            case "extend":
                seconds = wish.seconds
                if seconds is None:
                    raise Refusal(
                        "bad_frame",
                        "Extending needs a number of seconds.",
                        "Add seconds, for example 60.",
                        field="seconds",
                    )
                return lambda match: self._games.extend(match, seconds)

    async def _start(self, session: str, match: str, fill: str | None, ruleset: Ruleset) -> None:
        def job(connection: Connection) -> Change[None]:
            sessions.by_id(connection, session, lock=True)  # nobody joins while empty sides are filled
            opened = self._games.starting.open(connection, match, ruleset)
            if opened and fill is not None:
                for side in seating.empty_sides(connection, match):
                    seating.sit_bot(connection, match, side, fill)
            return Change(None, opened)

        await self._games.unit.write(job)

    async def _note(self, session: str, wish: SessionAction, done: list[int], refused: dict[int, ErrorBody]) -> None:
        what = {
            "action": wish.action,
            "seconds": wish.seconds,
            "done": done,
            "refused": {str(number): error.code for number, error in refused.items()},
        }
        await self._store.write(lambda connection: sessions.note(connection, session, what, self._now()))
        log.info("facilitator_acted", session=session, action=wish.action, done=len(done), refused=len(refused))


def done_to_tables(noted: Iterable[Mapping[str, Any]]) -> list[NotedAction]:
    """Those lines of a session's log that say what a facilitator did to some table. The log also tells of rematches and
    of restoring, and that of a restored session may hold anything."""
    found = []
    for line in noted:
        with suppress(ValidationError):
            told = {name: line.get(name) for name in ("at", "action", "seconds")}
            found.append(NotedAction.model_validate({**told, "tables": line.get("done")}))
    return [action for action in found if action.tables]


def _written(format: FileFormat, content: Mapping[str, Any], rulesets: Mapping[str, Ruleset]) -> bytes:
    with GENTLY:
        return written(format, content, rulesets)


async def _attempt(
    do: Callable[[str], Awaitable[None]], tables: dict[int, tuple[str, str]], number: int
) -> ErrorBody | None:
    if number not in tables:
        return _no_table(tables, number).body()
    try:
        await do(tables[number][0])
    except Refusal as refusal:
        return refusal.body()
    return None


def _no_table(tables: dict[int, tuple[str, str]], number: int) -> Refusal:
    return Refusal(
        "unknown_table",
        f"The session has no table {number}.",
        f"It has tables 1 to {len(tables)}.",
        field="tables",
        args={"table": number},
    )
