"""kill -9 at named points while orders are stored and turns resolved: no order lost, no turn resolved twice, nothing
shown that is not saved. The long version is ``python tests/crash/driver.py``."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, delete, select, update

from airace_server.store.tables import audience_events, orders, turns
from crash.driver import POINTS, Memory, begin, check, check_end, look, play
from support.playing import serving

DRIVER = Path(__file__).parent / "driver.py"


def run_lives(url: str, lives: int) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, str(DRIVER), url, "--lives", str(lives), "--seed", "7"],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert run.returncode == 0, run.stderr
    report: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return report


def test_nothing_is_lost_on_sqlite(tmp_path: Path) -> None:
    report = run_lives(f"sqlite:///{tmp_path}/a.sqlite3", lives=36)
    assert report["wrong"] == []
    assert report["turns"] >= 5
    assert all(report["killed_at"][point] for point in POINTS)


def test_nothing_is_lost_on_postgresql(postgres_url: str) -> None:
    report = run_lives(postgres_url, lives=16)
    assert report["wrong"] == []
    assert report["turns"] >= 5
    assert report["killed"] >= 5


async def played(url: str) -> Memory:
    """A match played to its end, and what its players remember."""
    async with serving(url) as server:
        memory = Memory(match=await begin(server))
        await play(server, memory.match or "", random.Random(1), lambda **line: memory.hear(line))
        await look(server, memory.match or "", lambda **line: memory.hear(line))
    return memory


async def wrong_with(url: str, memory: Memory) -> list[str]:
    """What the next life finds."""
    async with serving(url) as server:
        try:
            return await check(server, memory) + await check_end(server, memory.match or "")
        except Exception as error:
            return [repr(error)]


another_turn = select(turns.c.result).where(turns.c.turn == 1).scalar_subquery()
another_resolution = (
    select(audience_events.c.body)
    .where(audience_events.c.audience == "washington", audience_events.c.event == 4)
    .scalar_subquery()
)
HARMS: dict[str, Executable] = {
    "orders lost": delete(orders).where(orders.c.turn == 2, orders.c.side == "beijing"),
    "orders changed": update(orders).where(orders.c.turn == 1).values(body={"instruments": {}, "stances": {}}),
    "event renumbered": update(audience_events).where(audience_events.c.event == 3).values(event=99),
    "turn told twice": update(audience_events)
    .where(audience_events.c.event == 5)
    .values(kind="turn_resolved", body=another_resolution),
    "turn lost": delete(turns).where(turns.c.turn == 5),
    "turn changed": update(turns)
    .where(turns.c.turn == 2)
    .values(result=select(turns.c.result).limit(1).scalar_subquery()),
}


async def test_an_honest_match_passes_the_check(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    assert await wrong_with(url, await played(url)) == []


@pytest.mark.parametrize("harm", HARMS)
async def test_the_check_has_teeth(tmp_path: Path, harm: str) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    memory = await played(url)
    async with serving(url) as server:
        await server.store.write(lambda connection: connection.execute(HARMS[harm]))
    assert await wrong_with(url, memory)


def test_every_point_is_one_that_the_server_passes(tmp_path: Path) -> None:
    """A point that is never passed would make these tests weaker without anybody noticing."""
    seen: set[str] = set()

    async def one_match() -> None:
        async with serving(f"sqlite:///{tmp_path}/a.sqlite3", on_point=seen.add) as server:
            await play(server, await begin(server), random.Random(1), lambda **line: None)

    asyncio.run(one_match())
    assert seen == set(POINTS)
