"""Planners hold seats as house bots do; they think in a process of their own, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from airace_rules import to_json
from airace_rules.orders import Orders
from airace_rules.planner import PLANNERS
from airace_rules.ruleset import Ruleset
from airace_server.bodies import PlayNow
from airace_server.bots.house import HouseBots
from airace_server.errors import Refusal
from airace_server.games.starting import Starting
from airace_server.games.workers import Task, Workers
from support.playing import Server

EASY = PLANNERS[0]


@asynccontextmanager
async def thinking(server: Server, thinkers: Workers) -> AsyncIterator[HouseBots]:
    """Bots of the server that run in the background and think there."""
    bots = HouseBots(server.store, server.games, thinkers)
    task = asyncio.create_task(bots.run())
    try:
        yield bots
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        thinkers.close()


async def match_against(server: Server, opponent: str) -> str:
    return (await server.classroom.play_now(PlayNow(ruleset="quick", opponent=opponent))).body.match


async def signed(server: Server, match: str) -> None:
    """Wait until Beijing has signed."""

    async def waiting() -> None:
        while not (await server.games.clock(match)).committed["beijing"]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    await asyncio.wait_for(waiting(), 60)


async def instruments(server: Server, match: str) -> dict[str, int]:
    draft = await server.games.draft(match, "beijing")
    assert draft is not None
    return dict(draft.instruments)


async def test_a_planner_signs_the_same_orders_whether_it_has_a_process_to_think_in_or_not(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = server.games.starting.fresh_seed()
    monkeypatch.setattr(Starting, "fresh_seed", lambda _: seed)  # what it sees of its rival hangs on the seed
    given = []
    for workers in (0, 1):
        match = await match_against(server, EASY)
        async with thinking(server, Workers(workers)):
            await signed(server, match)
        given.append(await instruments(server, match))
    assert given[0] == given[1]
    steady = await match_against(server, "balanced")
    await server.bots.consider(steady)
    assert sum(given[0].values()) > 0


async def test_a_planner_whose_process_is_killed_thinks_again(server: Server) -> None:
    thinkers = Workers(1)
    async with thinking(server, thinkers):
        await signed(server, await match_against(server, EASY))
        assert thinkers._pool is not None
        for process in list(thinkers._pool._processes):
            os.kill(process, signal.SIGKILL)
        await signed(server, await match_against(server, EASY))


class Slow(Workers):
    """Thinks until it is told to stop."""

    def __init__(self) -> None:
        super().__init__(1)
        self.asked = 0
        self.enough = asyncio.Event()

    async def ask(self, ruleset: Ruleset, task: Task, given: Any) -> Any:
        self.asked += 1
        await self.enough.wait()
        return to_json(Orders({"buy": 10}))


async def test_no_other_match_waits_while_planners_think(server: Server) -> None:
    slow = Slow()
    planned = [await match_against(server, EASY) for _ in range(6)]
    async with thinking(server, slow) as bots:
        for match in planned:
            bots.wake(match)
        while slow.asked < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        for _ in range(3):
            house = await match_against(server, "balanced")
            bots.wake(house)
            await signed(server, house)
        for match in planned:
            bots.wake(match)  # news while it thinks: it is not asked twice for one turn
        slow.enough.set()
        for match in planned:
            await signed(server, match)
    assert slow.asked == len(planned)


async def test_an_opponent_that_is_neither_is_refused_with_the_names_there_are(server: Server) -> None:
    with pytest.raises(Refusal) as refusal:
        await match_against(server, "genius")
    assert refusal.value.code == "unknown_bot"
    assert "planner_hard" in str(refusal.value.hint)
