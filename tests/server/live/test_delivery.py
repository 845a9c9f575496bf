"""Who is told what, and when: the same bytes for everybody in an audience, nothing for anybody else."""

from __future__ import annotations

import asyncio
import json

import pytest

from airace_client import Client
from support.sockets import Line, Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def quiet(line: Line) -> list[dict]:
    """Everything that has arrived so far: a ping's answer comes after it."""
    await line.ask("ping")
    return line.heard


async def test_a_match_starts_for_both_when_the_second_friend_joins(server: Running) -> None:
    ann = await server.alone()
    async with server.line(ann) as one:
        assert one.heard[-1]["clock"]["phase"] == "waiting"
        async with Client(server.url) as client:
            bo = await client.join(ann.code, "Bo")
        started = await one.event("match_started")
        assert started["body"]["view"]["side"] == "washington"
        assert started["clock"]["phase"] == "open"
        draft = await one.hear("draft")
        assert draft["draft"]["turn"] == 1
        async with server.line(bo) as two:
            assert two.heard[-1]["view"]["side"] == "beijing"


async def test_a_turn_closes_for_both_when_both_have_signed(server: Running) -> None:
    ann, bo = await server.friends()
    async with server.line(ann) as one, server.line(bo) as two:
        await one.sign()
        signed = await two.event("orders_committed")
        assert signed["body"]["side"] == "washington"
        assert signed["clock"]["committed"] == {"washington": True, "beijing": False}
        await two.sign()
        for line in (one, two):
            resolved = await line.event("turn_resolved")
            assert resolved["body"]["closed_by"] == "all_committed"
            assert resolved["body"]["view"]["turn"] == 2
            assert resolved["body"]["view"]["side"] == line.seat.side
            assert (await line.hear("draft"))["draft"]["turn"] == 2


async def test_teammates_see_each_others_edits_and_the_rival_sees_nothing(server: Running) -> None:
    facilitator, code = await server.a_class(fill=None)
    async with Client(server.url) as client:
        sides = ("washington", "washington", "beijing")
        ann, amy, bo = [await client.join(code, f"p{n}", side) for n, side in enumerate(sides)]
    await facilitator.act("start")
    async with server.line(ann) as one, server.line(amy) as two, server.line(bo) as rival:
        before = len(await quiet(rival))
        await one.ask("edit_draft", instruments={"buy": 7})
        shared = await two.hear("draft")
        assert shared["draft"]["instruments"]["buy"] == 7
        assert shared["draft"]["by"] == "p0"
        news = [f for f in (await quiet(rival))[before:] if f["type"] not in ("pong", "presence")]
        assert news == []


async def test_a_side_sees_the_orders_that_a_house_strategy_signs_for_it(server: Running) -> None:
    ann, bo = await server.friends()
    services = server.app.state.live
    async with server.line(ann) as one, server.line(bo) as rival:
        seat = await services.access.seat(ann.token, ann.id)
        stored = await services.games.edit_draft(seat, ann.match, 1, {"buy": 9}, {})
        await services.games.commit_orders(seat, ann.match, 1, stored.draft_no)
        shown = (await one.hear("draft"))["draft"]
        assert (shown["instruments"]["buy"], shown["committed"]) == (9, True)
        await rival.event("orders_committed")
        assert "draft" not in {frame["type"] for frame in await quiet(rival)}


async def test_all_sockets_of_a_side_get_the_very_same_bytes(server: Running) -> None:
    ann, bo = await server.friends()
    async with server.line(ann) as one, server.line(ann) as two, server.line(bo) as rival:
        await rival.sign()
        await one.sign()
        for line in (one, two):
            await line.event("turn_resolved")
        events = [[json.dumps(f) for f in line.heard if f["type"] == "event"] for line in (one, two)]
        assert events[0] == events[1]
        assert len(events[0]) == 3


async def test_presence_tells_a_side_of_its_members_and_of_the_rival_only_whether_anyone_is_there(
    server: Running,
) -> None:
    ann, bo = await server.friends()
    async with server.line(ann) as one:
        assert one.heard[-1]["presence"]["rival_present"] is False
        async with server.line(bo):
            while not (shown := (await one.hear("presence"))["presence"])["rival_present"]:
                pass
            assert [m["nickname"] for m in shown["members"]] == ["Ann"]
            assert "Bo" not in json.dumps(one.heard)
        while (await one.hear("presence"))["presence"]["rival_present"]:
            pass


async def test_a_seat_with_two_tabs_is_present_until_both_are_closed(server: Running) -> None:
    ann, bo = await server.friends()
    async with server.line(bo) as watcher:
        async with server.line(ann) as first:
            async with server.line(ann):
                pass
            await first.ask("ping")
            await asyncio.sleep(0.1)
            await quiet(watcher)
            shown = [f["presence"]["rival_present"] for f in watcher.heard if f["type"] == "presence"]
            assert shown[-1] is True
        while (await watcher.hear("presence"))["presence"]["rival_present"]:
            pass


async def test_the_facilitator_sees_every_table_change(server: Running) -> None:
    facilitator, code = await server.a_class(tables=2)
    async with server.line(headers={"Cookie": facilitator.cookie}) as desk:
        await desk.say({"type": "hello", "protocol": 1, "session": facilitator.session})
        tables = (await desk.hear("snapshot"))["tables"]
        assert [t["table"] for t in tables] == [1, 2]
        async with Client(server.url) as client:
            await client.join(code, "Cy")
        await facilitator.act("start")
        changed = set()
        while changed != {1, 2}:
            event = await desk.event("table_changed")
            if event["body"]["table"]["clock"]["phase"] == "open":
                changed.add(event["body"]["table"]["table"])


async def test_events_are_numbered_without_gaps_for_each_audience(server: Running) -> None:
    ann, bo = await server.friends()
    async with server.line(ann) as one, server.line(bo) as two:
        for turn in (1, 2, 3):
            one.turn = two.turn = turn
            for _ in range(turn):  # unequal amounts of secret activity
                await one.ask("edit_draft", instruments={"buy": turn})
            await one.sign()
            await two.sign()
            for line in (one, two):
                await line.event("turn_resolved")
                await line.hear("draft")
        for line in (one, two):
            first = line.heard[1]["event"]
            numbers = [f["event"] for f in line.heard if f["type"] == "event"]
            assert numbers == list(range(first + 1, first + 1 + len(numbers)))
