"""When PostgreSQL goes away the server says so plainly, loses nothing, and goes on when it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from airace_server.errors import Refusal
from airace_server.store import Store
from airace_server.store.engines import parse_url
from airace_server.store.tables import outbox
from support.playing import pair, play_turn, serving, sign


@contextmanager
def away(url: str) -> Iterator[None]:
    """The database lets nobody in, and everybody who was in is thrown out."""
    name = make_url(url).database
    engine = create_engine(parse_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'alter database "{name}" allow_connections false'))
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :n"), {"n": name}
        )
        try:
            yield
        finally:
            connection.execute(text(f'alter database "{name}" allow_connections true'))
    engine.dispose()


async def test_while_it_is_away_everybody_is_told_and_nothing_is_lost(postgres_url: str) -> None:
    async with serving(postgres_url) as server:
        both = await pair(server)
        await play_turn(server, both, 1)
        await sign(server, both.washington, 2)
        with away(postgres_url):
            for ask in (
                server.games.clock(both.match),
                server.games.commit_orders(both.beijing, both.match, 2, 1),
                server.access.seat("token", both.beijing.id),
                server.store.ping(),
            ):
                with pytest.raises(Refusal) as refused:
                    await ask
                assert refused.value.code == "unavailable"
        clock = await server.games.clock(both.match)
        assert (clock.turn, clock.committed) == (2, {"washington": True, "beijing": False})
        await sign(server, both.beijing, 2)
        await server.games.settled()
        assert (await server.games.clock(both.match)).turn == 3


async def test_background_work_goes_on_when_it_is_back(postgres_url: str) -> None:
    async with serving(postgres_url, background=True) as server:
        both = await pair(server)
        with away(postgres_url):
            await asyncio.sleep(1.5)  # at least one sweep finds nothing to read
        await play_turn(server, both, 1)
        while both.match not in server.hints:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert (await server.games.clock(both.match)).turn == 2


async def test_a_transaction_that_lost_a_race_is_run_again(postgres_url: str) -> None:
    store = await Store.open(postgres_url)
    runs = 0

    def deadlock_once(connection: Connection) -> int:
        nonlocal runs
        runs += 1
        connection.execute(outbox.insert().values(stream="s", at=1.0))
        if runs == 1:
            connection.execute(text("do $$ begin raise exception 'lost' using errcode = '40P01'; end $$"))
        return runs

    assert await store.write(deadlock_once) == 2
    assert await store.read(lambda c: len(c.execute(outbox.select()).all())) == 1
    await store.close()
