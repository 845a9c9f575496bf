"""What is said is stored before anybody is told, in order, once; it reaches those who may hear it and nobody else."""

from __future__ import annotations

import asyncio
import json
import secrets

import pytest
from sqlalchemy import text

from airace_rules.ids import SIDES, Audience
from airace_server.bodies import Join, PlayNow, SessionAction
from airace_server.errors import Refusal
from airace_server.games import chat
from airace_server.messages import Channel, ChatMessage, Event, Said, TableSaid
from airace_server.seats.refs import SeatRef
from support.playing import Pair, Server, a_class, pair, play_out

SCRIPT = "<script>alert('=1+1')</script> & <b>\"bold\"</b>"


async def say(server: Server, seat: SeatRef, words: str, channel: Channel = "table", once: str | None = None) -> int:
    return await server.games.say(seat, seat.match, channel, words, once or secrets.token_urlsafe(12))


async def heard(server: Server, match: str, audience: Audience) -> list[ChatMessage]:
    """What a side is told of, event by event."""
    events = await server.games.events_after(match, audience, 0)
    return [event.body.message for event in events or [] if isinstance(event.body, Said)]


async def shown(server: Server, seat: SeatRef) -> list[ChatMessage]:
    """What a side sees that loads the match now."""
    found = (await server.games.snapshot(seat.match, seat.side)).chat
    assert found is not None
    return found.messages


def words(messages: list[ChatMessage]) -> list[str]:
    return [message.text for message in messages]


async def seats_of(server: Server, code: str, *names: str) -> list[SeatRef]:
    """People at one table: the sides take turns."""
    return [await server.seat(await server.classroom.join(Join(code=code, nickname=name))) for name in names]


async def refused(server: Server, seat: SeatRef, said: str = "Hello", channel: Channel = "table") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        await say(server, seat, said, channel)
    assert refusal.value.message.endswith(".")
    assert refusal.value.hint.endswith(".")
    return refusal.value


async def test_both_sides_hear_what_is_said_at_the_table_in_the_order_in_which_it_was_said(server: Server) -> None:
    both = await pair(server)
    numbers = []
    for number in range(4):
        server.clock.time += 1
        numbers.append(await say(server, both.of(SIDES[number % 2]), f"Word {number}"))
    assert numbers == [1, 2, 3, 4]
    for side in SIDES:
        for messages in (await heard(server, both.match, side), await shown(server, both.of(side))):
            assert words(messages) == [f"Word {number}" for number in range(4)]
            assert [m.number for m in messages] == numbers
            assert [m.side for m in messages] == ["washington", "beijing"] * 2
            assert [m.nickname for m in messages] == ["Ann", "Bo"] * 2


async def test_what_a_side_says_among_itself_reaches_nobody_else(server: Server) -> None:
    both = await pair(server)
    before = await server.games.last_event(both.match, "beijing")
    public = await server.games.last_event(both.match, "spectator")
    await say(server, both.washington, "We bluff.", "team")
    assert words(await heard(server, both.match, "washington")) == ["We bluff."]
    assert words(await shown(server, both.washington)) == ["We bluff."]
    assert await shown(server, both.beijing) == []
    assert await server.games.last_event(both.match, "beijing") == before
    assert await server.games.last_event(both.match, "spectator") == public
    assert await say(server, both.beijing, "Do they bluff?", "team") == 1, "each side counts for itself"


async def test_spectators_are_told_nothing_of_what_is_said(server: Server) -> None:
    both = await pair(server)
    public = await server.games.last_event(both.match, "spectator")
    await say(server, both.washington, "For the table alone.")
    snapshot = await server.games.snapshot(both.match, "spectator")
    assert (snapshot.event, snapshot.chat) == (public, None)


async def test_a_message_is_stored_when_it_is_acknowledged_and_an_event_never_comes_without_it(server: Server) -> None:
    both = await pair(server)
    number = await say(server, both.washington, "Stored first.")
    stored = await server.store.read(lambda c: c.execute(text("select number, text from messages")).all())
    assert [tuple(row) for row in stored] == [(number, "Stored first.")]
    events = await server.store.read(lambda c: c.execute(text("select body from audience_events")).scalars().all())
    assert not any("Stored first." in json.dumps(body) for body in events), "the words are kept in one place"


