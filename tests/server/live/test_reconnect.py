"""Whatever happens to a connection, coming back shows exactly what a fresh load shows."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import get_args

import pytest

from airace_client import Seat
from airace_client.mirror import Gap, Mirror
from airace_rules.ids import SIDES
from airace_server.errors import Refusal
from airace_server.live.endpoint import LiveEndpoint
from airace_server.messages import EventBody, ServerMessage
from support.pipes import Frame, Pipe
from support.sockets import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

MATCHES = 24
STEPS = 30
TRIES = 50

seen: set[str] = set()
cuts = 0


class Player:
    """A seat on a bad network."""

    def __init__(self, server: Running, seat: Seat, chance: random.Random) -> None:
        self.services = server.app.state.live
        self.endpoint = LiveEndpoint(lambda: self.services, server.settings)
        self.seat = seat
        self.chance = chance
        self.mirror = Mirror(seat.side)
        self.pipe: Pipe | None = None
        self.sent: int | None = None

    async def connect(self) -> None:
        self.sent = self.mirror.last_event or None
        self.pipe = Pipe(self.endpoint, self.seat.cookie)
        await self.pipe.hello(self.seat, self.mirror.last_event)

    async def deliver(self, everything: bool) -> int:
        """Frames arrive: some, doubled, swapped; a gap or bad luck ends the connection. How many were sent."""
        assert self.pipe is not None
        await self.pipe.flush()
        frames = self.pipe.take()
        self.check_numbers(frames)
        lucky = everything or self.chance.random() < 0.5
        arriving = frames if lucky else self.mangled(frames)
        try:
            for frame in arriving:
                seen.add(frame["type"] if frame["type"] != "event" else frame["body"]["kind"])
                self.mirror.take(frame)
        except Gap:
            lucky = False
        if not lucky:
            await self.reconnect()
        return len(frames)

    def check_numbers(self, frames: list[Frame]) -> None:
        """The server itself sends every event once and in order."""
        for frame in frames:
            if frame["type"] == "event":
                assert self.sent in (None, frame["event"] - 1)
            if "event" in frame:
                self.sent = frame["event"]

    def mangled(self, frames: list[Frame]) -> list[Frame]:
        kept = frames[: self.chance.randint(0, len(frames))]
        doubled = [copy for frame in kept for copy in [frame] * self.chance.choice((1, 1, 2))]
        for at in range(len(doubled) - 1):
            numbered = {doubled[at]["type"], doubled[at + 1]["type"]} == {"event"}
            if numbered and self.chance.random() < 0.2:
                doubled[at], doubled[at + 1] = doubled[at + 1], doubled[at]
        return doubled

    async def reconnect(self) -> None:
        global cuts
        cuts += 1
        assert self.pipe is not None
        await self.pipe.cut()
        await self.connect()

    async def fresh(self) -> Player:
        """Somebody who loads the page now."""
        other = Player.__new__(Player)
        other.__dict__ = {**self.__dict__, "mirror": Mirror(self.seat.side)}
        await other.connect()
        return other


async def act(server: Running, player: Player, chance: random.Random) -> None:
    """Something that players or facilitators do; what is refused changes nothing."""
    games, seat = player.services.games, await player.services.access.seat(player.seat.token, player.seat.id)
    match, turn = seat.match, (await games.clock(seat.match)).turn
    what = chance.choice(
        ("edit", "edit", "edit", "sign", "sign", "withdraw", "pause", "extend", "close", "say", "chat")
    )
    with suppress(Refusal):
        if what == "edit":
            draft = await games.edit_draft(seat, match, turn, {"buy": chance.randint(0, 60)}, {})
            server.hub.show_draft(match, seat.side, draft)
        elif what == "sign":
            draft = await games.draft(match, seat.side)
            number = draft.draft_no if draft else 0
            server.hub.show_draft(match, seat.side, await games.commit_orders(seat, match, turn, number))
        elif what == "withdraw":
            server.hub.show_draft(match, seat.side, await games.withdraw_orders(seat, match, turn))
        elif what == "pause":
            await games.pause(match)
            await games.resume(match)
        elif what == "say":
            channel = chance.choice(("team", "table"))
            await games.say(seat, match, channel, f"Message {chance.random()}", f"{chance.random():.16f}"[2:])
        elif what == "chat":
            await games.switch_chat(match, chance.random() < 0.7)
        elif what == "extend":
            await games.extend(match, chance.randint(60, 600))
        elif chance.random() < 0.3:
            await games.close_turn(match)


def known(mirror: Mirror) -> dict[str, object]:
    return {
        "event": mirror.last_event,
        "view": mirror.view,
        "clock": mirror.clock,
        "draft": mirror.draft,
        "presence": mirror.presence,
        "messages": mirror.messages,
        "may_talk": mirror.may_talk,
    }


async def what_a_fresh_load_shows(server: Running, player: Player) -> Mirror:
    """Once nothing more arrives at it or at the player: a bot that stands in for somebody absent may be at it."""
    fresh = await player.fresh()
    for _ in range(TRIES):
        await server.app.state.http.games.settled()
        await server.hub.settled()
        arrived = [await each.deliver(everything=True) for each in (player, fresh)]
        if not any(arrived):
            break
    assert fresh.pipe is not None
    await fresh.pipe.cut()
    return fresh.mirror


@pytest.mark.parametrize("seed", range(MATCHES))
async def test_coming_back_shows_what_a_fresh_load_shows(server: Running, seed: int) -> None:
    chance = random.Random(seed)
    ann, bo = await server.friends(clock={"first_turn": 3600, "turn": 3600})
    players = [Player(server, seat, chance) for seat in (ann, bo, ann)]  # Ann has two devices
    for player in players:
        await player.connect()
    for _ in range(STEPS):
        doing = act(server, chance.choice(players), chance)
        if chance.random() < 0.5:  # somebody comes back in the very moment
            await asyncio.gather(doing, chance.choice(players).reconnect())
        else:
            await doing
        if chance.random() < 0.5:
            await server.app.state.http.games.settled()
            await server.hub.settled()
        await chance.choice(players).deliver(everything=False)
    await server.app.state.http.games.settled()
    await server.hub.settled()
    for player in players:
        await player.deliver(everything=True)
        await player.deliver(everything=True)
    for player in players:
        fresh = await what_a_fresh_load_shows(server, player)
        assert known(player.mirror) == known(fresh), player.seat.side
    for player in players:
        assert player.pipe is not None
        await player.pipe.cut()


async def test_every_kind_of_message_was_put_to_that_test() -> None:
    assert cuts >= MATCHES * 5
    types = {get_args(m.model_fields["type"].annotation)[0] for m in get_args(get_args(ServerMessage)[0])}
    kinds = {get_args(m.model_fields["kind"].annotation)[0] for m in get_args(get_args(EventBody)[0])}
    answers = {"done", "pong", "error", "event"}  # "event" is counted by its kind
    advice = {"forecast"}  # comes when it is ready, and is nothing that a client must know
    for_facilitators = {"table_changed", "table_said"}
    at_the_start = {"match_started"}  # comes before the second player can be connected
    assert seen == (types - answers - advice) | (kinds - for_facilitators - at_the_start)
    assert len(SIDES) == 2
