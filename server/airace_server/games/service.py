"""What can be done in a match: the one door for sockets, HTTP and house bots.

A *stream* is where numbered events come from: a match id for the audiences ``washington``, ``beijing`` and
``spectator``; a session id for the audience ``facilitator``, whose page shows all tables of the session. A hint names a
stream; whoever gets it reads ``events_after`` what it has sent so far.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection

from airace_rules import asked_seen, check_orders
from airace_rules.ids import Audience, Side
from airace_rules.orders import NO_ORDERS, Orders
from airace_rules.state import MatchState
from airace_rules.views import Debrief, Forecast, TurningPoints
from airace_server.bodies import Calibration, TableChat
from airace_server.games import chat, clock, drafts, feed, predictions, rows
from airace_server.games.book import Book, Known
from airace_server.games.deadlines import Deadlines
from airace_server.games.forecaster import Forecaster
from airace_server.games.predictions import Kept
from airace_server.games.records import Records
from airace_server.games.referee import Referee
from airace_server.games.reports import Connected, Reports
from airace_server.games.rows import MatchRow
from airace_server.games.rulesets import Rulesets
from airace_server.games.starting import Starting
from airace_server.messages import (
    Channel,
    ClockBody,
    CloseReason,
    Confidence,
    Direction,
    DraftBody,
    Event,
    PredictionBody,
    PresenceBody,
    Snapshot,
    TableBody,
)
from airace_server.seats.refs import SeatRef
from airace_server.store import Store
from airace_server.store.outbox import Publish, Relay
from airace_server.store.store import nothing
from airace_server.store.unit_of_work import Change, UnitOfWork

log = structlog.get_logger(__name__)


class Games:
    """``publish`` tells everybody (this process and others) that a stream has news; when it fails it is tried again.
    ``connected``: which seats have a socket now, on any process. ``now``: Unix seconds. ``on_point`` is called with a
    name at each step that a crash may hit. ``alone``: no other process writes, so that the newest events are those of
    this one. Every refusal is a ``Refusal``."""

    def __init__(
        self,
        store: Store,
        rulesets: Rulesets,
        publish: Publish,
        connected: Connected = lambda connection, match: (),
        now: Callable[[], float] = time.time,
        on_point: Callable[[str], None] = nothing,
        forecaster: Forecaster | None = None,
        alone: bool = True,
    ) -> None:
        self._store = store
        self._now = now
        self._relay = Relay(store, publish, now)
        recent = feed.Recent()
        self.unit = UnitOfWork(store, self._relay, now, recent.add if alone else feed.forget)
        self.book = Book(store, rulesets)
        self.starting = Starting(self.book, now)
        self.referee = Referee(store, self.unit, self.book, now, on_point)
        self.deadlines = Deadlines(store, self.referee.close_turn, now)
        self._reports = Reports(store, self.book, recent, connected, now)
        self.forecaster = forecaster or Forecaster(0)
        self._records = Records(store, self.book, self.forecaster)
        self._closing: set[asyncio.Task[object]] = set()

    async def run(self) -> None:
        """Close turns at their deadlines, finish what a crash left undone, deliver hints, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._relay.run())
                group.create_task(self.deadlines.run())
        finally:
            await self.settled()

    async def settled(self) -> None:
        """Wait until every turn that this process is closing is closed."""
        while self._closing:
            await asyncio.wait(set(self._closing))

    # ------------------------------------------------------------ a seat's orders

    async def edit_draft(
        self,
        seat: SeatRef,
        match: str,
        turn: int,
        instruments: Mapping[str, int] = NO_ORDERS.instruments,
        stances: Mapping[str, str] = NO_ORDERS.stances,
        projects: Mapping[str, bool] = NO_ORDERS.projects,
        deals: Mapping[str, bool] = NO_ORDERS.deals,
    ) -> DraftBody:
        """Change fields of the side's draft; all named fields change or none does.

        Raises unknown_match, not_started, paused, match_over, wrong_turn, turn_closed, already_committed,
        malformed_orders, over_budget, over_cap, conflicting_orders, not_your_instrument,
        not_your_project, project_finished, project_waits, too_many_new_projects, deal_locked, needs_not_met,
        breaks_deal, not_open_yet.
        """
        rows.require_match(seat, match)
        check = partial(self._check, await self.book.known(match), seat.side)
        edit = Orders(instruments, stances, projects, deals)
        return await self._store.write(lambda connection: drafts.edit(connection, seat, turn, edit, check, self._now()))

    async def commit_orders(self, seat: SeatRef, match: str, turn: int, draft_no: int) -> DraftBody:
        """Sign the stored draft; returns after it is stored. Repeating it is harmless, also after the turn closed.

        Raises draft_conflict (with the stored draft), unknown_match, not_started, paused, match_over, wrong_turn,
        turn_closed.
        """
        rows.require_match(seat, match)
        return await self._sign(
            match, turn, lambda connection: drafts.commit(connection, seat, turn, draft_no, self._now())
        )

    async def give_orders(self, seat: SeatRef, match: str, turn: int, seen: int, wish: Orders) -> DraftBody:
        """Draft and sign at once, or neither, if the draft is still number ``seen``: how a bot plays.

        Raises what ``edit_draft`` and ``commit_orders`` raise.
        """
        rows.require_match(seat, match)
        check = partial(self._check, await self.book.known(match), seat.side)
        return await self._sign(
            match, turn, lambda connection: drafts.give(connection, seat, turn, seen, wish, check, self._now())
        )

    async def _sign(
        self, match: str, turn: int, sign: Callable[[Connection], Change[tuple[DraftBody, bool]]]
    ) -> DraftBody:
        draft, ready = await self.unit.write(sign)
        if ready:
            self._behind(self._close(match, "all_committed", turn))
        return draft

    async def withdraw_orders(self, seat: SeatRef, match: str, turn: int) -> DraftBody:
        """Take the signature back as long as the turn is open. Repeating it is harmless."""
        rows.require_match(seat, match)
        return await self.unit.write(lambda connection: drafts.withdraw(connection, seat, turn, self._now()))

    # ------------------------------------------------------------ talking

    async def say(self, seat: SeatRef, match: str, channel: Channel, text: str, once: str) -> int:
        """Say something to the own side or to both; returns its number in its channel, after it is stored. Repeating it
        with the same ``once`` is harmless.

        Raises unknown_match, bad_message, nobody_to_talk_to, chat_off, chat_full.
        """
        rows.require_match(seat, match)
        shown = chat.clean(text)
        return await self.unit.write(lambda connection: chat.say(connection, seat, channel, shown, once, self._now()))

    async def switch_chat(self, match: str, on: bool) -> None:
        """Let the players of a match write, or not. Harmless when it is so already."""
        await self.unit.write(lambda connection: chat.switch(connection, match, on, self._now()))

    async def table_chat(self, match: str, most: int) -> TableChat:
        """What was said in every channel of a match, the newest ``most``. For facilitators only."""
        return await self._reports.table_chat(match, most)

    # ------------------------------------------------------------ predictions

    async def predict(
        self,
        seat: SeatRef,
        match: str,
        turn: int,
        expects: Direction | None,
        confidence: Confidence = 50,
        because: str = "",
    ) -> None:
        """Keep what the person on a seat expects of the open turn; None takes it back. It changes no orders.

        Raises unknown_match, not_your_seat, not_started, paused, match_over, wrong_turn, prediction_closed.
        """
        rows.require_match(seat, match)
        said = (turn, expects, confidence, because)
        await self._store.write(lambda connection: predictions.keep(connection, seat, *said, self._now()))

    async def predictions(self, match: str, side: Side) -> dict[str, list[PredictionBody]]:
        """Seat → what the person on it has predicted, beside what the side has seen come of it. Each is for that seat
        alone."""
        row, found = await self._store.read(lambda connection: self._predicted(connection, match, side))
        if not found:
            return {}
        view = await self.book.view(match, row.branch, row.turn, side)
        seen = asked_seen((await self.book.known(match)).ruleset, view)
        return {
            seat: [predictions.told(kept, seen) for kept in found if kept.seat == seat]
            for seat in {kept.seat for kept in found if kept.seat is not None}
        }

    def _predicted(self, connection: Connection, match: str, side: Side) -> tuple[MatchRow, list[Kept]]:
        row = rows.load(connection, match)
        return row, [kept for kept in predictions.of_match(connection, row) if kept.side == side]

    async def calibration(self, match: str, you: SeatRef | None = None) -> Calibration:
        """What both sides predicted, beside the truth, once the match is over; raises not_over."""
        return await self._records.calibration(match, you)

    async def predictors(self, match: str) -> list[Mapping[str, str | int]]:
        """Who the numbered people are who predicted, by nickname: for the facilitator alone."""
        return predictions.named(await self._records.predictors(match))

    # ------------------------------------------------------------ what an audience gets

    async def draft(self, match: str, side: Side) -> DraftBody | None:
        """The side's draft; None before the start and after the end."""
        return await self._store.read(lambda connection: rows.draft_of(connection, rows.load(connection, match), side))

    async def forecast(
        self, match: str, side: Side, draft: DraftBody, newest: Callable[[], DraftBody | None]
    ) -> tuple[int, Forecast] | None:
        """What a draft of the open turn may lead to, or the ``newest`` of the same turn when a worker is free for it:
        its number and the forecast. None when there are no forecasts, the turn has closed, or the draft is not
        allowed."""
        known = await self.book.known(match)
        if not self.forecaster.works:
            return None
        state = await self._store.read(lambda connection: self._open_state(connection, match, draft.turn))
        if state is None:
            return None
        taken = draft

        def wish() -> Orders:
            nonlocal taken
            later = newest()
            if later is not None and later.turn == draft.turn and later.draft_no > draft.draft_no:
                taken = later
            return Orders(taken.instruments, taken.stances, taken.projects, taken.deals)

        forecast = await self.forecaster.forecast(known.ruleset, state, side, wish)
        return None if forecast is None else (taken.draft_no, forecast)

    def _open_state(self, connection: Connection, match: str, turn: int) -> MatchState | None:
        row = rows.load(connection, match)
        return self.book.state(connection, row) if row.turn == turn and row.ending is None else None

    async def clock(self, match: str) -> ClockBody:
        """The clock; raises unknown_match."""
        return await self._reports.clock(match)

    async def presence(self, match: str, audience: Audience) -> PresenceBody:
        """Who is on the seats; a side sees its own members and of the rival only whether anyone is there."""
        return await self._reports.presence(match, audience)

    async def snapshot(self, stream: str, audience: Audience) -> Snapshot:
        """All that the audience may see now, and the event number it stands for."""
        return await self._reports.snapshot(stream, audience)

    async def events_after(self, stream: str, audience: Audience, event: int, most: int = 100) -> list[Event] | None:
        """Events numbered ``event + 1`` and up, oldest first; None when there are more than ``most`` or when ``event``
        is not a number this stream has given out: then send a snapshot."""
        return await self._reports.events_after(stream, audience, event, most)

    async def last_event(self, stream: str, audience: Audience) -> int:
        """The newest number, 0 when there is none."""
        return await self._reports.last_event(stream, audience)

    async def tables(self, session: str) -> list[TableBody]:
        """Every table of a session as its facilitator sees it."""
        return await self._reports.tables(session)

    # ------------------------------------------------------------ the match as a whole

    async def start(self, match: str) -> None:
        """Open turn 1. Harmless when it is open already; raises match_over."""
        ruleset = (await self.book.known(match)).ruleset
        await self.unit.write(lambda connection: Change(None, self.starting.open(connection, match, ruleset)))

    async def pause(self, match: str) -> None:
        """Stop the clock and refuse orders until ``resume``; the time left is kept. Raises not_started, match_over."""
        await self.unit.write(lambda connection: clock.pause(connection, match, self._now()))

    async def resume(self, match: str) -> None:
        """Go on with the time that was left. Raises not_started, match_over."""
        await self.unit.write(lambda connection: clock.resume(connection, match, self._now()))

    async def extend(self, match: str, seconds: float) -> None:
        """Give this turn more time; without a clock it ends ``seconds`` from now. Raises not_started, match_over."""
        await self.unit.write(lambda connection: clock.extend(connection, match, seconds, self._now()))

    async def close_turn(self, match: str) -> None:
        """Close the turn now: committed orders count, else the saved draft. Raises not_started, match_over."""
        row = await self._store.read(lambda connection: clock.begun(connection, match))
        await self.referee.close_turn(match, "facilitator", row.turn)

    async def debrief(self, match: str) -> Debrief:
        """Everything, once the match is over; raises not_over."""
        return await self._records.debrief(match)

    async def turning_points(self, match: str) -> TurningPoints:
        """What the match turned on, once it is over; raises not_over."""
        return await self._records.turning_points(match)

    async def export(self, match: str) -> dict[str, Any]:
        """The match file; raises not_over, also while another table with the same seed still plays."""
        return await self._records.export(match)

    # ------------------------------------------------------------ inside

    def _check(self, known: Known, side: Side, connection: Connection, row: MatchRow, wish: Orders) -> Orders:
        return check_orders(known.ruleset, self.book.state(connection, row), side, wish)

    async def _close(self, match: str, reason: CloseReason, turn: int) -> None:
        try:
            await self.referee.close_turn(match, reason, turn)
        except Exception as error:  # the deadlines' sweep closes it, here or on another server
            log.error("turn_not_closed", match=match, turn=turn, error=repr(error))

    def _behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it without keeping the caller waiting."""
        task: asyncio.Task[object] = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
