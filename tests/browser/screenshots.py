"""Pictures of every screen in four variants: ``make screenshots`` writes them to build/screenshots.

Each variant plays through the same screens with the words of its language: front page, joining, waiting room, the
first turn, a "why", the second turn, the end, and the facilitator's page before and during a turn.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect, sync_playwright

from support.chromium import find_chromium
from support.people import CODE
from support.server import LiveServer
from tools.web_client import ROOT

SOON: Final = 20_000
FOLDER: Final = ROOT / "build" / "screenshots"


@dataclass(frozen=True)
class Variant:
    """How a page is looked at. ``options`` are those of a browser context."""

    name: str
    options: Mapping[str, Any]
    language: str = "en"


VARIANTS: Final = (
    Variant("desktop", {"viewport": {"width": 1366, "height": 768}, "locale": "en-GB"}),
    Variant(
        "phone", {"viewport": {"width": 360, "height": 740}, "locale": "en-GB", "is_mobile": True, "has_touch": True}
    ),
    Variant("dark", {"viewport": {"width": 1366, "height": 768}, "locale": "en-GB", "color_scheme": "dark"}),
    Variant("chinese", {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"}, "zh"),
)


class Tour:
    """One walk through all screens. ``words``: the client's sentences by key, in the variant's language."""

    def __init__(self, browser: Browser, url: str, variant: Variant) -> None:
        self.variant = variant
        self.words = json.loads((ROOT / "web_client" / "messages" / f"{variant.language}.json").read_text("utf-8"))
        options = {"base_url": url, "reduced_motion": "reduce", **variant.options}
        self.teacher = browser.new_context(**options).new_page()
        self.player = browser.new_context(**options).new_page()

    def shoot(self, page: Page, screen: str) -> None:
        """One picture of what a person sees, and one of the whole page where it is longer."""
        page.wait_for_timeout(400)
        page.screenshot(path=FOLDER / f"{screen}-{self.variant.name}.png")
        if page.evaluate("document.documentElement.scrollHeight > innerHeight + 4"):
            page.screenshot(path=FOLDER / f"{screen}-{self.variant.name}-whole.png", full_page=True)

    def press(self, page: Page, key: str) -> None:
        page.get_by_role("button", name=self.words[key], exact=True).first.click()

    def a_match(self) -> None:
        page = self.player
        page.goto("/")
        expect(page.get_by_role("button", name=self.words["front_now_button"])).to_be_visible(timeout=SOON)
        self.shoot(page, "front")
        self.press(page, "front_now_button")
        expect(page.locator("button.sign")).to_be_visible(timeout=SOON)
        self.shoot(page, "match-first-turn")
        page.locator("button.gauge").first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        self.shoot(page, "why")
        page.keyboard.press("Escape")
        self.sign(page)
        self.shoot(page, "match-second-turn")
        while page.locator("button.sign").is_visible():
            self.sign(page)
        self.shoot(page, "end")

    def the_whole_game(self) -> None:
        """The ruleset with the most on its board."""
        page = self.player
        page.goto("/")
        page.get_by_role("group", name=self.words["front_game"]).get_by_role("radio").last.check(force=True)
        self.press(page, "front_now_button")
        expect(page.locator("button.sign")).to_be_visible(timeout=SOON)
        self.shoot(page, "standard-first-turn")
        page.locator("input[type=range]").first.press("Home")
        page.wait_for_timeout(2500)  # the forecast of the draft comes
        self.shoot(page, "standard-drafting")
        for tab in ("stances_title", "projects_title", "deals_title"):
            page.get_by_role("tab", name=self.words[tab]).click()
            self.shoot(page, f"standard-{tab.removesuffix('_title')}")
        page.get_by_role("button", name=self.words["codex_title"]).first.click()
        expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON)
        self.shoot(page, "standard-codex")
        page.keyboard.press("Escape")
        self.sign(page)
        self.shoot(page, "standard-second-turn")
        for key in ("stances", "projects", "deals"):
            page.get_by_role("tab", name=self.words[f"{key}_title"]).click()
            self.shoot(page, f"standard-{key}")
        page.get_by_role("button", name=self.words["codex_title"], exact=True).click()
        page.get_by_role("navigation", name=self.words["codex_pages"]).get_by_role("button").first.click()
        self.shoot(page, "standard-codex")
        page.keyboard.press("Escape")

    def sign(self, page: Page) -> None:
        """Sign, and wait for the next turn or the end."""
        page.locator("button.sign:not(.signed):enabled").click()
        page.wait_for_timeout(600)
        expect(
            page.locator("button.sign:not(.signed):enabled").or_(page.locator("main.end, main h1")).first
        ).to_be_visible(timeout=SOON)

    def a_class(self) -> None:
        teacher, player = self.teacher, self.player
        teacher.goto("/")
        form = teacher.get_by_role("form", name=self.words["front_class"])
        form.get_by_role("textbox").first.fill("11B")
        form.get_by_role("spinbutton").fill("8")
        self.press(teacher, "front_class_button")
        code = teacher.get_by_text(CODE).first
        player.goto(f"/join/{code.inner_text().strip()}")
        expect(player.get_by_role("button", name=self.words["join_button"])).to_be_visible(timeout=SOON)
        self.shoot(player, "join")
        player.get_by_role("textbox").first.fill("Ann")
        self.press(player, "join_button")
        expect(player.get_by_text(self.words["waiting_class"])).to_be_visible(timeout=SOON)
        self.shoot(player, "waiting")
        self.shoot(teacher, "facilitator-before")
        self.press(teacher, "act_start")
        expect(player.locator("button.sign")).to_be_visible(timeout=SOON)
        self.shoot(teacher, "facilitator-during")


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = find_chromium()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = LiveServer(f"sqlite:///{Path(folder) / 'airace.db'}", address_sessions_burst="100").start()
        browser = playwright.chromium.launch(**chromium.launch_arguments())  # type: ignore[arg-type]
        for variant in VARIANTS:
            if sys.argv[1:] and variant.name not in sys.argv[1:]:
                continue
            tour = Tour(browser, server.url, variant)
            tour.a_match()
            tour.the_whole_game()
            tour.a_class()
            print(f"{variant.name}: done", file=sys.stderr)
        browser.close()
        server.stop()
    print(FOLDER)


if __name__ == "__main__":
    main()
