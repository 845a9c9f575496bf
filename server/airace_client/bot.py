"""Bots over the network: they join, read and order exactly as people do."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from airace_client.client import Client
from airace_client.errors import Refused
from airace_client.game import Game
from airace_client.seat import Seat
from airace_rules import Seed, bot_orders, load_ruleset, strategies_of
from airace_rules.ids import Side
from airace_rules.orders import Orders, replacement
from airace_rules.ruleset import Ruleset
from airace_rules.views import Outcome

OVERTAKEN: Final = frozenset({"wrong_turn", "turn_closed", "already_committed", "draft_conflict", "match_over"})
"""Refusals that mean the match went on meanwhile: look again."""


@dataclass(frozen=True)
class BotWish:
    """What to play. ``side`` None: wherever a seat is wanted most. ``seats``: how many bots."""

    url: str
    code: str
    side: Side | None = None
    strategy: str = "balanced"
    seats: int = 1


async def play(wish: BotWish, say: Callable[[str], None]) -> list[Outcome]:
    """Play until every match is over; returns how each ended. ``say`` is told in sentences what happens."""
    rulesets: dict[str, Ruleset] = {}
    async with Client(wish.url) as client, asyncio.TaskGroup() as group:
        bots = [Bot(client, wish, number + 1, rulesets, say) for number in range(wish.seats)]
        tasks = [group.create_task(bot.play()) for bot in bots]
    return [task.result() for task in tasks]


class Bot:
    """One seat."""

    def __init__(
        self, client: Client, wish: BotWish, number: int, rulesets: dict[str, Ruleset], say: Callable[[str], None]
    ) -> None:
        self._client = client
        self._wish = wish
        self._name = f"bot {number}"
        self._rulesets = rulesets
        self._say = say

    async def play(self) -> Outcome:
        """Join, then order whenever it is this side's turn, until the end. A strategy that the ruleset has not takes
        no seat from anybody."""
        ruleset = await self._ruleset((await self._client.join_info(self._wish.code))["ruleset_hash"])
        seat = await self._client.join(self._wish.code, self._name, self._wish.side)
        self._say(f"{self._name} plays {seat.side} with the strategy {self._wish.strategy}.")
        async with self._client.connect(seat) as game:
            async for _ in game.news():
                if game.over and game.view is not None and game.view.outcome is not None:
                    outcome = game.view.outcome
                    self._say(
                        f"{self._name}: the match ended with {outcome.ending}; winner: {outcome.winner or 'nobody'}."
                    )
                    return outcome
                if game.may_order:
                    await self._order(game, ruleset, seat)
        raise RuntimeError("the news ended before the match")

    async def _ruleset(self, hash: str) -> Ruleset:
        if hash not in self._rulesets:
            self._rulesets[hash] = load_ruleset(await self._client.ruleset_files(hash))
        ruleset = self._rulesets[hash]
        if self._wish.strategy not in strategies_of(ruleset):
            raise Refused(unknown_strategy(self._wish.strategy, ruleset))
        return ruleset

    async def _order(self, game: Game, ruleset: Ruleset, seat: Seat) -> None:
        if game.view is None:
            return
        seed = private_seed(seat)
        orders = await asyncio.to_thread(bot_orders, ruleset, self._wish.strategy, game.view, seed)  # a planner thinks
        edit = replacement(drafted(game.draft or {}), orders)
        try:
            number = await game.edit_draft(edit.instruments, edit.stances, edit.projects, edit.deals)
            await game.commit(number)
        except Refused as refusal:
            if refusal.code not in OVERTAKEN:
                raise


def drafted(draft: Mapping[str, Any]) -> Orders:
    """The orders in a draft as the server sends it."""
    return Orders(**{field.name: draft.get(field.name, {}) for field in fields(Orders)})


def private_seed(seat: Seat) -> Seed:
    """The bot's own chance: from its token, so that nobody else can know it."""
    return Seed(hashlib.sha256(seat.token.encode()).digest())


def unknown_strategy(name: str, ruleset: Ruleset) -> Mapping[str, str]:
    """The refusal of a strategy that the ruleset does not have."""
    return {
        "code": "unknown_bot",
        "message": f"The ruleset has no strategy called {name}.",
        "hint": f"It has: {', '.join(strategies_of(ruleset))}.",
    }
