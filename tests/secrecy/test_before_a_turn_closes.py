"""Until a turn closes, a side's drafts and orders make no difference to anybody else: not in a frame, not in an answer
over HTTP, not in a refusal, not in a number, a size or an order. Only whether orders are in is public. What a side says
in its own channel never makes a difference; what it says at the table is public. Its
predictions stay secret until the match is over.

Each pair of matches has the same past, the same clock and the same moves in the open; only what Washington edits and
says in secret differs. Everything that Beijing and the public can get is compared byte for byte.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from airace_client import Seat
from airace_server.live.frames import frame
from support.leaks import LEAKS, Leak, patched
from support.pipes import Pipe
from support.playing import RULESETS, Clock, load_once
from support.twins import Pair, Twin, copied, edit, make_pairs, predict, sign, twin, withdraw

PAIRS = 200
INSTRUMENTS = ("buy", "fab", "plants", "centres", "labs", "testing", "release", "deploy", "controls", "talks")
STANCES = {
    "safety": ("minimal", "standard", "rigorous", "strict"),
    "openness": ("closed", "lagged", "open"),
    "trade": ("sell", "license", "deny"),
}

PROJECTS, DEALS = ("cloud", "lab", "visa", "reactor"), ("caps", "hotline", "freeze")

Edit = tuple[dict[str, int], dict[str, str], dict[str, bool], dict[str, bool], str]
"""The four fields of an edit, and what is said to the own side with it."""
Guess = tuple[str | None, int, str]


@dataclass(frozen=True)
class Play:
    """What happens in the open, and between any two of its moves what Washington edits and says in secret, in two
    versions; in each of them it predicts something before its first edit, or nothing."""

    moves: tuple[str, ...]
    one: tuple[tuple[Edit, ...], ...]
    other: tuple[tuple[Edit, ...], ...]
    guesses: tuple[Guess | None, Guess | None] = (None, None)


edits = st.tuples(
    st.dictionaries(st.sampled_from((*INSTRUMENTS, "warp")), st.integers(0, 80), max_size=6),
    st.fixed_dictionaries({}, optional={key: st.sampled_from(options) for key, options in STANCES.items()}),
    st.dictionaries(st.sampled_from(PROJECTS), st.booleans(), max_size=2),
    st.dictionaries(st.sampled_from(DEALS), st.booleans(), max_size=2),
    st.sampled_from(("", "", "We sign.", "We bluff: they do not know what we have in the next turn.")),
)
guesses = st.none() | st.tuples(
    st.sampled_from(("up", "down", None)), st.sampled_from((50, 70, 90)), st.text(st.characters(codec="utf-8"))
)
several = st.lists(edits, max_size=3).map(tuple)
OPENLY = ("edit", "ask for more", "wrong turn", "come back", "look", "look back", "page", "export")
MOVES = (*OPENLY, "wait", "away", "sign", "withdraw", "talk", "answer")


@st.composite
def plays(draw: st.DrawFn) -> Play:
    moves = tuple(draw(st.lists(st.sampled_from(MOVES), min_size=1, max_size=8)))
    secrets = [tuple(draw(several) for _ in moves) for _ in range(2)]
    return Play(moves, secrets[0], secrets[1], (draw(guesses), draw(guesses)))


class Table:
    """The twins, and matches on both that nobody has touched yet."""

    def __init__(self, twins: list[Twin], pairs: list[Pair]) -> None:
        self.twins = twins
        self.fresh = iter(pairs)

    async def compare(self, play: Play) -> tuple[list[str], list[str]]:
        """All that others get in the two versions."""
        pair = next(self.fresh)
        one = await watched(self.twins[0], pair, play.moves, play.one, play.guesses[0])
        other = await watched(self.twins[1], pair, play.moves, play.other, play.guesses[1])
        return one, other


async def watched(server: Twin, pair: Pair, moves: tuple[str, ...], secrets: Any, guess: Guess | None) -> list[str]:
    """Play one version; returns everything that Beijing and the public were sent."""
    server.clock.time = 1_800_000_000.0 + pair.turn
    rival = server.pipe(pair.beijing)
    mine = server.pipe(pair.washington)
    await rival.hello(pair.beijing, 0)
    await server.settle()
    await mine.hello(pair.washington, 0)
    await server.settle()
    if guess is not None:
        await predict(server, pair.washington, pair.turn, *guess)
        await server.settle()
    out: list[str] = []
    signed = False
    for move, secret in zip(moves, secrets, strict=True):
        for *fields, whispered in secret:
            if whispered:
                say(mine, pair.washington, "team", whispered)
                await mine.flush()
                await server.settle()
            if not signed:
                await edit(server, pair.washington, pair.turn, *fields)
        server.clock.time += 1.0
        if move in ("sign", "withdraw"):
            await (sign if move == "sign" else withdraw)(server, pair.washington, pair.turn)
            signed = move == "sign"
        elif move == "talk":
            say(mine, pair.washington, "table", "Let us talk.")
            await mine.flush()
        elif move == "away":
            await mine.cut()
            await server.settle()
            mine = server.pipe(pair.washington)
            await mine.hello(pair.washington, 0)
        else:
            await ask(server, pair, rival, move, out)
        await server.settle()
        await rival.flush()
        out += rival.arrived
        rival.arrived = []
    for audience in (pair.beijing.side, "spectator"):
        out.append(frame(await server.services.games.snapshot(pair.beijing.match, audience)).text)
        events = await server.services.games.events_after(pair.beijing.match, audience, 0)
        out += [frame(event).text for event in events or ()]
    await rival.cut()
    await mine.cut()
    await server.settle()
    return out


def say(pipe: Pipe, seat: Seat, channel: str, words: str) -> None:
    """Say something; each time it is another message."""
    message = {"request": "s", "match": seat.match, "channel": channel, "text": words}
    pipe.say({"type": "say", **message, "once": secrets.token_urlsafe(12)})


async def ask(server: Twin, pair: Pair, rival: Any, move: str, out: list[str]) -> None:
    """Something that Beijing does, and that anybody may try who wants to find something out."""
    seat, turn = pair.beijing, pair.turn
    request = {"request": "q", "match": seat.match, "turn": turn}
    if move == "answer":
        for channel, words in (("table", "We hear you."), ("team", "We do not believe them.")):
            say(rival, seat, channel, words)
            await rival.flush()
            await server.settle()
        rival.say({"type": "say", **request, "channel": "washington", "text": "Hello", "once": "0123456789"})
        out.append(await server.get(seat, f"/api/sessions/{seat.session}/tables/1/chat"))
    elif move == "edit":
        rival.say({"type": "edit_draft", **request, "instruments": {"labs": 3}})
    elif move == "ask for more":
        rival.say({"type": "edit_draft", **request, "instruments": dict.fromkeys(INSTRUMENTS, 60)})
        rival.say({"type": "commit_orders", **request, "draft_no": 999})
    elif move == "wrong turn":
        rival.say({"type": "commit_orders", **request, "turn": turn + 1, "draft_no": 1})
        rival.say({"type": "edit_draft", **request, "match": "elsewhere", "instruments": {"labs": 3}})
    elif move == "come back":
        again = server.pipe(seat)
        await again.hello(seat, 1)
        out += again.arrived
        await again.cut()
    elif move in ("page", "export", "look", "look back"):
        paths = {"page": "", "export": "/export", "look": "/debrief", "look back": "/turning-points"}
        out.append(await server.get(seat, f"/api/seats/{seat.id}/predictions"))
        out.append(await server.get(seat, f"/api/seats/{seat.id}{paths[move]}"))
        out.append(await server.get(seat, f"/api/seats/{pair.washington.id}{paths[move]}"))
        out.append(await server.get(seat, f"/api/join/{seat.code}"))
        out.append(await server.get(seat, f"/api/rulesets/{load_once(RULESETS / 'pact').hash}/harvests"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def table(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Table]:
    folder = tmp_path_factory.mktemp("twins")
    (folder / "one").mkdir()
    clock = Clock()
    pairs = await make_pairs(folder / "one", clock, PAIRS + 60, rulesets=RULESETS, ruleset="pact")
    copied(folder / "one", folder / "other")
    async with AsyncExitStack() as stack:
        twins = [await stack.enter_async_context(twin(folder / name, clock, RULESETS)) for name in ("one", "other")]
        yield Table(twins, pairs)


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_secret_edits_change_nothing_that_others_get(table: Table) -> None:
    loop = asyncio.get_running_loop()
    compared = 0
    sent = 0

    @settings(
        max_examples=PAIRS,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(plays())
    def compare(play: Play) -> None:
        nonlocal compared, sent
        one, other = asyncio.run_coroutine_threadsafe(table.compare(play), loop).result(120)
        differing = [both for both in zip(one, other, strict=False) if both[0] != both[1]]
        assert not differing, (play, differing[0])
        assert len(one) == len(other), play
        compared += 1
        sent += len(one)

    await asyncio.to_thread(compare)
    assert compared >= PAIRS
    assert sent > compared * 10, "the others were sent something worth comparing"


# ---------------------------------------------------------------- the test has teeth

SECRETIVE = Play(
    moves=("edit", "ask for more", "away", "sign", "come back", "withdraw", "page", "look", "sign"),
    one=((({"buy": 10}, {}, {}, {}, ""),), *((),) * 8),
    other=(
        (({"buy": 20}, {"trade": "deny"}, {}, {}, "We bluff."), ({"fab": 5}, {}, {}, {"caps": True}, "")),
        *((),) * 8,
    ),
    guesses=(("up", 90, "we expect more"), None),
)


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
async def test_a_planted_leak_is_caught(table: Table, leak: Leak) -> None:
    with patched(*(leak(server) for server in table.twins)):
        one, other = await table.compare(SECRETIVE)
    assert one != other


async def test_without_a_leak_that_very_play_shows_nothing(table: Table) -> None:
    one, other = await table.compare(SECRETIVE)
    assert one == other
