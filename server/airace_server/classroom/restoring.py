"""A session that was exported, in a database again: for its facilitator; nobody can come back to a seat in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset
from airace_server.classroom import seating, sessions
from airace_server.seats.access import grant
from airace_server.seats.codes import JOIN_SYMBOLS, normal
from airace_server.seats.refs import new_id
from airace_server.seats.tokens import code_for
from airace_server.session_file import Around, Predicted, Seated, Spoken
from airace_server.store.tables import actions, players, seats
from airace_server.store.tables import sessions as stored

ID: Final = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Restored:
    """The session, and what opens its facilitator page. ``created``: Unix seconds. ``copy``: the session is in the
    database already."""

    session: str
    code: str
    token: str
    recovery: str
    created: float
    copy: bool


@dataclass(frozen=True, slots=True)
class People:
    """Who sat at a table. ``seats``: side and nickname → seat and player; ``predictors``: side and number → player."""

    seats: Mapping[tuple[Side, str | None], tuple[str, str | None]]
    predictors: Mapping[tuple[Side, int], str]


def restore_session(connection: Connection, around: Around, ruleset: Ruleset, most: int, now: float) -> Restored:
    """Store the session with its log, under its own id and code if they are free. The ruleset is stored already.
    Raises server_full."""
    sessions.make_room(connection, most, now)
    session, code = _id(connection, around), _code(connection, around)
    about = around.about
    values = {"kind": "class", "title": about.title if about else "", "ruleset_hash": ruleset.hash, "fill": None}
    created = about.created if about else now
    connection.execute(insert(stored).values(id=session, code=code, created=created, **values))
    noted = [{"session_id": session, **_action(action)} for action in around.actions]
    if noted:
        connection.execute(insert(actions), noted)
    sessions.note(connection, session, {"action": "import"}, now)
    token = grant(connection, "facilitator", session, now)
    copy = bool(ID.fullmatch(around.session)) and session != around.session
    return Restored(session, code, token, code_for(token), created, copy)


def restore_people(
    connection: Connection, session: str, match: str, around: Sequence[Seated], spoken: Spoken, names: Mapping[Any, str]
) -> People:
    """Give everybody who is named at a table a seat. ``names``: side and number of those who predicted → nickname."""
    predictors = _predictors(spoken.predictions)
    ids = dict(zip(predictors, sorted(new_id() for _ in predictors), strict=True))  # they are numbered by their ids
    people = _Table(connection, session, match)
    for who, player in ids.items():
        people.sit(who[0], names.get(who, f"{seating.NAMELESS} {who[1]}"), player)
    for seated in around:
        if seated.bot is not None:
            seating.sit_bot(connection, match, seated.side, seated.bot)
        else:
            people.require(seated.side, seated.nickname)
    for message in spoken.chat:
        people.require(message.side, message.nickname)
    return People(people.seats, ids)


class _Table:
    def __init__(self, connection: Connection, session: str, match: str) -> None:
        self._connection = connection
        self._session = session
        self._match = match
        self.seats: dict[tuple[Side, str | None], tuple[str, str | None]] = {}

    def require(self, side: Side, nickname: str | None) -> None:
        if (side, nickname) not in self.seats:
            self.sit(side, nickname, None if nickname is None else new_id())

    def sit(self, side: Side, nickname: str | None, player: str | None) -> None:
        if player is not None:
            named = {"id": player, "session_id": self._session, "nickname": nickname}
            self._connection.execute(insert(players).values(named))
        seat = new_id()
        held = {"match_id": self._match, "side": side, "role": seating.FIRST_ROLE, "missed": 0, "player_id": player}
        self._connection.execute(insert(seats).values(id=seat, **held))
        self.seats.setdefault((side, nickname), (seat, player))


def _predictors(predictions: Iterable[Predicted]) -> list[tuple[Side, int]]:
    """In the order in which they began, and of those who began together by number: so they are counted."""
    first: dict[tuple[Side, int], int] = {}
    for one in predictions:
        who = (one.side, one.person)
        first[who] = min(one.turn, first.get(who, one.turn))
    return sorted(first, key=lambda who: (first[who], who[1], SIDES.index(who[0])))


def _id(connection: Connection, around: Around) -> str:
    """The session's own id where it is free, else a new one."""
    wished = around.session
    return wished if ID.fullmatch(wished) and _free(connection, stored.c.id == wished) else new_id()


def _code(connection: Connection, around: Around) -> str:
    """The session's own join code where it is free, else a new one."""
    wished = (normal(around.about.code) if around.about else None) or ""
    whole = len(wished.replace("-", "")) == JOIN_SYMBOLS
    return wished if whole and _free(connection, stored.c.code == wished) else sessions.free_code(connection)


def _free(connection: Connection, condition: Any) -> bool:
    return connection.execute(select(stored.c.id).where(condition)).first() is None


def _action(action: Mapping[str, Any]) -> dict[str, Any]:
    return {"at": action["at"], "what": {name: value for name, value in action.items() if name != "at"}}
