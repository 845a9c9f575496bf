"""Running the application under uvicorn, as it must be run."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import uvicorn

from airace_server.live.wire import protocol_class
from airace_server.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

RESTART: Final = 1012
RESTART_REASON: Final = "the server stops; connect again in a moment, nothing is lost"
BACKLOG: Final = 2048


class Server(uvicorn.Server):
    """uvicorn, with a word to every socket before it stops. ``on_ready`` is called once it listens."""

    on_ready: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self.on_ready is not None:
            self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app: FastAPI = self.config.app  # type: ignore[assignment]
        await app.state.live.hub.close(RESTART, RESTART_REASON)
        await super().shutdown(sockets)


def server(app: FastAPI, settings: Settings) -> Server:
    """A server for ``create_app(settings)``. No compression on sockets: it costs more time than it saves bytes; no
    access log: addresses hold codes."""
    config = uvicorn.Config(
        app,
        ws=protocol_class(),
        ws_max_size=settings.frame_bytes_hard,
        ws_per_message_deflate=False,
        ws_ping_interval=settings.ping_seconds,
        ws_ping_timeout=settings.ping_seconds,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        timeout_graceful_shutdown=max(1, round(settings.shutdown_seconds)),
    )
    return Server(config)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises ``OSError`` when the address is taken. Port 0 takes a free one.

    The protocol is named, since asyncio turns Nagle's algorithm off (40 ms on small frames) only where it is.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(BACKLOG)
    except OSError:
        found.close()
        raise
    return found