async def test_a_message_sent_again_is_said_once(server: Server) -> None:
    both = await pair(server)
    numbers = await asyncio.gather(*(say(server, both.washington, "Only once", once="0123456789") for _ in range(5)))
    assert set(numbers) == {1}
    assert words(await heard(server, both.match, "beijing")) == ["Only once"]
    assert await say(server, both.beijing, "Mine", once="0123456789") == 2, "ids of different seats do not meet"


async def test_many_who_talk_at_once_get_numbers_without_gaps(server: Server) -> None:
    both = await pair(server)
    numbers = await asyncio.gather(*(say(server, both.of(SIDES[n % 2]), f"Word {n}") for n in range(20)))
    assert sorted(numbers) == list(range(1, 21))
    assert [m.number for m in await heard(server, both.match, "beijing")] == list(range(1, 21))


async def test_people_talk_before_during_and_after_the_match(server: Server) -> None:
    facilitator, code = await a_class(server, tables=1, fill=None)
    ann, bo = await seats_of(server, code, "Ann", "Bo")
    await say(server, ann, "Before")
    await server.classroom.act(facilitator, SessionAction(action="start"))
    await say(server, ann, "During")
    await server.games.pause(ann.match)
    await say(server, ann, "In the pause")
    await server.games.resume(ann.match)
    both = Pair(ann.match, ann.session, *(ann, bo) if ann.side == "washington" else (bo, ann))
    turns = await play_out(server, both)
    await say(server, bo, "After")
    await say(server, bo, "Well played, all of us", "team")
    said = await shown(server, ann)
    assert [(m.text, m.turn) for m in said] == [
        ("Before", 0), ("During", 1), ("In the pause", 1), ("After", turns + 1)
    ]  # fmt: skip


async def test_what_is_said_changes_nothing_in_the_match(server: Server) -> None:
    both = await pair(server)
    query = text("select revision, turn, prev_hash, ready from matches")
    before = await server.store.read(lambda c: tuple(c.execute(query).one()))
    await say(server, both.washington, "Nothing happens")
    await server.games.switch_chat(both.match, False)
    assert await server.store.read(lambda c: tuple(c.execute(query).one())) == before


# ---------------------------------------------------------------- the facilitator


async def test_the_facilitator_hears_every_channel_of_every_table_and_how_much_was_said(server: Server) -> None:
    facilitator, code = await a_class(server, tables=2)
    people = await seats_of(server, code, "Ann", "Bo", "Cleo", "Dan")
    for number, seat in enumerate(people):
        server.clock.time += 1
        await say(server, seat, f"{seat.nickname} to all")
        await say(server, seat, f"{seat.nickname} to friends", "team")
        events = await server.games.events_after(facilitator.session, "facilitator", 0)
        last: Event = (events or [])[-1]
        assert isinstance(last.body, TableSaid)
        assert (last.match, last.body.message.text) == (seat.match, f"{seat.nickname} to friends")
        tables = {table.match: table for table in await server.games.tables(facilitator.session)}
        assert last.body.messages == tables[seat.match].messages
        assert sum(table.messages for table in tables.values()) == 2 * (number + 1)
    log = await server.classroom.table_chat(facilitator, 1)
    here = [seat for seat in people if seat.match == log.match]
    assert {(m.text, m.channel, m.side) for m in log.said} == {
        *((f"{seat.nickname} to all", "table", seat.side) for seat in here),
        *((f"{seat.nickname} to friends", "team", seat.side) for seat in here),
    }
    assert (log.table, log.messages, log.on) == (1, 4, True)
    with pytest.raises(Refusal, match="unknown_table"):
        await server.classroom.table_chat(facilitator, 3)


async def test_the_facilitator_switches_the_chat_off_and_on_and_what_was_said_stays(server: Server) -> None:
    facilitator, code = await a_class(server, tables=2)
    ann, _, cleo = await seats_of(server, code, "Ann", "Bo", "Cleo")
    await say(server, ann, "Still here later")
    await server.classroom.act(facilitator, SessionAction(action="chat_off"))
    assert (await refused(server, ann)).code == "chat_off"
    assert (await refused(server, cleo, channel="team")).code == "chat_off"
    snapshot = await server.games.snapshot(ann.match, ann.side)
    assert snapshot.chat is not None
    assert (snapshot.chat.on, words(snapshot.chat.messages)) == (False, ["Still here later"])
    assert [table.chat for table in await server.games.tables(facilitator.session)] == [False, False]
    await server.classroom.act(facilitator, SessionAction(action="chat_on", tables=[1]))
    tables = await server.games.tables(facilitator.session)
    assert [table.chat for table in tables] == [True, False]
    assert {await say(server, seat, "Again") for seat in (ann, cleo) if seat.match == tables[0].match} == {2}
    kinds = [e.body.kind for e in await server.games.events_after(ann.match, ann.side, 0) or []]
    assert kinds.count("chat_switched") == (2 if ann.match == tables[0].match else 1)


