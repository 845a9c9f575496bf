"""Who sits where: nicknames, free seats, and taking one. Inside transactions that have locked the session."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, func, insert, select, update

from airace_rules.ids import SIDES, Side
from airace_server.errors import Refusal
from airace_server.seats.refs import new_id
from airace_server.store.tables import matches, players, seats
from airace_server.typed import shown

FIRST_ROLE: Final = "chief"
LONGEST_NICKNAME: Final = 24
NAMELESS: Final = "Player"

Whole = Literal["match", "class"]
Full = Literal["side", "match", "class"]
"""What has no free seat: the side that was wished for, while the other has one; a match of friends; a class."""

FULL: Final[Mapping[Full, tuple[str, str]]] = {
    "side": ("Every seat of that side is taken.", "Choose the other side."),
    "match": ("Both seats of this match are taken.", "Open a match of your own on the front page."),
    "class": ("Every seat is taken.", "Ask the facilitator for a seat."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A side of a table."""

    match: str
    table: int
    side: Side
    people: int


def clean_nickname(wish: str | None) -> str:
    """A nickname fit to be shown: no control or invisible characters, single spaces. Raises bad_nickname."""
    if wish is None:
        return NAMELESS
    name = shown(wish)
    if not any(c.isalnum() or unicodedata.category(c).startswith(("S", "P")) for c in name):
        raise Refusal(
            "bad_nickname",
            "A nickname needs at least one visible character.",
            "Choose any name; it need not be your real one.",
            field="nickname",
        )
    return name[:LONGEST_NICKNAME].rstrip()


def new_player(connection: Connection, session: str, nickname: str, most: int) -> tuple[str, str]:
    """A player of the session: id, and a nickname that nobody else in it has. Raises seats_full."""
    taken = set(connection.execute(select(players.c.nickname).where(players.c.session_id == session)).scalars())
    count = connection.execute(
        select(func.count()).select_from(players).where(players.c.session_id == session)
    ).scalar_one()
    if count >= most:
        raise _full("class")
    player, unique = new_id(), _unique(nickname, taken)
    connection.execute(insert(players).values(id=player, session_id=session, nickname=unique))
    return player, unique


def _unique(nickname: str, taken: set[str]) -> str:
    lowered = {name.casefold() for name in taken}
    wish, number = nickname, 1
    while wish.casefold() in lowered:
        number += 1
        ending = f" {number}"
        wish = nickname[: LONGEST_NICKNAME - len(ending)].rstrip() + ending
    return wish


def free_places(connection: Connection, session: str, members_per_side: int) -> list[Place]:
    """Sides with a free seat, those wanted most first: fewest people, then the lowest table."""
    query = (
        select(matches.c.id, matches.c.table_number)
        .where(matches.c.session_id == session, matches.c.phase != "over")
        .order_by(matches.c.table_number)
    )
    tables = connection.execute(query).all()
    people = Counter(
        (row[0], row[1])
        for row in connection.execute(
            select(seats.c.match_id, seats.c.side)
            .join(matches, matches.c.id == seats.c.match_id)
            .where(matches.c.session_id == session, seats.c.player_id.is_not(None))
        )
    )
    places = [
        Place(match, table, side, people[match, side])
        for match, table in tables
        for side in SIDES
        if people[match, side] < members_per_side
    ]
    return sorted(places, key=lambda place: (place.people, place.table))


def choose(places: list[Place], side: Side | None, of: Whole) -> Place:
    """The place wanted most, on ``side`` if that is wished for. ``of``: whose places they are. Raises seats_full."""
    fitting = [place for place in places if side is None or place.side == side]
    if not fitting:
        raise _full("side" if places else of)
    return fitting[0]


def sit(connection: Connection, match: str, side: Side, player: str) -> str:
    """Take over a bot's seat on the side, else get a new one; returns the seat's id."""
    bots = select(seats.c.id).where(seats.c.match_id == match, seats.c.side == side, seats.c.bot.is_not(None))
    seat = connection.execute(bots.limit(1)).scalar()
    if seat is not None:
        connection.execute(
            update(seats).where(seats.c.id == seat).values(player_id=player, bot=None, missed=0, role=FIRST_ROLE)
        )
        return str(seat)
    return _new_seat(connection, match, side, player_id=player)


def sit_bot(connection: Connection, match: str, side: Side, strategy: str) -> None:
    """Give a house bot a seat."""
    _new_seat(connection, match, side, bot=strategy)


def empty_sides(connection: Connection, match: str) -> list[Side]:
    """Sides on which nobody, not even a bot, has a seat."""
    taken = set(connection.execute(select(seats.c.side).where(seats.c.match_id == match)).scalars())
    return [side for side in SIDES if side not in taken]


def people(connection: Connection, match: str) -> list[dict[str, str | None]]:
    """Who sits at a match, for its facilitator; the nickname is None where it was erased, and of bots."""
    query = (
        select(seats.c.side, players.c.nickname, seats.c.bot)
        .outerjoin(players, players.c.id == seats.c.player_id)
        .where(seats.c.match_id == match)
    )
    found = sorted(connection.execute(query), key=lambda row: (SIDES.index(row[0]), row[1] or "", row[2] or ""))
    return [{"side": side, "nickname": nickname, "bot": bot} for side, nickname, bot in found]


def _new_seat(connection: Connection, match: str, side: Side, **who: str) -> str:
    seat = new_id()
    connection.execute(insert(seats).values(id=seat, match_id=match, side=side, role=FIRST_ROLE, missed=0, **who))
    return seat


def _full(what: Full) -> Refusal:
    message, hint = FULL[what]
    return Refusal("seats_full", message, hint, field="side" if what == "side" else "code", args={"full": what})
