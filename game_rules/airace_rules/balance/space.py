"""All policies of a side as points to search among: numbers for what it buys, places for what it chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from airace_rules.balance.matrix import house_strategies
from airace_rules.balance.policy import AS_BASE, EVEN, NEVER, Policy
from airace_rules.engine.mathfn_array import Floats, Whole, exp
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset

FLOOR: Final = 0.2  # of an even spread, so that a search can turn to what its base never buys
SIGNIFICANT: Final = 4  # decimals of a factor
STARTS: Final = 4  # turns that a search considers for the first instalment of a project, spread over the match


@dataclass(frozen=True, slots=True)
class Space:
    """``numbers``: two for each instrument, the logarithm of its factor over the match and how much more of it in the
    first half than in the second. ``choices``: for each choice what its places mean."""

    ruleset: Ruleset
    instruments: int
    bases: tuple[str, ...]
    choices: tuple[tuple[int, ...], ...]
    floor: float = FLOOR

    @classmethod
    def of(cls, ruleset: Ruleset, side: Side | None = None, bases: Sequence[str] = (), floor: float = FLOOR) -> Space:
        """The space of a ruleset, without the choices that a side does not have; only around ``bases`` if any."""
        bases = tuple(bases) or (*house_strategies(ruleset), EVEN)
        turns = len(ruleset.turns)
        starts = sorted({1 + turns * k // STARTS for k in range(STARTS)})
        choices: list[tuple[int, ...]] = [tuple(range(len(bases)))]
        for stance in ruleset.stances.values():
            options = tuple(range(len(stance.options)))
            choices += [(AS_BASE, *options), (_AS_BEFORE, AS_BASE, *options)]
        for project in ruleset.projects.values():
            choices.append((AS_BASE, NEVER, *starts) if side is None or side in project.cost else (AS_BASE,))
        choices += [(AS_BASE, NEVER, 1) for _ in ruleset.deals]
        return cls(ruleset, len(ruleset.instruments), bases, tuple(choices), floor)

    @property
    def numbers(self) -> int:
        """How many numbers a policy has."""
        return 2 * self.instruments

    def policy(self, name: str, numbers: Floats, places: Whole) -> Policy:
        """The policy at a point. ``numbers`` (numbers,), ``places`` (choices,)."""
        chosen = [meanings[place] for meanings, place in zip(self.choices, places.tolist(), strict=True)]
        common, tilt = numbers[: self.instruments], numbers[self.instruments :]
        factors = [np.round(exp(row), SIGNIFICANT).tolist() for row in (common + tilt, common - tilt)]
        stances = len(self.ruleset.stances)
        early = tuple(chosen[1 : 1 + 2 * stances : 2])
        late = tuple(
            before if after == _AS_BEFORE else after
            for before, after in zip(early, chosen[2 : 2 + 2 * stances : 2], strict=True)
        )
        rest = chosen[1 + 2 * stances :]
        projects = len(self.ruleset.projects)
        return Policy(
            name=name,
            base=self.bases[chosen[0]],
            factors=(tuple(factors[0]), tuple(factors[1])),
            floor=self.floor,
            stances=(early, late),
            projects=tuple(rest[:projects]),
            deals=tuple(rest[projects:]),
        )


_AS_BEFORE: Final = -2  # in the second half as in the first
