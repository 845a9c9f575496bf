"""Frames are encoded once, in the form of RFC 6455, and what waits for a socket is bounded and in order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from websockets.frames import Frame as Parsed
from websockets.frames import Opcode
from websockets.streams import StreamReader

from airace_server.live.frames import Frame
from airace_server.live.outbox import Outbox


def parsed(data: bytes) -> Parsed:
    """The frame as another implementation reads it."""
    reader = StreamReader()
    reader.feed_data(data)
    parsing = Parsed.parse(reader.read_exact, mask=False)
    try:
        next(parsing)
    except StopIteration as done:
        return done.value
    raise AssertionError("the frame is not whole")


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_frame_is_read_by_others_whatever_its_length(length: int) -> None:
    found = parsed(Frame(b"x" * length).wire)
    assert (found.opcode, found.fin, len(found.data)) == (Opcode.TEXT, True, length)


def test_a_frame_carries_text_of_any_language() -> None:
    text = "北京 \N{ROCKET}"
    assert bytes(parsed(Frame(text.encode()).wire).data).decode() == text
    assert Frame(text.encode()).text == text


class Tap:
    """A wire that the test opens and shuts."""

    def __init__(self) -> None:
        self.open = True
        self.held = 0
        self.written: list[str] = []
        self.call: Callable[[], None] = lambda: None

    def writable(self) -> bool:
        return self.open

    def write(self, frame: Frame) -> None:
        self.written.append(frame.text)

    def buffered(self) -> int:
        return self.held

    def on_writable(self, call: Callable[[], None]) -> None:
        self.call = call

    async def close(self, code: int, reason: str, grace: float) -> None:
        self.open = False


def box(limit: int = 1_000) -> tuple[Outbox, Tap, list[str]]:
    tap, overflows = Tap(), []
    return Outbox(tap, limit, lambda: overflows.append("overflow")), tap, overflows


def test_a_reader_that_keeps_up_gets_everything_at_once() -> None:
    outbox, tap, _ = box()
    for text in "abc":
        outbox.put(Frame(text.encode()))
    assert tap.written == ["a", "b", "c"]
    assert outbox.bytes == 0


def test_what_waits_comes_in_order_when_the_reader_is_back() -> None:
    outbox, tap, _ = box()
    tap.open = False
    for text in "abc":
        outbox.put(Frame(text.encode()))
    assert (tap.written, outbox.bytes) == ([], 9)
    tap.open = True
    outbox.put(Frame(b"d"))  # nothing overtakes
    tap.call()
    assert tap.written == ["a", "b", "c", "d"]
    assert outbox.bytes == 0


def test_a_newer_draft_takes_the_place_of_one_that_still_waits() -> None:
    outbox, tap, _ = box()
    tap.open = False
    for text, replaces in (("draft 1", "draft"), ("event", None), ("draft 2", "draft"), ("here", "presence m")):
        outbox.put(Frame(text.encode(), replaces))
    tap.open = True
    tap.call()
    assert tap.written == ["event", "draft 2", "here"]


def test_more_than_the_limit_overflows_once_and_then_nothing_is_taken() -> None:
    outbox, tap, overflows = box(limit=100)
    tap.open = False
    for _ in range(50):
        outbox.put(Frame(b"x" * 30))
    assert overflows == ["overflow"]
    assert outbox.bytes == 0
    tap.open = True
    tap.call()
    assert tap.written == []


def test_what_the_connection_itself_holds_counts_too() -> None:
    outbox, tap, overflows = box(limit=100)
    tap.open, tap.held = False, 95
    outbox.put(Frame(b"x" * 30))
    assert overflows == ["overflow"]


def test_endless_drafts_never_overflow() -> None:
    outbox, tap, overflows = box(limit=100)
    tap.open = False
    for number in range(1_000):
        outbox.put(Frame(f"draft {number}".encode(), "draft"))
    assert overflows == []
    tap.open = True
    tap.call()
    assert tap.written == ["draft 999"]
