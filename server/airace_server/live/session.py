"""One socket: what it may say, and the answers it gets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final, TypeVar

import structlog

from airace_rules.ids import Audience
from airace_server.errors import Refusal
from airace_server.limits import Rate, whole_seconds
from airace_server.live.frames import Frame, frame
from airace_server.live.outbox import Outbox
from airace_server.live.parts import Receive, Send, Services
from airace_server.live.reading import bad_frame, read_hello, request_of, validate
from airace_server.live.requests import carry_out, predict, say
from airace_server.live.wire import Wire, wire_for
from airace_server.messages import (
    PROTOCOL_VERSION,
    Done,
    Draft,
    ErrorFrame,
    Hello,
    Ping,
    Pong,
    Predict,
    Predictions,
    Presence,
    Say,
    ServerMessage,
    Welcome,
)
from airace_server.seats.refs import SeatRef

log = structlog.get_logger("airace.live")

CLOSE_REFUSED: Final = 1008
CLOSE_SLOW: Final = 1013
SLOW: Final = "too slow: more was waiting than the server keeps; connect again for a snapshot"
STRIKES: Final = frozenset({"bad_frame", "too_large", "too_fast", "not_hello"})
FATAL: Final = frozenset({"old_protocol"})
INTERNAL: Final = Refusal("internal", "The server failed.", "Try again; if it stays so, tell whoever runs the server.")
MOST_REASON: Final = 123  # bytes of a close reason (RFC 6455, 5.5)

T = TypeVar("T")


class Left(Exception):
    """The other end is gone."""


class SocketSession:
    """From the first frame to the last. ``address``: who is at the other end; ``cookies``: what its browser holds."""

    def __init__(
        self,
        services: Services,
        scope: MutableMapping[str, Any],
        receive: Receive,
        send: Send,
        address: str,
        cookies: Mapping[str, str],
    ) -> None:
        self._s = services
        self._receive = receive
        self._wire: Wire = wire_for(scope, send)
        self._outbox = Outbox(self._wire, services.settings.queue_bytes, self._too_slow)
        self._address = address
        self._cookies = cookies
        self._strikes = Rate(services.settings.strikes, services.settings.strikes_burst)
        self._closing: asyncio.Task[None] | None = None
        self._early: dict[str, Frame] = {}
        self._in_hub = False
        self._main: asyncio.Task[Any] | None = None
        self._seat: SeatRef | None = None
        self.stream = ""
        self.audience: Audience = "spectator"
        self.match: str | None = None
        self.session = ""
        self.seat: str | None = None
        self.cursor: int | None = None

    # ------------------------------------------------------------ as the hub sees it

    def put(self, frame: Frame) -> None:
        if self.cursor is None and frame.replaces is not None:
            self._early[frame.replaces] = frame
        else:
            self._outbox.put(frame)

    async def close(self, code: int, reason: str) -> None:
        self._outbox.close()
        await self._wire.close(code, reason, self._s.settings.slow_close_seconds)

    # ------------------------------------------------------------ life

    async def run(self) -> None:
        """Serve the socket until it ends."""
        self._main = asyncio.current_task()
        try:
            hello = await self._first_frame()
            if hello is not None and await self._welcome(hello):
                await self._serve()
        except Left:
            pass
        except asyncio.CancelledError:
            if self._closing is None or self._main is None:
                raise
            self._main.uncancel()
        finally:
            self._main = None  # waits for no more frames, so that closing need not stop it
            if self._in_hub:
                self._s.hub.remove(self)
            self._outbox.close()
            if self._closing is not None:
                await self._closing

    async def _first_frame(self) -> Hello | None:
        try:
            async with asyncio.timeout(self._s.settings.hello_seconds):
                while True:
                    hello = await self._one_frame(self._read_hello)
                    if hello is not None or self._closing is not None:
                        return hello
        except TimeoutError:
            await self.close(CLOSE_REFUSED, "not_hello: no hello came in time; connect again and say hello first")
            return None

    async def _serve(self) -> None:
        while self._closing is None:
            await self._one_frame(self._read_and_answer)

    async def _one_frame(self, read: Callable[[str], Awaitable[T]]) -> T | None:
        """Receive a frame and give it to ``read``; a refusal becomes an error frame."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            raise Left
        text = message.get("text")
        try:
            self._check_rates()
            if text is None:
                raise bad_frame("The frame is binary.", "Send text frames with JSON.")
            self._check_size(text)
            return await read(text)
        except Refusal as refusal:
            self._refuse(refusal, request_of(text))
        except Exception:
            log.exception("frame_failed")
            self._refuse(INTERNAL, request_of(text))
        return None

    # ------------------------------------------------------------ checks

    def _check_rates(self) -> None:
        wait = self._s.address_frames.wait(self._address)
        if not wait and self.seat is not None:
            wait = self._s.seat_frames.wait(self.seat)
        if wait:
            seconds = whole_seconds(wait)
            raise Refusal(
                "too_fast",
                "Frames come faster than the server takes them; this one was not carried out.",
                f"Wait {seconds} s, then send it again.",
                args={"seconds": seconds},
            )

    def _check_size(self, text: str) -> None:
        most = self._s.settings.frame_bytes
        if len(text) > most or len(text.encode()) > most:
            raise Refusal(
                "too_large",
                f"The frame is larger than {most} bytes.",
                "Send only the fields that changed.",
                args={"bytes": most},
            )

    # ------------------------------------------------------------ hello

    async def _read_hello(self, text: str) -> Hello:
        return read_hello(text)

    async def _welcome(self, hello: Hello) -> bool:
        try:
            welcome = await self._identify(hello)
            self._s.hub.add(self)
            self._in_hub = True
            await self._bring_up_to_date(hello.last_event, welcome)
        except Refusal as refusal:
            self._refuse(refusal, None, fatal=True)
        except Exception:
            log.exception("hello_failed")
            self._refuse(INTERNAL, None, fatal=True)
        return self._closing is None

    async def _identify(self, hello: Hello) -> Welcome:
        if hello.seat is not None:
            token = self._cookies.get(f"airace_seat_{hello.seat}")
            seat = await self._s.access.seat(token, hello.seat)
            info = await self._s.classroom.seat_info(seat, token or "")
            self._seat, self.seat, self.match, self.stream = seat, seat.id, seat.match, seat.match
            self.session, self.audience = seat.session, seat.side
            ruleset = info.ruleset
        else:
            session = hello.session or ""
            who = await self._s.access.facilitator(self._cookies.get(f"airace_session_{session}"), session)
            ruleset = (await self._s.classroom.session_info(who, "")).ruleset_hash
            self.session, self.stream, self.audience = session, session, "facilitator"
        return Welcome(
            type="welcome",
            protocol=PROTOCOL_VERSION,
            audience=self.audience,
            match=self.match,
            session=self.session,
            seat=self.seat,
            side=self._seat.side if self._seat else None,
            nickname=self._seat.nickname if self._seat else None,
            ruleset=ruleset,
            server_time=self._s.now(),
            last_event=await self._s.games.last_event(self.stream, self.audience),
            forecasts=self._seat is not None and self._s.games.forecaster.works,
        )

    async def _bring_up_to_date(self, last_event: int, welcome: Welcome) -> None:
        """What was missed, or one snapshot; then what came in between."""
        games, most = self._s.games, self._s.settings.resume_events
        missed = await games.events_after(self.stream, self.audience, last_event, most) if last_event else None
        if missed is None:
            snapshot = await games.snapshot(self.stream, self.audience)
            own = await self._own_predictions()
            self._send(welcome)
            for message in [snapshot, *own]:
                self._send(message)
            self.cursor = snapshot.event
        else:
            now = await self._what_is_unnumbered()
            self._send(welcome)
            for message in [*missed, *now]:
                self._send(message)
            self.cursor = missed[-1].event if missed else last_event
        if self._seat is not None:
            self._s.hub.want_forecast(self._seat.match, self._seat.side)
        early, self._early = self._early, {}
        for waiting in early.values():
            self.put(waiting)
        self._s.hub.notice(self.stream)

    async def _what_is_unnumbered(self) -> list[ServerMessage]:
        if self._seat is None:
            return []
        match, side = self._seat.match, self._seat.side
        draft = await self._s.games.draft(match, side)
        presence = await self._s.games.presence(match, side)
        drafts: list[ServerMessage] = [] if draft is None else [Draft(type="draft", match=match, draft=draft)]
        own = await self._own_predictions()
        return [*drafts, Presence(type="presence", match=match, presence=presence), *own]

    async def _own_predictions(self) -> list[ServerMessage]:
        if self._seat is None:
            return []
        seat = self._seat
        theirs = (await self._s.games.predictions(seat.match, seat.side)).get(seat.id, [])
        return [Predictions(type="predictions", match=seat.match, predictions=theirs)]

    # ------------------------------------------------------------ requests

    async def _read_and_answer(self, text: str) -> None:
        message = validate(text)
        if isinstance(message, Ping):
            self._send(Pong(type="pong", request=message.request, server_time=self._s.now()))
        elif isinstance(message, Hello):
            raise bad_frame("`hello` was said already.", "Connect again to be somebody else.", "type")
        elif isinstance(message, Say):
            self._send(Done(type="done", request=message.request, said=await say(self._s, self._seat, message)))
        elif isinstance(message, Predict):
            seat = await predict(self._s, self._seat, message)
            self._send(Done(type="done", request=message.request))
            self._s.hub.predictions_changed(seat.match, seat.side, seat.id)
        else:
            seat, draft = await carry_out(self._s, self._seat, message)
            self._send(Done(type="done", request=message.request, draft_no=draft.draft_no))
            self._s.hub.draft_changed(message.match, seat.side, draft)

    # ------------------------------------------------------------ answers

    def _send(self, message: ServerMessage) -> None:
        self._outbox.put(frame(message))

    def _refuse(self, refusal: Refusal, request: str | None, fatal: bool = False) -> None:
        struck_out = refusal.code in STRIKES and bool(self._strikes.wait(""))
        fatal = fatal or struck_out or refusal.code in FATAL
        self._send(
            ErrorFrame(type="error", request=request, error=refusal.body(), fatal=fatal, draft=refusal.draft),
        )
        if fatal:
            reason = "abuse: too many bad frames in a row" if struck_out else f"{refusal.code}: {refusal.message}"
            self._close_soon(CLOSE_REFUSED, reason)

    def _too_slow(self) -> None:
        self._close_soon(CLOSE_SLOW, SLOW)

    def _close_soon(self, code: int, reason: str) -> None:
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close_and_end(code, short(reason)))

    async def _close_and_end(self, code: int, reason: str) -> None:
        """Close; then stop waiting for frames, of which none may come from a reader that sleeps."""
        await self.close(code, reason)
        if self._main is not None:
            self._main.cancel()


def short(reason: str) -> str:
    """A close reason that fits into its frame."""
    return reason.encode()[:MOST_REASON].decode(errors="ignore")
