"""A seat in a match, and what proves that it is ours."""

from __future__ import annotations

from dataclasses import dataclass

from airace_rules.ids import Side


@dataclass(frozen=True, slots=True)
class Seat:
    """``token`` is the value of the seat's cookie; ``reentry`` is the code that brings its holder back elsewhere."""

    id: str
    match: str
    session: str
    side: Side
    nickname: str
    code: str
    reentry: str
    token: str

    @property
    def cookie(self) -> str:
        """The ``Cookie`` header that proves the seat."""
        return f"airace_seat_{self.id}={self.token}"
