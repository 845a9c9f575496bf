"""How far a planner looks. Its effort is counted in turns played in its mind, never in seconds, so that its orders are
the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PLANNER: Final = "planner"


@dataclass(frozen=True, slots=True)
class Level:
    """A planner. ``study``: games that it plays in its mind before the first match of a ruleset, once.
    Then, in every turn: ``games``: imagined matches that every plan is tried in; ``generations``: how often it bends
    the best plans that it has, ``brood``: into how many new ones each time; ``parents``: best plans that are bent;
    ``doubt``: standard errors by which a plan must be better than the one it has. ``knows_field``: whether it reckons
    with every house strategy as its rival, or with the steady one alone."""

    name: str
    study: int
    games: int
    generations: int
    brood: int
    parents: int
    doubt: float
    knows_field: bool


LEVELS: Final = (
    Level(f"{PLANNER}_easy", 0, games=4, generations=0, brood=0, parents=1, doubt=0.0, knows_field=False),
    Level(PLANNER, 2500, games=10, generations=1, brood=24, parents=4, doubt=1.0, knows_field=True),
    Level(f"{PLANNER}_hard", 20000, games=20, generations=2, brood=24, parents=6, doubt=1.0, knows_field=True),
)
PLANNERS: Final = tuple(level.name for level in LEVELS)


def level_of(name: str) -> Level:
    """The planner of this name. Raises KeyError when there is none."""
    return {level.name: level for level in LEVELS}[name]
