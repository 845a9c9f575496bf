"""Getting a seat: play now, with a friend, by code, and coming back."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from airace_server.bodies import Join, JoinInfo, PlayFriend, PlayNow, Reenter, Reentered, SeatTaken
from airace_server.classroom.service import Granted
from airace_server.http.cookies import remember
from airace_server.http.parts import Parts, TheParts, makes_a_match, seat_cookie, session_cookie, tries_a_code

router = APIRouter(prefix="/api", tags=["play"])


@router.post("/play", dependencies=[Depends(makes_a_match)])
async def play_now(wish: PlayNow, request: Request, response: Response, parts: TheParts) -> SeatTaken:
    """Play at once against a house strategy."""
    return seated(await parts.classroom.play_now(wish), request, response, parts)


@router.post("/friend", dependencies=[Depends(makes_a_match)])
async def play_friend(wish: PlayFriend, request: Request, response: Response, parts: TheParts) -> SeatTaken:
    """Open a match; it starts when a friend joins by the code."""
    return seated(await parts.classroom.play_friend(wish), request, response, parts)


@router.get("/join/{code}", dependencies=[Depends(tries_a_code)])
async def join_info(code: str, parts: TheParts) -> JoinInfo:
    """What a join code leads to."""
    return await parts.classroom.join_info(code)


@router.post("/join", dependencies=[Depends(tries_a_code)])
async def join(wish: Join, request: Request, response: Response, parts: TheParts) -> SeatTaken:
    """Take a seat by code."""
    return seated(await parts.classroom.join(wish), request, response, parts)


@router.post("/reenter", dependencies=[Depends(tries_a_code)])
async def reenter(wish: Reenter, request: Request, response: Response, parts: TheParts) -> Reentered:
    """Come back to a seat or to a facilitator page by its re-entry code, on any device."""
    granted = await parts.classroom.reenter(wish)
    back = granted.body
    name = session_cookie(back.session) if back.seat is None else seat_cookie(back.seat)
    remember(response, request, parts, name, granted.token)
    return back


def seated(granted: Granted[SeatTaken], request: Request, response: Response, parts: Parts) -> SeatTaken:
    """Set the seat's cookie."""
    remember(response, request, parts, seat_cookie(granted.body.seat), granted.token)
    return granted.body
