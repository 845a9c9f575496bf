"""What sockets need of the rest of the server, and of the connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from airace_server.classroom.service import Classroom
from airace_server.games.service import Games
from airace_server.limits import Rate
from airace_server.live.hub import Hub
from airace_server.seats.access import Access
from airace_server.settings import Settings

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Services:
    """What sockets need of the rest of the server."""

    settings: Settings
    access: Access
    classroom: Classroom
    games: Games
    hub: Hub
    seat_frames: Rate
    address_frames: Rate
    seat_messages: Rate
    now: Callable[[], float]
