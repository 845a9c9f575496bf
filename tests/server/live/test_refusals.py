"""Every refusal has its stable code, says what happened and what to do, and the connection survives it."""

from __future__ import annotations

import json

import pytest

from support.sockets import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

BAD_FRAMES = {
    "no JSON": "{",
    "a list": "[]",
    "a number": "7",
    "nothing": "",
    "no type": "{}",
    "an unknown type": '{"type": "cheat"}',
    "an unknown field": '{"type": "ping", "request": "q", "extra": 1}',
    "a missing field": '{"type": "ping"}',
    "a wrong type of field": '{"type": "ping", "request": 7}',
    "not a number": '{"type": "hello", "protocol": NaN}',
    "a second hello": '{"type": "hello", "protocol": 1, "seat": "s", "last_event": 0}',
    "deep nesting": "[" * 8_000,
    "half of a character": '{"type": "ping", "request": "\\ud800"}',
    "a fraction where tenths are whole": json.dumps(
        {"type": "edit_draft", "request": "q", "match": "m", "turn": 1, "instruments": {"buy": 1.5}}
    ),
    "a negative amount": json.dumps(
        {"type": "edit_draft", "request": "q", "match": "m", "turn": 1, "instruments": {"buy": -1}}
    ),
    "too many fields": json.dumps(
        {"type": "edit_draft", "request": "q", "match": "m", "turn": 1, "instruments": {f"i{n}": 1 for n in range(65)}}
    ),
}


@pytest.mark.parametrize("text", BAD_FRAMES.values(), ids=BAD_FRAMES)
async def test_a_bad_frame_is_told_and_the_connection_survives(server: Running, text: str) -> None:
    async with server.line(await server.alone()) as line:
        await line.say(text)
        answer = await line.hear("error")
        assert answer["error"]["code"] == "bad_frame"
        assert answer["fatal"] is False
        assert answer["error"]["hint"]
        assert (await line.ask("ping"))["type"] == "pong"


async def test_a_binary_frame_is_told_and_the_connection_survives(server: Running) -> None:
    async with server.line(await server.alone()) as line:
        await line.say(b"\x00\xff")
        assert (await line.hear("error"))["error"]["code"] == "bad_frame"
        assert (await line.ask("ping"))["type"] == "pong"


async def test_a_refusal_names_the_field_and_echoes_the_request(server: Running) -> None:
    async with server.line(await server.alone()) as line:
        answer = await line.ask("edit_draft", turn="soon")
        assert answer["error"]["field"] == "turn"
        assert answer["request"] == "q1"


async def test_a_refusal_never_repeats_what_was_sent(server: Running) -> None:
    async with server.line(await server.alone()) as line:
        await line.say({"type": "ping", "request": "q", "canary-4711": "canary-4712"})
        answer = json.dumps(await line.hear("error"))
        assert "canary-4712" not in answer


async def test_a_large_frame_is_told_and_the_connection_survives(server: Running) -> None:
    async with server.line(await server.alone()) as line:
        await line.say({"type": "ping", "request": "x" * server.settings.frame_bytes})
        answer = await line.hear("error")
        assert (answer["error"]["code"], answer["fatal"]) == ("too_large", False)
        assert answer["error"]["args"] == {"bytes": server.settings.frame_bytes}
        assert (await line.ask("ping"))["type"] == "pong"


async def test_size_is_counted_in_bytes_not_in_characters(server: Running) -> None:
    async with server.line(await server.alone()) as line:
        await line.say(json.dumps({"type": "ping", "request": "人" * 6_000}, ensure_ascii=False))
        assert (await line.hear("error"))["error"]["code"] == "too_large"


async def test_a_huge_frame_closes_the_socket_before_it_is_read(server: Running) -> None:
    async with server.line(await server.alone()) as line:
        await line.say("x" * (server.settings.frame_bytes_hard + 1))
        assert (await line.closed())[0] == 1009


async def test_orders_before_the_match_has_started_are_refused(server: Running) -> None:
    async with server.line(await server.alone()) as line:
        assert await line.refused("edit_draft", instruments={"buy": 10}) == "not_started"
        assert await line.refused("commit_orders", draft_no=1) == "not_started"


async def test_orders_that_break_a_rule_are_refused_by_kind(server: Running) -> None:
    ann, _ = await server.friends()
    async with server.line(ann) as line:
        before = line.heard[-1]["draft"]
        assert await line.refused("edit_draft", instruments={"warp": 10}) == "malformed_orders"
        assert await line.refused("edit_draft", stances={"safety": "reckless"}) == "malformed_orders"
        assert await line.refused("edit_draft", instruments={"buy": 100_000}) == "over_cap"
        everything = dict.fromkeys(before["instruments"], 400)
        assert await line.refused("edit_draft", instruments=everything) == "over_budget"
        three = {"safety": "strict", "openness": "lagged", "trade": "deny"}
        nothing = dict.fromkeys(before["instruments"], 0)
        assert await line.refused("edit_draft", instruments=nothing, stances=three) == "conflicting_orders"
        assert await line.refused("edit_draft", instruments=everything, stances=three) == "conflicting_orders"


