"""Writers that wait together share one flush of the disk."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import OperationalError

from airace_server.store import Store
from airace_server.store.tables import rulesets
from airace_server.store.writer import MOST_IN_A_GROUP


def put(connection: Connection, key: str) -> str:
    connection.execute(insert(rulesets).values(hash=key, name="n", files={}, stored=1.0))
    return key


def keys(connection: Connection) -> list[str]:
    return sorted(connection.execute(select(rulesets.c.hash)).scalars())


class Hold:
    """Keeps the writer busy until released, so that others queue up behind it."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.release = threading.Event()

    def __call__(self, connection: Connection) -> None:
        self.begun.set()
        assert self.release.wait(30)


async def queued_behind(store: Store, jobs: list[object]) -> list[object]:
    """Outcomes of jobs that were all waiting when the writer came free."""
    hold = Hold()
    holding = asyncio.create_task(store.write(hold))
    await asyncio.to_thread(hold.begun.wait)
    waiting = [asyncio.create_task(store.write(job)) for job in jobs]  # type: ignore[arg-type]
    await asyncio.sleep(0)
    hold.release.set()
    await holding
    return list(await asyncio.gather(*waiting, return_exceptions=True))


async def test_those_who_wait_together_are_committed_together(tmp_path: Path) -> None:
    commits: Counter[str] = Counter()
    store = await Store.open(f"sqlite:///{tmp_path}/a", lambda point: commits.update([point]))
    outcomes = await queued_behind(store, [lambda c, n=n: put(c, f"{n:03}") for n in range(100)])
    assert outcomes == [f"{n:03}" for n in range(100)]
    assert commits["store.after_commit"] == 2  # the one that held, and the hundred
    await store.close()


async def test_a_group_has_an_end(tmp_path: Path) -> None:
    commits: list[str] = []
    store = await Store.open(f"sqlite:///{tmp_path}/a", commits.append)
    await queued_behind(store, [lambda c, n=n: put(c, f"{n:04}") for n in range(MOST_IN_A_GROUP + 1)])
    assert commits.count("store.after_commit") == 3
    await store.close()


async def test_nobody_hears_of_a_result_before_its_commit(tmp_path: Path) -> None:
    written, commit = threading.Event(), threading.Event()

    def on_point(name: str) -> None:
        if name == "store.before_commit":
            written.set()
            assert commit.wait(30)

    store = await Store.open(f"sqlite:///{tmp_path}/a", on_point)
    writing = asyncio.create_task(store.write(lambda c: put(c, "a")))
    await asyncio.to_thread(written.wait)
    for _ in range(20):
        await asyncio.sleep(0)
    assert not writing.done()
    assert await store.read(keys) == []
    commit.set()
    assert await writing == "a"
    assert await store.read(keys) == ["a"]
    await store.close()


async def test_one_that_fails_after_writing_has_the_others_run_again_alone(tmp_path: Path) -> None:
    commits: list[str] = []
    store = await Store.open(f"sqlite:///{tmp_path}/a", commits.append)
    runs: Counter[str] = Counter()

    def job(key: str) -> object:
        def run(connection: Connection) -> str:
            runs[key] += 1
            put(connection, key)
            if key == "bad":
                raise LookupError(key)
            return key

        return run

    outcomes = await queued_behind(store, [job("a"), job("bad"), job("b")])
    assert [str(o) for o in outcomes] == ["a", "bad", "b"]
    assert runs == {"a": 2, "bad": 2, "b": 1}
    assert await store.read(keys) == ["a", "b"]
    assert commits.count("store.after_commit") == 3  # the one that held, a, b
    await store.close()


async def test_one_that_refuses_before_writing_costs_the_others_nothing(tmp_path: Path) -> None:
    commits: list[str] = []
    store = await Store.open(f"sqlite:///{tmp_path}/a", commits.append)

    def refuse(connection: Connection) -> None:
        raise LookupError("no")

    outcomes = await queued_behind(store, [lambda c: put(c, "a"), refuse, lambda c: put(c, "b")])
    assert [str(o) for o in outcomes] == ["a", "no", "b"]
    assert commits.count("store.after_commit") == 2
    await store.close()


async def test_each_sees_what_those_before_it_wrote(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/a")

    def count(connection: Connection) -> int:
        put(connection, f"k{len(keys(connection))}")
        return len(keys(connection))

    assert await queued_behind(store, [count] * 10) == list(range(1, 11))
    await store.close()


async def test_when_the_commit_itself_fails_everybody_is_told_and_nothing_is_stored(tmp_path: Path) -> None:
    fail = False

    def on_point(name: str) -> None:
        if fail and name == "store.before_commit":
            raise OSError("the disk is full")

    store = await Store.open(f"sqlite:///{tmp_path}/a", on_point)
    fail = True
    outcomes = await asyncio.gather(
        *(store.write(lambda c, n=n: put(c, f"{n}")) for n in range(5)), return_exceptions=True
    )
    assert {str(o) for o in outcomes} == {"the disk is full"}
    fail = False
    assert await store.write(lambda c: put(c, "after")) == "after"
    assert await store.read(keys) == ["after"]
    await store.close()


async def test_a_foreign_tool_that_locks_the_file_for_long_is_an_error_and_not_the_end(tmp_path: Path) -> None:
    import sqlite3

    store = await Store.open(f"sqlite:///{tmp_path}/a")
    tool = sqlite3.connect(tmp_path / "a", isolation_level=None)
    tool.execute("begin immediate")
    with pytest.raises(OperationalError, match="locked"):
        await store.write(lambda c: put(c, "a"))
    tool.execute("rollback")
    tool.close()
    assert await store.write(lambda c: put(c, "b")) == "b"
    await store.close()


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/a")
    await store.close()
    with pytest.raises(RuntimeError, match="closed"):
        await store.write(keys)


async def test_a_writer_that_cannot_go_on_keeps_nobody_waiting(tmp_path: Path) -> None:
    """A fault outside any function, such as no memory, ends the writer: those who wait and those who come are told."""
    store = await Store.open(f"sqlite:///{tmp_path}/a")

    class Poison:
        def __call__(self, connection: Connection) -> None:
            connection.close()
            raise LookupError

    outcomes = await queued_behind(store, [Poison(), lambda c: put(c, "b")])
    assert all(isinstance(outcome, BaseException) for outcome in outcomes)
    with pytest.raises(Exception, match=r"stopped|closed"):
        await store.write(lambda c: put(c, "c"))
    await store.close()
