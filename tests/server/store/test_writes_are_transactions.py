"""A write is done when it is stored, or not done at all."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from airace_server.errors import Refusal
from airace_server.store import Store
from airace_server.store.tables import outbox, rulesets


def put(connection: Connection, key: str) -> str:
    connection.execute(insert(rulesets).values(hash=key, name="n", files={}, stored=1.5))
    return key


def keys(connection: Connection) -> list[str]:
    return sorted(connection.execute(select(rulesets.c.hash)).scalars())


async def test_a_write_gives_back_its_result_and_everybody_reads_it(store: Store) -> None:
    assert await store.write(lambda c: put(c, "a")) == "a"
    assert await store.read(keys) == ["a"]


async def test_a_failed_write_raises_its_own_error_and_leaves_nothing(store: Store) -> None:
    def half(connection: Connection) -> None:
        put(connection, "half")
        raise LookupError("in the middle")

    with pytest.raises(LookupError, match="in the middle"):
        await store.write(half)
    assert await store.read(keys) == []


async def test_a_failure_after_writing_does_not_hurt_the_others_of_its_group(store: Store) -> None:
    def broken(connection: Connection) -> None:
        put(connection, "broken")
        raise LookupError

    jobs = [store.write(lambda c, n=n: put(c, f"k{n:02}")) for n in range(20)]
    jobs.insert(7, store.write(broken))
    jobs.insert(3, store.write(lambda c: put(c, "k00")))  # the key is taken, or takes it
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    failures = [type(o) for o in outcomes if isinstance(o, BaseException)]
    assert sorted(failures, key=str) == sorted([LookupError, IntegrityError], key=str)
    assert await store.read(keys) == [f"k{n:02}" for n in range(20)]


async def test_a_refusal_that_wrote_nothing_is_told_to_its_asker_alone(store: Store) -> None:
    def refuse(connection: Connection) -> None:
        keys(connection)
        raise Refusal("unknown_code", "No.", "Try another.")

    outcomes = await asyncio.gather(
        store.write(lambda c: put(c, "a")),
        store.write(refuse),
        store.write(lambda c: put(c, "b")),
        return_exceptions=True,
    )
    assert [type(o) for o in outcomes] == [str, Refusal, str]
    assert await store.read(keys) == ["a", "b"]


async def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError):
        await store.read(lambda c: put(c, "sly"))
    assert await store.read(keys) == []


async def test_a_reader_sees_one_moment(store: Store) -> None:
    """What is committed while a reader reads does not appear in the middle of its reading."""
    await store.write(lambda c: put(c, "before"))
    loop = asyncio.get_running_loop()

    def look_twice(connection: Connection) -> tuple[list[str], list[str]]:
        first = keys(connection)
        asyncio.run_coroutine_threadsafe(store.write(lambda c: put(c, "meanwhile")), loop).result(30)
        return first, keys(connection)

    assert await store.read(look_twice) == (["before"], ["before"])
    assert await store.read(keys) == ["before", "meanwhile"]


async def test_a_cancelled_asker_disturbs_nobody(store: Store) -> None:
    tasks = [asyncio.create_task(store.write(lambda c, n=n: put(c, f"k{n}"))) for n in range(6)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [o for n, o in enumerate(outcomes) if n != 2] == ["k0", "k1", "k3", "k4", "k5"]
    assert {"k0", "k1", "k3", "k4", "k5"} <= set(await store.read(keys))


async def test_foreign_keys_hold(store: Store) -> None:
    from airace_server.store.tables import sessions

    orphan = insert(sessions).values(
        id="s", code="c", kind="solo", title="", ruleset_hash="nowhere", fill=None, created=1.0
    )
    with pytest.raises(IntegrityError):
        await store.write(lambda c: c.execute(orphan))


async def test_times_and_json_come_back_to_the_bit(store: Store) -> None:
    files = {"ä 中": "x" * 10_000, "n": 0.1 + 0.2, "big": 2**53, "list": [1.0, 1, None]}

    def job(connection: Connection) -> None:
        connection.execute(insert(rulesets).values(hash="h", name="n", files=files, stored=1_700_000_000.123456))

    await store.write(job)
    row = await store.read(lambda c: c.execute(select(rulesets)).one())
    assert row.files == files
    assert row.stored == 1_700_000_000.123456


async def test_numbers_that_are_not_finite_are_refused(store: Store) -> None:
    bad = insert(rulesets).values(hash="h", name="n", files={"x": float("nan")}, stored=1.0)
    with pytest.raises(Exception, match="JSON compliant"):
        await store.write(lambda c: c.execute(bad))


async def test_closing_finishes_what_is_queued(database_url: str) -> None:
    store = await Store.open(database_url)
    jobs = [
        asyncio.create_task(store.write(lambda c: c.execute(insert(outbox).values(stream="s", at=1.0))))
        for _ in range(50)
    ]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*jobs)
    again = await Store.open(database_url)
    assert await again.read(lambda c: c.execute(select(func.count()).select_from(outbox)).scalar_one()) == 50
    await again.close()
