"""The routes that the pictures of ``make screenshots`` are taken on, in the words of any language."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Locator, Page, expect

from support.people import CODE
from tools.web_client import ROOT

SOON: Final = 20_000
FORECAST: Final = 2_500
QUICK: Final = ROOT / "game_rules/rulesets/quick"
ENDINGS: Final = {
    "catastrophe": "world.rung >= 4",
    "agi": "highest(frontier) >= world.arrival",
    "detente": "world.thawed",
    "breakaway": "abs(washington.released - beijing.released) >= break_gap",
}
"""Endings of ``quick`` and the conditions that the copies made for pictures have never mind."""


@dataclass(frozen=True)
class Variant:
    """How a page is looked at. ``options`` are those of a browser context."""

    name: str
    options: Mapping[str, Any]
    language: str = "en"


DESKTOP: Final = {"viewport": {"width": 1366, "height": 768}}
VARIANTS: Final = (
    Variant("desktop", {**DESKTOP, "locale": "en-GB"}),
    Variant(
        "phone", {"viewport": {"width": 360, "height": 740}, "locale": "en-GB", "is_mobile": True, "has_touch": True}
    ),
    Variant("dark", {**DESKTOP, "locale": "en-GB", "color_scheme": "dark"}),
    Variant("chinese", {**DESKTOP, "locale": "zh-CN"}, "zh"),
)


def ending_rulesets(folder: Path) -> Path:
    """A folder with a copy of ``quick`` for each ending that few matches come to: it comes after two turns."""
    for key, condition in ENDINGS.items():
        shutil.copytree(QUICK, folder / f"ends_{key}")
        for name, old, new in (("ruleset", "name: quick", f"name: ends_{key}"), ("scores", condition, "turn >= 3")):
            file = folder / f"ends_{key}" / f"{name}.yaml"
            text = file.read_text("utf-8")
            assert old in text, f"{file} says no longer {old!r}"
            file.write_text(text.replace(old, new), "utf-8")
    return folder


class Tour:
    """One variant's walk. ``words``: the client's sentences by key, in the variant's language."""

    def __init__(self, browser: Browser, servers: tuple[str, str], variant: Variant, folder: Path) -> None:
        """``servers``: the addresses of one with the shipped rulesets and of one with those made for endings."""
        self.browser, self.variant, self.folder = browser, variant, folder
        self.url, self.ends_url = servers
        self.words = json.loads((ROOT / "web_client" / "messages" / f"{variant.language}.json").read_text("utf-8"))
        self.player = self.somebody()

    def somebody(self) -> Page:
        options = {"base_url": self.url, "reduced_motion": "reduce", **self.variant.options}
        return self.browser.new_context(**options).new_page()

    def leave(self) -> None:
        for context in self.browser.contexts:
            context.close()

    def shoot(self, page: Page, screen: str) -> None:
        """One picture of what a person sees, and one of the whole page where it is longer."""
        page.wait_for_timeout(400)
        page.screenshot(path=self.folder / f"{screen}-{self.variant.name}.png")
        if page.evaluate("document.documentElement.scrollHeight > innerHeight + 4"):
            page.screenshot(path=self.folder / f"{screen}-{self.variant.name}-whole.png", full_page=True)

    def press(self, page: Page, key: str) -> None:
        page.get_by_role("button", name=self.words[key], exact=True).first.click()

    def tab(self, page: Page, key: str) -> None:
        page.get_by_role("tab", name=self.words[key]).click()

    def dialog(self, page: Page, opener: Locator, screen: str) -> None:
        """Open something, take its picture, close it."""
        opener.click()
        expect(page.get_by_role("dialog").first).to_be_visible(timeout=SOON)
        self.shoot(page, screen)
        page.keyboard.press("Escape")

    def begins(self, ruleset: str, address: str = "/") -> Page:
        page = self.player
        page.goto(address)
        expect(page.get_by_role("button", name=self.words["front_now_button"])).to_be_visible(timeout=SOON)
        names = self.server_rulesets(page)
        choices = page.get_by_role("group", name=self.words["front_game"]).get_by_role("radio")
        choices.nth(names.index(ruleset)).check(force=True)
        self.press(page, "front_now_button")
        expect(page.locator("button.sign")).to_be_visible(timeout=SOON)
        return page

    def server_rulesets(self, page: Page) -> list[str]:
        found = page.evaluate("fetch('/api/info').then((answer) => answer.json())")
        return [ruleset["name"] for ruleset in found["rulesets"]]

    def sign(self, page: Page) -> None:
        """Sign, and wait for the next turn or the end."""
        page.locator("button.sign:not(.signed):enabled").click()
        page.wait_for_timeout(600)
        opened = page.locator("button.sign:not(.signed):enabled").or_(page.locator("main.end, main h1"))
        expect(opened.first).to_be_visible(timeout=SOON)

    def plays_on(self, page: Page) -> None:
        while page.locator("button.sign").is_visible():
            self.sign(page)


