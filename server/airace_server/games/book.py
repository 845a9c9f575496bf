"""The book of a match: its log, read once and remembered, and the views built from it.

Everything here is a pure function of rows that never change once written, so any process may remember any part of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, select

from airace_rules import Seed, TableTruth, from_json, new_match, table_truth, told_for
from airace_rules.ids import Audience
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import View
from airace_server.errors import Refusal
from airace_server.games.lru import Lru
from airace_server.games.rows import MatchRow
from airace_server.games.rulesets import Rulesets
from airace_server.store import Store
from airace_server.store.tables import matches, turns

T = TypeVar("T")

MATCHES_KEPT: Final = 600
"""About ten classes; a match of eight turns takes some hundred kilobytes."""
VIEWS_KEPT: Final = 2_400
"""Four audiences a match."""


@dataclass(frozen=True, slots=True)
class Known:
    """What never changes about a match."""

    match: str
    session: str
    ruleset: Ruleset
    seed: Seed


@dataclass(frozen=True, slots=True)
class Page:
    """A match at the start of a turn: the state, and how it came about."""

    known: Known
    state: MatchState
    history: tuple[TurnResult, ...]


class Book:
    """Reads matches from the store."""

    def __init__(self, store: Store, rulesets: Rulesets) -> None:
        self._store = store
        self._rulesets = rulesets
        self._known: Lru[str, Known] = Lru(MATCHES_KEPT)
        self._states: Lru[tuple[str, int, int], MatchState] = Lru(MATCHES_KEPT)
        self._histories: Lru[tuple[str, int], tuple[TurnResult, ...]] = Lru(MATCHES_KEPT)
        self._views: Lru[tuple[str, int, int, Audience], View] = Lru(VIEWS_KEPT)
        self._truths: Lru[tuple[str, int, int], TableTruth] = Lru(MATCHES_KEPT)
        self._underway: dict[object, asyncio.Task[Any]] = {}

    async def known(self, match: str) -> Known:
        """Raises unknown_match."""
        found = self._known.get(match)
        if found is None:
            found = await self._read_known(match)
            self._known.put(match, found)
        return found

    def state(self, connection: Connection, row: MatchRow) -> MatchState:
        """The state at the start of the open turn, inside a transaction that has read ``row``."""
        key = (row.id, row.branch, row.turn)
        found = self._states.get(key)
        if found is None:
            stored = connection.execute(select(matches.c.state).where(matches.c.id == row.id)).scalar_one()
            found = from_json(MatchState, stored)
            self._states.put(key, found)
        return found

    def add(self, row: MatchRow, result: TurnResult) -> None:
        """Remember a turn that was just stored, so that nobody needs to read it. ``row`` is the match before it."""
        self._states.put((row.id, row.branch, result.after.turn), result.after)
        have = self._histories.get((row.id, row.branch)) or ()
        if len(have) == result.turn - 1:
            self._histories.put((row.id, row.branch), (*have, result))

    async def page(self, match: str, branch: int, turn: int) -> Page:
        """The match at the start of ``turn``."""
        known = await self.known(match)
        history = await self._history(match, branch, turn - 1)
        state = history[-1].after if history else new_match(known.ruleset, known.seed)
        return Page(known, state, history)

    async def view(self, match: str, branch: int, turn: int, audience: Audience) -> View:
        """What ``audience`` may see at the start of ``turn``; built once, however many ask."""
        key = (match, branch, turn, audience)
        found = self._views.get(key)
        if found is None:
            found = await self._once(key, lambda: self._build(match, branch, turn, audience))
            self._views.put(key, found)
        return found

    async def truth(self, match: str, branch: int, turn: int) -> TableTruth:
        """How the table really stands at the start of ``turn``. For facilitators only."""
        key = (match, branch, turn)
        found = self._truths.get(key)
        if found is None:
            page = await self.page(match, branch, turn)
            found = await asyncio.to_thread(table_truth, page.known.ruleset, page.state)
            self._truths.put(key, found)
        return found

    async def _build(self, match: str, branch: int, turn: int, audience: Audience) -> View:
        page = await self.page(match, branch, turn)
        return await asyncio.to_thread(
            told_for, page.known.ruleset, page.state, page.history, audience, page.known.seed
        )

    async def _history(self, match: str, branch: int, count: int) -> tuple[TurnResult, ...]:
        key = (match, branch)
        have = self._histories.get(key) or ()
        if len(have) < count:
            have += await self._once(
                (match, branch, len(have)), lambda: self._store.read(lambda c: _results(c, match, branch, len(have)))
            )
            self._histories.put(key, have)
        return have[:count]

    async def _read_known(self, match: str) -> Known:
        query = select(
            matches.c.session_id, matches.c.ruleset_hash, matches.c.seed, matches.c.salt, matches.c.branch
        ).where(matches.c.id == match)
        row = await self._store.read(lambda connection: connection.execute(query).first())
        if row is None:
            raise Refusal(
                "unknown_match", "There is no such match.", "Open it again from the front page.", field="match"
            )
        session, ruleset, seed, salt, branch = row
        secret = Seed(bytes.fromhex(seed), bytes.fromhex(salt), branch)
        return Known(match, session, await self._rulesets.get(ruleset), secret)

    async def _once(self, key: object, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Those who ask for the same thing at the same time share one answer."""
        task: asyncio.Task[T] | None = self._underway.get(key)
        if task is None:
            task = asyncio.create_task(make())
            self._underway[key] = task
            task.add_done_callback(lambda _: self._underway.pop(key, None))
        return await asyncio.shield(task)


def _results(connection: Connection, match: str, branch: int, after: int) -> tuple[TurnResult, ...]:
    query = (
        select(turns.c.result)
        .where(turns.c.match_id == match, turns.c.branch == branch, turns.c.turn > after)
        .order_by(turns.c.turn)
    )
    return tuple(from_json(TurnResult, stored) for stored in connection.execute(query).scalars())
