"""What can be done in a match: the one door for sockets, HTTP and house bots.

A *stream* is where numbered events come from: a match id for the audiences ``washington``, ``beijing`` and
``spectator``; a session id for the audience ``facilitator``, whose page shows all tables of the session. A hint names a
stream; whoever gets it reads ``events_after`` what it has sent so far.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping

from airace_rules.ids import Audience, Side
from airace_rules.views import Debrief
from airace_server.games.rulesets import Rulesets
from airace_server.messages import ClockBody, DraftBody, Event, PresenceBody, Snapshot, TableBody
from airace_server.seats.refs import SeatRef
from airace_server.store import Store

Publish = Callable[[str], Awaitable[None]]
"""Tell everybody (this process and others) that a stream has news. May fail; it is tried again until it succeeds."""

Connected = Callable[[str], bool]
"""Whether a seat has a socket now (on any process)."""


class Games:
    """``now``: Unix seconds. Every refusal is a ``Refusal``."""

    def __init__(
        self,
        store: Store,
        rulesets: Rulesets,
        publish: Publish,
        connected: Connected = lambda seat: False,
        now: Callable[[], float] = time.time,
    ) -> None:
        raise NotImplementedError

    async def run(self) -> None:
        """Close turns at their deadlines, finish what a crash left undone, deliver hints, until cancelled."""
        raise NotImplementedError

    # ------------------------------------------------------------ a seat's orders

    async def edit_draft(
        self, seat: SeatRef, match: str, turn: int, instruments: Mapping[str, int], stances: Mapping[str, str]
    ) -> DraftBody:
        """Change fields of the side's draft; all named fields change or none does.

        Raises not_your_seat, not_started, paused, match_over, wrong_turn, turn_closed, already_committed,
        malformed_orders, illegal_orders, over_budget, over_cap, conflicting_orders.
        """
        raise NotImplementedError

    async def commit_orders(self, seat: SeatRef, match: str, turn: int, draft_no: int) -> DraftBody:
        """Sign the stored draft; returns after it is stored. Repeating it is harmless, also after the turn closed.

        Raises draft_conflict (with the stored draft) and what ``edit_draft`` raises.
        """
        raise NotImplementedError

    async def withdraw_orders(self, seat: SeatRef, match: str, turn: int) -> DraftBody:
        """Take the signature back as long as the turn is open. Repeating it is harmless."""
        raise NotImplementedError

    # ------------------------------------------------------------ what an audience gets

    async def draft(self, match: str, side: Side) -> DraftBody | None:
        """The side's draft; None before the start and after the end."""
        raise NotImplementedError

    async def clock(self, match: str) -> ClockBody:
        """The clock; raises unknown_match."""
        raise NotImplementedError

    async def presence(self, match: str, audience: Audience) -> PresenceBody:
        """Who is on the seats; a side sees its own members and of the rival only whether anyone is there."""
        raise NotImplementedError

    async def snapshot(self, stream: str, audience: Audience) -> Snapshot:
        """All that the audience may see now, and the event number it stands for."""
        raise NotImplementedError

    async def events_after(self, stream: str, audience: Audience, event: int, most: int = 100) -> list[Event] | None:
        """Events numbered ``event + 1`` and up, oldest first; None when there are more than ``most`` or when ``event``
        is not a number this stream has given out: then send a snapshot."""
        raise NotImplementedError

    async def last_event(self, stream: str, audience: Audience) -> int:
        """The newest number, 0 when there is none."""
        raise NotImplementedError

    # ------------------------------------------------------------ the match as a whole

    async def start(self, match: str) -> None:
        """Open turn 1. Harmless when it is open already; raises match_over."""
        raise NotImplementedError

    async def pause(self, match: str) -> None:
        """Stop the clock and refuse orders until ``resume``; the time left is kept. Raises not_started, match_over."""
        raise NotImplementedError

    async def resume(self, match: str) -> None:
        """Go on with the time that was left. Raises not_started, match_over."""
        raise NotImplementedError

    async def extend(self, match: str, seconds: float) -> None:
        """Give this turn more time; without a clock it ends ``seconds`` from now. Raises not_started, match_over."""
        raise NotImplementedError

    async def close_turn(self, match: str) -> None:
        """Close the turn now: committed orders count, else the saved draft. Raises not_started, match_over."""
        raise NotImplementedError

    async def debrief(self, match: str) -> Debrief:
        """Everything, once the match is over; raises not_over."""
        raise NotImplementedError

    async def export(self, match: str) -> dict[str, object]:
        """The match file; raises not_over, also while another table with the same seed still plays."""
        raise NotImplementedError

    async def tables(self, session: str) -> list[TableBody]:
        """Every table of a session as its facilitator sees it."""
        raise NotImplementedError
