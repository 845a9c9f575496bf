"""The socket's door at ``/ws``: who may open one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, MutableMapping
from typing import Any, Final

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket

from airace_server.errors import Refusal
from airace_server.live.parts import Receive, Send, Services
from airace_server.live.session import SocketSession
from airace_server.origin import Origins, client_address
from airace_server.settings import Settings

PATH: Final = "/ws"


async def nothing_here(socket: WebSocket) -> None:
    """A socket at any other address."""
    refusal = Refusal("unknown_address", "There is no socket at this address.", f"It is at {PATH}.")
    await deny(socket, refusal)


async def deny(socket: WebSocket, refusal: Refusal) -> None:
    """Answer the opening of a socket with an error, in the one shape."""
    await socket.send_denial_response(JSONResponse(refusal.body().model_dump(), refusal.status))


class LiveEndpoint:
    """An ASGI application for the route ``/ws``."""

    def __init__(self, services: Callable[[], Services], settings: Settings) -> None:
        self._services = services  # known only once the server has started
        self._settings = settings
        self._origins = Origins(settings.host, settings.public_url)
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        address = client_address(scope, self._settings.trusted_proxies)
        try:
            self._admit(socket, address)
        except Refusal as refusal:
            await deny(socket, refusal)
            return
        self._open[address] += 1
        try:
            await socket.accept()
            await SocketSession(self._services(), scope, receive, send, address, socket.cookies).run()
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def _admit(self, socket: HTTPConnection[Any], address: str) -> None:
        self._origins.check(socket)
        most, most_here = self._settings.max_sockets, self._settings.address_sockets
        if self._open.total() >= most or self._open[address] >= most_here:
            raise Refusal(
                "server_full",
                "No more connections are taken now.",
                "Close other tabs of the game, or try again in a minute.",
            )