async def test_a_refused_edit_changes_nothing(server: Running) -> None:
    ann, _ = await server.friends()
    async with server.line(ann) as line:
        before = line.heard[-1]["draft"]
        await line.refused("edit_draft", instruments={"buy": 0, "warp": 10})
        async with server.line(ann) as again:
            assert again.heard[-1]["draft"] == before


async def test_orders_for_another_turn_are_refused(server: Running) -> None:
    ann, bo = await server.friends()
    async with server.line(ann) as line, server.line(bo) as rival:
        assert await line.refused("edit_draft", turn=2) == "wrong_turn"
        assert await line.refused("commit_orders", turn=3, draft_no=1) == "wrong_turn"
        await line.sign()
        await rival.sign()
        await line.event("turn_resolved")
        assert await line.refused("edit_draft", turn=1) == "turn_closed"
        assert await line.refused("edit_draft", turn=3) == "wrong_turn"


async def test_orders_for_another_match_are_refused(server: Running) -> None:
    ann, _ = await server.friends()
    other, _ = await server.friends()
    async with server.line(ann) as line:
        assert await line.refused("edit_draft", match=other.match) == "unknown_match"
        assert await line.refused("commit_orders", match=other.match, draft_no=1) == "unknown_match"


async def test_which_other_matches_there_are_is_told_to_nobody(server: Running) -> None:
    ann, _ = await server.friends()
    other, _ = await server.friends()
    async with server.line(ann) as line:
        one, two = [(await line.ask("withdraw_orders", match=match))["error"] for match in (other.match, "nowhere")]
        assert one == two


async def test_a_stale_signature_is_a_conflict_that_shows_the_stored_draft(server: Running) -> None:
    ann, _ = await server.friends()
    async with server.line(ann) as line:
        stale = line.heard[-1]["draft"]["draft_no"]
        await line.ask("edit_draft", instruments={"buy": 11})
        answer = await line.ask("commit_orders", draft_no=stale)
        assert answer["error"]["code"] == "draft_conflict"
        assert answer["draft"]["instruments"]["buy"] == 11
        assert answer["draft"]["draft_no"] > stale


async def test_a_signed_draft_cannot_be_edited_until_the_signature_is_taken_back(server: Running) -> None:
    ann, _ = await server.friends()
    async with server.line(ann) as line:
        await line.sign()
        assert await line.refused("edit_draft", instruments={"buy": 1}) == "already_committed"
        assert (await line.ask("withdraw_orders"))["type"] == "done"
        assert (await line.ask("edit_draft", instruments={"buy": 1}))["type"] == "done"


async def test_signing_twice_is_harmless(server: Running) -> None:
    ann, _ = await server.friends()
    async with server.line(ann) as line:
        assert await line.sign() | {"request": ""} == await line.sign() | {"request": ""}


async def test_a_paused_match_takes_no_orders(server: Running) -> None:
    facilitator, code = await server.a_class()
    seat = await join(server, code)
    await facilitator.act("start")
    await facilitator.act("pause")
    async with server.line(seat) as line:
        assert await line.refused("edit_draft", instruments={"buy": 10}) == "paused"
        await facilitator.act("resume")
        assert (await line.ask("edit_draft", instruments={"buy": 10}))["type"] == "done"


async def test_a_match_that_is_over_takes_no_orders(server: Running) -> None:
    facilitator, code = await server.a_class(fill=None)
    seat = await join(server, code)
    await facilitator.act("start")
    async with server.line(seat) as line:
        while not (await facilitator.act("close_turn"))["refused"]:
            await line.event("turn_resolved")
        line.turn = line.heard[-1]["clock"]["turn"]
        assert await line.refused("edit_draft", instruments={"buy": 10}) == "match_over"


async def test_a_facilitator_has_no_orders_to_give(server: Running) -> None:
    facilitator, _ = await server.a_class()
    async with server.line(headers={"Cookie": facilitator.cookie}) as line:
        await line.say({"type": "hello", "protocol": 1, "session": facilitator.session})
        await line.hear("snapshot")
        assert await line.refused("commit_orders", match="m", turn=1, draft_no=1) == "not_your_seat"


async def join(server: Running, code: str):
    from airace_client import Client

    async with Client(server.url) as client:
        return await client.join(code, "Cy")
