"""What is told of a match once it is over: the debrief, what it turned on, and the match file."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from sqlalchemy import Connection, select

from airace_rules import asked_of, asked_seen, asked_truly, debrief_for, export_match
from airace_rules.ids import SIDES
from airace_rules.views import Debrief, TurningPoints
from airace_server.bodies import Calibration
from airace_server.errors import Refusal
from airace_server.games import predictions, rows
from airace_server.games.book import Book, Page
from airace_server.games.forecaster import Forecaster
from airace_server.games.lru import Lru
from airace_server.games.predictions import Person
from airace_server.games.rows import MatchRow
from airace_server.seals import sealed
from airace_server.seats.refs import SeatRef
from airace_server.store import Store
from airace_server.store.tables import matches

MATCHES_KEPT: Final = 600
"""Turning points of a match take about a kilobyte, and a second of a processor to find."""


class Records:
    """Reads; never changes anything."""

    def __init__(self, store: Store, book: Book, forecaster: Forecaster) -> None:
        self._store = store
        self._book = book
        self._forecaster = forecaster
        self._turned: Lru[str, TurningPoints] = Lru(MATCHES_KEPT)
        self._turning: dict[str, asyncio.Task[TurningPoints]] = {}

    async def debrief(self, match: str) -> Debrief:
        """Raises unknown_match, not_over."""
        _, page = await self._finished(match, _require_over)
        return await asyncio.to_thread(debrief_for, page.known.ruleset, page.history)

    async def turning_points(self, match: str) -> TurningPoints:
        """Found once, however many ask. They follow from what the debrief tells. Raises unknown_match, not_over."""
        _, page = await self._finished(match, _require_over)
        key = page.history[-1].hash
        found = self._turned.get(key)
        if found is None:
            found = await self._find(key, page)
            self._turned.put(key, found)
        return found

    async def _find(self, key: str, page: Page) -> TurningPoints:
        task = self._turning.get(key)
        if task is None:
            task = asyncio.create_task(self._forecaster.turning_points(page.known.ruleset, page.history))
            self._turning[key] = task
            task.add_done_callback(lambda _: self._turning.pop(key, None))
        return await asyncio.shield(task)

    async def export(self, match: str) -> dict[str, Any]:
        """Raises unknown_match; not_over, also while another table plays with the same seed, which the file reveals."""
        _, page = await self._finished(match, _require_seed_free)
        file = await asyncio.to_thread(export_match, page.known.ruleset, page.history, page.known.seed)
        predicted = predictions.exported(await self.predictors(match))
        return sealed({**file, "predictions": predicted}) if predicted else file

    async def calibration(self, match: str, you: SeatRef | None = None) -> Calibration:
        """What both sides predicted, beside the truth, for the holder of the seat ``you``; None: for nobody of them, so
        that nobody is named. Raises not_over."""
        row, page = await self._finished(match, _require_over)
        ruleset = page.known.ruleset
        truth = await asyncio.to_thread(asked_truly, ruleset, page.history)
        views = {side: await self._book.view(match, row.branch, row.turn, side) for side in SIDES}
        seen = {side: asked_seen(ruleset, view) for side, view in views.items()}
        found = await self.predictors(match)
        people = [predictions.calibration(one, you, truth[one.side], seen[one.side]) for one in found]
        return Calibration(asked=asked_of(ruleset), people=people)

    async def predictors(self, match: str) -> list[Person]:
        """Everybody who predicted anything, on both sides."""
        return await self._store.read(
            lambda connection: predictions.people(predictions.of_match(connection, rows.load(connection, match)))
        )

    async def _finished(self, match: str, require: Any) -> tuple[MatchRow, Page]:
        def read(connection: Connection) -> MatchRow:
            row = rows.load(connection, match)
            require(connection, row)
            return row

        row = await self._store.read(read)
        return row, await self._book.page(match, row.branch, row.turn)


def _require_over(connection: Connection, row: MatchRow) -> None:
    if not row.over:
        raise Refusal(
            "not_over", "The match is not over.", "Everything is revealed at the end.", args={"turn": row.turn}
        )


def _require_seed_free(connection: Connection, row: MatchRow) -> None:
    _require_over(connection, row)
    query = select(matches.c.table_number).where(matches.c.seed_hash == row.seed_hash, matches.c.phase != "over")
    playing = connection.execute(query).scalars().first()
    if playing is not None:
        raise Refusal(
            "not_over",
            f"Table {playing} plays with the same chance and is not over.",
            "The match file reveals it, so it can be had when all tables have ended.",
            args={"table": playing},
        )
