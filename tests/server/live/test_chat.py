"""Talking over the socket: acknowledged when stored, delivered once in order on every device, at a human pace."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest

from airace_client import Client, Game
from support.sockets import Line, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def talk(line: Line, words: str, channel: str = "table", once: str | None = None) -> dict[str, Any]:
    return await line.ask("say", channel=channel, text=words, once=once or secrets.token_urlsafe(12))


async def said(line: Line) -> str:
    return str((await line.event("said"))["body"]["message"]["text"])


def texts(line: Line) -> list[str]:
    """Everything that this socket ever brought, in its order."""
    found = []
    for frame in line.heard:
        chat = frame.get("chat") if frame["type"] == "snapshot" else None
        found += [message["text"] for message in (chat or {"messages": []})["messages"]]
        if frame["type"] == "event" and frame["body"]["kind"] == "said":
            found.append(frame["body"]["message"]["text"])
    return found


async def test_a_message_reaches_both_sides_and_every_device(server: Running) -> None:
    ann, bo = await server.friends()
    async with server.line(ann) as laptop, server.line(ann) as phone, server.line(bo) as rival:
        assert (await talk(laptop, "Shall we?"))["said"] == 1
        assert [await said(line) for line in (phone, rival)] == ["Shall we?"] * 2
        assert (await talk(rival, "We shall."))["said"] == 2
        assert await said(phone) == "We shall."


async def test_a_teammate_hears_the_side_and_the_rival_gets_no_frame_at_all(server: Running) -> None:
    _, code = await server.a_class(fill=None)
    async with Client(server.url) as client:
        ann, cleo = [await client.join(code, name, "washington") for name in ("Ann", "Cleo")]
        bo = await client.join(code, "Bo", "beijing")
    async with server.line(ann) as one, server.line(cleo) as two, server.line(bo) as rival:
        await server.hub.settled()
        await rival.ask("ping")
        before = len(rival.heard)
        await talk(one, "Between us", "team")
        assert await said(two) == "Between us"
        await server.hub.settled()
        await rival.ask("ping")
        assert [frame["type"] for frame in rival.heard[before:]] == ["pong"]


async def test_who_comes_back_gets_exactly_what_was_missed(server: Running) -> None:
    ann, bo = await server.friends()
    async with server.line(bo) as rival:
        async with server.line(ann) as line:
            await talk(rival, "Heard")
            last = (await line.event("said"))["event"]
        for number in range(3):
            await talk(rival, f"Missed {number}")
        async with server.line(ann, hello=False) as line:
            await line.hello(last)
            await server.hub.settled()
            await line.ask("ping")
            assert texts(line) == ["Missed 0", "Missed 1", "Missed 2"]
        async with server.line(ann) as elsewhere:  # a device that holds nothing
            assert texts(elsewhere) == ["Heard", "Missed 0", "Missed 1", "Missed 2"]


async def test_who_missed_more_than_is_sent_singly_gets_it_in_a_snapshot(tmp_path: Path) -> None:
    async with running(tmp_path, seat_messages_burst=100) as server:
        ann, bo = await server.friends()
        async with server.line(bo) as rival:
            async with server.line(ann) as line:
                await talk(rival, "Heard")
                last = (await line.event("said"))["event"]
            for number in range(server.settings.resume_events + 1):
                await talk(rival, f"Missed {number}")
            async with server.line(ann, hello=False) as line:
                await line.hello(last)
                snapshot = await line.hear("snapshot")
                assert len(snapshot["chat"]["messages"]) == server.settings.resume_events + 2


async def test_a_message_whose_answer_was_lost_is_said_once(server: Running) -> None:
    ann, bo = await server.friends()
    async with server.line(bo) as rival:
        async with server.line(ann) as line:
            first = await talk(line, "Once", once="V1StGXR8Z5jdHi6B")
        async with server.line(ann) as line:
            again = await talk(line, "Once", once="V1StGXR8Z5jdHi6B")
        assert first["said"] == again["said"]
        await talk(rival, "Twice?")
        await server.hub.settled()
        await rival.ask("ping")
        assert texts(rival) == ["Once", "Twice?"]


async def test_beyond_a_burst_messages_are_refused_with_the_time_to_wait_and_nothing_else_is(tmp_path: Path) -> None:
    async with running(tmp_path, seat_messages=0.1, seat_messages_burst=3, strikes=0.001, strikes_burst=2) as server:
        ann, bo = await server.friends()
        async with server.line(ann) as line, server.line(bo) as rival:
            answers = [await talk(line, f"Word {number}") for number in range(8)]
            assert [answer["type"] for answer in answers] == ["done"] * 3 + ["error"] * 5
            assert {answer["error"]["code"] for answer in answers[3:]} == {"chat_too_fast"}
            assert 1 <= answers[-1]["error"]["args"]["seconds"] <= 10
            assert (await line.ask("edit_draft", instruments={"labs": 3}))["type"] == "done"
            assert (await talk(rival, "My own pace"))["type"] == "done"


async def test_the_facilitator_hears_it_live_and_switches_it_off(server: Running) -> None:
    facilitator, code = await server.a_class(fill=None)
    async with Client(server.url) as client:
        ann = await client.join(code, "Ann")
    async with server.line(ann) as line, server.line(headers={"Cookie": facilitator.cookie}) as desk:
        await desk.say({"type": "hello", "protocol": 1, "session": facilitator.session})
        await desk.hear("snapshot")
        await talk(line, "Can you hear us?", "team")
        event = await desk.event("table_said")
        assert (event["match"], event["body"]["message"]["text"]) == (ann.match, "Can you hear us?")
        assert event["body"]["messages"] == 1
        await facilitator.act("chat_off")
        assert (await line.event("chat_switched"))["body"]["on"] is False
        assert (await desk.event("table_changed"))["body"]["table"]["chat"] is False
        assert await line.refused("say", channel="team", text="Hello", once="0123456789") == "chat_off"


async def test_the_python_client_talks_and_remembers_what_was_said(server: Running) -> None:
    ann, bo = await server.friends()
    async with Client(server.url) as client, client.connect(ann) as hers, client.connect(bo) as his:
        assert await hers.say("table", "A truce?") == 1
        assert await hers.say("team", "To myself") == 1
        assert await his.say("table", "Agreed.") == 2
        await heard(hers, 3)
        await heard(his, 2)
        assert [(m["nickname"], m["text"]) for m in his.messages] == [("Ann", "A truce?"), ("Bo", "Agreed.")]
        assert "To myself" in {m["text"] for m in hers.messages}
        assert hers.may_talk


async def heard(game: Game, count: int) -> None:
    async for _ in game.news():
        if len(game.messages) >= count:
            return
