"""The orders of a house strategy for many games at once: ``bots.play`` on arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from airace_rules.balance.allocate import allocate_games
from airace_rules.balance.undertakings import caps_games, in_line_games, pay_games, sign_games
from airace_rules.bots.chance import random_games
from airace_rules.bots.play import RANDOM, strategies_of
from airace_rules.engine.batch import run_games
from airace_rules.engine.kernel import Kernel, kernel_of
from airace_rules.engine.mathfn_array import Floats, Whole
from airace_rules.engine.plan import Plan, plan_of
from airace_rules.engine.sight import sees
from airace_rules.engine.words import Words
from airace_rules.errors import RulesError
from airace_rules.ids import TENTHS_PER_POINT, WORLD, Owner, Side, rival_of
from airace_rules.ruleset import Ruleset


class Player(Protocol):
    """Whoever decides for one side in all games of a batch."""

    @property
    def side(self) -> Side:
        """The side that it plays."""

    def choices(
        self, ruleset: Ruleset, cells: Mapping[str, Floats], index: Whole, turn: int, keys: tuple[Words, Words]
    ) -> Mapping[str, Floats]:
        """Outputs as of a bot program, rows of shape (games,). ``index``: place in the batch of each game."""


@dataclass(frozen=True, slots=True)
class BotPlan:
    """A strategy for one side. ``sources``: input of its program → cell of the game that its View shows there.
    ``kernel`` is None for ``random``."""

    side: Side
    kernel: Kernel | None
    sources: Mapping[str, str]

    def choices(
        self, ruleset: Ruleset, cells: Mapping[str, Floats], index: Whole, turn: int, keys: tuple[Words, Words]
    ) -> Mapping[str, Floats]:
        """What its program gives in each game."""
        if self.kernel is None:
            return random_games(ruleset, self.side, turn, keys, 0)
        return run_games(self.kernel, {name: cells[source] for name, source in self.sources.items()}, index.shape)


@dataclass(frozen=True, slots=True)
class SideOrders:
    """``cells``: order, stance, changed, pay and sign cells as the turn program reads them; ``unspent``: tenths left
    over."""

    cells: dict[str, Floats]
    unspent: Whole


def bot_plan(ruleset: Ruleset, side: Side, strategy: str) -> BotPlan:
    """The wiring of a strategy. Raises RulesError when there is none of that name."""
    if strategy == RANDOM and RANDOM not in ruleset.bots:
        return BotPlan(side, None, {})
    if strategy not in ruleset.bots:
        known = ", ".join(strategies_of(ruleset))
        raise RulesError(f"ruleset {ruleset.name} has no strategy {strategy!r}; it has {known}")
    kernel = kernel_of(ruleset.bots[strategy][side])
    return BotPlan(side, kernel, {cell: _source(ruleset, side, cell) for cell in kernel.inputs})


def _source(ruleset: Ruleset, side: Side, cell: str) -> str:
    """The cell of a game that stands behind a cell of the View of ``side``."""
    kind, _, rest = cell.partition(":")
    if kind in ("turn", "lift"):
        return cell
    place, _, name = rest.partition(".")
    owner: Owner = side if place == "own" else WORLD if place == "world" else rival_of(side)
    if name.startswith("stance."):
        return f"stance:{owner}.{name.removeprefix('stance.')}"
    if name.startswith("done."):
        key = name.removeprefix("done.")
        return f"done:{owner}.{key}"
    if sees(ruleset, side, owner, name) == "rough":
        return f"seen:{side}.{name}"
    if name in ruleset.stocks:
        return f"stock:{owner}.{name}"
    perceived = ruleset.variables[name].timing == "perceived"
    return f"{'perceived' if perceived else 'var'}:{owner}.{name}"


def orders_of(
    ruleset: Ruleset, side: Side, choices: Mapping[str, Floats], cells: Mapping[str, Floats], total: Whole
) -> SideOrders:
    """What a player's choices order in each game, out of ``total`` tenths."""
    plan = plan_of(ruleset)
    ordered, left = _stances(plan, side, cells, choices, total)
    paid, left = pay_games(plan, side, cells, choices, left)
    ordered.update(paid)
    ordered.update(sign_games(plan, side, cells, choices, left))
    nothing = np.zeros(total.shape)
    weights = [np.maximum(choices.get(f"weight:{key}", nothing), 0.0) for key in ruleset.instruments]
    caps = caps_games(ruleset, side, cells)
    share = np.minimum(np.maximum(choices.get("spend:share", nothing + 1.0), 0.0), 1.0)
    given = allocate_games(weights, (share * left).astype(np.int64), caps)
    for key, tenths in zip(ruleset.instruments, given, strict=True):
        ordered[f"order:{side}.{key}"] = tenths / TENTHS_PER_POINT
    return SideOrders(ordered, left - sum(given, np.zeros_like(left)))


def _stances(
    plan: Plan, side: Side, cells: Mapping[str, Floats], choices: Mapping[str, Floats], total: Whole
) -> tuple[dict[str, Floats], Whole]:
    """Stances to take in the ruleset's order, as many changes as are allowed and can be paid; tenths left."""
    ordered: dict[str, Floats] = {}
    left, changes = total.copy(), np.zeros_like(total)
    ruleset = plan.ruleset
    for key, stance in ruleset.stances.items():
        now = cells[f"stance:{side}.{key}"]
        wanted = np.floor(choices.get(f"choose:{key}", now) + 0.5)
        wanted = np.minimum(np.maximum(wanted, 0.0), float(len(stance.options) - 1))
        wanted = in_line_games(plan, key, side, wanted, cells)
        if not stance.is_open(int(cells["turn:number"][0]), side):
            wanted = now
        change = (wanted != now) & (changes < ruleset.budget.stance_changes) & (stance.cost <= left)
        changes = changes + change
        left = left - np.where(change, stance.cost, 0)
        ordered[f"stance:{side}.{key}"] = np.where(change, wanted, now)
        ordered[f"changed:{side}.{key}"] = change.astype(np.float64)
    return ordered, left
