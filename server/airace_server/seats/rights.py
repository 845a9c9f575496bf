"""Who may do what, as data. A route or message that is not listed is not allowed to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from airace_server.errors import Refusal

Role = Literal["anyone", "seat", "facilitator"]
"""``seat``: the holder of the very seat that is asked about; ``facilitator``: of the very session."""

ANYONE: Final[frozenset[Role]] = frozenset({"anyone", "seat", "facilitator"})
SEAT: Final[frozenset[Role]] = frozenset({"seat"})
FACILITATOR: Final[frozenset[Role]] = frozenset({"facilitator"})

RIGHTS: Final[Mapping[str, frozenset[Role]]] = {
    "GET /healthz": ANYONE,
    "GET /readyz": ANYONE,
    "GET /openapi.json": ANYONE,
    "GET /docs": ANYONE,
    "GET /asyncapi.json": ANYONE,
    "GET /api/info": ANYONE,
    "POST /api/play": ANYONE,
    "POST /api/friend": ANYONE,
    "POST /api/sessions": ANYONE,
    "GET /api/join/{code}": ANYONE,
    "POST /api/join": ANYONE,
    "POST /api/reenter": ANYONE,
    "GET /api/qr/{code}.svg": ANYONE,
    "GET /api/rulesets/{hash}": ANYONE,
    "GET /api/rulesets/{hash}/texts/{lang}": ANYONE,
    "GET /api/rulesets/{hash}/files": ANYONE,
    "GET /api/seats/{seat}": SEAT,
    "GET /api/seats/{seat}/debrief": SEAT,
    "GET /api/seats/{seat}/turning-points": SEAT,
    "GET /api/seats/{seat}/predictions": SEAT,
    "POST /api/seats/{seat}/rematch": SEAT,
    "GET /api/seats/{seat}/export": SEAT,
    "GET /api/sessions/{id}": FACILITATOR,
    "POST /api/sessions/{id}/actions": FACILITATOR,
    "GET /api/sessions/{id}/tables/{table}/chat": FACILITATOR,
    "GET /api/sessions/{id}/export": FACILITATOR,
    "hello seat": SEAT,
    "hello session": FACILITATOR,
    "edit_draft": SEAT,
    "commit_orders": SEAT,
    "withdraw_orders": SEAT,
    "say": SEAT,
    "predict": SEAT,
    "ping": ANYONE,
}
"""HTTP routes as ``METHOD path``, socket messages by their type."""


def may(role: Role, what: str) -> bool:
    """Whether ``role`` may do ``what``, a key of ``RIGHTS``."""
    return role in RIGHTS.get(what, frozenset())


def require(role: Role, what: str) -> None:
    """Raises ``forbidden`` when ``role`` may not do ``what``."""
    if not may(role, what):
        raise Refusal(
            "forbidden",
            f"{what} is not open to you in this place.",
            "Open the page of your own seat, or of your own session.",
            args={"what": what},
        )
