"""Play matches in a process that is killed at named points, again and again, and check that nothing is lost.

``python tests/crash/driver.py URL --lives 1000`` starts a server process, lets it play against itself, kills it with
SIGKILL at a random hit of a random point, starts the next on the same database, and so on. Every life first checks what
the lives before it had acknowledged or shown. Prints one JSON object; ``wrong`` lists every broken promise.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import select

from airace_rules import replay
from airace_rules.ids import SIDES
from airace_server.bodies import Join, PlayFriend
from airace_server.games.rows import body_of
from airace_server.messages import TurnResolved
from airace_server.seats.access import seat_query, seat_ref
from airace_server.seats.refs import SeatRef
from airace_server.store.tables import orders, seats, turns
from support.playing import Clock, Server, load_once, serving

POINTS = (
    "store.before_commit",
    "store.after_commit",
    "referee.gathered",
    "referee.resolved",
    "referee.entering",
    "referee.entered",
)
FURTHEST_HIT = {"store.before_commit": 14, "store.after_commit": 14}
RULESETS = Path(__file__).parents[2] / "game_rules" / "rulesets"


@dataclass
class Memory:
    """What players were told, kept outside the database."""

    match: str | None = None
    signed: dict[str, dict[str, Any]] = field(default_factory=dict)  # "turn side" → the orders acknowledged
    drafted: dict[str, tuple[int, int]] = field(default_factory=dict)  # side → (turn, draft_no) acknowledged last
    shown: dict[str, str] = field(default_factory=dict)  # turn → how the view that was sent looked

    def hear(self, line: dict[str, Any]) -> None:
        """Take in one acknowledgement."""
        match line["told"]:
            case "match":
                self.match = line["match"]
            case "signed":
                self.signed[line["key"]] = line["orders"]
            case "drafted":
                self.drafted[line["side"]] = (line["turn"], line["draft_no"])
            case "shown":
                self.shown.setdefault(line["turn"], line["view"])


Tell = Callable[..., None]


def killer(point: str, hit: int) -> Callable[[str], None]:
    """Dies at the given hit of the given point."""
    left = hit

    def on_point(name: str) -> None:
        nonlocal left
        if name == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return on_point


@dataclass(frozen=True)
class Life:
    """One life of a server and its two players."""

    url: str
    memory: Memory
    clock: Clock
    on_point: Callable[[str], None]
    chance: int

    def run(self, tell: Tell) -> None:
        asyncio.run(live(self.url, self.memory, self.clock, self.on_point, self.chance, tell))


async def live(
    url: str, memory: Memory, clock: Clock, on_point: Callable[[str], None], chance: int, tell: Tell
) -> None:
    async with serving(url, clock, on_point, RULESETS) as server:
        await server.games.deadlines.sweep()
        if memory.match is None:
            tell(told="match", match=await begin(server))
            return
        for wrong in await check(server, memory):
            tell(told="wrong", what=wrong)
        await play(server, memory.match, random.Random(chance), tell)
        for wrong in await check_end(server, memory.match):
            tell(told="wrong", what=wrong)
        tell(told="over", closed=len((await server.games.debrief(memory.match)).timeline) - 1)


async def begin(server: Server) -> str:
    first = await server.classroom.play_friend(PlayFriend(nickname="Ann"))
    await server.classroom.join(Join(code=first.body.code, nickname="Bo"))
    return first.body.match


async def play(server: Server, match: str, chance: random.Random, tell: Tell) -> None:
    """Edit, sign, look; until the match is over."""
    found = await server.store.read(lambda c: c.execute(seat_query().where(seats.c.match_id == match)).all())
    while (clock := await server.games.clock(match)).phase != "over":
        for seat in chance.sample([seat_ref(row) for row in found], 2):
            if not clock.committed[seat.side]:
                await give_orders(server, seat, clock.turn, chance, tell)
        await server.games.settled()
        await server.games.deadlines.sweep()
        await look(server, match, tell)


async def give_orders(server: Server, seat: SeatRef, turn: int, chance: random.Random, tell: Tell) -> None:
    draft = await server.games.draft(seat.match, seat.side)
    assert draft is not None
    key = chance.choice(sorted(draft.instruments))
    less = chance.randint(0, draft.instruments[key])
    edited = await server.games.edit_draft(seat, seat.match, turn, {key: less}, {})
    tell(told="drafted", side=seat.side, turn=turn, draft_no=edited.draft_no)
    signed = await server.games.commit_orders(seat, seat.match, turn, edited.draft_no)
    tell(told="signed", key=f"{turn} {seat.side}", orders=body_of(signed))


async def look(server: Server, match: str, tell: Tell) -> None:
    """What Washington's screen shows."""
    for event in await server.games.events_after(match, "washington", 0) or []:
        if isinstance(event.body, TurnResolved):
            tell(told="shown", turn=str(event.body.view.turn), view=event.body.view.model_dump_json())


