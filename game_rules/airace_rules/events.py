"""Happenings: what occurred in a turn, in the past tense. Text keys with arguments, never sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from airace_rules.ids import Side

Visibility = Literal["public", "own", "hidden"]
HappeningKind = Literal["event", "headline", "project", "deal"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event or headline of a turn, or what befell a project or a deal.

    ``kind`` is ``event`` (declared under ``events:``) or ``headline`` (declared under ``headlines:``); of a ``project``
    the key is such as ``fab.finished``, of a ``deal`` such as ``pause.signed`` (all of them in ``manifest``).
    ``side`` is the side it happened to, or None for the world. ``args`` are numbers that its text may quote.
    ``weight``: larger is more important. ``visibility``: ``own`` is told to ``side`` alone.
    """

    kind: HappeningKind
    key: str
    side: Side | None
    visibility: Visibility
    weight: int
    args: Mapping[str, float]
