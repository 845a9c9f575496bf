"""People with browsers: what they do and see, in the words of the English screens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Locator, Page, expect

CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")
TURNS = 5
SOON = 15_000


class Person:
    """Somebody with a browser of their own. ``complaints``: errors that the browser's console showed."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def slider(self, lever: str) -> int:
        return int(float(self.page.get_by_role("slider", name=lever, exact=True).input_value()))

    def move(self, lever: str, key: str, times: int) -> int:
        """Move a lever with the keyboard; returns where it stands then."""
        slider = self.page.get_by_role("slider", name=lever, exact=True)
        slider.focus()
        for _ in range(times):
            slider.press(key)
        return self.slider(lever)

    def sees_turn(self, turn: int) -> None:
        expect(self.page.get_by_text(f"Turn {turn} of {TURNS}", exact=True)).to_be_visible(timeout=SOON)

    @property
    def over(self) -> Locator:
        return self.page.get_by_text("The match is over")

    def sees_the_end(self) -> bool:
        """A breakthrough or a catastrophe may end a match before its last turn."""
        return self.over.is_visible()

    def comes_to(self, turn: int) -> bool:
        """Wait until the turn opens; False when the match is over instead."""
        opened = self.page.get_by_text(f"Turn {turn} of {TURNS}", exact=True)
        expect(opened.or_(self.over).first).to_be_visible(timeout=SOON)
        return not self.sees_the_end()

    def sign(self) -> None:
        self.page.get_by_role("button", name="Sign orders").click()

    def sees_own_signature(self) -> None:
        expect(self.page.get_by_role("button", name="Withdraw")).to_be_visible(timeout=SOON)

    @contextmanager
    def losing_the_server(self) -> Iterator[None]:
        """Console errors of the network itself are expected, and no others: a request may fail anywhere on its way."""
        before = len(self.complaints)
        yield
        lost = self.complaints[before:]
        del self.complaints[before:]
        unreachable = ("net::ERR_", "WebSocket")
        self.complaints += [text for text in lost if not any(word in text for word in unreachable)]


def opens_a_match(ann: Person) -> str:
    ann.page.goto("/")
    friend = ann.page.get_by_role("group", name="With a friend").or_(ann.page.get_by_role("form", name="With a friend"))
    friend.get_by_role("textbox", name="Nickname").fill("Ann")
    friend.get_by_role("button", name="Open a match").click()
    expect(ann.page.get_by_text("Waiting for the other side")).to_be_visible(timeout=SOON)
    return ann.page.get_by_text(CODE).first.inner_text()


def joins(bo: Person, code: str) -> None:
    bo.page.goto("/")
    bo.page.get_by_role("textbox", name="Join with a code").fill(code.lower())
    bo.page.get_by_role("button", name="Join", exact=True).click()
    form = bo.page.get_by_role("form", name="Join", exact=True)
    form.get_by_role("textbox", name="Nickname").fill("Bo")
    form.get_by_role("button", name="Take a seat").click()


def makes_a_session(teacher: Person, tables: int) -> str:
    teacher.page.goto("/")
    teacher.page.get_by_role("textbox", name="Name of the class").fill("Civics 11B")
    teacher.page.get_by_role("spinbutton", name="Tables").fill(str(tables))
    teacher.page.get_by_role("button", name="Make a session").click()
    expect(teacher.page.get_by_role("heading", name="Civics 11B")).to_be_visible(timeout=SOON)
    return teacher.page.get_by_text(CODE).first.inner_text()


def takes_a_seat(student: Person, code: str, nickname: str, side: str | None = None) -> None:
    student.page.goto(f"/join/{code}")
    form = student.page.get_by_role("form", name="Join", exact=True)
    form.get_by_role("textbox", name="Nickname").fill(nickname)
    if side is not None:
        form.get_by_role("radio", name=side).check(force=True)
    form.get_by_role("button", name="Take a seat").click()
    expect(student.page.get_by_text("The facilitator starts the match.")).to_be_visible(timeout=SOON)


Come = Callable[..., Person]
