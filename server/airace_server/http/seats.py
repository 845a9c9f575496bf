"""A seat's own pages."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from airace_rules.views import Debrief, TurningPoints
from airace_server.bodies import Calibration, Rematch, SeatInfo, SeatTaken
from airace_server.http.files import as_file
from airace_server.http.parts import TheParts, TheSeat, makes_a_match, seat_cookie
from airace_server.http.play import seated

router = APIRouter(prefix="/api/seats", tags=["seats"])


@router.get("/{seat}")
async def seat_info(seat: TheSeat, request: Request, parts: TheParts) -> SeatInfo:
    """Your own seat."""
    return await parts.classroom.seat_info(seat, request.cookies[seat_cookie(seat.id)])


@router.get("/{seat}/debrief")
async def debrief(seat: TheSeat, parts: TheParts) -> Debrief:
    """Everything that was hidden, once the match is over."""
    return await parts.games.debrief(seat.match)


@router.get("/{seat}/turning-points")
async def turning_points(seat: TheSeat, parts: TheParts) -> TurningPoints:
    """What the match turned on, once it is over: found by playing it on without each choice and stroke of chance."""
    return await parts.games.turning_points(seat.match)


@router.get("/{seat}/predictions")
async def predictions(seat: TheSeat, parts: TheParts) -> Calibration:
    """What both sides predicted, beside what came of it, once the match is over."""
    return await parts.games.calibration(seat.match, seat)


@router.post("/{seat}/rematch", dependencies=[Depends(makes_a_match)])
async def rematch(wish: Rematch, seat: TheSeat, request: Request, response: Response, parts: TheParts) -> SeatTaken:
    """Play the same friend again, once the match is over: whoever asks first opens it, the other comes along."""
    return seated(await parts.classroom.rematch(seat, wish), request, response, parts)


@router.get("/{seat}/export")
async def export(seat: TheSeat, response: Response, parts: TheParts) -> dict[str, Any]:
    """The match file, once the match is over: enough to replay it elsewhere with `airace verify`."""
    as_file(response, f"airace-match-{seat.match}.json")
    return await parts.games.export(seat.match)
