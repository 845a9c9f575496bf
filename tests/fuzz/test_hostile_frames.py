"""Whatever comes over a socket, the answer is an error with a known code, the connection lives, nothing changes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import strategies as st

from airace_server.errors import STATUS
from airace_server.messages import ErrorBody
from support import hostile
from support.sockets import Line, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLES = 1_500
FIELDS = {
    "edit_draft": {"request": "q", "match": "{match}", "turn": 1, "instruments": {"buy": 1}, "stances": {}},
    "commit_orders": {"request": "q", "match": "{match}", "turn": 1, "draft_no": 10**6},
    "withdraw_orders": {"request": "q", "match": "nowhere", "turn": 1},
    "say": {"request": "q", "match": "nowhere", "channel": "table", "text": "Hello", "once": "0123456789"},
    "predict": {
        "request": "q",
        "match": "{match}",
        "turn": 2,
        "expects": "up",
        "confidence": 70,
        "because": "we expect so",
    },
    "ping": {"request": "q"},
}

OPTIONAL = ("instruments", "stances", "confidence", "because")

not_text = st.none() | st.booleans() | hostile.numbers | st.lists(hostile.leaves) | st.just("") | st.just("\ud800")
not_a_turn = not_text | st.just(0) | st.just(1001) | st.floats() | st.sampled_from(("1", 2**63, 10**400))
not_a_turn = not_a_turn.filter(lambda value: value != 1)  # the open one
not_amounts = (
    not_text.filter(lambda value: value != {})
    | st.dictionaries(st.sampled_from(("buy", "warp", "", "a b", "\ud800")), not_text, min_size=1, max_size=3)
    | st.builds(lambda count: {f"i{n}": 0 for n in range(count)}, st.integers(65, 200))
)
elsewhere = st.sampled_from(("nowhere", "0123456789abcdef"))
unnamable = st.sampled_from(("a b", "x" * 65, "' OR 1=1", ".."))
WRONG: dict[str, st.SearchStrategy[Any]] = {
    "request": not_text | st.just("q" * 41),
    "match": st.one_of(elsewhere, st.tuples(not_text | unnamable).map(lambda only: only[0])),
    "turn": not_a_turn,
    "instruments": not_amounts,
    "stances": not_amounts,
    "channel": not_text | st.sampled_from(("rival", "beijing", "TEAM")),
    "text": not_text.filter(lambda value: value != "") | st.just("x" * 5_000),
    "once": not_text | st.sampled_from(("short", "x" * 41, "a b c d e", "' OR 1=1 --")),
    "expects": (not_text | st.sampled_from(("UP", "upp", "widen"))).filter(lambda value: value is not None),
    "confidence": not_text.filter(lambda value: value not in (50, 70, 90)) | st.sampled_from((0, 51, "50", -50, 70.5)),
    "because": not_text.filter(lambda value: value != "") | st.just("x" * 161),
    "draft_no": not_text.filter(lambda value: type(value) is not int or value < 0) | st.sampled_from((2**63, 10**400)),
}


@st.composite
def broken_messages(draw: st.DrawFn) -> str:
    """A message of the protocol with one thing wrong: a field of a wrong kind, one too few, one too many."""
    kind = draw(st.sampled_from(sorted(FIELDS)))
    fields: dict[str, Any] = {"type": kind, **FIELDS[kind]}
    name = draw(st.sampled_from(sorted(FIELDS[kind])))
    match draw(st.sampled_from(("wrong", "wrong", "wrong", "missing", "extra"))):
        case "wrong":
            fields[name] = draw(WRONG[name])
        case "missing":
            required = [name for name in fields if name not in OPTIONAL]
            del fields[draw(st.sampled_from(required))]
        case "extra":
            fields[draw(hostile.texts.filter(lambda key: key not in fields))] = draw(hostile.leaves)
    return hostile.dumped(fields)


def oversize(most: int) -> st.SearchStrategy[str]:
    """Frames beyond what is taken, and just short of what closes the socket."""
    sizes = st.sampled_from((most + 1, most + 2, 2 * most, 7 * most))
    return st.builds(lambda letter, size: letter * size, st.sampled_from(("x", "[", " ", "\x00")), sizes)


values = hostile.values.map(hostile.dumped)
frames = st.binary(max_size=300) | hostile.no_json | values | broken_messages() | broken_messages()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    patient = {"seat_frames_burst": 10**6, "address_frames_burst": 10**6, "strikes_burst": 10**6}
    async with running(tmp_path_factory.mktemp("frames"), **patient) as started:
        yield started


def check(frame: dict[str, Any]) -> None:
    """An error as the protocol describes it."""
    assert frame["type"] == "error", frame
    error = ErrorBody.model_validate(frame["error"])
    assert error.code in STATUS
    assert error.code != "internal", frame
    assert error.message
    assert error.hint


async def stored(server: Running, line: Line) -> Any:
    assert line.seat is not None
    games, which = server.app.state.live.games, (line.seat.match, line.seat.side)
    return await games.draft(*which), await games.predictions(*which)


async def test_a_hostile_frame_is_refused_and_changes_nothing(server: Running) -> None:
    ann, _ = await server.friends()
    async with server.line(ann) as line:
        before = await stored(server, line)
        await server.hub.settled()
        await line.ask("ping")  # what the greeting brings has arrived
        codes = set()

        async def attack(frame: str | bytes) -> None:
            line.heard.clear()
            await line.say(frame.replace("{match}", ann.match) if isinstance(frame, str) else frame)
            answer = await line.hear()
            check(answer)
            codes.add(answer["error"]["code"])
            assert answer["fatal"] is False
            assert (await line.ask("ping"))["type"] == "pong"
            assert [f["type"] for f in line.heard] == ["error", "pong"], "one answer, and nothing else"
            assert await stored(server, line) == before

        await hostile.against(attack, frames | oversize(server.settings.frame_bytes), EXAMPLES)
        assert codes >= {"bad_frame", "too_large", "unknown_match", "draft_conflict", "wrong_turn"}, (
            "attacks of every kind"
        )


@st.composite
def hellos(draw: st.DrawFn) -> str:
    """Greetings that lie about one thing."""
    hello: dict[str, Any] = {"type": "hello", "protocol": 1, "seat": "nobody", "last_event": 0}
    name = draw(st.sampled_from(("protocol", "seat", "last_event", "session", "type", "extra")))
    return hostile.dumped(hello | {name: draw(hostile.leaves | hostile.values)})


async def test_a_hostile_first_frame_is_refused_and_a_proper_hello_is_still_welcome(server: Running) -> None:
    ann, _ = await server.friends()

    async def attack(frame: str | bytes) -> None:
        async with server.line(ann, hello=False) as line:
            await line.say(frame)
            answer = await line.hear()
            check(answer)
            if answer["fatal"]:
                code, reason = await line.closed()
                assert (code, reason[: len(answer["error"]["code"])]) == (1008, answer["error"]["code"])
            else:
                await line.hello()

    await hostile.against(attack, hellos() | frames, EXAMPLES // 2)


@pytest.mark.parametrize("last_event", [1, 2**31, 2**63 - 1, 2**63, 10**30, 10**400])
async def test_whoever_claims_to_have_heard_of_events_to_come_gets_a_snapshot_or_an_error(
    server: Running, last_event: int
) -> None:
    ann, _ = await server.friends()
    async with server.line(ann, hello=False) as line:
        await line.say(json.dumps({"type": "hello", "protocol": 1, "seat": ann.id, "last_event": last_event}))
        first = await line.hear("welcome", "error")
        if first["type"] == "error":
            check(first)
        else:
            assert (await line.ask("ping"))["type"] == "pong"


async def test_text_that_is_not_utf_8_closes_the_socket_and_changes_nothing(server: Running) -> None:
    ann, _ = await server.friends()

    async def attack(garbage: bytes) -> None:
        async with server.line(ann) as line:
            before = await stored(server, line)
            await line.raw.send(b'{"type":"ping","request":"' + garbage, text=True)
            assert (await line.closed())[0] == 1007
            assert await stored(server, line) == before

    wrong = st.sampled_from((b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xe2\x82"))
    await hostile.against(attack, st.builds(lambda a, b: a + b + b'"}', wrong, st.binary(max_size=8)), 20)


async def test_who_goes_on_is_put_out_after_the_declared_number_of_strikes(
    server: Running, tmp_path_factory: pytest.TempPathFactory
) -> None:
    strict = {"strikes": 0.001, "strikes_burst": 5}
    async with running(tmp_path_factory.mktemp("strikes"), **strict) as strict_server:
        ann, bo = await strict_server.friends()
        async with strict_server.line(bo) as bystander:

            async def attack(frame: str | bytes) -> None:
                async with strict_server.line(ann) as line:
                    before = await stored(strict_server, line)
                    for strike in range(6):
                        await line.say(frame)
                        answer = await line.hear("error")
                        assert answer["fatal"] is (strike == 5)
                    code, reason = await line.closed()
                    assert (code, reason.partition(":")[0]) == (1008, "abuse")
                    assert await stored(strict_server, line) == before
                assert (await bystander.ask("ping"))["type"] == "pong"

            await hostile.against(attack, st.binary(max_size=50) | hostile.no_json | values, 20)
