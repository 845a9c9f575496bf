"""The clock belongs to the server: stored, exact, and absence never blocks."""

from __future__ import annotations

import pytest

from airace_server.bodies import ClockSettings
from airace_server.errors import Refusal
from airace_server.games.deadlines import Deadlines
from airace_server.messages import ClockChanged, TurnResolved
from support.playing import Clock, Server, pair, serving, sign

CLOCK = ClockSettings(first_turn=120, turn=60)


async def sweep(server: Server) -> None:
    """What the background does when a deadline has come."""
    await server.games.deadlines.sweep()


async def test_the_first_turn_is_longer(server: Server) -> None:
    both = await pair(server, CLOCK)
    start = server.clock.time
    clock = await server.games.clock(both.match)
    assert (clock.deadline, clock.seconds, clock.remaining) == (start + 120, 120, None)
    server.clock.time += 120
    await sweep(server)
    clock = await server.games.clock(both.match)
    assert (clock.turn, clock.deadline, clock.seconds) == (2, start + 180, 60)


async def test_at_the_deadline_the_saved_draft_counts(server: Server) -> None:
    both = await pair(server, CLOCK)
    draft = await server.games.draft(both.match, "washington")
    assert draft is not None
    key = next(iter(draft.instruments))
    edited = await server.games.edit_draft(both.washington, both.match, 1, {key: 7}, {})
    await sign(server, both.beijing, 1)
    server.clock.time += 119.9
    await sweep(server)
    assert (await server.games.clock(both.match)).turn == 1
    server.clock.time += 0.1
    await sweep(server)
    result = (await server.games.book.page(both.match, 0, 2)).history[0]
    assert dict(result.orders["washington"].instruments) == edited.instruments
    events = await server.games.events_after(both.match, "washington", 0)
    assert events is not None
    resolved = [e.body for e in events if isinstance(e.body, TurnResolved)]
    assert [r.closed_by for r in resolved] == ["deadline"]


async def test_a_side_that_never_comes_plays_its_defaults_to_the_end(server: Server) -> None:
    both = await pair(server, CLOCK)
    for _ in range(50):
        if (await server.games.clock(both.match)).phase == "over":
            break
        server.clock.time += 120
        await sweep(server)
    clock = await server.games.clock(both.match)
    assert (clock.phase, clock.deadline) == ("over", None)


async def test_after_the_deadline_nothing_is_taken_even_before_the_turn_is_closed(server: Server) -> None:
    """An edit that is acknowledged counts; so one that comes too late is refused."""
    both = await pair(server, CLOCK)
    server.clock.time += 120
    for attempt in (
        server.games.edit_draft(both.washington, both.match, 1, {}, {}),
        server.games.commit_orders(both.washington, both.match, 1, 1),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.code == "turn_closed"


async def test_a_pause_keeps_the_time_that_was_left(server: Server) -> None:
    both = await pair(server, CLOCK)
    server.clock.time += 50
    await server.games.pause(both.match)
    await server.games.pause(both.match)
    server.clock.time += 1000
    await sweep(server)
    clock = await server.games.clock(both.match)
    assert (clock.phase, clock.turn, clock.deadline, clock.remaining) == ("paused", 1, None, 70)
    with pytest.raises(Refusal) as refused:
        await server.games.edit_draft(both.washington, both.match, 1, {}, {})
    assert refused.value.code == "paused"
    await server.games.resume(both.match)
    await server.games.resume(both.match)
    clock = await server.games.clock(both.match)
    assert (clock.phase, clock.deadline, clock.remaining) == ("open", server.clock.time + 70, None)


async def test_extending_gives_time_to_an_open_a_paused_and_a_late_turn(server: Server) -> None:
    both = await pair(server, CLOCK)
    start = server.clock.time
    await server.games.extend(both.match, 30)
    assert (await server.games.clock(both.match)).deadline == start + 150
    await server.games.pause(both.match)
    await server.games.extend(both.match, 10)
    assert (await server.games.clock(both.match)).remaining == 160
    await server.games.resume(both.match)
    server.clock.time += 200
    await server.games.extend(both.match, 15)
    assert (await server.games.clock(both.match)).deadline == server.clock.time + 15
    await sweep(server)
    assert (await server.games.clock(both.match)).turn == 1


async def test_a_turn_without_a_clock_gets_one_by_extending(server: Server) -> None:
    both = await pair(server)
    assert (await server.games.clock(both.match)).deadline is None
    await server.games.extend(both.match, 45)
    assert (await server.games.clock(both.match)).deadline == server.clock.time + 45


async def test_everybody_is_told_of_a_changed_clock_once(server: Server) -> None:
    both = await pair(server, CLOCK)
    for change in (server.games.pause, server.games.pause, server.games.resume):
        await change(both.match)
    for audience in ("washington", "beijing", "spectator"):
        events = await server.games.events_after(both.match, audience, 1)
        assert events is not None
        assert [e.body.clock.phase for e in events if isinstance(e.body, ClockChanged)] == ["paused", "open"]


async def test_the_clock_survives_a_restart(database_url: str) -> None:
    clock = Clock()
    async with serving(database_url, clock) as server:
        running, paused = await pair(server, CLOCK), await pair(server, CLOCK)
        clock.time += 20
        await server.games.pause(paused.match)
        before = [await server.games.clock(match) for match in (running.match, paused.match)]
    clock.time += 5
    async with serving(database_url, clock) as server:
        assert [await server.games.clock(match) for match in (running.match, paused.match)] == before
        clock.time += 95
        await sweep(server)
        turns = [(await server.games.clock(match)).turn for match in (running.match, paused.match)]
        assert turns == [2, 1]


async def test_a_facilitator_closes_a_turn_now_and_a_paused_match_stays_paused(server: Server) -> None:
    both = await pair(server, CLOCK)
    await server.games.close_turn(both.match)
    assert (await server.games.clock(both.match)).turn == 2
    await server.games.pause(both.match)
    await server.games.close_turn(both.match)
    clock = await server.games.clock(both.match)
    assert (clock.turn, clock.phase, clock.deadline, clock.remaining) == (3, "paused", None, 60)


async def test_a_claim_of_a_server_that_died_lapses(server: Server) -> None:
    both = await pair(server, CLOCK)
    server.clock.time += 120

    async def die(match: str, reason: str, turn: int) -> bool:
        raise ConnectionError("gone")

    await Deadlines(server.store, die, server.clock).sweep()
    await sweep(server)
    assert (await server.games.clock(both.match)).turn == 1
    server.clock.time += 5
    await sweep(server)
    assert (await server.games.clock(both.match)).turn == 2


async def test_matches_without_a_clock_are_left_alone(server: Server) -> None:
    both = await pair(server)
    server.clock.time += 10_000_000
    await sweep(server)
    assert (await server.games.clock(both.match)).turn == 1
