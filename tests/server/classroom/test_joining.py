"""Three ways in, no accounts: at once, with a friend, as a class. Nobody is blocked, nobody lands where secrets are."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from airace_rules.ids import Side
from airace_server.bodies import ClockSettings, Join, NewSession, PlayFriend, PlayNow, Reenter
from airace_server.classroom.service import MEMBERS_PER_SIDE
from airace_server.errors import Refusal
from support.playing import Server, a_class, pair, play_out


async def code_of(asking: object) -> str:
    with pytest.raises(Refusal) as refused:
        await asking
    return refused.value.code


async def test_playing_now_starts_at_once_against_the_house(server: Server) -> None:
    taken = await server.classroom.play_now(PlayNow(side="beijing", nickname="Ann"))
    assert (await server.games.clock(taken.body.match)).phase == "open"
    presence = await server.games.presence(taken.body.match, "beijing")
    assert ([m.nickname for m in presence.members], presence.rival_bot) == (["Ann"], True)
    assert taken.body.side == "beijing"


async def test_a_match_against_the_house_cannot_be_joined_by_anybody(server: Server) -> None:
    """Whoever joined would take over the rival and see its secrets."""
    taken = await server.classroom.play_now(PlayNow())
    assert taken.body.code == ""
    assert await code_of(server.classroom.join(Join(code=" ", nickname="Eve"))) == "unknown_code"


async def test_a_friend_gets_the_other_side_and_the_match_begins(server: Server) -> None:
    first = await server.classroom.play_friend(PlayFriend(side="beijing", nickname="Ann"))
    info = await server.classroom.join_info(first.body.code.lower().replace("-", " "))
    assert (info.kind, info.open, info.started) == ("friend", ["washington"], False)
    assert (await server.games.clock(first.body.match)).phase == "waiting"
    second = await server.classroom.join(Join(code=first.body.code, nickname="Bo"))
    assert (second.body.side, second.body.match) == ("washington", first.body.match)
    assert (await server.games.clock(first.body.match)).phase == "open"


async def test_a_third_person_finds_no_seat_with_two_friends(server: Server) -> None:
    first = await server.classroom.play_friend(PlayFriend())
    assert await code_of(server.classroom.join(Join(code=first.body.code, nickname="B", side="washington"))) == (
        "seats_full"
    )
    await server.classroom.join(Join(code=first.body.code, nickname="Bo"))
    assert await code_of(server.classroom.join(Join(code=first.body.code, nickname="Eve"))) == "seats_full"
    assert (await server.classroom.join_info(first.body.code)).open == []


async def test_who_finds_no_seat_is_told_a_way_that_is_open(server: Server) -> None:
    async def told(code: str, side: Side | None = None) -> tuple[str | None, object, str]:
        with pytest.raises(Refusal, match="seats_full") as refused:
            await server.classroom.join(Join(code=code, nickname="X", side=side))
        return refused.value.field, refused.value.arguments["full"], refused.value.hint

    friends = (await server.classroom.play_friend(PlayFriend(side="washington"))).body.code
    assert await told(friends, "washington") == ("side", "side", "Choose the other side.")
    await server.classroom.join(Join(code=friends, nickname="Bo"))
    own = "Open a match of your own on the front page."
    assert [await told(friends, side) for side in (None, "washington", "beijing")] == [("code", "match", own)] * 3

    _, code = await a_class(server, tables=1)
    for n in range(MEMBERS_PER_SIDE):
        await server.classroom.join(Join(code=code, nickname=f"P{n}", side="beijing"))
    assert await told(code, "beijing") == ("side", "side", "Choose the other side.")
    for n in range(MEMBERS_PER_SIDE):
        await server.classroom.join(Join(code=code, nickname=f"Q{n}"))
    ask = "Ask the facilitator for a seat."
    assert [await told(code, side) for side in (None, "washington", "beijing")] == [("code", "class", ask)] * 3


async def test_two_friends_who_join_at_the_same_moment_do_not_share_a_seat(server: Server) -> None:
    first = await server.classroom.play_friend(PlayFriend())
    joins = (server.classroom.join(Join(code=first.body.code, nickname=f"P{n}")) for n in range(5))
    outcomes = await asyncio.gather(*joins, return_exceptions=True)
    assert sorted(type(o).__name__ for o in outcomes) == ["Granted", *["Refusal"] * 4]


async def test_a_class_is_seated_evenly_table_by_table(server: Server) -> None:
    _, code = await a_class(server, tables=3)
    seats = [(await server.classroom.join(Join(code=code, nickname=f"P{n}"))).body for n in range(14)]
    assert [(s.table, s.side) for s in seats[:6]] == [
        (table, side) for table in (1, 2, 3) for side in ("washington", "beijing")
    ]
    sizes = Counter((s.table, s.side) for s in seats)
    assert max(sizes.values()) - min(sizes.values()) <= 1


async def test_a_side_may_be_chosen_while_it_has_room(server: Server) -> None:
    _, code = await a_class(server, tables=1)
    for n in range(MEMBERS_PER_SIDE):
        taken = await server.classroom.join(Join(code=code, nickname=f"P{n}", side="beijing"))
        assert taken.body.side == "beijing"
    assert (await server.classroom.join_info(code)).open == ["washington"]
    assert await code_of(server.classroom.join(Join(code=code, nickname="X", side="beijing"))) == "seats_full"
    assert (await server.classroom.join(Join(code=code, nickname="X"))).body.side == "washington"


async def test_a_hundred_students_who_join_at_once_all_get_a_seat(server: Server) -> None:
    _, code = await a_class(server, tables=25)
    joins = (server.classroom.join(Join(code=code, nickname=f"P{n}")) for n in range(100))
    taken = await asyncio.gather(*joins)
    assert set(Counter((t.body.table, t.body.side) for t in taken).values()) == {2}
    assert len({t.body.seat for t in taken}) == len({t.token for t in taken}) == 100


async def test_whoever_comes_late_takes_over_from_the_bot(server: Server) -> None:
    who, code = await a_class(server, tables=1)
    await server.classroom.join(Join(code=code, nickname="Ann", side="washington"))
    result = await server.classroom.act(who, _start())
    assert result.done == [1]
    [table] = await server.games.tables(who.session)
    assert {m.side: (m.nickname, m.bot) for m in table.members} == {
        "washington": ("Ann", None),
        "beijing": (None, "balanced"),
    }
    late = await server.classroom.join(Join(code=code, nickname="Bo"))
    assert late.body.side == "beijing"
    [table] = await server.games.tables(who.session)
    assert {m.side: (m.nickname, m.bot) for m in table.members} == {
        "washington": ("Ann", None),
        "beijing": ("Bo", None),
    }


async def test_names_are_unique_in_a_session_and_safe_to_show(server: Server) -> None:
    _, code = await a_class(server, tables=3)

    async def name(wish: str) -> str:
        return (await server.classroom.join(Join(code=code, nickname=wish))).body.nickname

    assert [await name("Ann"), await name("ann"), await name("ANN")] == ["Ann", "ann 2", "ANN 3"]
    assert await name("  a\u0000b\u202e c\n\td ") == "ab c d"
    assert await name("王小明") == "王小明"
    assert await name("x" * 24) == "x" * 24
    assert await name("x" * 24) == "x" * 22 + " 2"
    assert await name("<b>😀</b>") == "<b>😀</b>"
    assert await code_of(server.classroom.join(Join(code=code, nickname="\u200b \u2060"))) == "bad_nickname"


async def test_nobody_needs_a_name(server: Server) -> None:
    taken = await server.classroom.play_now(PlayNow())
    assert taken.body.nickname


async def test_a_re_entry_code_brings_the_same_seat_to_another_device_again_and_again(server: Server) -> None:
    taken = await server.classroom.play_friend(PlayFriend(nickname="Ann"))
    code = taken.body.reentry
    for _ in range(3):
        back = await server.classroom.reenter(Reenter(code=code.lower()))
        assert (back.body.kind, back.body.seat, back.body.session) == ("seat", taken.body.seat, taken.body.session)
        seat = await server.access.seat(back.token, taken.body.seat)
        code = (await server.classroom.seat_info(seat, back.token)).reentry
    first = await server.access.seat(taken.token, taken.body.seat)
    info = await server.classroom.seat_info(first, taken.token)
    assert (info.reentry, info.nickname, info.kind) == (taken.body.reentry, "Ann", "friend")


async def test_a_facilitator_comes_back_by_the_recovery_code_and_a_student_cannot(server: Server) -> None:
    made = await server.classroom.make_session(NewSession())
    back = await server.classroom.reenter(Reenter(code=made.body.recovery))
    assert (back.body.kind, back.body.seat, back.body.session) == ("facilitator", None, made.body.session)
    await server.access.facilitator(back.token, made.body.session)
    student = await server.classroom.join(Join(code=made.body.code, nickname="Ann"))
    with pytest.raises(Refusal):
        await server.access.facilitator(student.token, made.body.session)
    other = await server.classroom.make_session(NewSession())
    with pytest.raises(Refusal):
        await server.access.facilitator(other.token, made.body.session)


@pytest.mark.parametrize("code", ["", "x", "0000-0000", "not a code at all!", "🦊", "0" * 64])
async def test_a_wrong_code_is_refused_with_help(server: Server, code: str) -> None:
    for ask in (
        server.classroom.join_info(code),
        server.classroom.join(Join.model_construct(code=code, nickname="Ann", side=None)),
        server.classroom.reenter(Reenter.model_construct(code=code)),
    ):
        assert await code_of(ask) == "unknown_code"


async def test_what_does_not_exist_cannot_be_played(server: Server) -> None:
    assert await code_of(server.classroom.play_now(PlayNow(ruleset="nope"))) == "unknown_ruleset"
    assert await code_of(server.classroom.play_now(PlayNow(opponent="nope"))) == "unknown_bot"
    assert await code_of(server.classroom.make_session(NewSession(fill="nope"))) == "unknown_bot"


async def test_a_match_that_is_over_cannot_be_joined(server: Server) -> None:
    first = await server.classroom.play_friend(PlayFriend())
    await server.classroom.join(Join(code=first.body.code, nickname="Bo"))
    await server.games.extend(first.body.match, 1)
    while (await server.games.clock(first.body.match)).phase != "over":
        await server.games.close_turn(first.body.match)
    assert await code_of(server.classroom.join(Join(code=first.body.code, nickname="Eve"))) == "match_over"


async def test_the_commitment_to_chance_is_shown_from_the_start_and_kept(server: Server) -> None:
    both = await pair(server)
    token = (await server.classroom.reenter(Reenter(code=await _reentry(server, both.session)))).token
    shown = (await server.classroom.seat_info(both.washington, token)).seed_hash
    await play_out(server, both)
    file = await server.games.export(both.match)
    assert file["commitment"] == shown


async def _reentry(server: Server, session: str) -> str:
    """A code of some seat; any will do."""
    taken = await server.classroom.play_friend(PlayFriend())
    return taken.body.reentry


async def test_a_friend_s_clock_and_a_class_s_clock_are_those_wished_for(server: Server) -> None:
    both = await pair(server, ClockSettings(first_turn=90, turn=30))
    assert (await server.games.clock(both.match)).seconds == 90
    who, _ = await a_class(server, tables=1)
    await server.classroom.act(who, _start())
    ruleset = await server.rulesets.by_name("quick")
    [table] = await server.games.tables(who.session)
    assert table.clock.seconds == ruleset.clock.first_turn


def _start() -> object:
    from airace_server.bodies import SessionAction

    return SessionAction(action="start")
