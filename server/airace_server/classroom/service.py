"""Sessions: who plays whom, at which table, and what the facilitator does to them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import structlog
from sqlalchemy import Connection, select

from airace_rules.ids import Side, rival_of
from airace_rules.planner import PLANNERS
from airace_rules.ruleset import Ruleset
from airace_server.bodies import (
    ActionResult,
    ClockSettings,
    Join,
    JoinInfo,
    NewSession,
    PlayFriend,
    PlayNow,
    Reenter,
    Reentered,
    Rematch,
    SeatInfo,
    SeatTaken,
    SessionAction,
    SessionInfo,
    SessionMade,
    TableChat,
)
from airace_server.classroom import rematch, seating, sessions
from airace_server.classroom.actions import Actions, done_to_tables
from airace_server.classroom.exports.formats import Exported, FileFormat
from airace_server.classroom.ports import Games, Rulesets
from airace_server.classroom.sessions import Plan, SessionRow
from airace_server.errors import Refusal
from airace_server.seats.access import grant, seat_query, seat_ref, subject_of
from airace_server.seats.codes import normal
from airace_server.seats.refs import FacilitatorRef, SeatRef
from airace_server.seats.tokens import code_for
from airace_server.settings import Settings
from airace_server.store import Store
from airace_server.store.tables import matches, seats
from airace_server.store.unit_of_work import Change
from airace_server.typed import shown

T = TypeVar("T")

MEMBERS_PER_SIDE: Final = 6
"""Of a table in a class; more than six share no decision (three roles, each at most doubled)."""
FRIENDS_PER_SIDE: Final = 1
"""With a friend the second to join must never land beside the first, where the rival's secrets are."""
NO_CLOCK: Final = ClockSettings()

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Granted(Generic[T]):
    """An answer, and the token to put into the cookie of its seat or session."""

    body: T
    token: str


