"""Two servers with the same past, for tests that ask whether a secret makes any difference to anybody else."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from fastapi import FastAPI

from airace_client import Seat
from airace_rules.ids import Side
from airace_server.app import create_app
from airace_server.bodies import ClockSettings, Join, PlayFriend
from airace_server.errors import Refusal
from airace_server.live.endpoint import LiveEndpoint
from airace_server.live.parts import Services
from airace_server.settings import Settings
from support.pipes import Pipe
from support.playing import Clock

ADDRESS = "http://127.0.0.1:80"
MANY = 1_000_000


@dataclass(frozen=True)
class Pair:
    """Both seats of a match between friends, as those who hold them."""

    washington: Seat
    beijing: Seat
    turn: int


@dataclass
class Twin:
    """One of two servers that began as copies of one database."""

    app: FastAPI
    settings: Settings
    clock: Clock
    answers: list[str] = field(default_factory=list)

    @property
    def services(self) -> Services:
        services: Services = self.app.state.live
        return services

    def pipe(self, seat: Seat) -> Pipe:
        """A socket of this seat, which has not said hello."""
        return Pipe(LiveEndpoint(lambda: self.services, self.settings), seat.cookie)

    async def settle(self) -> None:
        """Wait until everything that was caused has happened and was sent."""
        for _ in range(3):
            await self.services.games.settled()
            await self.services.hub.settled()
            await asyncio.sleep(0)

    async def get(self, seat: Seat, path: str) -> str:
        """An answer over HTTP, whole: status, headers, body."""
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"cookie": seat.cookie}) as browser:
            answer = await browser.get(path)
        return f"{answer.status_code} {sorted(answer.headers.items())} {answer.text}"


@asynccontextmanager
async def twin(folder: Path, clock: Clock, rulesets: Path | None = None) -> AsyncIterator[Twin]:
    """A server without a network on the database in ``folder``, which offers the rulesets of another folder."""
    settings = Settings(
        host="127.0.0.1",
        port=80,
        database=f"sqlite:///{folder / 'airace.sqlite3'}",
        rulesets=rulesets,
        seat_frames_burst=MANY,
        address_frames_burst=MANY,
        address_requests_burst=MANY,
        address_codes_burst=MANY,
        seat_messages_burst=MANY,
    )
    app = create_app(settings, clock)
    async with app.router.lifespan_context(app):
        yield Twin(app, settings, clock)


async def make_pairs(
    folder: Path,
    clock: Clock,
    count: int,
    turns: tuple[int, ...] = (0, 1, 2),
    rulesets: Path | None = None,
    ruleset: str = "quick",
) -> list[Pair]:
    """``count`` matches between friends, with so many turns behind them."""
    async with twin(folder, clock, rulesets) as server:
        return [await make_pair(server, turns[number // 3 % len(turns)], ruleset) for number in range(count)]


async def make_pair(server: Twin, turns: int, ruleset: str) -> Pair:
    """A match with so many turns behind it."""
    classroom = server.app.state.http.classroom
    wish = PlayFriend(nickname="Ann", ruleset=ruleset, clock=ClockSettings(first_turn=3600, turn=3600))
    first = await classroom.play_friend(wish)
    second = await classroom.join(Join(code=first.body.code, nickname="Bo"))
    seats = {granted.body.side: seat_of(granted) for granted in (first, second)}
    for turn in range(1, turns + 1):
        for seat in seats.values():
            await sign(server, seat, turn)
        await server.settle()
    return Pair(seats["washington"], seats["beijing"], turns + 1)


def seat_of(granted: object) -> Seat:
    body = granted.body  # type: ignore[attr-defined]
    names = ("match", "session", "side", "nickname", "code", "reentry")
    return Seat(id=body.seat, token=granted.token, **{n: getattr(body, n) for n in names})  # type: ignore[attr-defined]


async def sign(server: Twin, seat: Seat, turn: int) -> None:
    """Sign the draft as it stands."""
    games, ref = server.services.games, await server.services.access.seat(seat.token, seat.id)
    draft = await games.draft(seat.match, seat.side)
    assert draft is not None
    server.services.hub.show_draft(
        seat.match, seat.side, await games.commit_orders(ref, seat.match, turn, draft.draft_no)
    )


async def withdraw(server: Twin, seat: Seat, turn: int) -> None:
    """Take the signature back."""
    games, ref = server.services.games, await server.services.access.seat(seat.token, seat.id)
    server.services.hub.show_draft(seat.match, seat.side, await games.withdraw_orders(ref, seat.match, turn))


async def edit(
    server: Twin,
    seat: Seat,
    turn: int,
    instruments: dict[str, int],
    stances: dict[str, str],
    projects: dict[str, bool],
    deals: dict[str, bool],
) -> bool:
    """Change the draft; whether it was allowed."""
    games, ref = server.services.games, await server.services.access.seat(seat.token, seat.id)
    try:
        draft = await games.edit_draft(ref, seat.match, turn, instruments, stances, projects, deals)
    except Refusal:
        return False
    server.services.hub.show_draft(seat.match, seat.side, draft)
    return True


async def predict(server: Twin, seat: Seat, turn: int, expects: str | None, confidence: int, because: str) -> None:
    """Predict something, as a socket of the seat would."""
    games, ref = server.services.games, await server.services.access.seat(seat.token, seat.id)
    await games.predict(ref, seat.match, turn, expects, confidence, because)  # type: ignore[arg-type]
    server.services.hub.show_predictions(seat.match, seat.side, seat.id)


def copied(original: Path, copy: Path) -> Path:
    """The database of a server that is not running, once more."""
    copy.mkdir()
    for file in original.iterdir():
        if file.suffix != ".lock":
            shutil.copy(file, copy / file.name)
    return copy


__all__ = ["Pair", "Side", "Twin", "copied", "edit", "make_pairs", "predict", "sign", "twin", "withdraw"]
