"""What the routes need of the rest of the server, and how they get it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from airace_server.addresses import reachable_at
from airace_server.classroom.service import Classroom
from airace_server.errors import Refusal
from airace_server.games.rulesets import Rulesets
from airace_server.games.service import Games
from airace_server.limits import Rate, whole_seconds
from airace_server.origin import LOOPBACK, client_address
from airace_server.seats.access import Access
from airace_server.seats.refs import FacilitatorRef, SeatRef
from airace_server.settings import Settings


@dataclass(frozen=True)
class Parts:
    """The services behind the routes, and the limits of each address."""

    settings: Settings
    access: Access
    classroom: Classroom
    games: Games
    rulesets: Rulesets
    codes: Rate
    sessions: Rate
    now: Callable[[], float]


def parts_of(request: Request) -> Parts:
    """The parts, put there by the composition root when the server started."""
    parts: Parts = request.app.state.http
    return parts


TheParts = Annotated[Parts, Depends(parts_of)]


def seat_cookie(seat: str) -> str:
    """Name of the cookie that proves a seat."""
    return f"airace_seat_{seat}"


def session_cookie(session: str) -> str:
    """Name of the cookie that proves the facilitator of a session."""
    return f"airace_session_{session}"


async def holder(seat: str, request: Request, parts: TheParts) -> SeatRef:
    """The seat of the path, which this browser must hold."""
    return await parts.access.seat(request.cookies.get(seat_cookie(seat)), seat)


async def facilitator(session: str, request: Request, parts: TheParts) -> FacilitatorRef:
    """The facilitator of the session of the path, whom this browser must be."""
    return await parts.access.facilitator(request.cookies.get(session_cookie(session)), session)


TheSeat = Annotated[SeatRef, Depends(holder)]
TheFacilitator = Annotated[FacilitatorRef, Depends(facilitator)]


def address_of(request: HTTPConnection[Any], parts: Parts) -> str:
    """Whom limits are counted for."""
    return client_address(request.scope, parts.settings.trusted_proxies)


def is_local(request: HTTPConnection[Any], parts: Parts) -> bool:
    """Whether the server's own machine is asking."""
    try:
        return ipaddress.ip_network(address_of(request, parts)).is_loopback
    except ValueError:
        return False


def within(rate: Rate, address: str, what: str) -> None:
    """Raise ``too_fast`` when this address does something too often."""
    if wait := rate.wait(address):
        seconds = whole_seconds(wait)
        raise Refusal(
            "too_fast",
            f"Too many {what} from your network in a short time.",
            f"Wait {seconds} s, then try again.",
            args={"seconds": seconds},
        )


def tries_a_code(request: Request, parts: TheParts) -> None:
    """Count a try of a code, right or wrong."""
    within(parts.codes, address_of(request, parts), "codes were tried")


def makes_a_match(request: Request, parts: TheParts) -> None:
    """Count a new match or session."""
    within(parts.sessions, address_of(request, parts), "new matches were asked for")


def base_url(request: Request, parts: Parts) -> str:
    """The address to hand to others: the public one, else the one this browser uses, and instead of ``localhost``,
    which means another machine to everybody else, the address on the network."""
    if parts.settings.public_url is not None:
        return parts.settings.public_url.rstrip("/")
    if (request.url.hostname or "") not in LOOPBACK:
        return f"{request.url.scheme}://{request.url.netloc}"
    return reachable_at(parts.settings.host, server_port(request))[0]


def server_port(request: Request) -> int:
    """The port that this request came in by."""
    arrived_at = request.scope.get("server") or ("", 0)
    return int(arrived_at[1] or 80)
