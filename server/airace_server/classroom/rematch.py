"""Playing the same friend again: whoever asks first opens the match, and the other comes along into it.

That a rematch was opened stands in the log of the session that was played, so that the other player finds it.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from airace_rules.ids import Side
from airace_server.bodies import ClockSettings
from airace_server.classroom import seating, sessions
from airace_server.classroom.sessions import SessionRow
from airace_server.errors import Refusal
from airace_server.seats.refs import SeatRef
from airace_server.store.tables import matches

REMATCH: Final = "rematch"


def require_finished(connection: Connection, seat: SeatRef) -> None:
    """Raises not_over, and forbidden unless two friends have played. Nobody else asks for the same until the
    transaction ends."""
    session = sessions.by_id(connection, seat.session, lock=True)
    phase = connection.execute(select(matches.c.phase).where(matches.c.id == seat.match)).scalar_one()
    if phase != "over":
        raise Refusal("not_over", "The match is not over.", "A rematch can be asked for at its end.")
    if session.kind != "friend":
        raise Refusal("forbidden", "Only two friends can ask for a rematch.", "Start a new match on the front page.")


def clock_of(connection: Connection, seat: SeatRef) -> ClockSettings:
    """The clock that the match was played with."""
    query = select(matches.c.first_seconds, matches.c.turn_seconds).where(matches.c.id == seat.match)
    first, later = connection.execute(query).one()
    return ClockSettings(first_turn=first, turn=later)


def offer(connection: Connection, seat: SeatRef, code: str, now: float) -> None:
    """Let the other player find the match that this one has opened."""
    sessions.note(connection, seat.session, {"action": REMATCH, "by": seat.side, "code": code}, now)


def offered(connection: Connection, seat: SeatRef) -> tuple[SessionRow, Side] | None:
    """The newest match that the other player has opened and waits in, and the side that is free in it."""
    notes = [what for what in sessions.noted(connection, seat.session) if what.get("action") == REMATCH]
    codes = [str(what["code"]) for what in notes if what["by"] != seat.side]
    if not codes:
        return None
    try:
        session = sessions.by_code(connection, codes[-1])
    except Refusal:
        return None  # it has been erased since
    [(match, _)] = sessions.tables_of(connection, session.id).values()
    free = seating.empty_sides(connection, match)
    return (session, free[0]) if free else None
