"""Ways in which a careless author could leak what a side drafts, says or predicts: each is planted in a running server
to see that the tests of secrecy catch it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from airace_rules.ids import SIDES
from airace_server.games import chat
from airace_server.live import session as live_session
from airace_server.live.frames import Frame, frame
from airace_server.messages import ClockBody, Draft, PresenceBody
from support.twins import Twin


def drafts_of(server: Twin, match: str) -> int:
    """The number of Washington's draft, as a careless author might get at it."""
    draft = server.services.hub._newest.get((match, "washington"))
    return draft.draft_no if draft else 0


@contextmanager
def patched(*changes: tuple[object, str, Any]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for target, name, value in changes:
            patch.setattr(target, name, value)
        yield


Leak = Callable[[Twin], tuple[object, str, Any]]


def shown_to_both_sides(server: Twin) -> tuple[object, str, Any]:
    hub = server.services.hub

    def show(match: str, side: str, draft: Any) -> None:
        for room in SIDES:
            hub._put(hub._rooms.get((match, room), set()), frame(Draft(type="draft", match=match, draft=draft)))

    return hub, "show_draft", show


def numbered_together(server: Twin) -> tuple[object, str, Any]:
    games = server.services.games
    real = games.snapshot

    async def snapshot(stream: str, audience: Any) -> Any:
        return (await real(stream, audience)).model_copy(
            update={"event": 1 + drafts_of(server, stream)},
        )

    return games, "snapshot", snapshot


def padded(server: Twin) -> tuple[object, str, Any]:
    real = frame

    def grown(message: Any, replaces: str | None = None) -> Frame:
        made = real(message, replaces)
        match = getattr(message, "match", "") or ""
        return Frame(made.text.encode() + b" " * drafts_of(server, match), replaces)

    return live_session, "frame", grown


def in_the_presence(server: Twin) -> tuple[object, str, Any]:
    games = server.services.games
    real = games.presence

    async def presence(match: str, audience: Any) -> PresenceBody:
        body = await real(match, audience)
        return body.model_copy(update={"rival_bot": drafts_of(server, match) % 2 == 0})

    return games, "presence", presence


def in_the_clock(server: Twin) -> tuple[object, str, Any]:
    games = server.services.games
    real = games.events_after

    async def events_after(stream: str, *more: Any) -> Any:
        events = await real(stream, *more)
        late = float(drafts_of(server, stream))
        return events and [e.model_copy(update={"clock": with_seconds(e.clock, late)}) for e in events]

    return games, "events_after", events_after


def with_seconds(clock: ClockBody, seconds: float) -> ClockBody:
    return clock.model_copy(update={"seconds": seconds})


def in_a_refusal(server: Twin) -> tuple[object, str, Any]:
    games = server.services.games
    real = games.commit_orders

    async def commit_orders(seat: Any, match: str, turn: int, draft_no: int) -> Any:
        try:
            return await real(seat, match, turn, draft_no)
        except Exception as refusal:
            if hasattr(refusal, "arguments"):
                refusal.arguments["rival"] = drafts_of(server, match)
            raise

    return games, "commit_orders", commit_orders


def over_http(server: Twin) -> tuple[object, str, Any]:
    classroom = server.services.classroom
    real = classroom.seat_info

    async def seat_info(seat: Any, token: str) -> Any:
        return (await real(seat, token)).model_copy(update={"table": drafts_of(server, seat.match)})

    return classroom, "seat_info", seat_info


def in_the_join_page(server: Twin) -> tuple[object, str, Any]:
    classroom = server.services.classroom
    real = classroom.join_info

    async def join_info(code: str) -> Any:
        drafts = sum(draft.draft_no for draft in server.services.hub._newest.values())
        return (await real(code)).model_copy(update={"tables": drafts})

    return classroom, "join_info", join_info


def the_rivals_draft_in_the_snapshot(server: Twin) -> tuple[object, str, Any]:
    games = server.services.games
    real = games.snapshot

    async def snapshot(stream: str, audience: Any) -> Any:
        found = await real(stream, audience)
        return found.model_copy(update={"draft": await games.draft(stream, "washington")})

    return games, "snapshot", snapshot


def to_spectators(server: Twin) -> tuple[object, str, Any]:
    games = server.services.games
    real = games.snapshot

    async def snapshot(stream: str, audience: Any) -> Any:
        found = await real(stream, audience)
        draft = await games.draft(stream, "washington")
        return found.model_copy(update={"draft": draft}) if audience == "spectator" else found

    return games, "snapshot", snapshot


def in_the_order_of_frames(server: Twin) -> tuple[object, str, Any]:
    games = server.services.games
    real = games.events_after

    async def events_after(stream: str, *more: Any) -> Any:
        events = await real(stream, *more)
        return events and (events[::-1] if drafts_of(server, stream) % 2 == 0 else events)

    return games, "events_after", events_after


def whispered_to_everybody(server: Twin) -> tuple[object, str, Any]:
    real = chat.tell_some

    def tell_some(connection: Any, row: Any, whom: Any, *more: Any, **body: Any) -> Any:
        return real(connection, row, dict.fromkeys(SIDES, "said"), *more, **body)

    return chat, "tell_some", tell_some


def the_rivals_chat_in_the_snapshot(server: Twin) -> tuple[object, str, Any]:
    real = chat.for_side

    def for_side(connection: Any, row: Any, side: Any) -> Any:
        return real(connection, row, "washington")

    return chat, "for_side", for_side


def the_number_of_whispers(server: Twin) -> tuple[object, str, Any]:
    real = chat.for_side

    def for_side(connection: Any, row: Any, side: Any) -> Any:
        return real(connection, row, side).model_copy(update={"on": chat.count(connection, row.id) == 0})

    return chat, "for_side", for_side


def predictions_to_both_sides(server: Twin) -> tuple[object, str, Any]:
    games = server.services.games
    real = games.predictions

    async def predictions(match: str, side: Any) -> Any:
        found = await real(match, side)
        theirs = [one for told in (await real(match, "washington")).values() for one in told]
        return found if side == "washington" else dict.fromkeys(beijing_seats(server, match), theirs)

    return games, "predictions", predictions


def beijing_seats(server: Twin, match: str) -> list[str]:
    return [member.seat for member in server.services.hub._rooms.get((match, "beijing"), ()) if member.seat]


LEAKS: tuple[Leak, ...] = (
    shown_to_both_sides,
    numbered_together,
    padded,
    in_the_presence,
    in_the_clock,
    in_a_refusal,
    over_http,
    in_the_join_page,
    the_rivals_draft_in_the_snapshot,
    to_spectators,
    in_the_order_of_frames,
    whispered_to_everybody,
    the_rivals_chat_in_the_snapshot,
    the_number_of_whispers,
    predictions_to_both_sides,
)
