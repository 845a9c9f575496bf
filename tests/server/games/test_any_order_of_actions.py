"""Whatever players, facilitator, clock and restarts do in whatever order: the server does what a small model says.

The model knows nothing of databases: a turn, a phase, two drafts, two signatures, a deadline.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest

from airace_rules import check_orders, default_orders
from airace_rules.errors import OrdersError
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_server.bodies import ClockSettings
from airace_server.errors import Refusal
from airace_server.messages import TurnResolved
from support.playing import Clock, Pair, Server, pair, serving

FIRST, LATER = 100.0, 50.0
STEPS = 70


@dataclass
class Model:
    """What should be. ``left``: seconds to the deadline while open, or those kept while paused."""

    turn: int = 1
    phase: str = "open"
    left: float = FIRST
    drafts: dict[Side, Orders] = field(default_factory=dict)
    numbers: dict[Side, int] = field(default_factory=dict)
    signed: dict[Side, bool] = field(default_factory=lambda: dict.fromkeys(SIDES, False))
    resolved: list[dict[Side, Orders]] = field(default_factory=list)

    def refuses(self, turn: int) -> str | None:
        """Why no orders are taken for this turn."""
        if self.phase == "over":
            return "match_over"
        if turn != self.turn:
            return "turn_closed" if turn < self.turn else "wrong_turn"
        if self.phase == "paused":
            return "paused"
        return "turn_closed" if self.left <= 0 else None


class Walk:
    """The server and the model, side by side."""

    def __init__(self, url: str, seed: int) -> None:
        self.url = url
        self.chance = random.Random(seed)
        self.clock = Clock()
        self.model = Model()
        self.stack = AsyncExitStack()

    async def begin(self) -> None:
        self.server: Server = await self.stack.enter_async_context(serving(self.url, self.clock))
        self.both: Pair = await pair(self.server, ClockSettings(first_turn=int(FIRST), turn=int(LATER)))
        await self._new_drafts()

    async def _new_drafts(self) -> None:
        page = await self.server.games.book.page(self.both.match, 0, self.model.turn)
        self.rules, self.state = page.known.ruleset, page.state
        if self.state.ending is None:
            self.model.drafts = {side: default_orders(self.rules, self.state, side) for side in SIDES}
        for side in SIDES:
            self.model.numbers[side] = self.model.numbers.get(side, 0) + 1

    async def expect(self, code: str | None, asking: Awaitable[object]) -> bool:
        """The refusal that the model foresees, or none; whether it was done."""
        if code is None:
            await asking
            return True
        with pytest.raises(Refusal) as refused:
            await asking
        assert refused.value.code == code
        return False

    async def closed(self) -> None:
        """The turn is closed, in the model."""
        model = self.model
        model.resolved.append(dict(model.drafts))
        model.turn += 1
        model.signed = dict.fromkeys(SIDES, False)
        model.left = LATER
        if model.turn > len(self.rules.turns):
            model.phase = "over"
        await self._new_drafts()

    # ------------------------------------------------------------ what can happen

    async def edit(self) -> None:
        side, model, turn = self.chance.choice(SIDES), self.model, self._some_turn()
        key = self.chance.choice(sorted(self.rules.instruments))
        wish = Orders({**model.drafts[side].instruments, key: self.chance.choice([0, 3, 17, 400, 9_999])}, {})
        code = model.refuses(turn) or ("already_committed" if model.signed[side] else None)
        checked = None
        if code is None:
            try:
                checked = check_orders(
                    self.rules, self.state, side, Orders(wish.instruments, model.drafts[side].stances)
                )
            except OrdersError as error:
                code = error.problems[0].code
        edit = self.server.games.edit_draft(self.both.of(side), self.both.match, turn, {key: wish.instruments[key]}, {})
        if await self.expect(code, edit):
            assert checked is not None
            model.drafts[side] = checked
            model.numbers[side] += 1

    async def sign(self) -> None:
        side, model, turn = self.chance.choice(SIDES), self.model, self._some_turn()
        number = model.numbers[side] - (self.chance.random() < 0.2)
        again = turn == model.turn and model.phase != "over" and model.signed[side] and number == model.numbers[side]
        code = None if again else model.refuses(turn)
        if code is None and number != model.numbers[side]:
            code = "draft_conflict"
        if turn < model.turn:
            return  # what was signed long ago is not in the model
        commit = self.server.games.commit_orders(self.both.of(side), self.both.match, turn, number)
        if await self.expect(code, commit) and not again:
            model.signed[side] = True
            await self.server.games.settled()
            if all(model.signed.values()):
                await self.closed()

    async def withdraw(self) -> None:
        side, turn = self.chance.choice(SIDES), self._some_turn()
        withdrawal = self.server.games.withdraw_orders(self.both.of(side), self.both.match, turn)
        if await self.expect(self.model.refuses(turn), withdrawal):
            self.model.signed[side] = False

    async def pause(self) -> None:
        over = "match_over" if self.model.phase == "over" else None
        if await self.expect(over, self.server.games.pause(self.both.match)):
            self.model.phase = "paused"
            self.model.left = max(0.0, self.model.left)

    async def resume(self) -> None:
        over = "match_over" if self.model.phase == "over" else None
        if await self.expect(over, self.server.games.resume(self.both.match)):
            self.model.phase = "open"

    async def extend(self) -> None:
        over = "match_over" if self.model.phase == "over" else None
        if await self.expect(over, self.server.games.extend(self.both.match, 20)):
            self.model.left = max(0.0, self.model.left) + 20

    async def close(self) -> None:
        over = "match_over" if self.model.phase == "over" else None
        if await self.expect(over, self.server.games.close_turn(self.both.match)):
            await self.closed()

    async def wait(self) -> None:
        seconds = self.chance.choice([1.0, 10.0, 60.0])
        self.clock.time += seconds
        if self.model.phase == "open":
            self.model.left -= seconds

    async def sweep(self) -> None:
        await self.server.games.deadlines.sweep()
        if self.model.phase == "open" and self.model.left <= 0:
            await self.closed()

    async def restart(self) -> None:
        await self.stack.aclose()
        self.stack = AsyncExitStack()
        self.server = await self.stack.enter_async_context(serving(self.url, self.clock))

    def _some_turn(self) -> int:
        return self.model.turn + self.chance.choices([0, 1, -1], [18, 1, 1])[0]

    # ------------------------------------------------------------ what must be

    async def compare(self) -> None:
        model, games = self.model, self.server.games
        clock = await games.clock(self.both.match)
        assert (clock.turn, clock.phase) == (model.turn, model.phase)
        assert clock.committed == model.signed
        if model.phase == "open":
            assert clock.deadline == pytest.approx(self.clock.time + model.left)
        if model.phase == "paused":
            assert clock.remaining == pytest.approx(model.left)
        for side in SIDES:
            draft = await games.draft(self.both.match, side)
            if model.phase == "over":
                assert draft is None
            else:
                assert draft is not None
                assert (draft.draft_no, draft.committed) == (model.numbers[side], model.signed[side])
                assert draft.instruments == dict(model.drafts[side].instruments)

    async def compare_history(self) -> None:
        page = await self.server.games.book.page(self.both.match, 0, self.model.turn)
        assert [{s: dict(r.orders[s].instruments) for s in SIDES} for r in page.history] == [
            {s: dict(orders[s].instruments) for s in SIDES} for orders in self.model.resolved
        ]
        for audience in (*SIDES, "spectator"):
            events = await self.server.games.events_after(self.both.match, audience, 0, most=10_000)
            assert events is not None
            assert [e.event for e in events] == list(range(1, len(events) + 1))
            told = [e.body.view.turn for e in events if isinstance(e.body, TurnResolved)]
            assert told == list(range(2, self.model.turn + 1))


ACTIONS: list[tuple[Callable[[Walk], Awaitable[None]], int]] = [
    (Walk.edit, 30),
    (Walk.sign, 18),
    (Walk.withdraw, 6),
    (Walk.pause, 3),
    (Walk.resume, 6),
    (Walk.extend, 3),
    (Walk.close, 2),
    (Walk.wait, 6),
    (Walk.sweep, 6),
    (Walk.restart, 1),
]


@pytest.mark.parametrize("seed", range(8))
async def test_the_server_does_what_the_model_says(database_url: str, seed: int) -> None:
    walk = Walk(database_url, seed)
    await walk.begin()
    actions, weights = zip(*ACTIONS, strict=True)
    for _ in range(STEPS):
        await walk.chance.choices(actions, weights)[0](walk)
        await walk.compare()
    await walk.compare_history()
    await walk.stack.aclose()
