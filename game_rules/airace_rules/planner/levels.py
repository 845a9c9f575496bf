"""How far a planner looks. Its effort is counted in turns played in its mind, never in seconds, so that its orders are
the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PLANNER: Final = "planner"


@dataclass(frozen=True, slots=True)
class Study:
    """What a planner does once before its first match of a ruleset, as one side: it searches around the house
    strategies that do best, ``bases`` of them, with about ``games`` games each; then around the best of what it found,
    with about ``more`` games."""

    bases: int
    games: int
    more: int


@dataclass(frozen=True, slots=True)
class Round:
    """One look at plans: the ``kept`` best so far, ``bent`` new ones made of them, and the favourite, each tried in
    ``samples`` imagined matches of full length, or in as many more shorter ones as take as long."""

    kept: int
    bent: int
    samples: int


@dataclass(frozen=True, slots=True)
class Level:
    """A planner. ``rounds``: what it does in every turn, after it looked at all plans that are ready, ``glance`` times
    each. ``doubt``: standard errors by which another plan must be better than its favourite, the best one it studied.
    ``knows_field``: whether it reckons with every house strategy as its rival, or with the steady one alone."""

    name: str
    study: Study | None
    glance: int
    rounds: tuple[Round, ...]
    doubt: float
    knows_field: bool


LEVELS: Final = (
    Level(name=f"{PLANNER}_easy", study=None, glance=4, rounds=(), doubt=0.0, knows_field=False),
    Level(
        name=PLANNER,
        study=Study(bases=3, games=4_000, more=0),
        glance=10,
        rounds=(Round(kept=4, bent=12, samples=20), Round(kept=4, bent=0, samples=60)),
        doubt=3.0,
        knows_field=True,
    ),
    Level(
        name=f"{PLANNER}_hard",
        study=Study(bases=4, games=10_000, more=15_000),
        glance=20,
        rounds=(Round(kept=6, bent=24, samples=40), Round(kept=8, bent=0, samples=120), Round(3, 0, 320)),
        doubt=3.0,
        knows_field=True,
    ),
)
PLANNERS: Final = tuple(level.name for level in LEVELS)


def level_of(name: str) -> Level:
    """The planner of this name. Raises KeyError when there is none."""
    return {level.name: level for level in LEVELS}[name]
