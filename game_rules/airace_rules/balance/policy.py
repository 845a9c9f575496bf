"""Strategies as numbers, to search among: a house strategy bent in what it buys, holds, builds and signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from airace_rules.balance.orders import BotPlan, bot_plan
from airace_rules.engine.mathfn_array import Bools, Floats, Whole
from airace_rules.engine.words import Words
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset

AS_BASE: Final = -1  # a stance, project or deal that is left to the base
NEVER: Final = 0  # a project that is never paid for, a deal that is never signed
EVEN: Final = ""  # the base that spreads money evenly and changes nothing


@dataclass(frozen=True, slots=True)
class Policy:
    """A strategy made of numbers.

    ``base``: the house strategy that it starts from, or ``EVEN``. ``factors``: on the share of every instrument, in the
    order of the ruleset, for the first and the second half of the match. ``floor``: part of an even spread that is
    added to the base's shares before. ``stances``: for each half, an option's place or ``AS_BASE``. ``projects`` and
    ``deals``: the first turn in which it pays or signs, ``NEVER`` or ``AS_BASE``.
    """

    name: str
    base: str
    factors: tuple[tuple[float, ...], tuple[float, ...]]
    floor: float
    stances: tuple[tuple[int, ...], tuple[int, ...]]
    projects: tuple[int, ...] = ()
    deals: tuple[int, ...] = ()


Strategy = str | Policy


def name_of(strategy: Strategy) -> str:
    """What reports call it."""
    return strategy.name if isinstance(strategy, Policy) else strategy


def as_policy(ruleset: Ruleset, strategy: Strategy) -> Policy:
    """A policy that plays as ``strategy`` does."""
    if isinstance(strategy, Policy):
        return strategy
    ones, bases = (1.0,) * len(ruleset.instruments), (AS_BASE,) * len(ruleset.stances)
    projects, deals = (AS_BASE,) * len(ruleset.projects), (AS_BASE,) * len(ruleset.deals)
    return Policy(strategy, strategy, (ones, ones), 0.0, (bases, bases), projects, deals)


@dataclass(frozen=True, slots=True)
class Table:
    """Policies as arrays, one row each; fields as in ``Policy``. ``bases``: house strategies, ``base`` (policies,) a
    place among them; ``bent`` (policies,): False for a house strategy as it is."""

    bases: tuple[str, ...]
    base: Whole
    bent: Bools
    factors: Floats
    floors: Floats
    stances: Whole
    projects: Whole
    deals: Whole

    @classmethod
    def of(cls, ruleset: Ruleset, strategies: Sequence[Strategy]) -> Table:
        """The table of some strategies."""
        policies = [as_policy(ruleset, strategy) for strategy in strategies]
        bases = tuple(sorted({policy.base for policy in policies}))
        return cls(
            bases=bases,
            base=np.array([bases.index(policy.base) for policy in policies], dtype=np.int64),
            bent=np.array([isinstance(strategy, Policy) for strategy in strategies]),
            factors=np.array([policy.factors for policy in policies], dtype=np.float64),
            floors=np.array([policy.floor for policy in policies]),
            stances=np.array([policy.stances for policy in policies], dtype=np.int64),
            projects=np.array([policy.projects for policy in policies], dtype=np.int64),
            deals=np.array([policy.deals for policy in policies], dtype=np.int64),
        )


class Roster:
    """Plays for one side, in every game of a batch the strategy that ``which`` (games,) gives as a place in
    ``strategies``."""

    def __init__(self, ruleset: Ruleset, side: Side, strategies: Sequence[Strategy] | Table, which: Whole) -> None:
        self.side: Side = side
        self._which = which
        self._table = table = strategies if isinstance(strategies, Table) else Table.of(ruleset, strategies)
        used = np.unique(table.base[which]).tolist()
        self._plans = [
            (place, None if table.bases[place] == EVEN else bot_plan(ruleset, side, table.bases[place]))
            for place in used
        ]

    def choices(
        self, ruleset: Ruleset, cells: Mapping[str, Floats], index: Whole, turn: int, keys: tuple[Words, Words]
    ) -> Mapping[str, Floats]:
        """Outputs as of a bot program; each game those of its strategy."""
        which = self._which[index]
        made = self._from_bases(ruleset, cells, index, turn, keys, self._table.base[which])
        bent = self._table.bent[which]
        if bent.any():
            self._bend(ruleset, made, which, bent, turn)
        return made

    def _from_bases(
        self,
        ruleset: Ruleset,
        cells: Mapping[str, Floats],
        index: Whole,
        turn: int,
        keys: tuple[Words, Words],
        bases: Whole,
    ) -> dict[str, Floats]:
        made = _nothing_chosen(ruleset, self.side, cells, len(index))
        for number, plan in self._plans:
            rows = np.flatnonzero(bases == number)
            if plan is None:
                for key in ruleset.instruments:
                    made[f"weight:{key}"][rows] = 1.0
            elif len(rows):
                read = {source: cells[source][rows] for source in _read(plan)}
                chosen = plan.choices(ruleset, read, index[rows], turn, (keys[0][rows], keys[1][rows]))
                for name, row in chosen.items():
                    made[name][rows] = row
        return made

    def _bend(
        self,
        ruleset: Ruleset,
        made: dict[str, Floats],
        which: Whole,
        bent: Bools,
        turn: int,
    ) -> None:
        half = int(2 * turn > len(ruleset.turns) + 1)
        cells = [f"weight:{key}" for key in ruleset.instruments]
        weights = np.stack([np.maximum(made[cell], 0.0) for cell in cells])
        total = np.add.reduce(weights, axis=0)
        shares = np.where(total > 0.0, weights / np.where(total > 0.0, total, 1.0), 1.0 / len(cells))
        wished = (shares + self._table.floors[which] / len(cells)) * self._table.factors[which, half].T
        for cell, row in zip(cells, wished, strict=True):
            made[cell] = np.where(bent, row, made[cell])
        for place, key in enumerate(ruleset.stances):
            option = self._table.stances[which, half, place]
            made[f"choose:{key}"] = np.where(option == AS_BASE, made[f"choose:{key}"], option)
        for kind, keys, starts in (
            ("pay", ruleset.projects, self._table.projects),
            ("sign", ruleset.deals, self._table.deals),
        ):
            for place, key in enumerate(keys):
                first = starts[which, place]
                asked = ((first != NEVER) & (turn >= first)).astype(np.float64)
                made[f"{kind}:{key}"] = np.where(first == AS_BASE, made[f"{kind}:{key}"], asked)


def _read(plan: BotPlan) -> set[str]:
    return set(plan.sources.values())


def _nothing_chosen(ruleset: Ruleset, side: Side, cells: Mapping[str, Floats], games: int) -> dict[str, Floats]:
    """What orders are made of when a strategy says nothing."""
    made = {f"weight:{key}": np.zeros(games) for key in ruleset.instruments}
    made |= {f"choose:{key}": cells[f"stance:{side}.{key}"].copy() for key in ruleset.stances}
    made |= {f"pay:{key}": np.zeros(games) for key in ruleset.projects}
    made |= {f"sign:{key}": np.zeros(games) for key in ruleset.deals}
    made["spend:share"] = np.ones(games)
    return made
