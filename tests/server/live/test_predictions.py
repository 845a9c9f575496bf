"""A prediction reaches every device of the person who made it, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from airace_client import Client
from support.sockets import Line, Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def expected(line: Line) -> list[tuple[int, str, int, str, bool | None]]:
    """What the next frame with predictions tells."""
    found: list[dict[str, Any]] = (await line.hear("predictions"))["predictions"]
    return [(p["turn"], p["expects"], p["confidence"], p["because"], p["right"]) for p in found]


def of_others(line: Line) -> list[dict[str, Any]]:
    return [frame for frame in line.heard if frame["type"] == "predictions" and frame["predictions"]]


async def test_it_is_on_every_device_of_its_author_at_once_and_on_a_new_one(server: Running) -> None:
    ann, _ = await server.friends()
    async with server.line(ann) as laptop, server.line(ann) as phone:
        for line in (laptop, phone):
            assert await expected(line) == []
        done = await laptop.ask("predict", expects="up", confidence=70, because="we build more")
        assert (done["type"], done["draft_no"]) == ("done", None)
        for line in (laptop, phone):
            assert await expected(line) == [(1, "up", 70, "we build more", None)]
        await phone.ask("predict", expects=None)
        for line in (laptop, phone):
            assert await expected(line) == []
        await phone.ask("predict", expects="down", confidence=90)
    async with server.line(ann) as tablet:
        assert await expected(tablet) == [(1, "down", 90, "", None)]
    async with server.line(ann, hello=False) as again:
        await again.hello(last_event=1)
        assert await expected(again) == [(1, "down", 90, "", None)]


async def test_neither_the_rival_nor_a_teammate_nor_the_facilitator_gets_it(server: Running) -> None:
    facilitator, code = await server.a_class(fill=None)
    async with Client(server.url) as client:
        ann, cai = [await client.join(code, name, "washington") for name in ("Ann", "Cai")]
        bo = await client.join(code, "Bo", "beijing")
    await facilitator.act("start")
    async with (
        server.line(ann) as author,
        server.line(cai) as mate,
        server.line(bo) as rival,
        server.line(headers={"Cookie": facilitator.cookie}) as desk,
    ):
        await desk.say({"type": "hello", "protocol": 1, "session": facilitator.session})
        await desk.hear("snapshot")
        await author.ask("predict", expects="up", confidence=90, because="a secret reason")
        await server.hub.settled()
        await author.sign()
        await rival.sign()
        for line in (author, mate, rival, desk):
            line.turn = 2
            await line.hear("event")
        while not any(frame["type"] == "event" and "view" in frame["body"] for frame in author.heard):
            await author.hear()
        turns = await expected(author)
        while turns[0][-1] is None:
            turns = await expected(author)
        assert turns[0][:4] == (1, "up", 90, "a secret reason")
        await server.hub.settled()
        for line in (mate, rival, desk):
            await line.ask("ping")
            assert of_others(line) == []
            assert "a secret reason" not in repr(line.heard)


async def test_what_came_of_it_is_told_when_the_turn_has_closed(server: Running) -> None:
    ann, bo = await server.friends()
    async with server.line(ann) as one, server.line(bo) as two:
        await one.ask("predict", expects="up", confidence=90)
        await one.sign()
        await two.sign()
        view = (await one.event("turn_resolved"))["body"]["view"]
        before, after = (past["perceived"]["lead"]["value"] for past in view["history"])
        found = await one.hear("predictions")
        while found["predictions"][0]["after"] is None:
            found = await one.hear("predictions")
        [told] = found["predictions"]
        assert (told["before"], told["after"], told["right"]) == (before, after, after > before)
        assert await one.refused("predict", expects="up") == "prediction_closed"
        assert await one.refused("predict", turn=3, expects="up") == "wrong_turn"


@pytest.mark.parametrize(
    "wrong",
    [
        {"expects": "sideways"},
        {"expects": "up", "confidence": 60},
        {"expects": "up", "confidence": "70"},
        {"expects": "up", "because": "x" * 161},
        {"expects": "up", "because": None},
        {"confidence": 50},
    ],
    ids=str,
)
async def test_what_is_no_prediction_is_refused(server: Running, wrong: dict[str, Any]) -> None:
    ann, _ = await server.friends()
    async with server.line(ann) as line:
        assert await line.refused("predict", **wrong) == "bad_frame"
        assert of_others(line) == []
