"""Class sessions, for their facilitator."""

from __future__ import annotations

import codecs
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from airace_rules.views import Debrief, TurningPoints
from airace_server.bodies import (
    ActionResult,
    Calibration,
    NewSession,
    SessionAction,
    SessionInfo,
    SessionMade,
    TableChat,
)
from airace_server.classroom.exports.formats import MEDIA_TYPES
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

Format = Annotated[
    Literal["json", "csv", "xlsx"],
    Query(description="`json` is exact; `csv`: one line a figure, order or message, UTF-8; `xlsx`: a workbook."),
]
FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file.",
        "content": {
            "application/json": {"schema": {"type": "object", "additionalProperties": True}},
            "text/csv": {"schema": {"type": "string"}},
            MEDIA_TYPES["xlsx"]: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


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


@router.get("/{session}/tables/{table}/debrief")
async def debrief(session: TheFacilitator, table: int, parts: TheParts) -> Debrief:
    """Everything that was hidden at a table, once its match is over: what its players get to see, too."""
    return await parts.games.debrief(await parts.classroom.match_at(session, table))


@router.get("/{session}/tables/{table}/turning-points")
async def turning_points(session: TheFacilitator, table: int, parts: TheParts) -> TurningPoints:
    """What the match of a table turned on, once it is over."""
    return await parts.games.turning_points(await parts.classroom.match_at(session, table))


@router.get("/{session}/tables/{table}/predictions")
async def predictions(session: TheFacilitator, table: int, parts: TheParts) -> Calibration:
    """What was predicted at a table, beside what came of it, once its match is over. It names nobody, so that a class
    may look at it together."""
    return await parts.games.calibration(await parts.classroom.match_at(session, table))


@router.get("/{session}/export", response_class=Response, responses=FILES)
async def export(session: TheFacilitator, parts: TheParts, format: Format = "json") -> Response:
    """The match files of all finished tables, each with who sat there and what was said, and the log of actions; or the
    same as a table for any program (`csv`) or as a workbook (`xlsx`). Tables that are not over are left out."""
    exported = await parts.classroom.export_as(session, format)
    data = codecs.BOM_UTF8 + exported.data if format == "csv" else exported.data  # else Excel takes it for another code
    answer = Response(data, media_type=MEDIA_TYPES[format])
    as_file(answer, f"airace-session-{session.session}.{format}")
    return answer
