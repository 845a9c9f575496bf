"""Plans to try: the house strategies as they are, and the best plans so far bent in what they buy, hold, build and
sign. Where a plan is a row of a ``Table``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from airace_rules.balance.chance import normals, uniforms
from airace_rules.balance.matrix import house_strategies
from airace_rules.balance.policy import AS_BASE, EVEN, NEVER, Policy, Table, as_policy
from airace_rules.engine.mathfn_array import Bools, Floats, Whole, exp
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset

FLOOR: Final = 0.03  # of an even spread, so that a bent plan can turn to what its base never buys
SPREAD: Final = 0.4  # standard deviation of the logarithm of a factor
TILT: Final = 0.2  # the same for how much more of it in one half of the match than in the other
MOST_FACTOR: Final = 20.0
CHANGES: Final = 2.0  # stances, projects and deals that a bend changes on average


@dataclass(frozen=True, slots=True)
class Menu:
    """What a bend may change for a side: each choice with its options, as ``Policy`` writes them."""

    ruleset: Ruleset
    stances: tuple[tuple[int, ...], ...]
    projects: tuple[tuple[int, ...], ...]
    deals: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, ruleset: Ruleset, side: Side) -> Menu:
        """The menu of a side. A project is never paid for, or from now on."""
        return cls(
            ruleset,
            stances=tuple((AS_BASE, *range(len(stance.options))) for stance in ruleset.stances.values()),
            projects=tuple(
                (AS_BASE, NEVER, 1) if side in project.cost else (AS_BASE,) for project in ruleset.projects.values()
            ),
            deals=tuple((AS_BASE, NEVER, 1) for _ in ruleset.deals),
        )

    @property
    def choices(self) -> int:
        """How many choices there are."""
        return len(self.stances) + len(self.projects) + len(self.deals)


def ready_made(ruleset: Ruleset, book: Sequence[Policy], matches: int) -> tuple[Table, int]:
    """The plans of a book, all house strategies and an even spread, for every match; and how many there are."""
    plans = [*book, *(as_policy(ruleset, name) for name in (*house_strategies(ruleset), EVEN))]
    return picked(Table.of(ruleset, plans), np.repeat(np.arange(len(plans)), matches)), len(plans)


def picked(table: Table, rows: Whole) -> Table:
    """Some rows of a table."""
    return replace(
        table,
        base=table.base[rows],
        bent=table.bent[rows],
        factors=table.factors[rows],
        floors=table.floors[rows],
        stances=table.stances[rows],
        projects=table.projects[rows],
        deals=table.deals[rows],
    )


def joined(one: Table, other: Table) -> Table:
    """The rows of two tables with the same bases."""

    def both(a: Floats, b: Floats) -> Floats:
        return np.concatenate([a, b])

    return replace(
        one,
        base=np.concatenate([one.base, other.base]),
        bent=np.concatenate([one.bent, other.bent]),
        factors=both(one.factors, other.factors),
        floors=both(one.floors, other.floors),
        stances=np.concatenate([one.stances, other.stances]),
        projects=np.concatenate([one.projects, other.projects]),
        deals=np.concatenate([one.deals, other.deals]),
    )


def bent(menu: Menu, parents: Table, brood: int, matches: int, name: str) -> Table:
    """New plans, one for each row of ``parents``: ``brood`` for each match, row k · matches + m the k-th for match m.

    What is bent does not depend on the match. ``name``: of the chance that bends.
    """
    instruments, shape = parents.factors.shape[2], (brood, menu.choices)
    noise = normals(0, f"{name} factors", (brood, 2, instruments))
    change = np.stack([SPREAD * noise[:, 0] + TILT * noise[:, 1], SPREAD * noise[:, 0] - TILT * noise[:, 1]], axis=1)
    factors = np.clip(parents.factors * _each(exp(change), matches), 1.0 / MOST_FACTOR, MOST_FACTOR)
    changed = uniforms(0, f"{name} whether", shape) < CHANGES / max(menu.choices, 1)
    dice = uniforms(0, f"{name} which", shape)
    sizes = (len(menu.stances), len(menu.projects), len(menu.deals))
    first, second = sizes[0], sizes[0] + sizes[1]

    def column(options: tuple[tuple[int, ...], ...], old: Whole, start: int) -> Whole:
        return _chosen(options, old, changed[:, start : start + len(options)], dice[:, start:], matches)

    return replace(
        parents,
        bent=np.ones(len(parents.base), dtype=np.bool_),
        factors=factors,
        floors=np.full(len(parents.base), FLOOR),
        stances=np.stack([column(menu.stances, parents.stances[:, half], 0) for half in range(2)], axis=1),
        projects=column(menu.projects, parents.projects, first),
        deals=column(menu.deals, parents.deals, second),
    )


def _each(rows: Floats, matches: int) -> Floats:
    """Every row once for each match."""
    return np.repeat(rows, matches, axis=0)


def _chosen(options: tuple[tuple[int, ...], ...], old: Whole, changed: Bools, dice: Floats, matches: int) -> Whole:
    new = old.copy()
    for place, meanings in enumerate(options):
        drawn = np.array(meanings, dtype=np.int64)[(dice[:, place] * len(meanings)).astype(np.int64)]
        new[:, place] = np.where(np.repeat(changed[:, place], matches), np.repeat(drawn, matches), old[:, place])
    return new