def front(tour: Tour) -> None:
    page = tour.player
    page.goto("/")
    expect(page.get_by_role("button", name=tour.words["front_now_button"])).to_be_visible(timeout=SOON)
    tour.shoot(page, "front")
    for name, address in (("error-lost", "/nowhere"), ("error-code", "/join/AAAA-AAAA"), ("error-seat", "/play/old")):
        page.goto(address)
        expect(page.locator("h1, [role=alert]").first).to_be_visible(timeout=SOON)
        tour.shoot(page, name)
    page.goto("/facilitate/old")
    expect(page.locator("h1, [role=alert]").first).to_be_visible(timeout=SOON)
    tour.shoot(page, "error-session")


def quick(tour: Tour) -> None:
    """A short match: the first turn with its guide, reasons, a prediction, the end."""
    page = tour.begins("quick")
    tour.shoot(page, "match-first-turn")
    gauge = page.locator("button.gauge").first
    tour.dialog(page, gauge, "why-first")
    tour.sign(page)
    tour.shoot(page, "match-second-turn")
    tour.dialog(page, gauge, "why")
    page.locator("button.lever-more, .lever button[aria-expanded]").first.click()
    tour.shoot(page, "match-lever-open")
    tour.dialog(page, page.get_by_role("button", name=tour.words["report_all"]), "report")
    page.locator(".foresee .toggle").click()
    page.locator(".foresee").get_by_role("radio").first.click()
    tour.shoot(page, "predict")
    page.keyboard.press("Escape")
    tour.sign(page)
    tour.shoot(page, "match-third-turn")
    tour.plays_on(page)
    page.wait_for_timeout(6_000)  # what it turned on is looked for
    tour.shoot(page, "end")


def standard(tour: Tour) -> None:
    """The ruleset with the most on its board."""
    page = tour.begins("standard")
    tour.shoot(page, "standard-first-turn")
    page.locator("input[type=range]").first.press("Home")
    page.wait_for_timeout(FORECAST)
    tour.shoot(page, "standard-drafting")
    tour.sign(page)
    tour.shoot(page, "standard-second-turn")
    for key in ("stances", "projects", "deals"):
        tour.tab(page, f"{key}_title")
        tour.shoot(page, f"standard-{key}")
    tour.dialog(page, page.locator(".board button[aria-haspopup=dialog]:visible").first, "standard-deal-open")
    page.get_by_role("button", name=tour.words["codex_title"], exact=True).first.click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON)
    tour.shoot(page, "standard-codex")
    page.get_by_role("navigation", name=tour.words["codex_pages"]).get_by_role("button").first.click()
    tour.shoot(page, "standard-codex-page")
    page.keyboard.press("Escape")
    for turn in range(3, 7):
        tour.sign(page)
        tour.shoot(page, f"standard-turn-{turn}")


def lesson(tour: Tour) -> None:
    page = tour.begins("lesson")
    tour.shoot(page, "lesson-first-turn")
    for _ in range(2):
        tour.sign(page)
    tour.shoot(page, "lesson-third-turn")


def ends(tour: Tour) -> None:
    """Endings that few matches come to."""
    for key in ENDINGS:
        page = tour.begins(f"ends_{key}", tour.ends_url)
        tour.plays_on(page)
        tour.shoot(page, f"end-{key}")


