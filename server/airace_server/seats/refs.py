"""Who is asking: what a valid token stands for."""

from __future__ import annotations

from dataclasses import dataclass

from airace_rules.ids import Side


@dataclass(frozen=True, slots=True)
class SeatRef:
    """A seat whose holder proved to hold it. ``nickname`` is None for a house bot."""

    id: str
    match: str
    session: str
    side: Side
    role: str
    nickname: str | None


@dataclass(frozen=True, slots=True)
class FacilitatorRef:
    """The facilitator of a session."""

    session: str
