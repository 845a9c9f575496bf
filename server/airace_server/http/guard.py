"""What every request passes: limits before it is read, safe headers and one log line after."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from airace_server.errors import Refusal
from airace_server.http.errors import DESCRIBED, refused
from airace_server.limits import Rate, whole_seconds
from airace_server.origin import Origins, client_address
from airace_server.settings import Settings

log = structlog.get_logger("airace.http")

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class TooLarge(Refusal):
    """A body larger than the setting allows."""

    def __init__(self, most: int) -> None:
        super().__init__("too_large", f"The body is larger than {most} bytes.", "Send less.", args={"bytes": most})


class Guard:
    """Outermost part of the application. ``headers``: what every answer carries."""

    def __init__(self, app: ASGIApp, settings: Settings, requests: Rate, headers: Mapping[str, str]) -> None:
        self._app = app
        self._settings = settings
        self._requests = requests
        self._origins = Origins(settings.host, settings.public_url)
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        asked = scope
        if scope["method"] == "HEAD":  # whatever can be read has a head
            send, asked = without_body(send), {**scope, "method": "GET"}
        answer = Answer(send, self._headers)
        try:
            self._admit(Request(scope))
            await self._app(asked, self._bounded(receive), answer)
        except Refusal as refusal:
            if answer.status is None:
                await refused(refusal)(scope, receive, answer)
        finally:
            log_request({**asked, "method": scope["method"]}, answer.status, time.perf_counter() - started)

    def _admit(self, request: Request) -> None:
        path: str = request.scope["path"]
        if path.startswith("/api/") and "\x00" in path:  # PostgreSQL fails on it
            raise Refusal("bad_frame", "The address holds a character that no address here has.", DESCRIBED)
        if request.method not in SAFE:
            self._origins.check(request)
        most = self._settings.body_bytes
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            raise TooLarge(most)
        if request.url.path.startswith("/api/"):
            self._within_rate(client_address(request.scope, self._settings.trusted_proxies))

    def _within_rate(self, address: str) -> None:
        if wait := self._requests.wait(address):
            seconds = whole_seconds(wait)
            raise Refusal(
                "too_fast",
                "Requests from your network come faster than the server takes them.",
                f"Wait {seconds} s, then try again.",
                args={"seconds": seconds},
            )

    def _bounded(self, receive: Receive) -> Receive:
        """A body without a length is counted while it comes."""
        most, seen = self._settings.body_bytes, 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise TooLarge(most)
            return message

        return counted


def without_body(send: Send) -> Send:
    """Sends the head of an answer alone."""

    async def head(message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body", False):
                return
            message = {"type": "http.response.body"}
        await send(message)

    return head


class Answer:
    """Sends an answer on, with the safe headers, and remembers its status."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send = send
        self._headers = headers
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)


def log_request(scope: Mapping[str, Any], status: int | None, seconds: float) -> None:
    """One line a request. It names the route, never the address: addresses hold codes and ids."""
    route = scope.get("route")
    path = getattr(route, "path", None) or "(none)"
    level: Callable[..., Any] = log.info if path.startswith("/api/") else log.debug
    level("request", method=scope["method"], route=path, status=status, ms=round(seconds * 1000, 1))
