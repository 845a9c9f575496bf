"""From a token to what it stands for."""

from __future__ import annotations

from airace_server.seats.refs import FacilitatorRef, SeatRef
from airace_server.store import Store


class Access:
    """Checks tokens against the database. A token is the value of the cookie, or None when there is none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def seat(self, token: str | None, seat: str) -> SeatRef:
        """The seat, when the token is one of its tokens; else raises ``not_your_seat`` (also when there is no such seat)."""
        raise NotImplementedError

    async def facilitator(self, token: str | None, session: str) -> FacilitatorRef:
        """The facilitator, when the token is one of the session's; else raises ``not_facilitator``."""
        raise NotImplementedError
