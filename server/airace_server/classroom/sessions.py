"""Sessions in the database: making, finding, and logging what is done to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, delete, func, insert, select

from airace_rules.ruleset import Ruleset
from airace_server.bodies import ClockSettings
from airace_server.classroom.ports import Starting
from airace_server.errors import Refusal
from airace_server.seats.codes import new_join_code, normal
from airace_server.seats.refs import new_id
from airace_server.store.tables import (
    actions,
    audience_events,
    matches,
    outbox,
    rulesets,
    seats,
    sequences,
    sessions,
    tokens,
)

KEPT_SECONDS: Final = 7 * 24 * 3600.0
"""Age at which a game without a facilitator may be deleted when the server is full."""
MOST_ERASED_AT_ONCE: Final = 100

Kind = Literal["solo", "friend", "class"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A session to be made."""

    kind: Kind
    title: str
    ruleset: Ruleset
    tables: int
    clock: ClockSettings
    same_seed: bool
    fill: str | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as it is stored. ``ruleset``: its name. ``created``: Unix seconds."""

    id: str
    code: str
    kind: Kind
    title: str
    ruleset_hash: str
    ruleset: str
    fill: str | None
    created: float


_QUERY: Final = select(
    sessions.c.id,
    sessions.c.code,
    sessions.c.kind,
    sessions.c.title,
    sessions.c.ruleset_hash,
    rulesets.c.name,
    sessions.c.fill,
    sessions.c.created,
).join(rulesets, rulesets.c.hash == sessions.c.ruleset_hash)


def make(connection: Connection, plan: Plan, starting: Starting, most: int, now: float) -> tuple[SessionRow, list[str]]:
    """Store the session and its matches, which wait to be started; returns it and the match ids by table. Raises
    server_full."""
    make_room(connection, most, now)
    session, code = new_id(), free_code(connection)
    connection.execute(
        insert(sessions).values(
            id=session,
            code=code,
            kind=plan.kind,
            title=plan.title,
            ruleset_hash=plan.ruleset.hash,
            fill=plan.fill,
            created=now,
        )
    )
    if plan.kind == "class":
        starting.open_session(connection, session)
    made = _make_matches(connection, session, plan, starting)
    ruleset = plan.ruleset
    row = SessionRow(session, code, plan.kind, plan.title, ruleset.hash, ruleset.name, plan.fill, now)
    return row, made


def make_room(connection: Connection, most: int, now: float) -> None:
    """See to it that one session more may be stored; old games without a facilitator give way. Raises server_full."""
    if _count(connection) >= most:
        erase(connection, _old_games(connection, now))
        if _count(connection) >= most:
            raise Refusal("server_full", "This server holds as many sessions as it may.", "Try again later.")


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(sessions)).scalar_one()


def _old_games(connection: Connection, now: float) -> list[str]:
    """Matches against the house or a friend that make room for new ones. Classes stay until they are erased."""
    old = sessions.c.created < now - KEPT_SECONDS
    query = select(sessions.c.id).where(sessions.c.kind != "class", old).order_by(sessions.c.created)
    return list(connection.execute(query.limit(MOST_ERASED_AT_ONCE)).scalars())


def erase(connection: Connection, ids: Sequence[str]) -> None:
    """Delete sessions with everything that belongs to them."""
    of_session = matches.c.session_id.in_(ids)
    streams = [*ids, *connection.execute(select(matches.c.id).where(of_session)).scalars()]
    held = select(seats.c.id).join(matches, matches.c.id == seats.c.match_id).where(of_session)
    subjects = [*ids, *connection.execute(held).scalars()]
    for table, column, values in (
        (audience_events, audience_events.c.stream, streams),
        (sequences, sequences.c.stream, streams),
        (outbox, outbox.c.stream, streams),
        (tokens, tokens.c.subject, subjects),
        (sessions, sessions.c.id, ids),  # the rest goes with it
    ):
        connection.execute(delete(table).where(column.in_(values)))


def _make_matches(connection: Connection, session: str, plan: Plan, starting: Starting) -> list[str]:
    shared = starting.fresh_seed()
    made = []
    for table in range(1, plan.tables + 1):
        match = new_id()
        seed = shared if plan.same_seed else starting.fresh_seed()
        starting.insert(connection, match, session, table, plan.ruleset, seed, plan.clock)
        made.append(match)
    return made


def free_code(connection: Connection) -> str:
    """A join code that no session has."""
    while True:
        code = new_join_code()
        if connection.execute(select(sessions.c.id).where(sessions.c.code == code)).first() is None:
            return code


def by_code(connection: Connection, typed: str, *, lock: bool = False) -> SessionRow:
    """The session that a join code leads to; with ``lock`` nobody else seats anybody in it meanwhile. Raises
    unknown_code."""
    query = _QUERY.where(sessions.c.code == (normal(typed) or ""), sessions.c.kind != "solo")
    row = connection.execute(query.with_for_update(of=sessions) if lock else query).first()
    if row is None:
        raise unknown_code()
    return SessionRow(*row)


def by_id(connection: Connection, session: str, *, lock: bool = False) -> SessionRow:
    """Raises unknown_session."""
    query = _QUERY.where(sessions.c.id == session)
    row = connection.execute(query.with_for_update(of=sessions) if lock else query).first()
    if row is None:
        raise Refusal("unknown_session", "There is no such session.", "Make a new one on the front page.")
    return SessionRow(*row)


def tables_of(connection: Connection, session: str) -> dict[int, tuple[str, str]]:
    """Table number → match id and phase."""
    query = (
        select(matches.c.table_number, matches.c.id, matches.c.phase)
        .where(matches.c.session_id == session)
        .order_by(matches.c.table_number)
    )
    return {number: (match, phase) for number, match, phase in connection.execute(query)}


def note(connection: Connection, session: str, what: dict[str, Any], now: float) -> None:
    """Write an action into the session's log."""
    connection.execute(insert(actions).values(session_id=session, at=now, what=what))


def noted(connection: Connection, session: str) -> list[dict[str, Any]]:
    """The session's log, oldest first."""
    query = select(actions.c.at, actions.c.what).where(actions.c.session_id == session).order_by(actions.c.id)
    return [{"at": at, **what} for at, what in connection.execute(query)]


def unknown_code() -> Refusal:
    """No session or seat has this code."""
    return Refusal(
        "unknown_code",
        "No game has this code.",
        "Check it letter by letter; the letter O is read as zero, I and L as one.",
        field="code",
    )