async def test_a_message_sent_again_is_acknowledged_although_the_chat_is_off_by_now(server: Server) -> None:
    both = await pair(server)
    await say(server, both.washington, "In time", once="0123456789")
    await server.games.switch_chat(both.match, False)
    assert await say(server, both.washington, "In time", once="0123456789") == 1


async def test_the_export_of_a_session_holds_what_was_said_and_that_of_a_player_does_not(server: Server) -> None:
    facilitator, code = await a_class(server, tables=1)
    ann, bo = await seats_of(server, code, "Ann", "Bo")
    await server.classroom.act(facilitator, SessionAction(action="start"))
    await say(server, ann, SCRIPT)
    await say(server, bo, "Among us", "team")
    await play_out(server, Pair(ann.match, ann.session, *(ann, bo) if ann.side == "washington" else (bo, ann)))
    [file] = (await server.classroom.export(facilitator))["tables"].values()
    assert {(m["channel"], m["side"], m["text"]) for m in file["chat"]} == {
        ("table", ann.side, SCRIPT),
        ("team", bo.side, "Among us"),
    }
    own = await server.games.export(ann.match)
    assert own == {key: value for key, value in file.items() if key not in ("chat", "seal")}
    assert set(file["seal"]) == {"chat"}


# ---------------------------------------------------------------- refusals


async def test_there_is_no_chat_in_a_match_against_the_house(server: Server) -> None:
    alone = await server.seat(await server.classroom.play_now(PlayNow()))
    assert (await server.games.snapshot(alone.match, alone.side)).chat is None
    assert (await refused(server, alone)).code == "nobody_to_talk_to"


async def test_a_message_is_text_and_stays_text(server: Server) -> None:
    both = await pair(server)
    for said in (SCRIPT, "=HYPERLINK(1)", "你好世界", "👩🏽\u200d🔬 ok", "100 % <3"):
        await say(server, both.washington, said)
        assert (await shown(server, both.beijing))[-1].text == said


async def test_a_message_is_stored_composed_and_without_spaces_around_it(server: Server) -> None:
    both = await pair(server)
    await say(server, both.washington, "  Cafe\u0301 \u3000")
    assert words(await shown(server, both.beijing)) == ["Café"]


@pytest.mark.parametrize(
    "said",
    ["", "   ", "\u200b\u200d", "\u3000", "two\nlines", "a\ttab", "nul\x00", "bell\x07", "turned\u202etxt", "\u2028",
     "x" * 281, "é" * 281, "中" * 281],
)  # fmt: skip
async def test_what_cannot_be_shown_is_empty_or_too_long_is_refused(server: Server, said: str) -> None:
    both = await pair(server)
    assert (await refused(server, both.washington, said)).code == "bad_message"
    assert await shown(server, both.beijing) == []


async def test_exactly_280_characters_are_taken_whatever_they_are(server: Server) -> None:
    both = await pair(server)
    for letter in ("x", "中", "😀", "e\u0301"):
        await say(server, both.washington, letter * 280)
    assert [len(m.text) for m in await shown(server, both.beijing)] == [280] * 4


async def test_a_seat_of_another_match_says_nothing_here(server: Server) -> None:
    both, others = await pair(server), await pair(server)
    with pytest.raises(Refusal, match="unknown_match"):
        await server.games.say(others.washington, both.match, "table", "Hello", "0123456789")


async def test_a_channel_takes_only_so_much(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "FULL", 3)
    both = await pair(server)
    for _ in range(3):
        await say(server, both.washington, "And again")
    assert (await refused(server, both.beijing)).code == "chat_full"
    assert await say(server, both.beijing, "Elsewhere", "team") == 1


async def test_a_snapshot_brings_the_newest_of_each_channel(server: Server) -> None:
    both = await pair(server)
    for number in range(chat.SHOWN + 3):
        await say(server, both.washington, f"Table {number}")
    await say(server, both.washington, "Team", "team")
    messages = await shown(server, both.washington)
    assert [m.number for m in messages if m.channel == "table"] == list(range(4, chat.SHOWN + 4))
    assert words([m for m in messages if m.channel == "team"]) == ["Team"]
