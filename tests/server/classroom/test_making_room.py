"""A full server refuses; games nobody needs any more make room first. Deleting leaves nothing behind."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, func, select

from airace_server.bodies import Join, NewSession, PlayFriend, PlayNow
from airace_server.classroom import sessions
from airace_server.classroom.service import Classroom
from airace_server.classroom.sessions import KEPT_SECONDS
from airace_server.errors import Refusal
from airace_server.settings import Settings
from airace_server.store.tables import metadata
from support.playing import Server, a_class, pair, play_turn


def small(server: Server, **limits: int) -> Classroom:
    """The same server with narrower limits."""
    return Classroom(server.store, server.games, server.rulesets, Settings(**limits), server.clock)  # type: ignore[arg-type]


async def test_a_full_server_refuses_until_old_games_may_go(server: Server) -> None:
    classroom = small(server, max_sessions=3)
    kept = await classroom.make_session(NewSession())
    for _ in range(2):
        await classroom.play_now(PlayNow())
    for ask in (
        classroom.play_now(PlayNow()),
        classroom.play_friend(PlayFriend()),
        classroom.make_session(NewSession()),
    ):
        with pytest.raises(Refusal) as refused:
            await ask
        assert refused.value.code == "server_full"
    server.clock.time += KEPT_SECONDS + 1
    new = await classroom.play_now(PlayNow())
    assert (await server.games.clock(new.body.match)).phase == "open"
    assert await server.games.tables(kept.body.session)


async def test_a_session_takes_only_so_many_players(server: Server) -> None:
    classroom = small(server, max_players=3)
    made = await classroom.make_session(NewSession(tables=4))
    for n in range(3):
        await classroom.join(Join(code=made.body.code, nickname=f"P{n}"))
    with pytest.raises(Refusal) as refused:
        await classroom.join(Join(code=made.body.code, nickname="X"))
    assert refused.value.code == "seats_full"


async def test_deleting_a_session_leaves_nothing_of_it(server: Server) -> None:
    def count(connection: Connection) -> dict[str, int]:
        tables = [t for t in metadata.sorted_tables if t.name != "rulesets"]
        return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables}

    both = await pair(server)
    await play_turn(server, both, 1)
    who, code = await a_class(server)
    await server.classroom.join(Join(code=code, nickname="Ann"))
    before = await server.store.read(count)
    gone = await pair(server)
    await play_turn(server, gone, 1)
    assert await server.store.read(count) != before
    await server.store.write(lambda c: sessions.erase(c, [gone.session]))
    assert await server.store.read(count) == before
    await server.store.write(lambda c: sessions.erase(c, [both.session, who.session]))
    assert set((await server.store.read(count)).values()) == {0}
    with pytest.raises(Refusal):
        await server.games.clock(gone.match)
