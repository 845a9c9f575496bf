"""Cookies: what a browser keeps to prove its seats. No script can read them."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from airace_server.http.parts import Parts
from airace_server.origin import is_https

LIFETIME: Final = 60 * 60 * 24 * 60
"""Seconds a seat is remembered: a lesson may go on in some weeks."""


def remember(response: Response, request: Request, parts: Parts, name: str, token: str) -> None:
    """Give the browser a token. Secure unless the page came over plain http, as it does in a classroom's network."""
    response.set_cookie(
        name,
        token,
        max_age=LIFETIME,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_https(request, parts.settings.trusted_proxies),
    )
