"""A whole match between two people, on the real rules and a real database."""

from __future__ import annotations

import asyncio
from contextlib import closing

import pytest

from airace_rules import resolve_turn
from airace_rules.hindsight import turning_points
from airace_server.errors import Refusal
from airace_server.games.forecaster import Forecaster
from airace_server.messages import MatchStarted, OrdersCommitted, TurnResolved
from support.playing import Server, pair, play_out, play_turn, sign


async def test_a_match_is_played_to_its_end_and_every_turn_follows_from_the_orders(server: Server) -> None:
    both = await pair(server)
    turns = await play_out(server, both)
    snapshot = await server.games.snapshot(both.match, "washington")
    assert snapshot.view is not None
    assert snapshot.view.over
    assert snapshot.draft is None
    page = await server.games.book.page(both.match, 0, turns + 1)
    previous = ""
    for before, result in zip([None, *page.history], page.history, strict=False):
        previous = before.hash if before else ""
        again = resolve_turn(page.known.ruleset, result.before, result.orders, page.known.seed, previous)
        assert again == result
    assert len(page.history) == turns == len(page.known.ruleset.turns)


async def test_the_debrief_is_kept_until_the_match_is_over(server: Server) -> None:
    both = await pair(server)
    for ask in (server.games.debrief, server.games.turning_points, server.games.export):
        with pytest.raises(Refusal) as refused:
            await ask(both.match)
        assert refused.value.code == "not_over"
    turns = await play_out(server, both)
    debrief = await server.games.debrief(both.match)
    assert len(debrief.timeline) == turns + 1


async def test_what_the_match_turned_on_is_found_once_and_alike_in_a_thread_and_in_a_worker(server: Server) -> None:
    both = await pair(server)
    turns = await play_out(server, both)
    one, other = await asyncio.gather(*(server.games.turning_points(both.match) for _ in range(2)))
    assert one is other
    page = await server.games.book.page(both.match, 0, turns + 1)
    assert one == turning_points(page.known.ruleset, page.history)
    with closing(Forecaster(1)) as worker:
        assert await worker.turning_points(page.known.ruleset, page.history) == one
        assert worker._workers._pool is None  # no forecast waits for it


async def test_the_turn_closes_when_both_have_signed_and_not_before(server: Server) -> None:
    both = await pair(server)
    await sign(server, both.washington, 1)
    await server.games.settled()
    clock = await server.games.clock(both.match)
    assert (clock.turn, clock.committed) == (1, {"washington": True, "beijing": False})
    await sign(server, both.beijing, 1)
    await server.games.settled()
    clock = await server.games.clock(both.match)
    assert (clock.turn, clock.committed) == (2, {"washington": False, "beijing": False})


async def test_each_side_is_told_of_each_turn_in_order_without_gaps(server: Server) -> None:
    both = await pair(server)
    await play_turn(server, both, 1)
    await play_turn(server, both, 2)
    for audience in ("washington", "beijing", "spectator"):
        events = await server.games.events_after(both.match, audience, 0)
        assert events is not None
        assert [e.event for e in events] == [1, 2, 3, 4, 5, 6, 7]
        kinds = [type(e.body) for e in events]
        turn = [OrdersCommitted, OrdersCommitted, TurnResolved]
        assert kinds == [MatchStarted, *turn, *turn]
        views = [e.body.view for e in events if isinstance(e.body, MatchStarted | TurnResolved)]
        assert [v.turn for v in views] == [1, 2, 3]
        assert {v.audience for v in views} == {audience}
        assert await server.games.events_after(both.match, audience, 5) == events[5:]
        snapshot = await server.games.snapshot(both.match, audience)
        assert (snapshot.event, snapshot.view) == (7, views[-1])


async def test_a_reader_who_is_too_far_behind_or_ahead_gets_a_snapshot_instead(server: Server) -> None:
    both = await pair(server)
    await play_turn(server, both, 1)
    assert await server.games.events_after(both.match, "beijing", 0, most=3) is None
    assert await server.games.events_after(both.match, "beijing", 1, most=3) is not None
    assert await server.games.events_after(both.match, "beijing", 5) is None
    assert await server.games.events_after(both.match, "beijing", 4) == []


async def test_nothing_is_said_of_a_match_that_does_not_exist(server: Server) -> None:
    for ask in (
        server.games.clock("nope"),
        server.games.snapshot("nope", "washington"),
        server.games.start("nope"),
        server.games.debrief("nope"),
        server.games.close_turn("nope"),
        server.games.pause("nope"),
    ):
        with pytest.raises(Refusal) as refused:
            await ask
        assert refused.value.code == "unknown_match"
    with pytest.raises(Refusal) as refused:
        await server.games.snapshot("nope", "facilitator")
    assert refused.value.code == "unknown_session"
