"""The match as it is stored, and the questions asked of it inside transactions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Update, bindparam, exists, literal, select, union_all, update

from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_server.errors import Refusal
from airace_server.messages import ClockBody, DraftBody, Phase
from airace_server.seats.refs import SeatRef
from airace_server.store.tables import drafts, matches, orders, players, seats


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One row of ``matches``, without the state."""

    id: str
    session_id: str
    table_number: int
    ruleset_hash: str
    seed_hash: str
    branch: int
    turn: int
    turns: int
    phase: Phase
    deadline: float | None
    remaining: float | None
    seconds: float | None
    first_seconds: float | None
    turn_seconds: float | None
    ready: bool
    prev_hash: str
    revision: int
    ending: str | None
    chat: bool

    @property
    def over(self) -> bool:
        """Whether the match has ended."""
        return self.phase == "over"


ORDER_FIELDS: Final = tuple(field.name for field in fields(Orders))
"""What orders are made of: ``instruments``, ``stances``, ``projects``, ``deals``."""

_COLUMNS: Final = [matches.c[field.name] for field in fields(MatchRow)]


# Statements are made once: making one costs more than SQLite takes to run it.
_LOAD: Final = select(*_COLUMNS).where(matches.c.id == bindparam("match"))
_LOCK: Final = _LOAD.with_for_update()
_COMMITTED: Final = select(orders.c.side).where(
    orders.c.match_id == bindparam("match"),
    orders.c.branch == bindparam("branch"),
    orders.c.turn == bindparam("turn"),
)
_SEATED: Final = (
    select(seats.c.side)
    .where(seats.c.match_id == bindparam("match"), seats.c.player_id.is_not(None) | seats.c.bot.is_not(None))
    .distinct()
)
_STANDING: Final = union_all(
    select(literal("signed"), orders.c.side).where(
        orders.c.match_id == bindparam("match"),
        orders.c.branch == bindparam("branch"),
        orders.c.turn == bindparam("turn"),
    ),
    select(literal("seated"), seats.c.side)
    .where(seats.c.match_id == bindparam("match"), seats.c.player_id.is_not(None) | seats.c.bot.is_not(None))
    .distinct(),
    select(literal("missed"), seats.c.side)
    .where(seats.c.match_id == bindparam("match"), seats.c.missed > 0)
    .distinct(),
)
_DRAFT: Final = (
    select(
        drafts.c.turn,
        drafts.c.draft_no,
        drafts.c.body,
        players.c.nickname,
        exists()
        .where(
            orders.c.match_id == drafts.c.match_id,
            orders.c.branch == bindparam("branch"),
            orders.c.turn == drafts.c.turn,
            orders.c.side == drafts.c.side,
        )
        .label("committed"),
    )
    .outerjoin(players, players.c.id == drafts.c.player_id)
    .where(drafts.c.match_id == bindparam("match"), drafts.c.side == bindparam("side"))
)


def load(connection: Connection, match: str, *, lock: bool = False) -> MatchRow:
    """The match; with ``lock`` nobody else changes it until this transaction ends. Raises unknown_match."""
    row = connection.execute(_LOCK if lock else _LOAD, {"match": match}).first()
    if row is None:
        raise Refusal("unknown_match", "There is no such match.", "Open it again from the front page.", field="match")
    return MatchRow(*row)


def of_session(connection: Connection, session: str) -> list[MatchRow]:
    """The matches of a session in the order of their tables."""
    query = select(*_COLUMNS).where(matches.c.session_id == session).order_by(matches.c.table_number)
    return [MatchRow(*row) for row in connection.execute(query)]


def change(connection: Connection, row: MatchRow, **values: Any) -> None:
    """Update a match that is locked by this transaction; its revision grows, so that a close under way starts again."""
    named = {f"new_{name}": value for name, value in values.items()}
    connection.execute(_change(tuple(values)), {"match": row.id, **named})


@lru_cache
def _change(columns: tuple[str, ...]) -> Update:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    return update(matches).where(matches.c.id == bindparam("match")).values(revision=matches.c.revision + 1, **values)