def friends(tour: Tour) -> None:
    """Two people: waiting, talking, a connection that is lost, a rematch."""
    ann, bo = tour.player, tour.somebody()
    ann.goto("/")
    form = ann.get_by_role("form", name=tour.words["front_friend"])
    form.get_by_role("textbox").first.fill("Ann")
    tour.press(ann, "front_friend_button")
    code = ann.get_by_text(CODE).first
    expect(code).to_be_visible(timeout=SOON)
    tour.shoot(ann, "waiting-friend")
    bo.goto(f"/join/{code.inner_text().strip()}")
    expect(bo.get_by_role("button", name=tour.words["join_button"])).to_be_visible(timeout=SOON)
    tour.shoot(bo, "join")
    bo.get_by_role("textbox").first.fill("Bo")
    tour.press(bo, "join_button")
    for page in (ann, bo):
        expect(page.locator("button.sign")).to_be_visible(timeout=SOON)
    for page, text in ((ann, "A truce on chips, for two turns?"), (bo, "If you keep your labs below twenty.")):
        page.get_by_title(tour.words["chat_open"]).click()
        page.get_by_role("dialog").get_by_role("textbox").fill(text)
        page.keyboard.press("Enter")
        page.wait_for_timeout(1_200)
    tour.shoot(bo, "chat")
    for page in (ann, bo):
        page.keyboard.press("Escape")
    bo.locator("button.sign").click()
    tour.shoot(bo, "match-signed")
    bo.context.set_offline(True)
    expect(bo.get_by_text(tour.words["banner_lost"])).to_be_visible(timeout=60_000)
    tour.shoot(bo, "error-connection")
    bo.context.close()


def classes(tour: Tour) -> None:
    teacher, player = tour.somebody(), tour.player
    teacher.goto("/")
    form = teacher.get_by_role("form", name=tour.words["front_class"])
    form.get_by_role("textbox").first.fill("11B")
    form.get_by_role("spinbutton").fill("8")
    tour.press(teacher, "front_class_button")
    code = teacher.get_by_text(CODE).first
    player.goto(f"/join/{code.inner_text().strip()}")
    expect(player.get_by_role("button", name=tour.words["join_button"])).to_be_visible(timeout=SOON)
    tour.shoot(player, "join-class")
    player.get_by_role("textbox").first.fill("Ann")
    tour.press(player, "join_button")
    expect(player.get_by_text(tour.words["waiting_class"])).to_be_visible(timeout=SOON)
    tour.shoot(player, "waiting")
    tour.shoot(teacher, "facilitator-before")
    tour.press(teacher, "act_start")
    expect(player.locator("button.sign")).to_be_visible(timeout=SOON)
    tour.shoot(teacher, "facilitator-during")
    tour.press(teacher, "act_pause")
    expect(player.get_by_text(tour.words["clock_paused"]).first).to_be_visible(timeout=SOON)
    tour.shoot(player, "match-paused")
    tour.press(teacher, "act_resume")
    debriefed(tour, teacher, player)
    teacher.context.close()


def debriefed(tour: Tour, teacher: Page, player: Page) -> None:
    """Close turns until the match of the player is over, and look at all tables together."""
    opened = teacher.get_by_role("link", name=tour.words["debrief_title"], exact=True)
    closing = teacher.get_by_role("group", name=tour.words["class_actions"]).get_by_role(
        "button", name=tour.words["act_close"]
    )
    while not player.locator("main h1").is_visible():
        closing.click()
        teacher.wait_for_timeout(1_500)
    tour.shoot(player, "end-class")
    opened.click()
    expect(teacher.locator("main ul button").first).to_be_visible(timeout=SOON)
    teacher.wait_for_timeout(6_000)  # what it turned on is looked for
    tour.shoot(teacher, "debrief")


ROUTES: Final[Mapping[str, Callable[[Tour], None]]] = {
    "front": front,
    "quick": quick,
    "standard": standard,
    "lesson": lesson,
    "ends": ends,
    "friends": friends,
    "classes": classes,
}
