"""Drafts and signatures: what a seat does to its side's orders, inside one transaction each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from airace_rules.errors import MalformedOrders, OrdersError
from airace_rules.ids import Side
from airace_rules.orders import Orders, replacement
from airace_server.errors import Refusal
from airace_server.games import rows
from airace_server.games.feed import tell
from airace_server.games.rows import MatchRow
from airace_server.messages import DraftBody
from airace_server.seats.refs import SeatRef
from airace_server.store.tables import drafts, orders, seats
from airace_server.store.unit_of_work import Change

Check = Callable[[Connection, MatchRow, Orders], Orders]
"""Returns the orders in their canonical form, or raises ``OrdersError``."""

_EDIT: Final = (
    update(drafts)
    .where(drafts.c.match_id == bindparam("match"), drafts.c.side == bindparam("of_side"))
    .values(body=bindparam("body"), draft_no=bindparam("draft_no"), player_id=bindparam("player_id"))
)
_REDRAFT: Final = (
    update(drafts)
    .where(drafts.c.match_id == bindparam("match"), drafts.c.side == bindparam("of_side"))
    .values(turn=bindparam("to_turn"), body=bindparam("body"), draft_no=drafts.c.draft_no + 1, player_id=None)
)
_DRAFT: Final = insert(drafts)
_HERE: Final = (
    update(seats)
    .where(seats.c.match_id == bindparam("match"), seats.c.side == bindparam("of_side"), seats.c.missed > 0)
    .values(missed=0)
)
_SIGN: Final = insert(orders)
_WITHDRAW: Final = delete(orders).where(
    orders.c.match_id == bindparam("match"),
    orders.c.branch == bindparam("of_branch"),
    orders.c.turn == bindparam("of_turn"),
    orders.c.side == bindparam("of_side"),
)

KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(MalformedOrders.codes, "malformed_orders"),
    "too_many_stance_changes": "conflicting_orders",
}
"""Code of a problem with orders -> code of the refusal, where they differ; the problem's is then in ``args``."""


def edit(
    connection: Connection,
    seat: SeatRef,
    turn: int,
    edit: Orders,
    check: Check,
    now: float,
) -> DraftBody:
    """Change the fields that ``edit`` names together, or none."""
    row = rows.load(connection, seat.match, lock=True)
    rows.require_open(row, turn, now)
    draft = _stored(connection, row, seat)
    if draft.committed:
        raise Refusal(
            "already_committed",
            "Your side has signed its orders for this turn.",
            "Withdraw the signature before changing them.",
        )
    stored, changes = rows.body_of(draft), rows.body_of(edit)
    try:
        wish = rows.orders_of({name: stored[name] | changes[name] for name in rows.ORDER_FIELDS})
        body = rows.body_of(check(connection, row, wish))
    except OrdersError as error:
        raise refusal_of(error) from error
    changed = {"body": body, "draft_no": draft.draft_no + 1, "player_id": seat.player}
    connection.execute(_EDIT, {"match": row.id, "of_side": seat.side, **changed})
    _here_again(connection, row, seat)
    rows.change(connection, row)
    return DraftBody(turn=turn, draft_no=draft.draft_no + 1, committed=False, by=seat.nickname, **body)


def commit(
    connection: Connection, seat: SeatRef, turn: int, draft_no: int, now: float
) -> Change[tuple[DraftBody, bool]]:
    """Sign draft ``draft_no``. The flag: everybody who is waited for has signed now."""
    row = rows.load(connection, seat.match, lock=True)
    draft = rows.draft_of(connection, row, seat.side)
    before = draft if draft is not None and draft.turn == turn else _closed(connection, row, seat, turn)
    if before is not None and before.committed and before.draft_no == draft_no:
        return Change((before, False))  # sent again, perhaps because the answer was lost
    rows.require_open(row, turn, now)
    if draft is None:
        raise _no_draft(row, seat)
    if draft.draft_no != draft_no:
        raise Refusal(
            "draft_conflict",
            f"The draft has changed: you signed number {draft_no}, it is number {draft.draft_no} now.",
            "Look at what changed and sign again.",
            field="draft_no",
            args={"signed": draft_no, "stored": draft.draft_no},
            draft=draft,
        )
    _sign(connection, row, seat, draft, now)
    standing = rows.standing(connection, row)
    if seat.side in standing.missed:
        _here_again(connection, row, seat)
    done, ready = standing.committed(), standing.seated <= standing.signed
    rows.change(connection, row, ready=ready, claimed=now + 2.0 if ready else 0.0)
    streams = tell(connection, row, "orders_committed", rows.clock_of(row, done), now, turn=turn, side=seat.side)
    return Change((draft.model_copy(update={"committed": True}), ready), streams)


