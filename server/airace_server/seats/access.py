"""From a token to what it stands for, and back from a code to a token."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from airace_server.errors import Refusal
from airace_server.seats.refs import FacilitatorRef, SeatRef
from airace_server.seats.tokens import TokenKind, code_for, digest, new_token
from airace_server.store import Store
from airace_server.store.tables import matches, players, seats, sessions, tokens


class Access:
    """Checks tokens against the database. A token is the value of the cookie, or None when there is none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def seat(self, token: str | None, seat: str) -> SeatRef:
        """The seat, when the token is one of its tokens; else, even if there is no such seat, raises not_your_seat."""
        found = await self._store.read(lambda connection: _seat_of(connection, token, seat)) if token else None
        if found is None:
            raise Refusal(
                "not_your_seat",
                "This browser does not hold that seat.",
                "Type your re-entry code on the front page to come back to your seat.",
            )
        return found

    async def facilitator(self, token: str | None, session: str) -> FacilitatorRef:
        """The facilitator, when the token is one of the session's; else raises ``not_facilitator``."""
        if not token or not await self._store.read(
            lambda connection: subject_of(connection, token, "facilitator") == session
        ):
            raise Refusal(
                "not_facilitator",
                "This browser does not hold that session's facilitator page.",
                "Type the session's recovery code on the front page.",
            )
        return FacilitatorRef(session)


def grant(connection: Connection, kind: TokenKind, subject: str, now: float) -> str:
    """A new token for a seat or a session; the code derived from it brings its holder back."""
    token = new_token()
    back: TokenKind = "reentry" if kind == "seat" else "recovery"
    connection.execute(
        insert(tokens),
        [
            {"hash": digest(token), "kind": kind, "subject": subject, "created": now},
            {"hash": digest(code_for(token)), "kind": back, "subject": subject, "created": now},
        ],
    )
    return token


def subject_of(connection: Connection, secret: str, kind: TokenKind) -> str | None:
    """The seat or session that a token or a normalised code stands for."""
    return connection.execute(
        select(tokens.c.subject).where(tokens.c.hash == digest(secret), tokens.c.kind == kind)
    ).scalar()


def seat_query() -> Select[Any]:
    """Seats with what a ``SeatRef`` needs."""
    return (
        select(
            seats.c.id,
            seats.c.match_id,
            matches.c.session_id,
            seats.c.side,
            seats.c.role,
            seats.c.player_id,
            players.c.nickname,
        )
        .join(matches, matches.c.id == seats.c.match_id)
        .join(sessions, sessions.c.id == matches.c.session_id)
        .outerjoin(players, players.c.id == seats.c.player_id)
    )


def seat_ref(row: Row[Any]) -> SeatRef:
    """One row of ``seat_query``, which may have more columns behind those of the query."""
    seat, match, session, side, role, player, nickname = tuple(row)[:7]
    return SeatRef(seat, match, session, side, role, player, nickname)


def _seat_of(connection: Connection, token: str, seat: str) -> SeatRef | None:
    if subject_of(connection, token, "seat") != seat:
        return None
    row = connection.execute(seat_query().where(seats.c.id == seat)).first()
    return None if row is None else seat_ref(row)
