"""The promise of a power cut: the server dies by SIGKILL at random moments while bots play twenty matches over the
network. After each restart play goes on, no acknowledged order is lost, no turn is resolved twice, and every hash is
that of an undisturbed run."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from airace_client import Client, Game, Refused, Seat
from airace_client.bot import OVERTAKEN, private_seed
from airace_rules import bot_orders, load_ruleset, replay
from airace_rules.ruleset import Ruleset
from support.server import LiveServer

MATCHES = 20
LEAST_KILLS = 5
MOST_KILLS = 8
STRATEGIES = ("balanced", "sprinter", "restrictor", "bridge_builder", "random")
QUICK = Path(__file__).parents[2] / "game_rules/rulesets/quick"


@dataclass
class Diary:
    """What the server acknowledged: (match, side, turn) → instruments above zero and the stances asked for."""

    acknowledged: dict[tuple[str, str, int], dict[str, int]] = field(default_factory=dict)


async def sit_down(client: Client) -> tuple[Seat, Seat]:
    first = await client.play_friend("quick", "washington", "one")
    return first, await client.join(first.code, "two")


async def play(client: Client, seat: Seat, ruleset: Ruleset, diary: Diary, chance: random.Random) -> None:
    """A player who thinks for a moment, orders and signs, until the match is over."""
    strategy = chance.choice(STRATEGIES)
    async with client.connect(seat) as game:
        async for _ in game.news():
            if game.over:
                return
            if game.may_order:
                await asyncio.sleep(chance.uniform(0, 0.4))
                await order(game, seat, ruleset, strategy, diary)


async def order(game: Game, seat: Seat, ruleset: Ruleset, strategy: str, diary: Diary) -> None:
    assert game.view is not None
    turn = game.turn
    orders = bot_orders(ruleset, strategy, game.view, private_seed(seat))
    whole = dict.fromkeys(ruleset.instruments, 0) | dict(orders.instruments)
    try:
        number = await game.edit_draft(whole, orders.stances)
        await game.commit(number)
    except Refused as refusal:
        if refusal.code not in OVERTAKEN:
            raise
    else:
        diary.acknowledged[seat.match, seat.side, turn] = {key: value for key, value in whole.items() if value}


@dataclass(frozen=True)
class Aftermath:
    """``files``: match → its match file."""

    kills: int
    diary: Diary
    files: dict[str, dict[str, Any]]


async def play_through_kills(server: LiveServer, ruleset: Ruleset, chance: random.Random) -> Aftermath:
    diary, kills = Diary(), 0
    async with Client(server.url) as client:
        pairs = [await sit_down(client) for _ in range(MATCHES)]
        async with asyncio.TaskGroup() as group:
            players = [
                group.create_task(play(client, seat, ruleset, diary, random.Random(chance.random())))
                for pair in pairs
                for seat in pair
            ]
            while kills < MOST_KILLS and not all(player.done() for player in players):
                await asyncio.sleep(chance.uniform(0.05, 0.5))
                await asyncio.to_thread(server.restart)
                kills += 1
        return Aftermath(kills, diary, {first.match: await client.export(first) for first, _ in pairs})


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset(QUICK)


@pytest.fixture(scope="module")
def aftermath(ruleset: Ruleset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    server = LiveServer(f"sqlite:///{tmp_path_factory.mktemp('kills') / 'airace.db'}").start()
    yield asyncio.run(play_through_kills(server, ruleset, random.Random(20_261_122)))
    server.stop()


def test_play_goes_on_to_the_end_of_every_match(aftermath: Aftermath) -> None:
    assert aftermath.kills >= LEAST_KILLS, "the server was hardly disturbed, so this shows nothing"
    assert len(aftermath.files) == MATCHES
    assert all(file["ending"] for file in aftermath.files.values())


def test_no_acknowledged_order_is_lost(aftermath: Aftermath) -> None:
    assert len(aftermath.diary.acknowledged) > MATCHES
    for (match, side, turn), wanted in aftermath.diary.acknowledged.items():
        resolved = aftermath.files[match]["turns"][turn - 1]["orders"][side]["instruments"]
        assert {key: value for key, value in resolved.items() if value} == wanted


def test_no_turn_is_resolved_twice_or_left_out(aftermath: Aftermath) -> None:
    for file in aftermath.files.values():
        turns = [turn["turn"] for turn in file["turns"]]
        assert turns == list(range(1, len(turns) + 1))


def test_every_hash_is_that_of_an_undisturbed_run(aftermath: Aftermath, ruleset: Ruleset) -> None:
    for file in aftermath.files.values():
        undisturbed = replay(file, lambda _: ruleset)
        assert [turn["hash"] for turn in file["turns"]] == [result.hash for result in undisturbed.history]
