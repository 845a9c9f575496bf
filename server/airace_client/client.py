"""Everything that goes over HTTP: getting a seat, and what is read once."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from airace_client.errors import Disconnected, Refused
from airace_client.game import Game
from airace_client.seat import Seat
from airace_rules.ids import Side
from airace_rules.views import Debrief

TIMEOUT = 20.0


class Client:
    """One server, by its address such as ``http://192.168.1.5:8000``. An async context manager."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.AsyncClient(base_url=self.url, timeout=TIMEOUT, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    # ------------------------------------------------------------ getting a seat

    async def play_now(
        self, ruleset: str = "quick", side: Side = "washington", opponent: str = "balanced", nickname: str | None = None
    ) -> Seat:
        """Play at once against a house strategy."""
        wish = {"ruleset": ruleset, "side": side, "opponent": opponent, "nickname": nickname}
        return await self._seat("/api/play", wish)

    async def play_friend(
        self,
        ruleset: str = "quick",
        side: Side = "washington",
        nickname: str | None = None,
        clock: Mapping[str, int | None] | None = None,
    ) -> Seat:
        """Open a match; it starts when somebody joins by ``seat.code``.

        ``clock``: seconds as ``first_turn`` and ``turn``; none: no clock.
        """
        wish = {"ruleset": ruleset, "side": side, "nickname": nickname, "clock": dict(clock or {})}
        return await self._seat("/api/friend", wish)

    async def join(self, code: str, nickname: str, side: Side | None = None) -> Seat:
        """Take a seat by code, on a side or wherever one is wanted most."""
        return await self._seat("/api/join", {"code": code, "nickname": nickname, "side": side})

    async def reenter(self, code: str) -> Seat:
        """Come back to a seat by its re-entry code."""
        response = await self._ask("POST", "/api/reenter", json={"code": code})
        body = response.json()
        if body["seat"] is None:
            raise Refused({"code": "not_your_seat", "message": "That code belongs to a facilitator page."})
        token = response.cookies[f"airace_seat_{body['seat']}"]
        return await self._own(body["seat"], token)

    # ------------------------------------------------------------ what is read once

    async def ruleset_files(self, hash: str) -> dict[str, str]:
        """The rule files of a ruleset: path → text."""
        return dict((await self._ask("GET", f"/api/rulesets/{hash}/files")).json())

    async def debrief(self, seat: Seat) -> Debrief:
        """Everything that was hidden; raises ``Refused`` (``not_over``) while the match is played."""
        response = await self._ask("GET", f"/api/seats/{seat.id}/debrief", headers={"cookie": seat.cookie})
        return Debrief.model_validate(response.json())

    async def export(self, seat: Seat) -> dict[str, Any]:
        """The match file; raises ``Refused`` (``not_over``) while the match is played."""
        response = await self._ask("GET", f"/api/seats/{seat.id}/export", headers={"cookie": seat.cookie})
        return dict(response.json())

    def connect(self, seat: Seat) -> Game:
        """The seat's socket: ``async with client.connect(seat) as game``."""
        return Game(f"{self.url.replace('http', 'ws', 1)}/ws", seat)

    # ------------------------------------------------------------

    async def _seat(self, path: str, wish: Mapping[str, Any]) -> Seat:
        response = await self._ask("POST", path, json=wish)
        body = response.json()
        return self._made(body, response.cookies[f"airace_seat_{body['seat']}"])

    async def _own(self, seat: str, token: str) -> Seat:
        cookie = {"cookie": f"airace_seat_{seat}={token}"}
        return self._made((await self._ask("GET", f"/api/seats/{seat}", headers=cookie)).json(), token)

    def _made(self, body: Mapping[str, Any], token: str) -> Seat:
        names = ("match", "session", "side", "nickname", "code", "reentry")
        return Seat(id=body["seat"], token=token, **{name: body[name] for name in names})

    async def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            response = await self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise Disconnected(
                f"{self.url} does not answer ({type(error).__name__}). Is the server running?"
            ) from error
        self._http.cookies.clear()  # several seats of one match must not be mixed up
        if response.is_error:
            raise Refused(error_of(response))
        return response


def error_of(response: httpx.Response) -> Mapping[str, Any]:
    """The error body, also of something that is no airace server."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if isinstance(body, dict) and "code" in body:
        return body
    return {"code": "internal", "message": f"The server answered {response.status_code}.", "hint": "Is it airace?"}
