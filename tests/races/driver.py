"""Several server processes and three reasons race to close the same turns.

``python tests/races/driver.py URL --processes 4 --matches 50`` makes matches with a clock, then every process goes
through them turn by turn; at each turn all meet at a barrier and then at once sign for a side, find the deadline
passed, or close the turn for the facilitator. On SQLite, which one process owns, ``--processes 1`` races within it.
Prints one JSON object; ``wrong`` lists every broken promise.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import sys
import traceback
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import select

from airace_rules import replay
from airace_rules.ids import SIDES, Side
from airace_server.bodies import ClockSettings
from airace_server.errors import Refusal
from airace_server.messages import TurnResolved
from airace_server.store.tables import outbox, turns
from support.playing import Clock, Pair, Server, load_once, pair, serving

RULESETS = Path(__file__).parents[2] / "game_rules" / "rulesets"
CLOCK = ClockSettings(first_turn=60, turn=60)
MEETING_SECONDS = 120
LATE = frozenset({"turn_closed", "match_over", "draft_conflict", "already_committed"})
"""What somebody who comes too late may be told."""


class Racer:
    """What one process does."""

    def __init__(self, server: Server, number: int, processes: int) -> None:
        self.server = server
        self.roles = [role for index, role in enumerate(ROLES) if index % processes == number % processes]
        self.closed: Counter[str] = Counter()
        self.errors: list[str] = []

    async def race(self, match: Pair, turn: int) -> None:
        """Everything this process does about one turn, at once."""
        roles = [role for role in self.roles if role in ALONE.get(turn, ROLES)]
        await asyncio.gather(*(self._try(role, match, turn) for role in roles))
        await self.server.games.settled()

    async def _try(self, role: str, match: Pair, turn: int) -> None:
        try:
            if role in SIDES:
                await self._sign(match, role, turn)  # type: ignore[arg-type]
            else:
                reason: Any = role
                if await self.server.games.referee.close_turn(match.match, reason, turn):
                    self.closed[f"{match.match} {turn}"] += 1
        except Refusal as refusal:
            if refusal.code not in LATE:
                self.errors.append(f"{role}: {refusal}")
        except Exception:
            self.errors.append(f"{role}: {traceback.format_exc()}")

    async def _sign(self, match: Pair, side: Side, turn: int) -> None:
        draft = await self.server.games.draft(match.match, side)
        if draft is not None and draft.turn == turn:
            await self.server.games.commit_orders(match.of(side), match.match, turn, draft.draft_no)


ROLES = (
    "washington",
    "beijing",
    "deadline",
    "facilitator",
    "all_committed",
    "beijing",
    "facilitator",
    "deadline",
)
"""Dealt round to the processes; with four, the last two are past every deadline."""
ALONE = {1: ("washington", "beijing", "all_committed"), 2: ("deadline",), 3: ("facilitator",)}
"""Turns in which one reason races with itself; in the others all race."""


def is_late(number: int, processes: int, turn: int) -> bool:
    """Whether this process's clock is past the deadline of the turn; signatures are then refused."""
    return turn % 2 == 0 if processes == 1 else number >= processes // 2


async def race(url: str, number: int, processes: int, matches: list[Pair], most: int, barrier: Barrier) -> Racer:
    clock = Clock()
    async with serving(url, clock, rulesets=RULESETS) as server:
        racer = Racer(server, number, processes)
        for match in matches:
            clock.time = Clock().time
            for turn in range(1, most + 1):
                if is_late(number, processes, turn):
                    clock.time += 1000
                await asyncio.to_thread(barrier.wait, MEETING_SECONDS)
                await racer.race(match, turn)
        return racer


def in_a_process(
    url: str, number: int, processes: int, matches: list[Pair], most: int, barrier: Any, told: Any
) -> None:
    racer = asyncio.run(race(url, number, processes, matches, most, barrier))
    told.put((dict(racer.closed), racer.errors))


async def prepare(url: str, count: int) -> tuple[list[Pair], int]:
    async with serving(url, rulesets=RULESETS) as server:
        made = [await pair(server, CLOCK) for _ in range(count)]
        return made, len((await server.rulesets.by_name("quick")).turns)


async def check(url: str, matches: list[Pair]) -> tuple[list[str], Counter[str]]:
    """Every turn closed once, told once to everybody, in order; nobody stuck. And who closed how many."""
    wrong: list[str] = []
    reasons: Counter[str] = Counter()
    async with serving(url, rulesets=RULESETS) as server:
        for match in matches:
            clock = await server.games.clock(match.match)
            if clock.phase != "over" or clock.deadline is not None:
                wrong.append(f"{match.match} is stuck in turn {clock.turn}")
                continue
            query = (
                select(turns.c.turn, turns.c.closed_by).where(turns.c.match_id == match.match).order_by(turns.c.turn)
            )
            found = await server.store.read(lambda c, q=query: c.execute(q).all())
            closed = [turn for turn, _ in found]
            reasons.update(reason for _, reason in found)
            if closed != list(range(1, len(closed) + 1)):
                wrong.append(f"{match.match} closed turns {closed}")
            for audience in (*SIDES, "spectator"):
                events = await server.games.events_after(match.match, audience, 0, most=10_000) or []
                if [e.event for e in events] != list(range(1, len(events) + 1)):
                    wrong.append(f"{match.match}: gaps in the events of {audience}")
                if [e.body.view.turn - 1 for e in events if isinstance(e.body, TurnResolved)] != closed:
                    wrong.append(f"{match.match}: {audience} was told otherwise")
            replay(await server.games.export(match.match))
        hints = await server.store.read(lambda c: len(c.execute(select(outbox.c.id)).all()))
        if not hints:
            wrong.append("no hint was stored with the news")
    return wrong, reasons


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--matches", type=int, default=50)
    args = parser.parse_args()
    load_once(RULESETS / "quick")  # every process inherits it
    matches, most = asyncio.run(prepare(args.url, args.matches))
    fork = multiprocessing.get_context("fork")
    barrier, told = fork.Barrier(args.processes), fork.Queue()
    processes = [
        fork.Process(target=in_a_process, args=(args.url, n, args.processes, matches, most, barrier, told))
        for n in range(args.processes)
    ]
    for process in processes:
        process.start()
    answers = [told.get(timeout=MEETING_SECONDS + 30 * args.matches) for _ in processes]
    for process in processes:
        process.join()
    closed: Counter[str] = Counter()
    wrong, reasons = asyncio.run(check(args.url, matches))
    for counted, errors in answers:
        closed.update(counted)
        wrong += errors
    wrong += [f"{turn} was closed {count} times" for turn, count in closed.items() if count > 1]
    print(json.dumps({"closes": sum(reasons.values()), "closed_by": reasons, "wrong": wrong}))


if __name__ == "__main__":
    main()
