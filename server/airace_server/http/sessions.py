"""Class sessions, for their facilitator."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from airace_server.bodies import ActionResult, NewSession, SessionAction, SessionInfo, SessionMade, TableChat
from airace_server.errors import Refusal
from airace_server.http.cookies import remember
from airace_server.http.files import as_file
from airace_server.http.parts import (
    TheFacilitator,
    TheParts,
    base_url,
    is_local,
    makes_a_match,
    session_cookie,
)

router = APIRouter(prefix="/api/sessions", tags=["sessions"])


def may_make_sessions(request: Request, parts: TheParts) -> None:
    """Refuse strangers where the setting ``create_sessions`` says so."""
    if parts.settings.create_sessions == "local" and not is_local(request, parts):
        raise Refusal(
            "forbidden",
            "Only the server's own machine may open class sessions here.",
            "Open this page on the machine that runs the server, or ask whoever runs it.",
        )


@router.post("", dependencies=[Depends(may_make_sessions), Depends(makes_a_match)])
async def make_session(wish: NewSession, request: Request, response: Response, parts: TheParts) -> SessionMade:
    """Open a class session; this browser becomes its facilitator."""
    granted = await parts.classroom.make_session(wish)
    remember(response, request, parts, session_cookie(granted.body.session), granted.token)
    return granted.body


@router.get("/{session}")
async def session_info(session: TheFacilitator, request: Request, parts: TheParts) -> SessionInfo:
    """All tables of the session."""
    return await parts.classroom.session_info(session, base_url(request, parts))


@router.post("/{session}/actions")
async def act(session: TheFacilitator, wish: SessionAction, parts: TheParts) -> ActionResult:
    """Start, pause, resume, extend, close the turn, or switch the chat on or off, at some tables or at all."""
    return await parts.classroom.act(session, wish)


@router.get("/{session}/tables/{table}/chat")
async def table_chat(session: TheFacilitator, table: int, parts: TheParts) -> TableChat:
    """What was said at a table, in every channel; the newest 500 messages."""
    return await parts.classroom.table_chat(session, table)


@router.get("/{session}/export")
async def export(session: TheFacilitator, response: Response, parts: TheParts) -> dict[str, Any]:
    """The match files of all finished tables, each with what was said there, and the log of actions."""
    as_file(response, f"airace-session-{session.session}.json")
    return await parts.classroom.export(session)