# ---------------------------------------------------------------- what must hold


async def check(server: Server, memory: Memory) -> list[str]:
    """What was acknowledged or shown before is still so."""
    assert memory.match is not None
    wrong = []
    page = await server.games.book.page(memory.match, 0, (await server.games.clock(memory.match)).turn)
    resolved = {str(r.turn): r for r in page.history}
    query = select(orders.c.turn, orders.c.side, orders.c.body).where(orders.c.match_id == memory.match)
    stored = await server.store.read(lambda c: {f"{turn} {side}": body for turn, side, body in c.execute(query)})
    for key, body in memory.signed.items():
        turn, side = key.split()
        if stored.get(key) != body:
            wrong.append(f"orders {key} were acknowledged and are not stored")
        if turn in resolved and dict(resolved[turn].orders[side].instruments) != body["instruments"]:  # type: ignore[index]
            wrong.append(f"orders {key} were acknowledged and did not count")
    for side, (turn, number) in memory.drafted.items():
        draft = await server.games.draft(memory.match, side)  # type: ignore[arg-type]
        if draft is not None and (draft.turn, draft.draft_no) < (turn, number):
            wrong.append(f"draft {number} of {side} was acknowledged and is lost")
    for turn, view in memory.shown.items():
        now = await server.games.book.view(memory.match, 0, int(turn), "washington")
        if now.model_dump_json() != view:
            wrong.append(f"the report before turn {turn} was shown and is different now")
    return wrong


async def check_end(server: Server, match: str) -> list[str]:
    """Every turn was resolved once, told once to each audience, and follows from its orders."""
    wrong = []
    query = select(turns.c.turn).where(turns.c.match_id == match).order_by(turns.c.turn)
    numbers = await server.store.read(lambda c: list(c.execute(query).scalars()))
    if numbers != list(range(1, len(numbers) + 1)):
        wrong.append(f"turns resolved: {numbers}")
    for audience in (*SIDES, "spectator"):
        events = await server.games.events_after(match, audience, 0, most=10_000) or []
        if [e.event for e in events] != list(range(1, len(events) + 1)):
            wrong.append(f"gaps in the events of {audience}")
        told = [e.body.view.turn for e in events if isinstance(e.body, TurnResolved)]
        if told != [n + 1 for n in numbers]:
            wrong.append(f"turns told to {audience}: {told}")
    replay(await server.games.export(match))
    return wrong


# ---------------------------------------------------------------- lives


def in_a_child(work: Callable[[Tell], None]) -> tuple[list[dict[str, Any]], int]:
    """Run in a process of its own that may die; what it told before that, and how it ended."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            work(lambda **line: os.write(writer, json.dumps(line).encode() + b"\n") and None)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        lines = [json.loads(line) for line in told if line.endswith(b"\n")]
    return lines, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url", help="database address")
    parser.add_argument("--lives", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    load_once(RULESETS / "quick")  # every life inherits it
    chance, clock = random.Random(args.seed), Clock()
    memory = Memory()
    totals: dict[str, Any] = {"lives": 0, "killed": 0, "matches": 0, "turns": 0, "signed": 0, "wrong": []}
    hits: dict[str, int] = dict.fromkeys(POINTS, 0)
    while totals["lives"] < args.lives:
        clock.time += 10  # claims of the dead lapse
        point = chance.choice(POINTS)
        die = killer(point, chance.randint(1, FURTHEST_HIT.get(point, 2)))
        lines, ended = in_a_child(Life(args.url, memory, clock, die, chance.getrandbits(32)).run)
        totals["lives"] += 1
        totals["killed"] += ended == -signal.SIGKILL
        hits[point] += ended == -signal.SIGKILL
        totals["wrong"] += [line["what"] for line in lines if line["told"] == "wrong"]
        if ended not in (0, -signal.SIGKILL):
            totals["wrong"].append(f"a life ended with {ended}")
        for line in lines:
            memory.hear(line)
        if lines and lines[-1]["told"] == "over":
            totals["turns"] += lines[-1]["closed"]
            totals["signed"] += len(memory.signed)
            totals["matches"] += 1
            memory = Memory()
    print(json.dumps(totals | {"killed_at": hits}))


if __name__ == "__main__":
    main()
