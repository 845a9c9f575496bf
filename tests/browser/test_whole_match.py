"""Two people play a whole match in two browsers, with a page reload and lost connections in the middle."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from airace_rules import replay
from support.server import LiveServer

CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")
TURNS = 5
SOON = 15_000


@dataclass
class Person:
    """Somebody with a browser of their own. ``complaints``: errors that the browser's console showed."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

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

    def sign(self) -> None:
        self.page.get_by_role("button", name="Sign orders").click()

    def sees_own_signature(self) -> None:
        expect(self.page.get_by_role("button", name="Withdraw")).to_be_visible(timeout=SOON)

    @contextmanager
    def losing_the_server(self) -> Iterator[None]:
        """Console errors of the lost connection itself are expected, and no others."""
        before = len(self.complaints)
        yield
        lost = self.complaints[before:]
        del self.complaints[before:]
        self.complaints += [text for text in lost if "ERR_CONNECTION" not in text and "WebSocket" not in text]


@pytest.fixture
def person(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Person]]:
    people: list[Person] = []

    def come(**options: object) -> Person:
        context = browser.new_context(base_url=live_server.url, locale="en-GB", reduced_motion="reduce", **options)
        someone = Person(context, context.new_page())
        someone.page.on("pageerror", lambda error: someone.complaints.append(str(error)))
        someone.page.on("console", lambda m: someone.complaints.append(m.text) if m.type == "error" else None)
        people.append(someone)
        return someone

    yield come
    for someone in people:
        someone.context.close()


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


def test_two_people_play_a_whole_match_through_a_reload_and_lost_connections(
    person: Callable[..., Person], live_server: LiveServer
) -> None:
    ann, bo = person(), person(viewport={"width": 360, "height": 740}, has_touch=True)
    joins(bo, opens_a_match(ann))
    for someone in (bo, ann):
        someone.sees_turn(1)

    # Turn 1: what is typed is kept over a reload, and signing on one screen shows on the other.
    power = ann.move("Power", "ArrowLeft", 5)
    expect(ann.page.get_by_role("button", name="Sign orders")).to_contain_text("draft saved", timeout=SOON)
    ann.page.reload()
    ann.sees_turn(1)
    assert ann.slider("Power") == power
    ann.sign()
    ann.sees_own_signature()
    expect(bo.page.get_by_text("orders signed")).to_be_visible(timeout=SOON)
    bo.sign()
    for someone in (ann, bo):
        someone.sees_turn(2)

    # Turn 2: the server dies with one signature in; nothing is lost and play goes on.
    bo.move("Chips", "ArrowLeft", 3)
    expect(bo.page.get_by_role("button", name="Sign orders")).to_contain_text("draft saved", timeout=SOON)
    chips = bo.slider("Chips")
    ann.sign()
    ann.sees_own_signature()
    with ann.losing_the_server(), bo.losing_the_server():
        live_server.kill()
        for someone in (ann, bo):
            expect(someone.page.get_by_text("Connection lost.")).to_be_visible(timeout=SOON)
        live_server.start()
        for someone in (ann, bo):
            expect(someone.page.get_by_text("Connection lost.")).to_be_hidden(timeout=30_000)
    ann.sees_own_signature()
    assert bo.slider("Chips") == chips

    # A signature can be taken back as long as the other side has not signed.
    ann.page.get_by_role("button", name="Withdraw").click()
    expect(ann.page.get_by_role("button", name="Sign orders")).to_be_visible(timeout=SOON)
    turn = 2
    while turn <= TURNS and not ann.sees_the_end():
        for someone in (ann, bo):
            someone.sees_turn(turn)
            someone.sign()
        turn += 1
        expect(ann.page.get_by_text(f"Turn {turn} of {TURNS}", exact=True).or_(ann.over)).to_be_visible(timeout=SOON)

    for someone in (ann, bo):
        expect(someone.over).to_be_visible(timeout=SOON)
        expect(someone.page.get_by_role("heading", name="What really happened")).to_be_visible(timeout=SOON)
    with ann.page.expect_download() as download:
        ann.page.get_by_text("Match file").click()
    file = json.loads(download.value.path().read_text())
    assert [played["turn"] for played in file["turns"]] == list(range(1, turn))
    replay(file)
    assert ann.complaints == bo.complaints == []
