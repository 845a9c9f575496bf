"""After a turn has closed, what an audience may not see still makes no difference to it.

Whatever the ruleset hides from an audience is changed in the stored log of a copy of the database; a server on the copy
must send that audience the very same bytes as one on the original.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from airace_rules.ids import SIDES, Audience, rival_of
from airace_rules.views import View
from airace_server.games import book
from airace_server.live.frames import frame
from secrecy.scribe import PARTS, Lie, Scribe, lies
from support.playing import Clock, load_once
from support.twins import Pair, Twin, copied, make_pairs, twin

RULESETS: Final = Path(__file__).parents[1] / "support/veils"
AUDIENCES: Final[tuple[Audience, ...]] = (*SIDES, "spectator")
PAIRS: Final = 200
PAIRS_OF_SPECTATORS: Final = 60

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def received(server: Twin, pair: Pair, audience: Audience) -> list[str]:
    """All that this audience can get of the match."""
    games, match = server.services.games, pair.washington.match
    out = [frame(await games.snapshot(match, audience)).text]
    out += [frame(event).text for event in await games.events_after(match, audience, 0) or ()]
    if audience in SIDES:
        seat = pair.washington if audience == "washington" else pair.beijing
        pipe = server.pipe(seat)
        await pipe.hello(seat, 0)
        await server.settle()
        for request in (
            {"type": "edit_draft", "request": "a", "match": match, "turn": pair.turn, "instruments": {"buy": 9999}},
            {"type": "commit_orders", "request": "b", "match": match, "turn": pair.turn, "draft_no": 99},
        ):
            pipe.say(request)
        await pipe.flush()
        out += pipe.arrived
        await pipe.cut()
        out.append(await server.get(seat, f"/api/seats/{seat.id}"))
        out.append(await server.get(seat, f"/api/seats/{seat.id}/debrief"))
        out.append(await server.get(seat, f"/api/seats/{seat.id}/turning-points"))
        out.append(await server.get(seat, f"/api/seats/{seat.id}/predictions"))
    return out


class Copies:
    """Servers on a database and on its copy, and matches that neither has read yet."""

    def __init__(self, one: Twin, other: Twin, log: sqlite3.Connection, pairs: list[Pair]) -> None:
        self.one = one
        self.other = other
        self.log = log
        self.fresh = iter(pairs)
        self.changed: Counter[str] = Counter()

    async def compare(self, audience: Audience, lie: Lie) -> tuple[list[str], list[str]]:
        """What an audience gets of a match, and of the one whose log was changed."""
        pair = next(self.fresh)
        scribe = Scribe(load_once(RULESETS / "veiled"), audience, lie)
        scribe.rewrite(self.log, pair.washington.match)
        self.changed.update(scribe.changed)
        return await received(self.one, pair, audience), await received(self.other, pair, audience)

    async def compare_many(self, audiences: tuple[Audience, ...], examples: int) -> Counter[str]:
        """Tell many lies to these audiences; returns how much was changed in which parts of the log."""
        loop = asyncio.get_running_loop()
        self.changed.clear()

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.sampled_from(audiences), lies)
        def compare(audience: Audience, lie: Lie) -> None:
            one, other = asyncio.run_coroutine_threadsafe(self.compare(audience, lie), loop).result(120)
            self.changed["pairs"] += 1
            assert one == other, (audience, lie)

        await asyncio.to_thread(compare)
        return self.changed


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def copies(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Copies]:
    folder, clock = tmp_path_factory.mktemp("copies"), Clock()
    (folder / "one").mkdir()
    count = PAIRS + PAIRS_OF_SPECTATORS + len(AUDIENCES) * (len(LEAKS) + 1)
    pairs = await make_pairs(folder / "one", clock, count, (1, 2, 3), RULESETS, "veiled")
    log = copied(folder / "one", folder / "other") / "airace.sqlite3"
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(twin(folder / n, clock, RULESETS)) for n in ("one", "other")]
        yield Copies(one, other, stack.enter_context(closing(sqlite3.connect(log))), pairs)


async def test_what_is_hidden_changes_nothing_that_a_side_gets(copies: Copies) -> None:
    changed = await copies.compare_many(SIDES, PAIRS)
    assert changed["pairs"] >= PAIRS
    assert all(changed[part] > PAIRS // 4 for part in PARTS), "there was plenty to hide, of every kind"


async def test_what_is_hidden_changes_nothing_that_spectators_get(copies: Copies) -> None:
    changed = await copies.compare_many(("spectator",), PAIRS_OF_SPECTATORS)
    assert changed["pairs"] >= PAIRS_OF_SPECTATORS
    assert all(changed[part] > PAIRS_OF_SPECTATORS // 4 for part in PARTS), "there was plenty to hide, of every kind"


# ---------------------------------------------------------------- the test has teeth

THOROUGH: Final = Lie(whole=(1,), fractions=(1.333,), places=(1,))

Leaky = Callable[[View, Any], View]


def secret(state: Any, view: View) -> float:
    """A number that no view may depend on: a hidden stock of the rival (of Washington, for spectators)."""
    rival = rival_of(view.side) if view.side else "washington"
    return float(state.sides[rival].stocks["chips"])


def beside_ones_own(view: View, state: Any) -> View:
    return view.model_copy(update={"own": {**view.own, "their_chips": secret(state, view)}})


def in_the_world(view: View, state: Any) -> View:
    return view.model_copy(update={"world": {**view.world, "chips": round(secret(state, view))}})


def in_the_last_digits(view: View, state: Any) -> View:
    world = {name: value * (1.0 + secret(state, view) * 1e-13) for name, value in view.world.items()}
    return view.model_copy(update={"world": world})


def in_whether_a_key_is_there(view: View, state: Any) -> View:
    return view if int(secret(state, view) * 1000) % 2 else view.model_copy(update={"stances": {"x": "y"}})


def in_the_order_of_keys(view: View, state: Any) -> View:
    turned = int(secret(state, view) * 1000) % 2
    return view.model_copy(update={"world": dict(sorted(view.world.items(), reverse=bool(turned)))})


def in_the_past(view: View, state: Any) -> View:
    last = view.history[-1]
    leaky = last.model_copy(update={"scores": {**last.scores, "trust": secret(state, view)}})
    return view.model_copy(update={"history": [*view.history[:-1], leaky]})


def in_the_report(view: View, state: Any) -> View:
    if view.report is None:
        return view
    values = {**view.report.world_values, "chips": secret(state, view)}
    return view.model_copy(update={"report": view.report.model_copy(update={"world_values": values})})


def in_the_size(view: View, state: Any) -> View:
    return view.model_copy(update={"stances": {"x": "y" * (int(secret(state, view) * 1000) % 7)}})


def in_the_stances(view: View, state: Any) -> View:
    if view.side is None:
        return view.model_copy(update={"side_stances": {side: state.sides[side].stances for side in SIDES}})
    return view.model_copy(update={"rival_stances": state.sides[rival_of(view.side)].stances})


def in_what_was_ordered(view: View, state: Any) -> View:
    rival = rival_of(view.side) if view.side else "washington"
    paid = sum(state.sides[rival].orders.projects.values())
    return view.model_copy(update={"turns": view.turns + paid})


LEAKS: Final[tuple[Leaky, ...]] = (
    beside_ones_own,
    in_the_world,
    in_the_last_digits,
    in_whether_a_key_is_there,
    in_the_order_of_keys,
    in_the_past,
    in_the_report,
    in_the_size,
    in_the_stances,
    in_what_was_ordered,
)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
async def test_a_planted_leak_is_caught(
    copies: Copies, leak: Leaky, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = book.told_for
    monkeypatch.setattr(book, "told_for", lambda rules, state, *more: leak(real(rules, state, *more), state))
    one, other = await copies.compare(audience, THOROUGH)
    assert one != other


@pytest.mark.parametrize("audience", AUDIENCES)
async def test_without_a_leak_that_very_lie_shows_nothing(copies: Copies, audience: Audience) -> None:
    one, other = await copies.compare(audience, THOROUGH)
    assert one == other
