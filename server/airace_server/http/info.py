"""What a client needs before anything else, and QR codes of join links."""

from __future__ import annotations

import io

from fastapi import APIRouter, Request, Response

from airace_server.addresses import reachable_at
from airace_server.bodies import ServerInfo
from airace_server.errors import Refusal
from airace_server.http.parts import TheParts, base_url, server_port
from airace_server.messages import PROTOCOL_VERSION
from airace_server.seats.codes import JOIN_SYMBOLS, normal
from airace_server.version import program_version

router = APIRouter(prefix="/api", tags=["server"])


@router.get("/info")
async def info(request: Request, parts: TheParts) -> ServerInfo:
    """Version, rulesets and addresses of this server."""
    settings = parts.settings
    return ServerInfo(
        protocol=PROTOCOL_VERSION,
        version=program_version(),
        rulesets=await parts.rulesets.names(),
        addresses=reachable_at(settings.host, server_port(request), settings.public_url),
        server_time=parts.now(),
    )


@router.get("/qr/{code}.svg", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}})
async def qr(code: str, request: Request, parts: TheParts) -> Response:
    """The join link of a code as a QR code. Any well-formed code gets one: this tells nobody which codes exist."""
    import segno  # here, so that starting does not wait for it

    joined = normal(code)
    if joined is None or len(joined.replace("-", "")) != JOIN_SYMBOLS:
        raise Refusal("unknown_code", "That is not a join code.", "Check the code; it has eight letters and digits.")
    picture = io.BytesIO()
    segno.make(f"{base_url(request, parts)}/join/{joined}", error="m").save(
        picture, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return Response(picture.getvalue(), media_type="image/svg+xml")
