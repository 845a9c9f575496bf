"""The cockpit: one page for all tables; act on one or on all; everything is logged."""

from __future__ import annotations

from typing import Any

import pytest

from airace_rules import replay
from airace_server.bodies import Join, NewSession, NotedAction, SessionAction
from airace_server.classroom.actions import done_to_tables
from airace_server.errors import Refusal
from airace_server.messages import TableChanged
from support.playing import Server, a_class


async def test_starting_opens_every_table_and_fills_empty_sides(server: Server) -> None:
    who, code = await a_class(server, tables=3, fill="sprinter")
    await server.classroom.join(Join(code=code, nickname="Ann"))
    result = await server.classroom.act(who, SessionAction(action="start"))
    assert (result.done, result.refused) == ([1, 2, 3], {})
    tables = await server.games.tables(who.session)
    assert [t.clock.phase for t in tables] == ["open"] * 3
    assert [len(t.members) for t in tables] == [2, 2, 2]
    assert {m.bot for t in tables for m in t.members} == {None, "sprinter"}
    again = await server.classroom.act(who, SessionAction(action="start"))
    assert again.done == [1, 2, 3]
    assert [len(t.members) for t in await server.games.tables(who.session)] == [2, 2, 2]


async def test_without_a_fill_empty_sides_stay_on_their_defaults(server: Server) -> None:
    who, _ = await a_class(server, tables=1, fill=None)
    await server.classroom.act(who, SessionAction(action="start"))
    [table] = await server.games.tables(who.session)
    assert table.members == []
    while not (table := (await server.games.tables(who.session))[0]).ending:
        assert (await server.classroom.act(who, SessionAction(action="close_turn"))).done == [1]
    assert table.clock.phase == "over"


async def test_one_table_that_refuses_does_not_hold_up_the_others(server: Server) -> None:
    who, _ = await a_class(server, tables=3)
    await server.classroom.act(who, SessionAction(action="start", tables=[1, 3]))
    result = await server.classroom.act(who, SessionAction(action="pause", tables=[1, 2, 3, 9]))
    assert result.done == [1, 3]
    assert {table: error.code for table, error in result.refused.items()} == {2: "not_started", 9: "unknown_table"}
    assert [t.clock.phase for t in await server.games.tables(who.session)] == ["paused", "waiting", "paused"]


async def test_extending_needs_a_number_of_seconds(server: Server) -> None:
    who, _ = await a_class(server, tables=1)
    await server.classroom.act(who, SessionAction(action="start"))
    with pytest.raises(Refusal) as refused:
        await server.classroom.act(who, SessionAction(action="extend"))
    assert (refused.value.code, refused.value.field) == ("bad_frame", "seconds")
    before = (await server.games.tables(who.session))[0].clock
    await server.classroom.act(who, SessionAction(action="extend", seconds=60))
    after = (await server.games.tables(who.session))[0].clock
    assert before.deadline is not None
    assert after.deadline == before.deadline + 60


async def test_the_facilitator_is_told_of_every_table_in_one_sequence(server: Server) -> None:
    who, code = await a_class(server, tables=2)
    await server.classroom.join(Join(code=code, nickname="Ann"))
    await server.classroom.act(who, SessionAction(action="start"))
    await server.classroom.act(who, SessionAction(action="close_turn", tables=[2]))
    events = await server.games.events_after(who.session, "facilitator", 0)
    assert events is not None
    assert [e.event for e in events] == [1, 2, 3, 4]
    bodies = [e.body for e in events]
    assert all(isinstance(body, TableChanged) for body in bodies)
    assert [b.table.table for b in bodies if isinstance(b, TableChanged)][0::3] == [1, 2]
    snapshot = await server.games.snapshot(who.session, "facilitator")
    assert (snapshot.event, snapshot.view, snapshot.draft) == (4, None, None)
    assert snapshot.tables == await server.games.tables(who.session)
    assert [t.clock.turn for t in snapshot.tables or []] == [1, 2]


async def test_a_table_s_line_tells_how_it_stands(server: Server) -> None:
    who, code = await a_class(server, tables=1)
    ann = await server.classroom.join(Join(code=code, nickname="Ann"))
    server.here.add(ann.body.seat)
    await server.classroom.act(who, SessionAction(action="start"))
    [table] = await server.games.tables(who.session)
    assert set(table.totals) == {"washington", "beijing"}
    assert table.lead is not None
    assert {m.side: m.connected for m in table.members} == {"washington": True, "beijing": True}
    server.here.clear()
    [table] = await server.games.tables(who.session)
    assert {m.side: m.connected for m in table.members} == {"washington": False, "beijing": True}


