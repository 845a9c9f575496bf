"""How much a seat and an address may send, and what happens beyond it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from airace_server.limits import MOST_KEYS, Rate, whole_seconds
from support.sockets import running


class Now:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


async def test_a_seat_that_floods_is_refused_and_forgiven(tmp_path: Path) -> None:
    async with (
        running(tmp_path, seat_frames=20.0, seat_frames_burst=5) as server,
        server.line(await server.alone()) as line,
    ):
        answers = [await line.ask("ping") for _ in range(8)]
        refused = [a for a in answers if a["type"] == "error"]
        assert refused
        assert {a["error"]["code"] for a in refused} == {"too_fast"}
        assert refused[0]["error"]["args"]["seconds"] >= 1
        await asyncio.sleep(0.3)
        assert (await line.ask("ping"))["type"] == "pong"


async def test_two_sockets_of_one_seat_share_its_rate(tmp_path: Path) -> None:
    async with running(tmp_path, seat_frames=0.01, seat_frames_burst=4) as server:
        ann = await server.alone()
        async with server.line(ann) as one, server.line(ann) as two:
            kinds = [(await line.ask("ping"))["type"] for line in (one, two) * 3]
            assert kinds == ["pong"] * 4 + ["error"] * 2


async def test_a_flood_does_not_touch_the_rival(tmp_path: Path) -> None:
    async with running(tmp_path, seat_frames=0.01, seat_frames_burst=3) as server:
        ann, bo = await server.friends()
        async with server.line(ann) as flood, server.line(bo) as calm:
            for _ in range(10):
                await flood.ask("ping")
            assert (await calm.ask("ping"))["type"] == "pong"


async def test_an_address_has_a_rate_of_its_own(tmp_path: Path) -> None:
    async with running(tmp_path, address_frames=0.01, address_frames_burst=6) as server:
        ann, bo = await server.friends()
        async with server.line(ann) as one, server.line(bo) as two:
            kinds = [(await line.ask("ping"))["type"] for line in (one, two) * 3]
            assert kinds == ["pong"] * 4 + ["error"] * 2


async def test_only_repeated_abuse_closes_the_socket_and_says_why(tmp_path: Path) -> None:
    async with (
        running(tmp_path, strikes=0.01, strikes_burst=5) as server,
        server.line(await server.alone()) as line,
    ):
        for _ in range(5):
            await line.say("{")
            assert (await line.hear("error"))["fatal"] is False
        await line.say("{")
        assert (await line.hear("error"))["fatal"] is True
        code, reason = await line.closed()
        assert (code, reason.split(":")[0]) == (1008, "abuse")


async def test_honest_refusals_are_no_abuse(tmp_path: Path) -> None:
    async with running(tmp_path, strikes=0.01, strikes_burst=3) as server:
        ann, _ = await server.friends()
        async with server.line(ann) as line:
            codes = {await line.refused("commit_orders", draft_no=999) for _ in range(12)}
            assert codes == {"draft_conflict"}


def test_a_rate_gives_the_burst_then_its_pace() -> None:
    now = Now()
    rate = Rate(2.0, 3, now)
    assert [rate.wait("a") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    now.time = 0.5
    assert (rate.wait("a"), rate.wait("a")) == (0.0, 0.5)


def test_a_refused_try_costs_nothing() -> None:
    now = Now()
    rate = Rate(1.0, 1, now)
    rate.wait("a")
    assert {rate.wait("a") for _ in range(100)} == {1.0}
    now.time = 1.0
    assert rate.wait("a") == 0.0


def test_a_rate_never_saves_more_than_its_burst() -> None:
    now = Now()
    rate = Rate(1.0, 2, now)
    rate.wait("a")
    now.time = 1_000.0
    assert [rate.wait("a") for _ in range(3)] == [0.0, 0.0, 1.0]


def test_keys_are_bounded_and_a_limited_key_is_not_forgotten_for_idle_ones() -> None:
    now = Now()
    rate = Rate(1.0, 2, now)
    for key in range(MOST_KEYS - 1):
        rate.wait(f"idle {key}")
    now.time = 1.0
    rate.wait("busy"), rate.wait("busy")
    rate.wait("one more")
    assert rate.wait("busy") == 1.0
    assert len(rate._buckets) == 2


@pytest.mark.parametrize(("wait", "seconds"), [(0.01, 1), (1.0, 1), (1.1, 2)])
def test_people_are_told_whole_seconds(wait: float, seconds: int) -> None:
    assert whole_seconds(wait) == seconds
