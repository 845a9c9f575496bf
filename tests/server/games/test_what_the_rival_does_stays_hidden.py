"""Before a turn closes, nothing that one side is sent depends on what the other side has drafted or signed.

Two copies of the same match go on at the same times; only Washington's drafts and orders differ. Every byte that
Beijing, a spectator and the bus get must be the same. That somebody signed is public; what, how often it was changed
and what was refused is not.
"""

from __future__ import annotations

import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from airace_rules.ids import Audience
from airace_server.bodies import ClockSettings
from airace_server.errors import Refusal
from airace_server.seats.refs import SeatRef
from support.playing import RULESETS, Clock, Pair, Server, pair, play_turn, serving, sign

PUBLIC: tuple[Audience, ...] = ("beijing", "spectator")


async def start(folder: Path, turns: int) -> Pair:
    """A match, some turns old."""
    async with serving(f"sqlite:///{folder}/start.sqlite3", rulesets=RULESETS) as server:
        both = await pair(server, ClockSettings(first_turn=600, turn=600), "pact")
        for turn in range(1, turns + 1):
            await play_turn(server, both, turn)
    return both


async def secretly(server: Server, seat: SeatRef, turn: int, chance: random.Random) -> None:
    """Edit, be refused, sign, withdraw nothing: as chance wills."""
    for _ in range(chance.randint(0, 2)):
        expects, confidence = chance.choice(("up", "down", None)), chance.choice((50, 70, 90))
        await server.games.predict(seat, seat.match, turn, expects, confidence, "x" * chance.randint(0, 9))  # type: ignore[arg-type]
    for _ in range(chance.randint(0, 5)):
        draft = await server.games.draft(seat.match, "washington")
        assert draft is not None
        key = chance.choice(sorted(draft.instruments))
        try:
            await server.games.edit_draft(seat, seat.match, turn, {key: chance.choice([0, 5, 40, 900_000])}, {})
        except Refusal:
            continue
        stance, option = chance.choice([("safety", "strict"), ("safety", "minimal"), ("safety", "nonsense")])
        project, deal = chance.choice(sorted(draft.projects)), chance.choice(sorted(draft.deals))
        for fields in (
            {"stances": {stance: option}},
            {"instruments": dict.fromkeys(draft.instruments, 0), "projects": {project: chance.random() < 0.7}},
            {"deals": {deal: chance.random() < 0.7}},
        ):
            with suppress(Refusal):
                await server.games.edit_draft(seat, seat.match, turn, **fields)  # type: ignore[arg-type]


async def refusals(server: Server, seat: SeatRef, turn: int) -> list[str]:
    """What Beijing is told when it does something wrong."""
    told = []
    for attempt in (
        server.games.edit_draft(seat, seat.match, turn, {"no_such_thing": 1}, {}),
        server.games.commit_orders(seat, seat.match, turn, 10_000),
        server.games.edit_draft(seat, seat.match, turn + 1, {}, {}),
        server.games.debrief(seat.match),
        server.games.turning_points(seat.match),
        server.games.export(seat.match),
        server.games.calibration(seat.match, seat),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        draft = refused.value.draft
        told.append(refused.value.body().model_dump_json() + (draft.model_dump_json() if draft else ""))
    return told


async def everything_sent(server: Server, both: Pair, turn: int) -> list[str]:
    """All bytes for Beijing and spectators."""
    sent = [*server.hints, *(await refusals(server, both.beijing, turn))]
    for audience in PUBLIC:
        sent.append((await server.games.snapshot(both.match, audience)).model_dump_json())
        sent.append((await server.games.presence(both.match, audience)).model_dump_json())
        events = await server.games.events_after(both.match, audience, 0)
        sent += [event.model_dump_json() for event in events or []]
    sent.append((await server.games.clock(both.match)).model_dump_json())
    sent.append(repr(await server.games.predictions(both.match, "beijing")))
    return sent


async def one_future(database: Path, both: Pair, turn: int, chance: random.Random, signing: bool) -> list[str]:
    async with serving(f"sqlite:///{database}", Clock(), rulesets=RULESETS) as server:
        await secretly(server, both.washington, turn, chance)
        if signing:
            await sign(server, both.washington, turn)
        else:
            await sign(server, both.beijing, turn)
            await server.games.withdraw_orders(both.beijing, both.match, turn)
            await secretly(server, both.washington, turn, chance)
        return await everything_sent(server, both, turn)


@pytest.mark.parametrize("seed", range(6))
async def test_nothing_that_the_rival_is_sent_depends_on_secret_orders(tmp_path: Path, seed: int) -> None:
    both = await start(tmp_path, turns=seed % 3)
    for signing in (True, False):
        futures = []
        for branch in range(3):
            copy = tmp_path / f"{signing}{branch}.sqlite3"
            shutil.copy(tmp_path / "start.sqlite3", copy)
            chance = random.Random(100 * seed + branch)
            futures.append(await one_future(copy, both, seed % 3 + 1, chance, signing))
        assert futures[0] == futures[1] == futures[2]


async def test_the_comparison_sees_a_difference_where_there_is_one(tmp_path: Path) -> None:
    """Once the turn is closed, Washington's orders do show: the comparison above is not blind."""
    both = await start(tmp_path, turns=0)
    futures = []
    for spend in (0, 200):
        copy = tmp_path / f"{spend}.sqlite3"
        shutil.copy(tmp_path / "start.sqlite3", copy)
        async with serving(f"sqlite:///{copy}", Clock(), rulesets=RULESETS) as server:
            draft = await server.games.draft(both.match, "washington")
            assert draft is not None
            wish = dict.fromkeys(draft.instruments, 0) | {next(iter(draft.instruments)): spend}
            await server.games.edit_draft(both.washington, both.match, 1, wish, {})
            await play_turn(server, both, 1)
            await play_turn(server, both, 2)
            futures.append(await everything_sent(server, both, 3))
    assert futures[0] != futures[1]
