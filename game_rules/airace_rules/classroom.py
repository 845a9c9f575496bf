"""Who drafts what in a team, and how a lesson is spent: what a ruleset says to people around a table.

The engine knows nothing of it: members of a side share one draft, whatever their roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Activity = Literal["join", "brief", "turn", "talk", "debrief", "slack"]


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in a team of one size. ``levers``, ``stances``, ``projects`` and ``deals``: keys of what it drafts, in the
    order of the ruleset; ``signs``: it closes the turn for the team."""

    key: str
    signs: bool
    levers: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    deals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """The roles of a team of ``size`` members: as many as members, exactly one of which signs."""

    size: int
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class LessonStep:
    """``minutes`` of a lesson. ``turns``: numbers of the turns that are played in it, from 1; empty unless ``do`` is
    ``turn``."""

    minutes: int
    do: Activity
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """A lesson. The minutes of its ``steps`` sum to ``minutes``; their turns are 1, 2, 3 and so on. Texts:
    ``lesson.<key>.step.<number>`` is what to say, ``lesson.<key>.question.<number>`` (1 to ``questions``) what to talk
    about."""

    key: str
    minutes: int
    steps: tuple[LessonStep, ...]
    questions: int
