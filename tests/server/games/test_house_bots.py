"""House bots hold seats as people do: on their side's view, through the same doors, delaying nobody."""

from __future__ import annotations

import asyncio

import pytest

from airace_rules.orders import Orders
from airace_server.bodies import Join, PlayNow, SessionAction
from airace_server.errors import Refusal
from support.playing import Server, a_class, pair, serving, sign


async def until(condition: object, seconds: float = 60.0) -> None:
    """Wait for something that happens in the background."""

    async def waiting() -> None:
        while not await condition():  # type: ignore[operator]  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    await asyncio.wait_for(waiting(), seconds)


async def test_a_bot_signs_as_soon_as_a_turn_opens_and_the_turn_closes_with_the_person(database_url: str) -> None:
    async with serving(database_url, background=True) as server:
        taken = await server.classroom.play_now(PlayNow(opponent="balanced", nickname="Ann"))
        seat, match = await server.seat(taken), taken.body.match
        for turn in (1, 2, 3):

            async def bot_signed() -> bool:
                return (await server.games.clock(match)).committed["beijing"]

            async def next_turn(turn: int = turn) -> bool:
                return (await server.games.clock(match)).turn == turn + 1

            await until(bot_signed)
            await sign(server, seat, turn)
            await until(next_turn)
        first = (await server.games.book.page(match, 0, 4)).history[0]
        defaults = await server.games.events_after(match, "beijing", 0)
        assert defaults is not None
        view = defaults[0].body.view  # type: ignore[union-attr]
        assert view.defaults is not None
        assert dict(first.orders["beijing"].instruments) != view.defaults.instruments


async def test_where_nobody_sits_bots_wait_and_who_comes_late_finds_the_match_at_turn_one(database_url: str) -> None:
    async with serving(database_url, background=True) as server:
        who, code = await a_class(server, tables=2, fill="sprinter")
        await server.classroom.act(who, SessionAction(action="start"))
        late = (await server.classroom.join(Join(code=code, nickname="Late", side="washington"))).body

        async def bot_signed() -> bool:
            return (await server.games.clock(late.match)).committed["beijing"]

        await until(bot_signed)
        for table in await server.games.tables(who.session):
            clock = table.clock
            assert (clock.phase, clock.turn) == ("open", 1)
            assert clock.committed == {"washington": False, "beijing": table.match == late.match}


async def test_a_restart_forgets_no_bot(database_url: str) -> None:
    async with serving(database_url) as server:  # nothing runs in the background: as if killed at once
        taken = await server.classroom.play_now(PlayNow())
        match = taken.body.match
        assert not (await server.games.clock(match)).committed["beijing"]
    async with serving(database_url, background=True) as server:

        async def bot_signed() -> bool:
            return (await server.games.clock(match)).committed["beijing"]

        await until(bot_signed)


async def test_a_bot_that_was_replaced_gives_no_more_orders(server: Server) -> None:
    who, code = await a_class(server, tables=1, fill="balanced")
    await server.classroom.join(Join(code=code, nickname="Ann", side="washington"))
    await server.classroom.act(who, SessionAction(action="start"))
    person = await server.seat(await server.classroom.join(Join(code=code, nickname="Bo", side="beijing")))
    await server.bots.consider(person.match)
    assert not (await server.games.clock(person.match)).committed["beijing"]


async def test_a_person_who_takes_over_a_bot_s_seat_finds_its_signature_and_may_withdraw_it(database_url: str) -> None:
    async with serving(database_url, background=True) as server:
        who, code = await a_class(server, tables=1, fill="balanced")
        await server.classroom.join(Join(code=code, nickname="Ann", side="washington"))
        await server.classroom.act(who, SessionAction(action="start"))
        match = (await server.games.tables(who.session))[0].match

        async def bot_signed() -> bool:
            return (await server.games.clock(match)).committed["beijing"]

        await until(bot_signed)
        person = await server.seat(await server.classroom.join(Join(code=code, nickname="Bo")))
        draft = await server.games.draft(match, "beijing")
        assert draft is not None
        assert draft.committed
        with pytest.raises(Refusal):
            await server.games.edit_draft(person, match, 1, {}, {})
        assert not (await server.games.withdraw_orders(person, match, 1)).committed


async def test_a_bot_s_orders_are_drafted_and_signed_at_once_or_not_at_all(server: Server) -> None:
    both = await pair(server)
    before = await server.games.draft(both.match, "beijing")
    assert before is not None
    wish = Orders({"buy": 10})
    await server.games.pause(both.match)
    with pytest.raises(Refusal, match="paused"):
        await server.games.give_orders(both.beijing, both.match, 1, before.draft_no, wish)
    await server.games.resume(both.match)
    assert await server.games.draft(both.match, "beijing") == before
    mine = await server.games.edit_draft(both.beijing, both.match, 1, {"buy": 70}, {})
    with pytest.raises(Refusal) as refusal:  # it has not seen what the person did meanwhile
        await server.games.give_orders(both.beijing, both.match, 1, before.draft_no, wish)
    assert refusal.value.code == "draft_conflict"
    assert await server.games.draft(both.match, "beijing") == mine
    given = await server.games.give_orders(both.beijing, both.match, 1, mine.draft_no, wish)
    assert given.committed
    assert given == await server.games.draft(both.match, "beijing")


async def test_waking_the_bots_for_anything_is_harmless(database_url: str) -> None:
    async with serving(database_url, background=True) as server:
        for stream in ("no-such-match", "", "x" * 1000):
            server.bots.wake(stream)
        await asyncio.sleep(0.05)
        taken = await server.classroom.play_now(PlayNow())

        async def bot_signed() -> bool:
            return (await server.games.clock(taken.body.match)).committed["beijing"]

        await until(bot_signed)


async def test_a_bot_stands_in_for_a_side_that_stays_away_until_somebody_is_back(server: Server) -> None:
    both = await pair(server)

    async def after(turn: int) -> bool:
        """Close a turn, let the bots look, and say whether one has signed for Beijing."""
        await server.games.close_turn(both.match)
        await server.bots.consider(both.match)
        return (await server.games.clock(both.match)).committed["beijing"]

    await sign(server, both.washington, 1)
    assert not await after(1)
    await sign(server, both.washington, 2)
    assert await after(2)
    assert not (await server.games.clock(both.match)).committed["washington"]
    await server.games.edit_draft(both.washington, both.match, 3, {}, {})
    assert await after(3)  # the bot's signature is not Beijing's return
    await server.games.withdraw_orders(both.beijing, both.match, 4)
    await sign(server, both.beijing, 4)
    assert not await after(4)


async def test_nobody_stands_in_for_people_who_are_there_but_slow(server: Server) -> None:
    """They work on the draft and never sign: the draft counts, and it stays theirs."""
    both = await pair(server)
    for turn in (1, 2, 3):
        await server.games.edit_draft(both.beijing, both.match, turn, {}, {})
        await server.games.close_turn(both.match)
        await server.bots.consider(both.match)
        assert not (await server.games.clock(both.match)).committed["beijing"]


async def test_a_class_that_goes_for_a_break_finds_its_match_where_the_clock_left_it(server: Server) -> None:
    """Nobody is there on either side: no bot signs, or the match would be over in a moment."""
    both = await pair(server)
    for _ in range(3):
        await server.games.close_turn(both.match)
        await server.bots.consider(both.match)
    clock = await server.games.clock(both.match)
    assert (clock.turn, clock.committed) == (4, {"washington": False, "beijing": False})
