"""The promise of a power cut: the server dies by SIGKILL at random moments while bots play twenty matches over the
network. After each restart play goes on, no acknowledged order is lost, be it points, a stance, a project or a deal, no
turn is resolved twice, and every hash is that of an undisturbed run."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

from airace_client import Client, Game, Refused, Seat
from airace_client.bot import OVERTAKEN, private_seed
from airace_rules import bot_orders, load_ruleset, replay
from airace_rules.ids import Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.views import View
from support.playing import RULESETS
from support.server import LiveServer

MATCHES = 20
LEAST_KILLS = 5
MOST_KILLS = 8
STRATEGIES = ("balanced", "sprinter", "restrictor", "bridge_builder", "random")


@dataclass
class Diary:
    """What the server acknowledged: (match, side, turn) → the orders that were signed, whole."""

    acknowledged: dict[tuple[str, str, int], Orders] = field(default_factory=dict)


async def sit_down(client: Client) -> tuple[Seat, Seat]:
    first = await client.play_friend("pact", "washington", "one")
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
                assert game.view is not None
                orders = bot_orders(ruleset, strategy, game.view, private_seed(seat))
                wish = undertaking(game.view, orders) if chance.random() < 0.6 else orders
                await order(game, seat, whole(ruleset, game.view, wish), diary)


def undertaking(view: View, orders: Orders) -> Orders:
    """Half of what was to be spent, every project that may be paid for, and the deal that refuses nobody anything."""
    halved = {key: value // 2 for key, value in orders.instruments.items()}
    running = [key for key, project in view.projects.items() if project.open and project.progress]
    fresh = [key for key, project in view.projects.items() if project.open and not project.progress]
    signed = view.deals["hotline"].open or view.deals["hotline"].turns_left > 0
    return Orders(halved, orders.stances, dict.fromkeys([*running, *fresh[:1]], True), {"hotline": signed})


def whole(ruleset: Ruleset, view: View, orders: Orders) -> Orders:
    """The same orders, with a word about everything that this side may decide."""
    return Orders(
        {**dict.fromkeys(ruleset.instruments, 0), **orders.instruments},
        {**view.stances, **orders.stances},
        {**dict.fromkeys(view.projects, False), **orders.projects},
        {**dict.fromkeys(view.deals, False), **orders.deals},
    )


async def order(game: Game, seat: Seat, orders: Orders, diary: Diary) -> None:
    turn = game.turn
    try:
        number = await game.edit_draft(orders.instruments, orders.stances, orders.projects, orders.deals)
        await game.commit(number)
    except Refused as refusal:
        if refusal.code not in OVERTAKEN:
            raise
    else:
        diary.acknowledged[seat.match, seat.side, turn] = orders


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
    return load_ruleset(RULESETS / "pact")


@pytest.fixture(scope="module")
def aftermath(ruleset: Ruleset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    database = f"sqlite:///{tmp_path_factory.mktemp('kills') / 'airace.db'}"
    server = LiveServer(database, "--rulesets", str(RULESETS)).start()
    yield asyncio.run(play_through_kills(server, ruleset, random.Random(20_261_122)))
    server.stop()


def test_play_goes_on_to_the_end_of_every_match(aftermath: Aftermath) -> None:
    assert aftermath.kills >= LEAST_KILLS, "the server was hardly disturbed, so this shows nothing"
    assert len(aftermath.files) == MATCHES
    assert all(file["ending"] for file in aftermath.files.values())


def test_no_acknowledged_order_is_lost(aftermath: Aftermath) -> None:
    assert len(aftermath.diary.acknowledged) > MATCHES
    for (match, side, turn), signed in aftermath.diary.acknowledged.items():
        resolved = aftermath.files[match]["turns"][turn - 1]["orders"][side]
        assert resolved == asdict(signed), (match, side, turn)


def test_stances_projects_and_deals_were_among_the_acknowledged_orders(aftermath: Aftermath, ruleset: Ruleset) -> None:
    signed = aftermath.diary.acknowledged
    changed = [orders.stances != at_start(ruleset, side) for (_, side, _), orders in signed.items()]
    paid, agreed = (
        [any(getattr(orders, kind).values()) for orders in signed.values()] for kind in ("projects", "deals")
    )
    assert min(sum(changed), sum(paid), sum(agreed)) > MATCHES


def at_start(ruleset: Ruleset, side: Side) -> dict[str, str]:
    return {key: stance.start[side] for key, stance in ruleset.stances.items()}


def test_no_turn_is_resolved_twice_or_left_out(aftermath: Aftermath) -> None:
    for file in aftermath.files.values():
        turns = [turn["turn"] for turn in file["turns"]]
        assert turns == list(range(1, len(turns) + 1))


def test_every_hash_is_that_of_an_undisturbed_run(aftermath: Aftermath, ruleset: Ruleset) -> None:
    for file in aftermath.files.values():
        undisturbed = replay(file, lambda _: ruleset)
        assert [turn["hash"] for turn in file["turns"]] == [result.hash for result in undisturbed.history]
