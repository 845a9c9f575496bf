"""The referee closes a turn, once, whoever asks and how many ask at once.

It reads the turn, its orders and the match's revision; resolves them outside any lock; then one transaction stores the
turn if the match is still at that turn and revision. The database decides who resolved: the others find the turn moved.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection, bindparam, insert, select, update

from airace_rules import check_orders, default_orders, resolve_turn, to_json
from airace_rules.errors import OrdersError
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.state import MatchState, TurnResult
from airace_server.games import rows
from airace_server.games.book import Book, Known
from airace_server.games.clock import opening
from airace_server.games.drafts import open_drafts
from airace_server.games.feed import tell
from airace_server.games.rows import MatchRow
from airace_server.messages import CloseReason
from airace_server.store import Store
from airace_server.store.store import nothing
from airace_server.store.tables import drafts, matches, orders, seats, turns
from airace_server.store.unit_of_work import Change, UnitOfWork

TRIES: Final = 8
"""Tries outside the lock. Each is lost only to a change that came in between; then it is done under the lock."""

_DRAFTED: Final = select(drafts.c.side, drafts.c.body).where(
    drafts.c.match_id == bindparam("match"), drafts.c.turn == bindparam("turn")
)
_SIGNED: Final = select(orders.c.side, orders.c.body).where(
    orders.c.match_id == bindparam("match"),
    orders.c.branch == bindparam("branch"),
    orders.c.turn == bindparam("turn"),
)
_TURN: Final = insert(turns)
_MOVED: Final = (
    "phase",
    "deadline",
    "remaining",
    "seconds",
    "ready",
    "claimed",
    "turn",
    "state",
    "prev_hash",
    "revision",
    "ending",
    "winner",
)
_MOVE: Final = (
    update(matches)
    .where(*(matches.c[name] == bindparam(f"read_{name}") for name in ("id", "branch", "turn", "revision")))
    .values({name: bindparam(name) for name in _MOVED})
)
_MISSED: Final = (
    update(seats)
    .where(seats.c.match_id == bindparam("match"), seats.c.side.in_(bindparam("absent", expanding=True)))
    .values(missed=seats.c.missed + 1)
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Brief:
    """All that resolving a turn needs. ``given``: signed orders, else the saved draft. ``signed``: who signed."""

    row: MatchRow
    state: MatchState
    given: Mapping[Side, Orders]
    signed: Mapping[Side, bool]
    seated: frozenset[Side]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The turn resolved, and the default orders of the turn that opens."""

    result: TurnResult
    defaults: Mapping[Side, Orders]


