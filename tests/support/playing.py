"""A server without sockets, for tests: the real parts on a real database, with a clock that the test sets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from airace_rules import load_ruleset
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset
from airace_server.bodies import ClockSettings, Join, NewSession, PlayFriend, SeatTaken
from airace_server.bots.house import HouseBots
from airace_server.classroom.service import Classroom, Granted
from airace_server.games.rulesets import Rulesets
from airace_server.games.service import Games
from airace_server.games.shelf import Shelf
from airace_server.seats.access import Access
from airace_server.seats.refs import FacilitatorRef, SeatRef
from airace_server.settings import Settings
from airace_server.store import Store

RULESETS: Final = Path(__file__).parent / "rulesets"
"""Rulesets made for tests: ``pact`` is ``quick`` with projects, deals and a codex."""

_loaded: dict[object, Ruleset] = {}


def load_once(source: Path | Mapping[str, str]) -> Ruleset:
    """``load_ruleset``, remembering what this test run has loaded: compiling takes a while."""
    around = [] if isinstance(source, Mapping) else sorted(source.parent.rglob("*.yaml"))  # with what it builds on
    files = source if isinstance(source, Mapping) else {str(path): path.read_text() for path in around}
    key = (str(source) if isinstance(source, Path) else None, tuple(files.items()))
    if key not in _loaded:
        _loaded[key] = load_ruleset(source)
    return _loaded[key]


def nothing(point: str) -> None:
    """No crash anywhere."""


@dataclass
class Clock:
    """Unix seconds, as the test says."""

    time: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


@dataclass
class Server:
    """One process of the server."""

    store: Store
    shelf: Shelf
    rulesets: Rulesets
    games: Games
    classroom: Classroom
    access: Access
    bots: HouseBots
    clock: Clock
    hints: list[str] = field(default_factory=list)
    here: set[str] = field(default_factory=set)

    async def seat(self, granted: Granted[SeatTaken]) -> SeatRef:
        """The seat that an answer grants, proved by its token."""
        return await self.access.seat(granted.token, granted.body.seat)


@asynccontextmanager
async def serving(
    url: str,
    clock: Clock | None = None,
    on_point: Callable[[str], None] = nothing,
    rulesets: Path | None = None,
    background: bool = False,
) -> AsyncIterator[Server]:
    """A server until the block ends. ``background``: deadlines, hints and bots run by themselves."""
    clock = clock or Clock()
    store = await Store.open(url, on_point)
    shelf = Shelf(rulesets, load_once, clock)
    offered = Rulesets(store, shelf)
    hints: list[str] = []
    here: set[str] = set()
    bots: HouseBots

    async def publish(stream: str) -> None:
        hints.append(stream)
        bots.wake(stream)

    games = Games(store, offered, publish, lambda connection, match: here, clock, on_point)
    bots = HouseBots(store, games)
    classroom = Classroom(store, games, offered, Settings(), clock)
    server = Server(store, shelf, offered, games, classroom, Access(store), bots, clock, hints, here)
    tasks = [asyncio.create_task(work()) for work in ((games.run, bots.run) if background else ())]
    try:
        yield server
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await games.settled()
        await store.close()


@dataclass(frozen=True)
class Pair:
    """A match with a person on each side."""

    match: str
    session: str
    washington: SeatRef
    beijing: SeatRef

    def of(self, side: Side) -> SeatRef:
        return self.washington if side == "washington" else self.beijing


async def pair(server: Server, clock: ClockSettings | None = None, ruleset: str = "quick") -> Pair:
    """Two friends who have just begun."""
    wish = PlayFriend(nickname="Ann", clock=clock or ClockSettings(), ruleset=ruleset)
    first = await server.classroom.play_friend(wish)
    second = await server.classroom.join(Join(code=first.body.code, nickname="Bo"))
    washington, beijing = await server.seat(first), await server.seat(second)
    return Pair(first.body.match, first.body.session, washington, beijing)


async def a_class(server: Server, tables: int = 2, **wish: object) -> tuple[FacilitatorRef, str]:
    """A class that has not begun: its facilitator, and its code."""
    made = await server.classroom.make_session(NewSession.model_validate({"tables": tables, **wish}))
    return await server.access.facilitator(made.token, made.body.session), made.body.code


async def sign(server: Server, seat: SeatRef, turn: int) -> None:
    """Sign the draft as it stands."""
    draft = await server.games.draft(seat.match, seat.side)
    assert draft is not None
    await server.games.commit_orders(seat, seat.match, turn, draft.draft_no)


async def play_turn(server: Server, both: Pair, turn: int) -> None:
    """Both sides sign what stands in their drafts; returns when the turn is closed."""
    await sign(server, both.washington, turn)
    await sign(server, both.beijing, turn)
    await server.games.settled()


async def play_out(server: Server, both: Pair) -> int:
    """The whole match on drafts as they stand; returns the number of turns played."""
    turn = 1
    while (await server.games.clock(both.match)).phase != "over":
        await play_turn(server, both, turn)
        turn += 1
    return turn - 1
