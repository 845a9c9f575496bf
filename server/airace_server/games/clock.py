"""The clock of a match: owned by the server, stored in the match, so that it survives a restart.

Each function changes a match that its transaction has locked, and returns the streams that have news.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from airace_server.errors import Refusal
from airace_server.games import rows
from airace_server.games.feed import tell
from airace_server.games.rows import MatchRow
from airace_server.store.unit_of_work import Change


def opening(row: MatchRow, turn: int, now: float) -> dict[str, Any]:
    """The columns of the clock when ``turn`` opens: running, or standing when the match is paused."""
    seconds = row.first_seconds if turn == 1 else row.turn_seconds
    paused = row.phase == "paused"
    return {
        "seconds": seconds,
        "deadline": None if paused or seconds is None else now + seconds,
        "remaining": seconds if paused else None,
        "ready": False,
        "claimed": 0.0,
    }


def pause(connection: Connection, match: str, now: float) -> Change[None]:
    """Stop the clock; the time left is kept."""
    row = begun(connection, match, lock=True)
    if row.phase == "paused":
        return Change(None)
    left = None if row.deadline is None else max(0.0, row.deadline - now)
    return _changed(connection, row, now, phase="paused", deadline=None, remaining=left)


def resume(connection: Connection, match: str, now: float) -> Change[None]:
    """Go on with the time that was left."""
    row = begun(connection, match, lock=True)
    if row.phase == "open":
        return Change(None)
    ends = None if row.remaining is None else now + row.remaining
    return _changed(connection, row, now, phase="open", deadline=ends, remaining=None)


def extend(connection: Connection, match: str, seconds: float, now: float) -> Change[None]:
    """Give the open turn more time; a turn without a clock, or whose time is up, gets ``seconds`` from now."""
    row = begun(connection, match, lock=True)
    if row.phase == "paused":
        values = {"remaining": (row.remaining or 0.0) + seconds}
    else:
        values = {"deadline": max(row.deadline or now, now) + seconds}
    return _changed(connection, row, now, seconds=(row.seconds or 0.0) + seconds, claimed=0.0, **values)


def begun(connection: Connection, match: str, *, lock: bool = False) -> MatchRow:
    """The match, which has started and is not over; raises not_started, match_over."""
    row = rows.load(connection, match, lock=lock)
    if row.phase == "waiting":
        raise Refusal("not_started", "The match has not started.", "Start it first.")
    if row.over:
        raise Refusal("match_over", "The match is over.", "Open the debrief.")
    return row


def _changed(connection: Connection, row: MatchRow, now: float, **values: Any) -> Change[None]:
    rows.change(connection, row, **values)
    row = rows.load(connection, row.id)
    clock = rows.clock_of(row, rows.committed(connection, row))
    return Change(None, tell(connection, row, "clock_changed", clock, now))
