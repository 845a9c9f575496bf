"""Two friends play again: one opens the match, the other comes along, and nobody needs a new code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from airace_server.bodies import ClockSettings, Join, PlayNow, Rematch, SeatInfo
from airace_server.errors import Refusal
from airace_server.seats.refs import SeatRef
from support.playing import Server, pair, play_out


async def page_of(server: Server, seat: SeatRef) -> SeatInfo:
    return await server.classroom.seat_info(seat, "any token")


async def refused(asking: Awaitable[object]) -> str:
    with pytest.raises(Refusal) as found:
        await asking
    return found.value.code


async def test_the_second_to_ask_takes_the_side_that_is_left_and_the_match_begins(server: Server) -> None:
    both = await pair(server, clock=ClockSettings(first_turn=500, turn=300))
    await play_out(server, both)
    assert (await page_of(server, both.beijing)).rematch is None
    first = await server.classroom.rematch(both.washington, Rematch(side="beijing"))
    assert (await page_of(server, both.beijing)).rematch == "washington"
    assert (await page_of(server, both.washington)).rematch is None, "nobody is invited by himself"
    assert (await server.games.clock(first.body.match)).phase == "waiting"
    second = await server.classroom.rematch(both.beijing, Rematch(side="beijing"))
    assert (second.body.match, second.body.side) == (first.body.match, "washington")
    clock = await server.games.clock(first.body.match)
    assert (clock.phase, clock.seconds) == ("open", 500)
    assert (await page_of(server, both.beijing)).rematch is None, "the invitation is taken"
    assert second.token != first.token


async def test_two_who_ask_at_the_same_moment_meet_in_one_match(server: Server) -> None:
    both = await pair(server)
    await play_out(server, both)
    asked = (server.classroom.rematch(seat, Rematch()) for seat in (both.washington, both.beijing))
    one, other = await asyncio.gather(*asked)
    assert one.body.match == other.body.match
    assert {one.body.side, other.body.side} == {"washington", "beijing"}


async def test_who_asks_twice_does_not_play_against_himself(server: Server) -> None:
    both = await pair(server)
    await play_out(server, both)
    first, again = [await server.classroom.rematch(both.washington, Rematch()) for _ in range(2)]
    assert first.body.match != again.body.match
    along = await server.classroom.rematch(both.beijing, Rematch())
    assert along.body.match == again.body.match


async def test_a_seat_that_a_third_person_took_by_the_code_is_not_offered_any_more(server: Server) -> None:
    both = await pair(server)
    await play_out(server, both)
    first = await server.classroom.rematch(both.washington, Rematch())
    await server.classroom.join(Join(code=first.body.code, nickname="Cai"))
    assert (await page_of(server, both.beijing)).rematch is None
    own = await server.classroom.rematch(both.beijing, Rematch())
    assert own.body.match != first.body.match


async def test_there_is_no_rematch_before_the_end_and_none_of_a_match_against_the_house(server: Server) -> None:
    both = await pair(server)
    assert await refused(server.classroom.rematch(both.washington, Rematch())) == "not_over"
    await play_out(server, both)
    alone = await server.classroom.play_now(PlayNow())
    seat = SeatRef(alone.body.seat, alone.body.match, alone.body.session, "washington", "chief", None, None)
    assert await refused(server.classroom.rematch(seat, Rematch())) == "not_over"
