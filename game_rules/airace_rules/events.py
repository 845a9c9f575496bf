"""Happenings: what occurred in a turn, in the past tense. Text keys with arguments, never sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from airace_rules.ids import Side

Visibility = Literal["public", "own", "hidden"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event or headline of a turn.

    ``kind`` is ``event`` (declared under ``events:``) or ``headline`` (declared under ``headlines:``).
    ``side`` is the side it happened to, or None for the world. ``args`` are numbers that its text may quote.
    ``weight``: larger is more important. ``visibility``: ``own`` is told to ``side`` alone.
    """

    kind: Literal["event", "headline"]
    key: str
    side: Side | None
    visibility: Visibility
    weight: int
    args: Mapping[str, float]
