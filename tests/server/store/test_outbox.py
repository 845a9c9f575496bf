"""Hints are stored with the news and deleted only after they were published: late perhaps, lost never."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sqlalchemy import Connection, select

from airace_server.store import Store
from airace_server.store.outbox import LEFT_BEHIND_SECONDS, Relay
from airace_server.store.tables import outbox
from airace_server.store.unit_of_work import Change, UnitOfWork
from support.playing import Clock


class Bus:
    """Remembers hints; may be down."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.down = False

    async def publish(self, stream: str) -> None:
        if self.down:
            raise ConnectionError("the bus is down")
        self.heard.append(stream)


def stored(connection: Connection) -> list[str]:
    return list(connection.execute(select(outbox.c.stream).order_by(outbox.c.id)).scalars())


async def news(store: Store, relay: Relay, clock: Clock, *streams: str) -> None:
    await UnitOfWork(store, relay, clock).write(lambda connection: Change(None, streams))


async def run_for_a_moment(relay: Relay) -> None:
    task = asyncio.create_task(relay.run())
    for _ in range(50):
        await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_hint_is_published_after_the_commit_and_then_forgotten(store: Store) -> None:
    bus, clock = Bus(), Clock()
    relay = Relay(store, bus.publish, clock)
    await news(store, relay, clock, "a", "b")
    assert (bus.heard, await store.read(stored)) == ([], ["a", "b"])
    await run_for_a_moment(relay)
    assert bus.heard == ["a", "b"]
    await relay.sweep()
    assert (bus.heard, await store.read(stored)) == (["a", "b"], [])


async def test_a_transaction_that_fails_hints_at_nothing(store: Store) -> None:
    bus, clock = Bus(), Clock()
    relay = Relay(store, bus.publish, clock)

    def fail(connection: Connection) -> Change[None]:
        raise LookupError

    with suppress(LookupError):
        await UnitOfWork(store, relay, clock).write(fail)
    await run_for_a_moment(relay)
    assert (bus.heard, await store.read(stored)) == ([], [])


async def test_while_the_bus_is_down_hints_wait_and_then_arrive(store: Store) -> None:
    bus, clock = Bus(), Clock()
    relay = Relay(store, bus.publish, clock)
    bus.down = True
    await news(store, relay, clock, "a")
    await run_for_a_moment(relay)
    clock.time += LEFT_BEHIND_SECONDS + 1
    await relay.sweep()
    assert await store.read(stored) == ["a"]
    bus.down = False
    await relay.sweep()
    assert (bus.heard, await store.read(stored)) == (["a"], [])


async def test_hints_of_a_server_that_died_are_published_by_another(store: Store) -> None:
    bus, clock = Bus(), Clock()
    await news(store, Relay(store, bus.publish, clock), clock, "a", "b", "c")
    other = Relay(store, bus.publish, clock)
    await other.sweep()
    assert bus.heard == []  # it may still be about to
    clock.time += LEFT_BEHIND_SECONDS + 1
    await other.sweep()
    assert (bus.heard, await store.read(stored)) == (["a", "b", "c"], [])
