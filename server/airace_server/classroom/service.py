"""Sessions: who plays whom, at which table, and what the facilitator does to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from airace_server.messages import (
    ActionResult,
    Join,
    JoinInfo,
    NewSession,
    PlayFriend,
    PlayNow,
    Reenter,
    Reentered,
    SeatInfo,
    SeatTaken,
    SessionAction,
    SessionInfo,
    SessionMade,
)
from airace_server.seats.refs import FacilitatorRef, SeatRef

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Granted(Generic[T]):
    """An answer, and the token to put into the cookie of its seat or session."""

    body: T
    token: str


class Classroom:
    """Every refusal is a ``Refusal``."""

    async def play_now(self, wish: PlayNow) -> Granted[SeatTaken]:
        """A match against a house bot, started at once. Raises unknown_ruleset, unknown_bot, server_full."""
        raise NotImplementedError

    async def play_friend(self, wish: PlayFriend) -> Granted[SeatTaken]:
        """A match that starts when a friend joins the other side. Raises unknown_ruleset, server_full."""
        raise NotImplementedError

    async def make_session(self, wish: NewSession) -> Granted[SessionMade]:
        """A class; the token is the facilitator's. Raises unknown_ruleset, unknown_bot, server_full."""
        raise NotImplementedError

    async def join_info(self, code: str) -> JoinInfo:
        """What a code leads to; raises unknown_code."""
        raise NotImplementedError

    async def join(self, wish: Join) -> Granted[SeatTaken]:
        """Take a seat. Raises unknown_code, seats_full, match_over, bad_nickname."""
        raise NotImplementedError

    async def reenter(self, wish: Reenter) -> Granted[Reentered]:
        """Come back by code on any device; the body says whether the token is a seat's or a facilitator's."""
        raise NotImplementedError

    async def seat_info(self, seat: SeatRef, token: str) -> SeatInfo:
        """A seat's own page. ``token`` is the one that proved it."""
        raise NotImplementedError

    async def session_info(self, facilitator: FacilitatorRef, base_url: str) -> SessionInfo:
        """The facilitator's page; ``base_url`` such as ``http://192.168.1.5:8000`` makes the join link."""
        raise NotImplementedError

    async def act(self, facilitator: FacilitatorRef, wish: SessionAction) -> ActionResult:
        """Do it to each table; those where it cannot be done are named with the reason."""
        raise NotImplementedError

    async def export(self, facilitator: FacilitatorRef) -> dict[str, object]:
        """The match files of all finished tables and the log of actions."""
        raise NotImplementedError