async def test_tables_share_their_chance_only_when_asked(server: Server) -> None:
    for same in (True, False):
        who, _ = await a_class(server, tables=3, same_seed=same, fill=None)
        await server.classroom.act(who, SessionAction(action="start"))
        for _ in range(12):
            await server.classroom.act(who, SessionAction(action="close_turn"))
        files = (await server.classroom.export(who))["tables"]
        assert len(files) == 3
        assert len({file["seed"] for file in files.values()}) == (1 if same else 3)
        assert len({file["turns"][-1]["hash"] for file in files.values()}) == (1 if same else 3)


async def test_a_seed_is_kept_until_every_table_that_shares_it_is_over(server: Server) -> None:
    who, code = await a_class(server, tables=2, fill=None)
    ann = await server.classroom.join(Join(code=code, nickname="Ann"))
    await server.classroom.act(who, SessionAction(action="start"))
    for _ in range(12):
        await server.classroom.act(who, SessionAction(action="close_turn", tables=[1]))
    assert (await server.games.debrief(ann.body.match)).outcome
    with pytest.raises(Refusal) as refused:
        await server.games.export(ann.body.match)
    assert (refused.value.code, refused.value.arguments) == ("not_over", {"table": 2})
    exported = await server.classroom.export(who)
    assert exported["tables"] == {}
    for _ in range(12):
        await server.classroom.act(who, SessionAction(action="close_turn", tables=[2]))
    file = await server.games.export(ann.body.match)
    assert replay(file)
    assert set((await server.classroom.export(who))["tables"]) == {"1", "2"}


async def test_every_action_is_logged(server: Server) -> None:
    who, _ = await a_class(server, tables=2)
    await server.classroom.act(who, SessionAction(action="start", tables=[1]))
    server.clock.time += 10
    await server.classroom.act(who, SessionAction(action="pause"))
    log = (await server.classroom.export(who))["actions"]
    assert [(a["action"], a["done"], a["refused"]) for a in log] == [
        ("start", [1], {}),
        ("pause", [1], {"2": "not_started"}),
    ]
    assert log[1]["at"] - log[0]["at"] == 10


async def test_the_session_s_page_tells_what_was_done_to_its_tables(server: Server) -> None:
    who, _ = await a_class(server, tables=2)
    await server.classroom.act(who, SessionAction(action="start", tables=[1]))
    began = server.clock.time
    server.clock.time += 10
    await server.classroom.act(who, SessionAction(action="extend", seconds=60))
    await server.classroom.act(who, SessionAction(action="pause", tables=[2]))
    info = await server.classroom.session_info(who, "http://host")
    assert [told.model_dump() for told in info.noted] == [
        {"at": began, "action": "start", "tables": [1], "seconds": None},
        {"at": began + 10, "action": "extend", "tables": [1], "seconds": 60},
    ]


def test_of_a_log_only_what_a_facilitator_did_is_told() -> None:
    pause = {"at": 7.0, "action": "pause", "done": [1], "refused": {"2": "not_started"}}
    others: list[dict[str, Any]] = [
        {"at": 1.0, "action": "rematch", "by": "beijing", "code": "45FZBE5S"},
        {"at": 2.0, "action": "import"},
        {"at": "soon", "action": "pause", "done": [1]},
        {"at": 3.0, "action": "pause", "done": "everybody"},
        {"at": 4.0, "action": "resume", "done": []},
        {},
    ]
    assert done_to_tables([*others, pause]) == [NotedAction(at=7.0, action="pause", tables=[1])]


async def test_the_session_s_page_leads_students_to_it(server: Server) -> None:
    made = await server.classroom.make_session(NewSession(title="  Tuesday ", tables=2))
    who = await server.access.facilitator(made.token, made.body.session)
    info = await server.classroom.session_info(who, "http://192.168.1.5:8000/")
    assert info.join_url == f"http://192.168.1.5:8000/join/{made.body.code}"
    assert (info.title, info.ruleset, len(info.tables)) == ("Tuesday", "quick", 2)
    ruleset = await server.rulesets.by_name("quick")
    assert info.ruleset_hash == ruleset.hash


async def test_each_table_leads_to_its_own_match_and_no_further(server: Server) -> None:
    who, code = await a_class(server, tables=2, fill=None)
    ann, bo = [(await server.classroom.join(Join(code=code, nickname=name))).body for name in ("Ann", "Bo")]
    assert {seat.table: seat.match for seat in (ann, bo)} == {
        seat.table: await server.classroom.match_at(who, seat.table) for seat in (ann, bo)
    }
    other, _ = await a_class(server, tables=1)
    for session, table in ((who, 3), (who, 0), (other, 2)):
        with pytest.raises(Refusal, match="unknown_table"):
            await server.classroom.match_at(session, table)