def require_match(seat: SeatRef, match: str) -> None:
    """Raises unknown_match for every match but the seat's own, without telling which others there are."""
    if seat.match != match:
        raise Refusal(
            "unknown_match",
            "Your seat is in no such match.",
            "Send the id of the match that your seat is in; `welcome` names it.",
            field="match",
        )


def require_open(row: MatchRow, turn: int, now: float) -> None:
    """Raises what keeps orders for ``turn`` from being taken now: not_started, match_over, wrong_turn, paused,
    turn_closed."""
    if row.phase == "waiting":
        raise Refusal("not_started", "The match has not started.", "Wait for the other side, or for the facilitator.")
    if row.over:
        raise Refusal("match_over", "The match is over.", "Open the debrief.")
    if turn < row.turn:
        raise Refusal(
            "turn_closed",
            f"Turn {turn} is closed; turn {row.turn} is open.",
            "Give your orders for the open turn.",
            field="turn",
            args={"turn": turn, "open": row.turn},
        )
    if turn > row.turn:
        raise Refusal(
            "wrong_turn",
            f"Turn {turn} is not open; turn {row.turn} is.",
            "Load the match again.",
            field="turn",
            args={"turn": turn, "open": row.turn},
        )
    if row.phase == "paused":
        raise Refusal("paused", "The match is paused.", "Wait until the facilitator lets it go on.")
    if row.deadline is not None and now >= row.deadline:
        raise Refusal(
            "turn_closed",
            f"The time for turn {turn} is up.",
            "Give your orders for the next turn.",
            field="turn",
            args={"turn": turn, "open": turn + 1},
        )


def committed(connection: Connection, row: MatchRow) -> dict[Side, bool]:
    """Which sides have orders in for the open turn."""
    have = set(connection.execute(_COMMITTED, {"match": row.id, "branch": row.branch, "turn": row.turn}).scalars())
    return {side: side in have for side in SIDES}


def seated(connection: Connection, match: str) -> set[Side]:
    """Sides on which a person or a bot has a seat: those that are waited for."""
    return set(connection.execute(_SEATED, {"match": match}).scalars())


@dataclass(frozen=True, slots=True)
class Standing:
    """Sides: which have orders in, which are waited for, and which have a seat that was absent."""

    signed: frozenset[str]
    seated: frozenset[str]
    missed: frozenset[str]

    def committed(self) -> dict[Side, bool]:
        """Which sides have orders in, as everybody sees it."""
        return {side: side in self.signed for side in SIDES}


def standing(connection: Connection, row: MatchRow) -> Standing:
    """``committed``, ``seated`` and who was absent, in one question."""
    found = connection.execute(_STANDING, {"match": row.id, "branch": row.branch, "turn": row.turn}).all()
    sides = {kind: frozenset(side for its, side in found if its == kind) for kind in ("signed", "seated", "missed")}
    return Standing(**sides)


def clock_of(row: MatchRow, done: Mapping[Side, bool]) -> ClockBody:
    """The clock as everybody sees it."""
    return ClockBody(
        phase=row.phase,
        turn=row.turn,
        deadline=row.deadline,
        remaining=row.remaining,
        seconds=row.seconds,
        committed=dict(done),
    )


def draft_of(connection: Connection, row: MatchRow, side: Side) -> DraftBody | None:
    """The side's draft; None before the start and after the end."""
    found = connection.execute(_DRAFT, {"match": row.id, "branch": row.branch, "side": side}).first()
    if found is None or row.over:
        return None
    turn, number, body, nickname, signed = found
    return DraftBody(
        turn=turn,
        draft_no=number,
        committed=signed,
        by=nickname,
        **body,
    )


def body_of(given: Orders | DraftBody) -> dict[str, dict[str, Any]]:
    """Orders as stored in drafts and orders."""
    return {name: dict(getattr(given, name)) for name in ORDER_FIELDS}


def orders_of(body: Mapping[str, Mapping[str, Any]]) -> Orders:
    """The reverse of ``body_of``; a field that an older version did not store is empty."""
    return Orders(**{name: dict(body.get(name, {})) for name in ORDER_FIELDS})
