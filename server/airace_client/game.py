"""A seat's socket: the match as this seat sees it, kept up to date through lost connections."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import fields
from types import TracebackType
from typing import Any, Final, Literal, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from airace_client.errors import ClientError, Disconnected, Refused
from airace_client.mirror import Gap, Mirror
from airace_client.seat import Seat
from airace_rules.orders import NO_ORDERS, Orders

PROTOCOL_VERSION: Final = 1
MAX_FRAME: Final = 4 * 1024 * 1024
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
ANSWER_SECONDS: Final = 30.0

News = dict[str, Any]
"""A frame of the server that changed something: ``snapshot``, ``event``, ``draft``, ``presence`` or ``predictions``, as
JSON."""


class Game(Mirror):
    """An async context manager, and a ``Mirror`` of the match. Requests that were under way when the connection broke
    are sent again. ``patience``: seconds without a server before giving up."""

    def __init__(self, url: str, seat: Seat, patience: float = 60.0) -> None:
        super().__init__(seat.side)
        self.seat = seat
        self.welcome: Mapping[str, Any] = {}
        self.connections = 0
        self._url = url
        self._patience = patience
        self._socket: ClientConnection | None = None
        self._asked: dict[str, tuple[News, asyncio.Future[News]]] = {}
        self._count = 0
        self._edited = 0
        self._news: asyncio.Queue[News | None] = asyncio.Queue()
        self._ready = asyncio.Event()
        self._failure: ClientError | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_connected())
        await self._ready.wait()
        if self._failure is not None:
            await self.close()
            raise self._failure
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave; ``news`` ends."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        self._give_up(Disconnected("The game was left before the server answered."))
        self._news.put_nowait(None)

    async def news(self) -> AsyncIterator[News]:
        """Every change, as it comes, after it was taken into ``view`` and the rest. Ends with ``close``; raises
        ``Disconnected`` when the server stays away, ``Refused`` when it will not have us."""
        while (item := await self._news.get()) is not None:
            yield item
        if self._failure is not None:
            raise self._failure

    # ------------------------------------------------------------ what can be done

    async def edit_draft(
        self,
        instruments: Mapping[str, int] = NO_ORDERS.instruments,
        stances: Mapping[str, str] = NO_ORDERS.stances,
        projects: Mapping[str, bool] = NO_ORDERS.projects,
        deals: Mapping[str, bool] = NO_ORDERS.deals,
    ) -> int:
        """Change fields of the side's draft; returns its number. ``instruments`` in tenths of a point; ``projects``:
        pay an instalment; ``deals``: sign, or keep the signature. Raises ``Refused``."""
        edit = Orders(instruments, stances, projects, deals)
        done = await self.request(
            {"type": "edit_draft", **{field.name: dict(getattr(edit, field.name)) for field in fields(edit)}}
        )
        self._edited = int(done["draft_no"])
        return self._edited

    async def commit(self, draft_no: int | None = None) -> None:
        """Sign the newest draft known, or ``draft_no``; returns once it is stored. Raises ``Refused``, with the draft
        after a ``draft_conflict``."""
        newest = max(self._edited, int((self.draft or {}).get("draft_no", 0)))  # the answer may come before the draft
        number = newest if draft_no is None else draft_no
        turn = self.turn
        await self.request({"type": "commit_orders", "draft_no": number})
        if self.draft is not None and self.draft["turn"] == turn:
            self.draft = {**self.draft, "committed": True}

    async def withdraw(self) -> None:
        """Take the signature back."""
        await self.request({"type": "withdraw_orders"})

    async def say(self, channel: Literal["team", "table"], text: str) -> int:
        """Say something to the own side or to both; returns its number in its channel once it is stored, however often
        the connection broke meanwhile. Raises ``Refused``."""
        once = secrets.token_urlsafe(12)
        done = await self.request({"type": "say", "channel": channel, "text": text, "once": once})
        return int(done["said"])

    async def predict(self, expects: str | None, confidence: int = 50, because: str = "") -> None:
        """Say which way the number goes that the ruleset asks about, ``up`` or ``down``, how surely (50, 70 or 90 per
        cent) and why; None takes it back. Raises ``Refused``."""
        await self.request({"type": "predict", "expects": expects, "confidence": confidence, "because": because})

    async def ping(self) -> float:
        """The server's clock, Unix seconds."""
        return float((await self.request({"type": "ping"}))["server_time"])

    async def request(self, message: News) -> News:
        """Send a message of the protocol (``request``, ``match`` and ``turn`` are filled in) and await its answer.

        Raises ``Refused``, and ``Disconnected`` when there will be no answer.
        """
        if self._failure is not None:
            raise self._failure
        self._count += 1
        name = f"r{self._count}"
        filled = {"request": name, **message}
        if message["type"] != "ping":
            filled = {"match": self.seat.match, **filled}
        if message["type"] not in ("ping", "say"):
            filled = {"turn": self.turn, **filled}
        future: asyncio.Future[News] = asyncio.get_running_loop().create_future()
        self._asked[name] = (filled, future)
        try:
            with contextlib.suppress(WebSocketException):  # sent again once the connection is back
                await self._send(filled)
            async with asyncio.timeout(ANSWER_SECONDS + self._patience):
                return await future
        except TimeoutError:
            raise Disconnected("The server did not answer in time.") from None
        finally:
            self._asked.pop(name, None)

    # ------------------------------------------------------------ the connection

    async def _keep_connected(self) -> None:
        try:
            await self._stay()
        except ClientError as error:
            self._failure = error
            self._give_up(error)
        finally:
            self._ready.set()
            self._news.put_nowait(None)

    def _give_up(self, error: ClientError) -> None:
        """Nobody will answer what is under way."""
        for _, future in self._asked.values():
            if not future.done():
                future.set_exception(error)

    async def _stay(self) -> None:
        loop = asyncio.get_running_loop()
        pause, lost = FIRST_PAUSE, loop.time()
        while True:
            before = self.connections
            try:
                await self._one_connection()
            except (OSError, WebSocketException, TimeoutError, Gap) as error:
                if self.connections > before:
                    pause, lost = FIRST_PAUSE, loop.time()
                if loop.time() - lost > self._patience or turned_away(error):
                    raise Disconnected(f"The server cannot be reached ({type(error).__name__}).") from error
            await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311  (spreads a class coming back)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _one_connection(self) -> None:
        headers = {"Cookie": self.seat.cookie}
        async with connect(self._url, additional_headers=headers, max_size=MAX_FRAME, proxy=None) as socket:
            self._socket = socket
            hello = {"protocol": PROTOCOL_VERSION, "seat": self.seat.id, "last_event": self.last_event}
            await self._send({"type": "hello", **hello})
            async for text in socket:
                await self._understand(text)
            await socket.wait_closed()
            raise OSError("closed")

    async def _send(self, message: News) -> None:
        if self._socket is not None:
            await self._socket.send(json.dumps(message))

    # ------------------------------------------------------------ frames

    async def _understand(self, text: str | bytes) -> None:
        try:
            await self._read(json.loads(text))
        except (ValueError, KeyError, TypeError) as error:
            raise Disconnected(
                f"The server sent something that this client does not understand ({type(error).__name__}). "
                "One of them is older than the other: update it."
            ) from error

    async def _read(self, frame: News) -> None:
        match frame["type"]:
            case "welcome":
                self.welcome = frame
                self.connections += 1
                for message, _ in list(self._asked.values()):
                    await self._send(message)
            case "done" | "pong":
                self._answer(frame["request"], frame)
            case "error":
                self._refused(frame)
            case _:
                if self.take(frame):
                    self._ready.set()
                    self._news.put_nowait(frame)

    def _answer(self, name: str, frame: News) -> None:
        _, future = self._asked.get(name, (None, None))
        if future is not None and not future.done():
            future.set_result(frame)

    def _refused(self, frame: News) -> None:
        refusal = Refused(frame["error"], frame.get("draft"))
        _, future = self._asked.get(frame["request"] or "", (None, None))
        if future is not None and not future.done():
            future.set_exception(refusal)
        elif frame["fatal"]:
            raise refusal


def turned_away(error: Exception) -> bool:
    """Whether the server answered that it will not have us; anything else may pass."""
    return isinstance(error, InvalidStatus) and error.response.status_code < 500
