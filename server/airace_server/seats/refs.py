"""Who is asking: what a valid token stands for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from airace_rules.ids import Side


@dataclass(frozen=True, slots=True)
class SeatRef:
    """A seat whose holder proved to hold it. ``player`` and ``nickname`` are None for a house bot."""

    id: str
    match: str
    session: str
    side: Side
    role: str
    player: str | None
    nickname: str | None


@dataclass(frozen=True, slots=True)
class FacilitatorRef:
    """The facilitator of a session."""

    session: str


def new_id() -> str:
    """A fresh random id of 64 bits. Ids are no secrets: knowing one gives no right."""
    return secrets.token_hex(8)
