"""Everything that goes over HTTP: getting a seat, and what is read once."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote, urlsplit

import httpx

from airace_client.errors import Disconnected, Refused
from airace_client.game import Game
from airace_client.seat import Seat
from airace_rules.ids import Side
from airace_rules.views import Debrief, TurningPoints

TIMEOUT = 20.0
PATIENCE: Final = 60.0
SEAT: Final = ("seat", "match", "session", "side", "nickname", "code", "reentry")
STRANGER: Final = "Is this the address of an airace server?"


class Client:
    """One server, by its address such as ``http://192.168.1.5:8000``. An async context manager. Raises
    ``Disconnected`` when that is no address."""

    def __init__(self, url: str) -> None:
        self.url = checked(url).rstrip("/")
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

    async def join_info(self, code: str) -> dict[str, Any]:
        """What a code leads to: its ``kind``, ``ruleset_hash``, ``open`` sides and so on."""
        response = await self._ask("GET", f"/api/join/{quote(code, safe='')}")
        return dict(fields_of(response, "ruleset_hash", "open"))

    async def join(self, code: str, nickname: str, side: Side | None = None) -> Seat:
        """Take a seat by code, on a side or wherever one is wanted most."""
        return await self._seat("/api/join", {"code": code, "nickname": nickname, "side": side})

    async def reenter(self, code: str) -> Seat:
        """Come back to a seat by its re-entry code."""
        response = await self._ask("POST", "/api/reenter", json={"code": code})
        body = fields_of(response, "seat")
        if body["seat"] is None:
            raise Refused({"code": "not_your_seat", "message": "That code belongs to a facilitator page."})
        return await self._own(body["seat"], token_of(response, body["seat"]))

    # ------------------------------------------------------------ what is read once

    async def ruleset_files(self, hash: str) -> dict[str, str]:
        """The rule files of a ruleset: path → text."""
        return dict(fields_of(await self._ask("GET", f"/api/rulesets/{hash}/files")))

    async def debrief(self, seat: Seat) -> Debrief:
        """Everything that was hidden; raises ``Refused`` (``not_over``) while the match is played."""
        response = await self._ask("GET", f"/api/seats/{seat.id}/debrief", headers={"cookie": seat.cookie})
        return Debrief.model_validate(fields_of(response))

    async def turning_points(self, seat: Seat) -> TurningPoints:
        """What the match turned on; raises ``Refused`` (``not_over``) while it is played."""
        response = await self._ask("GET", f"/api/seats/{seat.id}/turning-points", headers={"cookie": seat.cookie})
        return TurningPoints.model_validate(fields_of(response))

    async def export(self, seat: Seat) -> dict[str, Any]:
        """The match file; raises ``Refused`` (``not_over``) while the match is played."""
        response = await self._ask("GET", f"/api/seats/{seat.id}/export", headers={"cookie": seat.cookie})
        return dict(fields_of(response))

    def connect(self, seat: Seat, patience: float = PATIENCE) -> Game:
        """The seat's socket: ``async with client.connect(seat) as game``. ``patience``: see ``Game``."""
        return Game(f"{self.url.replace('http', 'ws', 1)}/ws", seat, patience)

    # ------------------------------------------------------------

    async def _seat(self, path: str, wish: Mapping[str, Any]) -> Seat:
        response = await self._ask("POST", path, json=wish)
        body = fields_of(response, *SEAT)
        return self._made(body, token_of(response, body["seat"]))

    async def _own(self, seat: str, token: str) -> Seat:
        cookie = {"cookie": f"airace_seat_{seat}={token}"}
        return self._made(fields_of(await self._ask("GET", f"/api/seats/{seat}", headers=cookie), *SEAT), token)

    def _made(self, body: Mapping[str, Any], token: str) -> Seat:
        return Seat(id=body["seat"], token=token, **{name: body[name] for name in SEAT[1:]})

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


def checked(url: str) -> str:
    """The address, if it is one that a server can have; raises ``Disconnected``."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port can be so large, no host is written so
        good = False
    if not good:
        raise Disconnected(f"{url!r} is no address of a server. Write it as http://HOST:PORT.")
    return url


def fields_of(response: httpx.Response, *names: str) -> Mapping[str, Any]:
    """The body, which must have these fields; raises ``Refused`` when something else than airace answered."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or any(name not in body for name in names):
        raise Refused({"code": "internal", "message": f"{response.url} gave an unknown answer.", "hint": STRANGER})
    return body


def token_of(response: httpx.Response, seat: str) -> str:
    """The secret of a seat, from the cookie that came with it."""
    token = response.cookies.get(f"airace_seat_{seat}")
    if token is None:
        raise Refused({"code": "internal", "message": f"{response.url} gave no cookie for a seat.", "hint": STRANGER})
    return token


def error_of(response: httpx.Response) -> Mapping[str, Any]:
    """The error body, also of something that is no airace server."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if isinstance(body, dict) and "code" in body:
        return body
    return {"code": "internal", "message": f"The server answered {response.status_code}.", "hint": STRANGER}
