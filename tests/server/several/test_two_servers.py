"""Two `airace serve` processes on one PostgreSQL and one Valkey are one server to those who play."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field

import httpx
import pytest

from airace_client import Client, Seat
from airace_client.game import Game
from support.network import Network
from support.postgres import Postgres
from support.server import LiveServer
from support.several import ask, closed_once, turn_after, until
from support.valkey import PASSWORD, QUOTED, Valkey

PATIENCE = 40.0
TURNS = 5
NAME = r"(?:[0-9a-f]{16})"
WORD = re.compile(rf"{NAME} (?:|{NAME}|presence {NAME} {NAME}|(?:draft|predictions) {NAME} (?:washington|beijing))")


class Overhearing:
    """Everything that is said on the bus, by whoever says it."""

    def __init__(self, valkey: Valkey) -> None:
        self.said: set[tuple[str, str]] = set()
        self._ears = valkey.anybody().pubsub(ignore_subscribe_messages=True)
        self._ears.psubscribe("*")
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        for message in self._ears.listen():
            self.said.add((message["channel"].decode(), message["data"].decode()))

    def close(self) -> None:
        self._ears.unsubscribe()
        self._ears.punsubscribe()
        self._thread.join(PATIENCE)
        self._ears.close()


@dataclass
class Both:
    """Two servers, what they share, and the way to the first, which a test can lead to the second."""

    one: LiveServer
    two: LiveServer
    valkey: Valkey
    database: str
    way: Network = field(default_factory=Network)

    def lines(self) -> str:
        return "".join([*self.one.lines, *self.two.lines])


@pytest.fixture(scope="module")
def both(postgres: Postgres) -> Iterator[Both]:
    database, valkey = postgres.new_database(), Valkey().start()
    servers = [LiveServer(database, bus=valkey.url, presence_seconds="2", address_sessions_burst="1000") for _ in "12"]
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(LiveServer.start, servers))
        found = Both(*servers, valkey, database)
        found.way.server = found.one.url
        yield found
        found.way.close()
    finally:
        for server in servers:
            server.stop()
        valkey.stop()


@asynccontextmanager
async def friends(one: str, two: str) -> AsyncIterator[tuple[Game, Game]]:
    """Two who play each other, each through a server of their own."""
    async with Client(one) as here, Client(two) as there:
        ann = await here.play_friend(nickname="Ann")
        bo = await there.join(ann.code, "Bo")
        async with here.connect(ann) as first, there.connect(bo) as second:
            yield first, second


async def play(games: tuple[Game, ...], to: int = TURNS + 1) -> None:
    """Everybody signs at the same moment, turn after turn, having spent on one instrument what any budget allows."""
    await turn_after(games, 0)
    while not games[0].over and games[0].turn < to:
        turn = games[0].turn
        for number, game in enumerate(games):
            nothing = dict.fromkeys(game.draft["instruments"], 0)
            await game.edit_draft({**nothing, "buy": turn + number})
        await asyncio.gather(*(game.commit() for game in games))
        await turn_after(games, turn)


async def ready(server: LiveServer, wanted: int) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as browser, asyncio.timeout(PATIENCE):
        while (answer := await browser.get(f"{server.url}/readyz")).status_code != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return answer


async def test_two_players_on_different_servers_play_a_whole_match(both: Both) -> None:
    with closing(Overhearing(both.valkey)) as bus:
        async with friends(both.one.url, both.two.url) as games:
            await until(games[0], lambda: games[0].presence["rival_present"])
            await play(games)
            assert games[0].over
            assert closed_once(both.database, games[0].seat.match)
            async with Client(both.one.url) as here, Client(both.two.url) as there:
                assert await here.debrief(games[0].seat) == await there.debrief(games[1].seat)
        match = games[0].seat.match
        [(installation,)] = ask(both.database, "select id from installation")
    assert {channel for channel, _ in bus.said} == {f"airace:{installation}"}
    assert any(word.endswith(f" {match}") for _, word in bus.said)
    assert any(f"presence {match}" in word for _, word in bus.said)
    assert [word for _, word in bus.said if not WORD.fullmatch(word)] == []


async def test_a_house_bot_moves_once_a_turn(both: Both) -> None:
    async with Client(both.one.url) as here, Client(both.two.url) as there:
        seat = await here.play_now()
        async with there.connect(seat) as game:
            await play((game,))
        signed = ask(both.database, "select turn, count(*) from orders where match_id = :m group by turn", m=seat.match)
        assert {count for _, count in signed} == {2}
        assert closed_once(both.database, seat.match)


async def test_play_goes_on_while_the_bus_is_away_and_when_it_is_back(both: Both) -> None:
    async with friends(both.one.url, both.two.url) as games:
        await play(games, to=2)
        both.valkey.stop()
        for server in (both.one, both.two):
            answer = await ready(server, 503)
            assert answer.json()["args"] == {"part": "bus"}
        await play(games, to=4)
        number = await games[0].edit_draft({"buy": 9})
        both.valkey.start()
        for server in (both.one, both.two):
            await ready(server, 200)
        assert number == games[0].draft["draft_no"]
        await play(games)
        assert games[0].over
        assert closed_once(both.database, games[0].seat.match)
    for server in (both.one, both.two):
        assert [sum(event in line for line in server.lines) for event in ("bus_away", "bus_back")] == [1, 1]
    for secret in (PASSWORD, QUOTED, "s3cret"):
        assert secret not in both.lines()


async def test_who_was_on_a_server_that_is_killed_goes_on_at_the_other(both: Both) -> None:
    async with friends(both.way.here, both.two.url) as (ann, bo), Client(both.one.url) as doomed:
        await play((ann, bo), to=2)
        number = await ann.edit_draft({"buy": 8})
        cy, dee = await doomed.play_friend(nickname="Cy"), Client(both.two.url)
        async with dee, doomed.connect(cy, patience=0.1), dee.connect(await dee.join(cy.code, "Dee")) as left:
            await until(left, lambda: left.presence["rival_present"])
            both.one.kill()
            both.way.server = both.two.url
            both.way.heal()
            await until(left, lambda: not left.presence["rival_present"])
        await until(ann, lambda: ann.connections > 1 and ann.draft is not None and ann.draft["draft_no"] == number)
        await until(bo, lambda: bo.presence["rival_present"])
        await play((ann, bo))
        assert ann.over
        assert closed_once(both.database, ann.seat.match)
        assert orders_of(both, ann.seat)[0]["buy"] == 1


def orders_of(both: Both, seat: Seat) -> list[dict[str, int]]:
    query = "select body -> 'instruments' from orders where match_id = :match and side = :side order by turn"
    return [row[0] for row in ask(both.database, query, match=seat.match, side=seat.side)]  # type: ignore[misc]
