"""Whether the server is alive, and whether it can serve."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import APIRouter, Request

from airace_server.bodies import Health
from airace_server.errors import Refusal

router = APIRouter(tags=["server"])

PATIENCE: Final = 2.0
"""Seconds that database and bus have to answer."""


@router.get("/healthz")
async def healthz() -> Health:
    """The process is alive."""
    return Health(ok=True)


@router.get("/readyz")
async def readyz(request: Request) -> Health:
    """Database and bus answer; 503 when one does not."""
    checks: dict[str, Callable[[], Awaitable[None]]] = request.app.state.checks
    for name, check in checks.items():
        try:
            async with asyncio.timeout(PATIENCE):
                await check()
        except Exception:
            raise Refusal(
                "unavailable",
                f"The {name} does not answer.",
                "Matches go on as soon as it does; whoever runs the server should look at it.",
                args={"part": name},
            ) from None
    return Health(ok=True)