class Referee:
    """``on_point`` is called with a name at each step that a crash may hit."""

    def __init__(
        self,
        store: Store,
        unit: UnitOfWork,
        book: Book,
        now: Callable[[], float] = time.time,
        on_point: Callable[[str], None] = nothing,
    ) -> None:
        self._store = store
        self._unit = unit
        self._book = book
        self._now = now
        self._on_point = on_point

    async def close_turn(self, match: str, reason: CloseReason, turn: int) -> bool:
        """Close ``turn`` if it is open and ``reason`` holds; whether this call did it. Raises unknown_match."""
        known = await self._book.known(match)
        for _ in range(TRIES):
            brief = await self._store.read(lambda connection: self._gather(connection, match))
            if not self._holds(brief, reason, turn):
                return False
            self._on_point("referee.gathered")
            outcome = await asyncio.to_thread(_resolve, known, brief)
            self._on_point("referee.resolved")
            if await self._unit.write(partial(self._enter, brief=brief, outcome=outcome, reason=reason)):
                self._on_point("referee.entered")
                self._book.add(brief.row, outcome.result)
                return self._closed(match, turn, reason)
        if await self._unit.write(partial(self._under_lock, known=known, reason=reason, turn=turn)):
            return self._closed(match, turn, reason)
        return False

    def _closed(self, match: str, turn: int, reason: CloseReason) -> bool:
        log.info("turn_closed", match=match, turn=turn, reason=reason)
        return True

    def _gather(self, connection: Connection, match: str, lock: bool = False) -> Brief:
        row = rows.load(connection, match, lock=lock)
        this = {"match": match, "branch": row.branch, "turn": row.turn}
        drafted = {side: rows.orders_of(body) for side, body in connection.execute(_DRAFTED, this)}
        signed = {side: rows.orders_of(body) for side, body in connection.execute(_SIGNED, this)}
        return Brief(
            row,
            self._book.state(connection, row),
            drafted | signed,
            {side: side in signed for side in SIDES},
            frozenset(rows.seated(connection, match)),
        )

    def _holds(self, brief: Brief, reason: CloseReason, turn: int) -> bool:
        row = brief.row
        if row.turn != turn or row.phase not in ("open", "paused"):
            return False
        match reason:
            case "facilitator":
                return True
            case "deadline":
                return row.deadline is not None and self._now() >= row.deadline
            case "all_committed":
                return row.phase == "open" and bool(brief.seated) and all(brief.signed[side] for side in brief.seated)

    def _under_lock(self, connection: Connection, known: Known, reason: CloseReason, turn: int) -> Change[bool]:
        brief = self._gather(connection, known.match, lock=True)
        if not self._holds(brief, reason, turn):
            return Change(False)
        return self._enter(connection, brief, _resolve(known, brief), reason)

    def _enter(self, connection: Connection, brief: Brief, outcome: Outcome, reason: CloseReason) -> Change[bool]:
        """Store the turn; False when the match has moved since ``brief`` was read."""
        row, result, now = brief.row, outcome.result, self._now()
        if not _advance(connection, row, result, now):
            return Change(False)
        resolved = {"hash": result.hash, "result": to_json(result), "closed_by": reason, "at": now}
        this = {"match_id": row.id, "branch": row.branch, "turn": row.turn, "prev_hash": row.prev_hash}
        connection.execute(_TURN, this | resolved)
        self._on_point("referee.entering")
        _count_missed(connection, brief)
        after = rows.load(connection, row.id)
        if not after.over:
            open_drafts(connection, after, after.turn, outcome.defaults)
        clock = rows.clock_of(after, dict.fromkeys(SIDES, False))
        body = {"closed_by": reason, "turn": after.turn, "branch": after.branch}
        return Change(True, tell(connection, after, "turn_resolved", clock, now, **body))


def _resolve(known: Known, brief: Brief) -> Outcome:
    """Pure: the turn, and the defaults of the next."""
    given = {side: _legal(known, brief.state, side, brief.given.get(side)) for side in SIDES}
    result = resolve_turn(known.ruleset, brief.state, given, known.seed, brief.row.prev_hash)
    if result.after.ending is not None:
        return Outcome(result, {})
    return Outcome(result, {side: default_orders(known.ruleset, result.after, side) for side in SIDES})


def _legal(known: Known, state: MatchState, side: Side, given: Orders | None) -> Orders:
    """The orders if the rules allow them, else the side's default orders."""
    if given is not None:
        try:
            return check_orders(known.ruleset, state, side, given)
        except OrdersError:
            log.warning("draft_not_legal", match=known.match, side=side)
    return default_orders(known.ruleset, state, side)


def _advance(connection: Connection, row: MatchRow, result: TurnResult, now: float) -> bool:
    """Move the match to the next turn if nobody has changed it since ``row`` was read."""
    after = result.after
    values = opening(row, after.turn, now)
    if after.ending is not None:
        values |= {"phase": "over", "deadline": None, "remaining": None, "seconds": None}
    else:
        values |= {"phase": row.phase}
    values |= {"turn": after.turn, "state": to_json(after), "prev_hash": result.hash, "revision": row.revision + 1}
    values |= {"ending": after.ending, "winner": after.winner}
    read = {"read_id": row.id, "read_branch": row.branch, "read_turn": row.turn, "read_revision": row.revision}
    return connection.execute(_MOVE, read | values).rowcount == 1


def _count_missed(connection: Connection, brief: Brief) -> None:
    """Turns in a row in which nobody on a seat's side signed; ``drafts`` sets it back when somebody does anything."""
    absent = [side for side in brief.seated if not brief.signed[side]]
    if absent:
        connection.execute(_MISSED, {"match": brief.row.id, "absent": absent})