class Classroom:
    """Every refusal is a ``Refusal``."""

    def __init__(
        self,
        store: Store,
        games: Games,
        rulesets: Rulesets,
        settings: Settings,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._games = games
        self._rulesets = rulesets
        self._settings = settings
        self._now = now
        self._actions = Actions(store, games, rulesets, now)

    # ------------------------------------------------------------ three ways in

    async def play_now(self, wish: PlayNow) -> Granted[SeatTaken]:
        """A match against a house bot, started at once. Raises unknown_ruleset, unknown_bot, server_full."""
        ruleset = await self._rulesets.by_name(wish.ruleset)
        _require_bot(ruleset, wish.opponent, "opponent")
        plan = Plan("solo", "", ruleset, 1, NO_CLOCK, False, None)
        nickname = seating.clean_nickname(wish.nickname)

        def job(connection: Connection) -> Change[Granted[SeatTaken]]:
            session, [match] = self._make(connection, plan)
            seating.sit_bot(connection, match, rival_of(wish.side), wish.opponent)
            taken = self._take(connection, session, match, 1, wish.side, nickname)
            return Change(taken, self._games.starting.open(connection, match, ruleset))

        return self._made("solo", await self._games.unit.write(job))

    async def play_friend(self, wish: PlayFriend) -> Granted[SeatTaken]:
        """A match that starts when a friend joins the other side. Raises unknown_ruleset, server_full."""
        ruleset = await self._rulesets.by_name(wish.ruleset)
        plan = Plan("friend", "", ruleset, 1, wish.clock, False, None)
        nickname = seating.clean_nickname(wish.nickname)

        def job(connection: Connection) -> Change[Granted[SeatTaken]]:
            session, [match] = self._make(connection, plan)
            return Change(self._take(connection, session, match, 1, wish.side, nickname))

        return self._made("friend", await self._games.unit.write(job))

    async def make_session(self, wish: NewSession) -> Granted[SessionMade]:
        """A class; the token is the facilitator's. Raises unknown_ruleset, unknown_bot, server_full."""
        ruleset = await self._rulesets.by_name(wish.ruleset)
        if wish.fill is not None:
            _require_bot(ruleset, wish.fill, "fill")
        clock = wish.clock or ClockSettings(first_turn=ruleset.clock.first_turn, turn=ruleset.clock.turn)
        plan = Plan("class", shown(wish.title), ruleset, wish.tables, clock, wish.same_seed, wish.fill)

        def job(connection: Connection) -> Change[Granted[SessionMade]]:
            session, _ = self._make(connection, plan)
            token = grant(connection, "facilitator", session.id, self._now())
            return Change(Granted(SessionMade(session=session.id, code=session.code, recovery=code_for(token)), token))

        return self._made("class", await self._games.unit.write(job))

    # ------------------------------------------------------------ joining and coming back

    async def join_info(self, code: str) -> JoinInfo:
        """What a code leads to; raises unknown_code."""
        return await self._store.read(lambda connection: self._join_info(connection, code))

    async def join(self, wish: Join) -> Granted[SeatTaken]:
        """Take a seat. Raises unknown_code, seats_full, match_over, bad_nickname."""
        nickname = seating.clean_nickname(wish.nickname)
        session = await self._store.read(lambda connection: sessions.by_code(connection, wish.code))
        ruleset = await self._rulesets.get(session.ruleset_hash)

        def job(connection: Connection) -> Change[Granted[SeatTaken]]:
            session = sessions.by_code(connection, wish.code, lock=True)
            return self._enter(connection, session, ruleset, wish.side, nickname)

        taken = await self._games.unit.write(job)
        log.info("seat_taken", session=taken.body.session, match=taken.body.match, side=taken.body.side)
        return taken

    async def rematch(self, seat: SeatRef, wish: Rematch) -> Granted[SeatTaken]:
        """Play the same friend again: the first to ask opens the match, the other takes the side that is left. Raises
        forbidden, not_over, server_full."""
        played = await self._store.read(lambda connection: sessions.by_id(connection, seat.session))
        ruleset = await self._rulesets.get(played.ruleset_hash)
        nickname = seating.clean_nickname(seat.nickname)

        def job(connection: Connection) -> Change[Granted[SeatTaken]]:
            rematch.require_finished(connection, seat)
            waiting = rematch.offered(connection, seat)
            if waiting is not None:
                session = sessions.by_id(connection, waiting[0].id, lock=True)
                return self._enter(connection, session, ruleset, waiting[1], nickname)
            clock = rematch.clock_of(connection, seat)
            session, [match] = self._make(connection, Plan("friend", "", ruleset, 1, clock, False, None))
            rematch.offer(connection, seat, session.code, self._now())
            return Change(self._take(connection, session, match, 1, wish.side, nickname))

        return self._made("friend", await self._games.unit.write(job))

    async def reenter(self, wish: Reenter) -> Granted[Reentered]:
        """Come back by code on any device; the body says whether the token is a seat's or a facilitator's. Raises
        unknown_code."""
        code = normal(wish.code) or ""

        def job(connection: Connection) -> Granted[Reentered]:
            seat = subject_of(connection, code, "reentry")
            if seat is not None:
                ref = seat_ref(connection.execute(seat_query().where(seats.c.id == seat)).one())
                body = Reentered(kind="seat", seat=ref.id, session=ref.session)
                return Granted(body, grant(connection, "seat", ref.id, self._now()))
            session = subject_of(connection, code, "recovery")
            if session is not None:
                body = Reentered(kind="facilitator", seat=None, session=session)
                return Granted(body, grant(connection, "facilitator", session, self._now()))
            raise sessions.unknown_code()

        return await self._store.write(job)

    # ------------------------------------------------------------ pages

    async def seat_info(self, seat: SeatRef, token: str) -> SeatInfo:
        """A seat's own page. ``token`` is the one that proved it."""

        def job(connection: Connection) -> tuple[SessionRow, int, str, Side | None]:
            query = select(matches.c.table_number, matches.c.seed_hash).where(matches.c.id == seat.match)
            table, seed_hash = connection.execute(query).one()
            waiting = rematch.offered(connection, seat)
            return sessions.by_id(connection, seat.session), table, seed_hash, waiting and waiting[1]

        session, table, seed_hash, waiting = await self._store.read(job)
        return SeatInfo(
            seat=seat.id,
            match=seat.match,
            session=session.id,
            side=seat.side,
            table=table,
            nickname=seat.nickname or seating.NAMELESS,
            reentry=code_for(token),
            code=_shown_code(session),
            kind=session.kind,
            ruleset=session.ruleset_hash,
            seed_hash=seed_hash,
            rematch=waiting,
        )

    async def session_info(self, facilitator: FacilitatorRef, base_url: str) -> SessionInfo:
        """The facilitator's page; ``base_url`` such as ``http://192.168.1.5:8000`` makes the join link."""
        id = facilitator.session
        session = await self._store.read(lambda connection: sessions.by_id(connection, id))
        noted = await self._store.read(lambda connection: sessions.noted(connection, id))
        return SessionInfo(
            session=session.id,
            code=session.code,
            title=session.title,
            ruleset=session.ruleset,
            ruleset_hash=session.ruleset_hash,
            tables=await self._games.tables(session.id),
            join_url=f"{base_url.rstrip('/')}/join/{session.code}",
            noted=done_to_tables(noted),
        )

    async def act(self, facilitator: FacilitatorRef, wish: SessionAction) -> ActionResult:
        """Do it to each table; those where it cannot be done are named with the reason."""
        return await self._actions.act(facilitator.session, wish)

    async def table_chat(self, facilitator: FacilitatorRef, table: int) -> TableChat:
        """What was said at a table, in every channel. Raises unknown_table."""
        return await self._actions.table_chat(facilitator.session, table)

    async def match_at(self, facilitator: FacilitatorRef, table: int) -> str:
        """The match that a table plays. Raises unknown_table."""
        return await self._actions.match_at(facilitator.session, table)

    async def export(self, facilitator: FacilitatorRef) -> dict[str, Any]:
        """The match files of finished tables (of those whose chance no open table shares), each with what was said, and
        the log of actions."""
        return await self._actions.export(facilitator.session)

    async def export_as(self, facilitator: FacilitatorRef, format: FileFormat) -> Exported:
        """The same as a file of this format."""
        return await self._actions.export_as(facilitator.session, format)

    # ------------------------------------------------------------ inside

    def _make(self, connection: Connection, plan: Plan) -> tuple[SessionRow, list[str]]:
        return sessions.make(connection, plan, self._games.starting, self._settings.max_sessions, self._now())

    def _made(self, kind: str, granted: Granted[Any]) -> Granted[Any]:
        log.info("session_made", kind=kind, session=granted.body.session)
        return granted

    def _limit(self, session: SessionRow) -> int:
        return MEMBERS_PER_SIDE if session.kind == "class" else FRIENDS_PER_SIDE

    def _place(self, connection: Connection, session: SessionRow, side: Side | None) -> seating.Place:
        phases = [phase for _, phase in sessions.tables_of(connection, session.id).values()]
        if all(phase == "over" for phase in phases):
            raise Refusal("match_over", "This game is over.", "Ask for the code of a new one.", field="code")
        free = seating.free_places(connection, session.id, self._limit(session))
        return seating.choose(free, side, "class" if session.kind == "class" else "match")

    def _enter(
        self, connection: Connection, session: SessionRow, ruleset: Ruleset, side: Side | None, nickname: str
    ) -> Change[Granted[SeatTaken]]:
        """Take a free seat; two friends who are complete begin."""
        place = self._place(connection, session, side)
        taken = self._take(connection, session, place.match, place.table, place.side, nickname)
        streams = self._games.starting.seated(connection, place.match)
        if session.kind == "friend" and not seating.empty_sides(connection, place.match):
            streams += self._games.starting.open(connection, place.match, ruleset)
        return Change(taken, streams)

    def _take(
        self, connection: Connection, session: SessionRow, match: str, table: int, side: Side, nickname: str
    ) -> Granted[SeatTaken]:
        player, unique = seating.new_player(connection, session.id, nickname, self._settings.max_players)
        seat = seating.sit(connection, match, side, player)
        token = grant(connection, "seat", seat, self._now())
        body = SeatTaken(
            seat=seat,
            match=match,
            session=session.id,
            side=side,
            table=table,
            nickname=unique,
            reentry=code_for(token),
            code=_shown_code(session),
        )
        return Granted(body, token)

    def _join_info(self, connection: Connection, code: str) -> JoinInfo:
        session = sessions.by_code(connection, code)
        tables = sessions.tables_of(connection, session.id)
        places = seating.free_places(connection, session.id, self._limit(session))
        return JoinInfo(
            session=session.id,
            title=session.title,
            ruleset=session.ruleset,
            ruleset_hash=session.ruleset_hash,
            kind="class" if session.kind == "class" else "friend",
            tables=len(tables),
            open=sorted({place.side for place in places}, reverse=True),
            started=any(phase != "waiting" for _, phase in tables.values()),
        )


def _shown_code(session: SessionRow) -> str:
    """A match against the house cannot be joined: its code is of no use to anybody."""
    return "" if session.kind == "solo" else session.code


def _require_bot(ruleset: Ruleset, strategy: str, field: str) -> None:
    opponents = (*ruleset.bots, *PLANNERS)
    if strategy not in opponents:
        raise Refusal(
            "unknown_bot",
            f"The ruleset {ruleset.name} has no house strategy called {strategy}.",
            f"Choose one of: {', '.join(opponents)}.",
            field=field,
            args={"name": strategy},
        )