def give(
    connection: Connection, seat: SeatRef, turn: int, seen: int, wish: Orders, check: Check, now: float
) -> Change[tuple[DraftBody, bool]]:
    """Draft and sign exactly ``wish`` in one, for a bot that has seen draft ``seen``: nobody ever finds a bot's orders
    half given, and what a person has drafted meanwhile is not overwritten."""
    stored = _stored(connection, rows.load(connection, seat.match, lock=True), seat)
    if (stored.turn, stored.draft_no) != (turn, seen):
        raise Refusal("draft_conflict", "The draft has changed.", "Look at it again.", field="draft_no", draft=stored)
    whole = replacement(rows.orders_of(rows.body_of(stored)), wish)
    draft = edit(connection, seat, turn, whole, check, now)
    return commit(connection, seat, turn, draft.draft_no, now)


def withdraw(connection: Connection, seat: SeatRef, turn: int, now: float) -> Change[DraftBody]:
    """Take the signature back."""
    row = rows.load(connection, seat.match, lock=True)
    rows.require_open(row, turn, now)
    mine = {"match": row.id, "of_branch": row.branch, "of_turn": turn, "of_side": seat.side}
    taken = connection.execute(_WITHDRAW, mine).rowcount
    draft = _stored(connection, row, seat)
    if not taken:
        return Change(draft)
    standing = rows.standing(connection, row)
    if seat.side in standing.missed:
        _here_again(connection, row, seat)
    rows.change(connection, row, ready=False, claimed=0.0)
    done = standing.committed()
    streams = tell(connection, row, "orders_withdrawn", rows.clock_of(row, done), now, turn=turn, side=seat.side)
    return Change(draft, streams)


def open_drafts(connection: Connection, row: MatchRow, turn: int, defaults: Mapping[Side, Orders]) -> None:
    """Every side's draft of a new turn begins as its default orders."""
    for side, given in defaults.items():
        values = {"match_id": row.id, "side": side, "turn": turn, "draft_no": 1, "body": rows.body_of(given)}
        which = {"match": row.id, "of_side": side, "to_turn": turn, "body": values["body"]}
        if not connection.execute(_REDRAFT, which).rowcount:
            connection.execute(_DRAFT, values)


def refusal_of(error: OrdersError) -> Refusal:
    """The first problem of refused orders, on the wire."""
    problem = error.problems[0]
    return Refusal(
        KINDS.get(problem.code, problem.code),
        problem.message,
        "The draft is as it was before; change the order and send it again.",
        field=problem.field,
        args={**problem.args, "problem": problem.code},
    )


def _stored(connection: Connection, row: MatchRow, seat: SeatRef) -> DraftBody:
    draft = rows.draft_of(connection, row, seat.side)
    if draft is None:
        raise _no_draft(row, seat)
    return draft


def _no_draft(row: MatchRow, seat: SeatRef) -> RuntimeError:
    return RuntimeError(f"match {row.id} is open and has no draft for {seat.side}")


def _closed(connection: Connection, row: MatchRow, seat: SeatRef, turn: int) -> DraftBody | None:
    """The orders that this side signed for ``turn``, which is closed; who wrote them is forgotten."""
    found = connection.execute(
        select(orders.c.draft_no, orders.c.body).where(
            orders.c.match_id == row.id,
            orders.c.branch == row.branch,
            orders.c.turn == turn,
            orders.c.side == seat.side,
        )
    ).first()
    return found and DraftBody(turn=turn, draft_no=found[0], committed=True, by=None, **found[1])


def _here_again(connection: Connection, row: MatchRow, seat: SeatRef) -> None:
    """Somebody on this side does something: its absences are forgotten. A bot does not count."""
    if seat.player is not None:
        connection.execute(_HERE, {"match": row.id, "of_side": seat.side})


def _sign(connection: Connection, row: MatchRow, seat: SeatRef, draft: DraftBody, now: float) -> None:
    values = {
        "match_id": row.id,
        "branch": row.branch,
        "turn": row.turn,
        "side": seat.side,
        "draft_no": draft.draft_no,
        "body": rows.body_of(draft),
        "seat_id": seat.id,
        "at": now,
    }
    connection.execute(_SIGN, values)
