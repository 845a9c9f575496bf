"""A server that is brought up to date while pages are open hands out other files: pages say so and come back new."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from airace_server.http.client import client_folder
from support.people import SOON, Come, Person, joins, opens_a_match
from support.server import LiveServer

LATE = 60_000
NEW = "There is a new version of the game."
OLD_PAGE = "window.old = true"
NEW_PAGE = "() => window.old === undefined"


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A copy of the built client."""
    return shutil.copytree(client_folder(None), tmp_path / "client")


@pytest.fixture
def live_server(start_server: Callable[..., LiveServer], client: Path) -> LiveServer:
    return start_server(None, static=str(client))


def upgrade(client: Path) -> None:
    """The same client as another build: every file with a hash in its name has another name."""
    old = [file.name for file in (client / "assets").iterdir()]
    for file in (client / "index.html", *(client / "assets").iterdir()):
        text = file.read_text("utf-8")
        for name in old:
            text = text.replace(name, f"new-{name}")
        file.unlink()
        (file.with_name(f"new-{file.name}") if file.name in old else file).write_text(text, "utf-8")


def chat(page: Page) -> Locator:
    page.get_by_title("Open the chat").click()
    return page.get_by_role("dialog", name="Chat", exact=True).get_by_role("textbox")


def foresee(page: Page) -> Locator:
    page.get_by_role("button", name=re.compile("What do you expect|You expect")).click()
    return page.get_by_role("group", name="Before you sign: what do you expect?").get_by_role("textbox")


def says(someone: Person, words: str) -> None:
    expect(someone.page.get_by_role("status").get_by_text(words)).to_be_visible(timeout=LATE)


def test_pages_that_are_open_during_an_upgrade_come_back_new_with_all_that_was_typed(
    person: Come, live_server: LiveServer, client: Path
) -> None:
    ann, bo = person(), person()
    joins(bo, opens_a_match(ann))
    for someone in (ann, bo):
        someone.sees_turn(1)
        someone.sign()
    for someone in (ann, bo):
        someone.sees_turn(2)
        someone.page.evaluate(OLD_PAGE)
    foresee(ann.page).fill("half a reason")
    words = chat(ann.page)
    words.fill("Half a sen")

    # A part that nobody has loaded yet is gone: the page is loaded anew, and has it.
    upgrade(client)
    bo.page.get_by_title("Open the chat").click()
    says(bo, NEW)
    bo.page.wait_for_function(NEW_PAGE, timeout=LATE)
    bo.sees_turn(2)
    bo.complaints.clear()  # the browser logs the missing part
    expect(chat(bo.page)).to_be_editable(timeout=SOON)

    # Who is in the middle of a sentence finishes it first.
    with ann.losing_the_server(), bo.losing_the_server():
        live_server.restart()
        says(ann, NEW)
        words.press("End")
        words.press_sequentially("tence")
        expect(words).to_have_value("Half a sentence")
        ann.page.keyboard.press("Escape")
        ann.page.wait_for_function(NEW_PAGE, timeout=LATE)
        ann.sees_turn(2)
    expect(chat(ann.page)).to_have_value("Half a sentence", timeout=SOON)
    ann.page.keyboard.press("Escape")
    expect(foresee(ann.page)).to_have_value("half a reason")
    assert ann.complaints == bo.complaints == []
