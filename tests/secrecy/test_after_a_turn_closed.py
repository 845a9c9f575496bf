"""After a turn has closed, what an audience may not see still makes no difference to it.

Whatever the ruleset's public description hides from an audience is changed in the stored log of a copy of the database;
a server on the copy must send that audience the very same bytes as one on the original.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio

from airace_rules import load_ruleset, manifest_for
from airace_rules.ids import SIDES, Audience, Side, rival_of
from airace_rules.manifest import RulesetManifest
from airace_rules.views import View
from airace_server.games import book
from airace_server.live.frames import frame
from support.playing import Clock
from support.twins import Pair, Twin, copied, make_pairs, twin

AUDIENCES: Final[tuple[Audience, ...]] = ("washington", "beijing", "spectator")
PAIRS: Final = 204
QUICK = Path(__file__).resolve().parents[2] / "game_rules/rulesets/quick"
Data = dict[str, Any]

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Scribe:
    """Changes everything in a match's log that is hidden from one audience."""

    def __init__(self, manifest: RulesetManifest, audience: Audience, chance: random.Random) -> None:
        self.manifest = manifest
        self.audience = audience
        self.chance = chance
        self.changed = 0

    def rivals(self) -> tuple[Side, ...]:
        """Sides of which this audience knows only what is public."""
        if self.audience == "washington" or self.audience == "beijing":
            return (rival_of(self.audience),)
        return SIDES

    def hidden(self, owner: str, name: str) -> bool:
        found = self.manifest.variables.get(name)
        return owner in self.rivals() and (found is None or found.rival_sight != "exact")

    def shift(self, value: Any) -> Any:
        """Another value of the same kind; mappings and lists keep their shape."""
        if isinstance(value, dict):
            return {key: self.shift(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.shift(inner) for inner in value]
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        self.changed += 1
        return value + self.chance.randint(1, 9) if isinstance(value, int) else value + self.chance.uniform(0.1, 3.0)

    def state(self, state: Data) -> None:
        for side in self.rivals():
            secret = state["sides"][side]
            for name, value in secret["stocks"].items():
                if self.hidden(side, name):
                    secret["stocks"][name] = self.shift(value)
            for key in ("estimates", "perceived", "bands", "pipelines", "carried"):
                secret[key] = self.shift(secret[key])
            secret["orders"]["instruments"] = self.shift(secret["orders"]["instruments"])

    def cells(self, cells: Data) -> None:
        """``beijing.compute`` → value."""
        for cell, value in cells.items():
            owner, _, name = cell.partition(".")
            if self.hidden(owner, name):
                cells[cell] = self.shift(value)

    def result(self, result: Data) -> None:
        self.state(result["before"])
        self.state(result["after"])
        self.cells(result["opening"])
        for side in self.rivals():
            result["orders"][side]["instruments"] = self.shift(result["orders"][side]["instruments"])
        for step in result["steps"]:
            self.cells(step["values"])
            step["draws"] = self.shift(step["draws"])
            for part in step["parts"]:
                if part.split(".")[0] in self.rivals():
                    step["parts"][part] = self.shift(step["parts"][part])
            for happening in step["happenings"]:
                told = happening["visibility"] == "public" or (
                    happening["visibility"] == "own" and happening["side"] not in self.rivals()
                )
                if not told:
                    happening["args"] = self.shift(happening["args"])


def rewrite(folder: Path, manifest: RulesetManifest, pairs: list[Pair]) -> int:
    """Change the log of every match for its audience; returns how many numbers were changed."""
    connection = sqlite3.connect(folder / "airace.sqlite3")
    changed = 0
    for number, pair in enumerate(pairs):
        scribe = Scribe(manifest, AUDIENCES[number % 3], random.Random(number))
        match = pair.washington.match
        query = "select turn, result from turns where match_id = ? order by turn"
        for turn, text in connection.execute(query, (match,)).fetchall():
            result = json.loads(text)
            scribe.result(result)
            connection.execute(
                "update turns set result = ? where match_id = ? and turn = ?", (json.dumps(result), match, turn)
            )
        (text,) = connection.execute("select state from matches where id = ?", (match,)).fetchone()
        state = json.loads(text)
        scribe.state(state)
        connection.execute("update matches set state = ? where id = ?", (json.dumps(state), match))
        predict(connection, match, scribe.rivals())
        changed += scribe.changed
    connection.commit()
    connection.close()
    return changed


def predict(connection: sqlite3.Connection, match: str, sides: tuple[Side, ...]) -> None:
    """Everybody on these sides has predicted the first turn."""
    for side in sides:
        connection.execute(
            "insert into predictions select match_id, 0, 1, player_id, side, 'up', 90, 'a secret reason', 0.0"
            " from seats where match_id = ? and side = ?",
            (match, side),
        )


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
    """A database, its rewritten copy, and the matches in both."""

    def __init__(self, folder: Path, clock: Clock, pairs: list[Pair], changed: int) -> None:
        self.folder = folder
        self.clock = clock
        self.pairs = pairs
        self.changed = changed

    async def differing(self, pairs: range) -> list[int]:
        """The numbers of those pairs that differ, on servers that have just been started."""
        async with AsyncExitStack() as stack:
            one, other = [await stack.enter_async_context(twin(self.folder / n, self.clock)) for n in ("one", "other")]
            found = []
            for number in pairs:
                audience = AUDIENCES[number % 3]
                before = await received(one, self.pairs[number], audience)
                if before != await received(other, self.pairs[number], audience):
                    found.append(number)
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def copies(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Copies]:
    folder = tmp_path_factory.mktemp("copies")
    (folder / "one").mkdir()
    clock = Clock()
    pairs = await make_pairs(folder / "one", clock, PAIRS, turns=(1, 2, 3))
    copied(folder / "one", folder / "other")
    changed = rewrite(folder / "other", manifest_for(load_ruleset(QUICK)), pairs)
    yield Copies(folder, clock, pairs, changed)


async def test_what_is_hidden_changes_nothing_that_an_audience_gets(copies: Copies) -> None:
    assert copies.changed > PAIRS * 100, "there was plenty to hide"
    assert await copies.differing(range(PAIRS)) == []


# ---------------------------------------------------------------- the test has teeth

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


LEAKS: Final[tuple[Leaky, ...]] = (
    beside_ones_own,
    in_the_world,
    in_the_last_digits,
    in_whether_a_key_is_there,
    in_the_order_of_keys,
    in_the_past,
    in_the_report,
    in_the_size,
)


@pytest.fixture(params=LEAKS, ids=lambda leak: leak.__name__)
def planted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    real, leak = book.view_for, request.param
    monkeypatch.setattr(book, "view_for", lambda rules, state, *more: leak(real(rules, state, *more), state))


async def test_a_planted_leak_is_caught_for_every_audience(copies: Copies, planted: None) -> None:
    differing = await copies.differing(range(24))
    assert {AUDIENCES[number % 3] for number in differing} == set(AUDIENCES)
