"""The ruleset that the designers' page builds on `standard` is tested and played by two people to its ending."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from support.people import SOON, Come, Person, joins, opens_a_match
from support.server import COMMAND, LiveServer

PAGE = Path(__file__).parents[2] / "docs/designers.md"
FILE = re.compile(r"^`(arctic/\S+)`\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def airace(*arguments: str) -> str:
    """What a command that succeeds prints."""
    done = subprocess.run([str(COMMAND), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def rulesets(tmp_path: Path) -> Path:
    """A folder with the ruleset exactly as the page shows it."""
    for path, text in FILE.findall(PAGE.read_text()):
        file = tmp_path / "rulesets" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "rulesets"


@pytest.fixture
def live_server(start_server: Callable[..., LiveServer], rulesets: Path) -> LiveServer:
    arctic = str(rulesets / "arctic")
    airace("rules", "derive", arctic)
    assert "no errors, no warnings" in airace("rules", "check", arctic)
    assert "2 tests, no failures" in airace("rules", "test", arctic)
    return start_server(None, "--rulesets", str(rulesets), forecast_workers="1")


def tab(someone: Person, name: str) -> None:
    someone.page.get_by_role("tab", name=name).click()


def signs(someone: Person) -> None:
    expect(someone.page.get_by_role("button", name="Sign orders")).to_contain_text("draft saved", timeout=SOON)
    someone.sign()


def test_two_people_play_a_ruleset_written_from_the_page(person: Come, tmp_path: Path) -> None:
    ann, bo = person(), person()
    forecasts: list[float] = []

    def hears(frame: str | bytes) -> None:
        said = json.loads(frame)
        if said["type"] == "forecast":
            forecasts.append(said["forecast"]["outlooks"][0]["own"]["cold_halls"]["middle"])

    ann.page.on("websocket", lambda socket: socket.on("framereceived", hears))
    joins(bo, opens_a_match(ann))
    for someone in (ann, bo):
        expect(someone.page.get_by_text("Turn 1 of 12", exact=True)).to_be_visible(timeout=SOON)

    ahead = ann.page.get_by_role("button", name="Cold halls").locator("polyline.ahead")
    expect(ahead).to_be_attached(timeout=SOON)
    seen = forecasts[-1]
    ann.page.get_by_role("button", name="Power: instruments").click()
    before = ann.slider("Build in the north")
    ann.move("Talent", "PageDown", 3)  # the orders that a match begins with spend all there is
    assert ann.move("Build in the north", "PageUp", 1) > before
    for _ in range(SOON // 100):
        if forecasts[-1] > seen:
            break
        ann.page.wait_for_timeout(100)
    assert forecasts[-1] > seen, "more points in the north, and no more cold halls are expected"
    ann.page.get_by_role("button", name="Codex: Build in the north").click()
    fact = ann.page.get_by_text("That halls in cold regions ease the shortage")
    expect(fact).to_be_visible(timeout=SOON)
    ann.page.keyboard.press("Escape")
    expect(ann.page.get_by_role("dialog")).to_have_count(0)

    for someone in (ann, bo):
        tab(someone, "Projects")
        someone.page.get_by_role("button", name="Start: Northern port").click()
        tab(someone, "Deals")
        someone.page.get_by_role("button", name="Sign: Northern accord").click()
        signs(someone)
    for someone in (ann, bo):
        expect(someone.page.get_by_text("Turn 2 of 12", exact=True)).to_be_visible(timeout=SOON)
        tab(someone, "Projects")
        expect(someone.page.get_by_role("button", name="Pay: Northern port")).to_have_attribute("aria-pressed", "true")
        tab(someone, "Deals")
        expect(someone.page.get_by_text("In force; 3 turns left")).to_be_visible()
    for someone in (ann, bo):
        signs(someone)
    for someone in (ann, bo):
        expect(someone.page.get_by_text("Both sides opened their ports.").first).to_be_visible(timeout=SOON)
    with ann.page.expect_download() as download:
        ann.page.get_by_text("Match file").click()
    file = tmp_path / "match.json"
    download.value.save_as(file)
    airace("verify", str(file))
    assert ann.complaints == bo.complaints == []
