"""The referee: outside any lock, stored in one transaction, started again when something came in between."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import pytest
from sqlalchemy import create_engine, select, text, update

from airace_rules import default_orders
from airace_server.bodies import Join, SessionAction
from airace_server.games.drafts import commit
from airace_server.games.referee import TRIES
from airace_server.store.engines import parse_url
from airace_server.store.tables import drafts, matches, seats, turns
from support.playing import Server, a_class, pair, serving, sign


async def test_any_number_of_closers_close_a_turn_once(server: Server) -> None:
    both = await pair(server)
    closers = (server.games.referee.close_turn(both.match, "facilitator", 1) for _ in range(12))
    assert Counter(await asyncio.gather(*closers)) == {True: 1, False: 11}
    assert (await server.games.clock(both.match)).turn == 2


async def test_a_turn_is_not_closed_for_a_reason_that_does_not_hold(server: Server) -> None:
    both = await pair(server)
    assert not await server.games.referee.close_turn(both.match, "all_committed", 1)
    assert not await server.games.referee.close_turn(both.match, "deadline", 1)
    assert not await server.games.referee.close_turn(both.match, "facilitator", 2)
    await sign(server, both.washington, 1)
    assert not await server.games.referee.close_turn(both.match, "all_committed", 1)
    assert (await server.games.clock(both.match)).turn == 1


async def test_a_turn_closes_even_while_its_match_keeps_changing(database_url: str) -> None:
    """After some tries outside the lock it is resolved under it."""
    resolved = 0
    meddler = create_engine(parse_url(database_url))

    def meddle(point: str) -> None:
        nonlocal resolved
        if point == "referee.resolved":
            resolved += 1
            with meddler.begin() as connection:
                connection.execute(update(matches).values(revision=matches.c.revision + 1))

    async with serving(database_url, on_point=meddle) as server:
        both = await pair(server)
        assert await server.games.referee.close_turn(both.match, "facilitator", 1)
        assert resolved == TRIES
        assert (await server.games.clock(both.match)).turn == 2
        numbers = await server.store.read(lambda c: c.execute(select(turns.c.turn)).scalars().all())
        assert numbers == [1]
    meddler.dispose()


async def test_an_edit_that_comes_while_the_turn_is_being_resolved_counts(database_url: str) -> None:
    """Whatever was acknowledged before the turn closed is in the turn."""
    hooks: list[object] = []
    changer = create_engine(parse_url(database_url))

    def meddle(point: str) -> None:
        if point == "referee.resolved" and not hooks:
            hooks.append(point)
            with changer.begin() as connection:  # an edit, as another server would store it
                connection.execute(text("update drafts set draft_no = draft_no + 1, body = :body"), {"body": body})
                connection.execute(update(matches).values(revision=matches.c.revision + 1))

    async with serving(database_url, on_point=meddle) as server:
        both = await pair(server)
        draft = await server.games.draft(both.match, "beijing")
        assert draft is not None
        nothing_spent = dict.fromkeys(draft.instruments, 0)
        body = json.dumps({"instruments": nothing_spent, "stances": draft.stances})
        assert await server.games.referee.close_turn(both.match, "facilitator", 1)
        result = (await server.games.book.page(both.match, 0, 2)).history[0]
        assert dict(result.orders["beijing"].instruments) == nothing_spent
    changer.dispose()


async def test_a_draft_that_the_rules_no_longer_allow_gives_way_to_the_defaults(server: Server) -> None:
    both = await pair(server)
    page = await server.games.book.page(both.match, 0, 1)
    draft = await server.games.draft(both.match, "washington")
    assert draft is not None
    broken = {"instruments": dict.fromkeys(draft.instruments, 90_000), "stances": draft.stances}
    await server.store.write(
        lambda c: c.execute(update(drafts).where(drafts.c.side == "washington").values(body=broken))
    )
    await server.games.close_turn(both.match)
    result = (await server.games.book.page(both.match, 0, 2)).history[0]
    wanted = default_orders(page.known.ruleset, page.state, "washington")
    assert dict(result.orders["washington"].instruments) == dict(wanted.instruments)


async def test_a_side_without_anybody_is_not_waited_for(server: Server) -> None:
    who, code = await a_class(server, tables=1, fill=None)
    ann = await server.seat(await server.classroom.join(Join(code=code, nickname="Ann")))
    await server.classroom.act(who, SessionAction(action="start"))
    await sign(server, ann, 1)
    await server.games.settled()
    assert (await server.games.clock(ann.match)).turn == 2


async def test_a_turn_that_all_signed_just_before_a_crash_is_closed_by_the_sweep(server: Server) -> None:
    both = await pair(server)
    for seat in (both.washington, both.beijing):  # as ``commit_orders`` stores it, with nobody left to close the turn
        await server.games.unit.write(lambda c, s=seat: commit(c, s, 1, 1, server.clock()))  # type: ignore[misc]
    await server.games.deadlines.sweep()
    assert (await server.games.clock(both.match)).turn == 1
    server.clock.time += 10
    await server.games.deadlines.sweep()
    assert (await server.games.clock(both.match)).turn == 2


async def test_turns_in_which_a_side_does_nothing_are_counted_until_it_does_something(server: Server) -> None:
    async def missed() -> dict[str, int]:
        rows = await server.store.read(lambda c: c.execute(select(seats.c.side, seats.c.missed)).all())
        return dict(rows)

    both = await pair(server)
    await sign(server, both.washington, 1)
    await server.games.close_turn(both.match)
    assert await missed() == {"washington": 0, "beijing": 1}
    await server.games.close_turn(both.match)
    assert await missed() == {"washington": 1, "beijing": 2}
    await server.games.edit_draft(both.beijing, both.match, 3, {}, {})
    assert await missed() == {"washington": 1, "beijing": 0}
    await server.games.close_turn(both.match)
    assert await missed() == {"washington": 2, "beijing": 1}


async def test_a_resolution_that_fails_leaves_the_turn_open(server: Server) -> None:
    """A broken row must not be overwritten by a broken turn."""
    both = await pair(server)
    await server.store.write(lambda c: c.execute(update(matches).values(seed="not hex")))
    with pytest.raises(ValueError, match="hexadecimal"):
        await server.games.close_turn(both.match)
    assert (await server.games.clock(both.match)).turn == 1
    assert await server.store.read(lambda c: c.execute(select(turns.c.turn)).all()) == []
