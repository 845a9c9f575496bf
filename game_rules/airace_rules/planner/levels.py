"""How far a planner looks. Its effort is counted in turns played in its mind, never in seconds, so that its orders are
the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PLANNER: Final = "planner"


@dataclass(frozen=True, slots=True)
class Level:
    """A planner. ``studies``: searches for plans that it makes before its first match of a ruleset, once, each of about
    ``study`` games played in its mind.

    Then, in every turn: ``games``: imagined matches that every plan is tried in; ``generations``: how often it bends
    the best plans that it has, ``brood``: into how many new ones each time; ``parents``: best plans that are bent;
    ``doubt``: standard errors by which another plan must be better than the best one it studied. ``knows_field``:
    whether it reckons with every house strategy as its rival, or with the steady one alone."""

    name: str
    studies: int
    study: int
    games: int
    generations: int
    brood: int
    parents: int
    doubt: float
    knows_field: bool


LEVELS: Final = (
    Level(
        name=f"{PLANNER}_easy",
        studies=0,
        study=0,
        games=4,
        generations=0,
        brood=0,
        parents=1,
        doubt=0.0,
        knows_field=False,
    ),
    Level(
        name=PLANNER,
        studies=1,
        study=10_000,
        games=12,
        generations=1,
        brood=16,
        parents=4,
        doubt=0.5,
        knows_field=True,
    ),
    Level(
        name=f"{PLANNER}_hard",
        studies=3,
        study=15_000,
        games=40,
        generations=3,
        brood=24,
        parents=6,
        doubt=0.0,
        knows_field=True,
    ),
)
PLANNERS: Final = tuple(level.name for level in LEVELS)


def level_of(name: str) -> Level:
    """The planner of this name. Raises KeyError when there is none."""
    return {level.name: level for level in LEVELS}[name]
