"""Every page, box and dialog of the whole game passes axe in both languages and both themes, loses nothing at 200 %
zoom, keeps still for whoever asks for that, and has controls that a finger or an unsteady hand can hit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from support.people import SOON, Come, Person

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MESSAGES = Path(__file__).parents[2] / "web_client" / "messages"
LOOKS = {
    "light": {"locale": "en-GB"},
    "dark": {"locale": "en-GB", "color_scheme": "dark"},
    "chinese": {"locale": "zh-CN"},
    "zoomed": {"locale": "en-GB", "viewport": {"width": 683, "height": 384}},
}
"""A laptop of 1366 × 768 at 200 % is a page of 683 × 384."""
CUT_OFF = """() => {
  const room = document.documentElement;
  if (room.scrollWidth > innerWidth) return ['the page itself'];
  const within = document.querySelector('dialog[open]') ?? document;
  const parts = [...within.querySelectorAll('button, a, input, p, h1, h2, h3')];
  const away = (part) => {
    const box = part.getBoundingClientRect();
    if (!part.checkVisibility() || box.width < 2 || part.closest('.vh, svg')) return false;
    return box.right > innerWidth + 1 || box.left < -1;
  };
  return parts.filter(away).map((part) => part.outerHTML.slice(0, 140));
}"""
SMALL = """() => [...document.querySelectorAll('button, a[href], input, select, textarea, summary, [role=tab]')]
  .filter((part) => part.checkVisibility() && !part.closest('.vh'))
  .filter((part) => !part.nextElementSibling?.matches('[role=tooltip]'))
  .map((part) => {
    const box = (part.closest('label') ?? part).getBoundingClientRect();
    const around = getComputedStyle(part, '::after');
    const least = Math.min(box.width, box.height);
    const sides = [around.width, around.height].map(parseFloat);
    return [part, around.position === 'absolute' ? Math.max(least, Math.min(...sides) || 0) : least];
  })
  .filter(([, least]) => least > 0 && least < 23.5)
  .map(([part]) => part.outerHTML.slice(0, 140))"""
"""Words inside a sentence are excepted (WCAG 2.5.8)."""
MOVING = """() => document.getAnimations()
  .filter((moving) => moving.effect.getComputedTiming().duration > 100)
  .map((moving) => moving.effect.target.outerHTML.slice(0, 140))"""


class Visitor:
    """Somebody who goes everywhere and looks at every screen with the same eyes."""

    def __init__(self, someone: Person, look: str) -> None:
        self.page: Page = someone.page
        self.look = look
        tongue = "zh" if look.startswith("chinese") else "en"
        self.words: dict[str, str] = json.loads((MESSAGES / f"{tongue}.json").read_text("utf-8"))

    def check(self, screen: str) -> None:
        moving = self.page.evaluate(MOVING)
        assert not moving, f"{screen} moves: {moving}"
        small = self.page.evaluate(SMALL)
        assert not small, f"{screen} has what is hard to hit: {small}"
        if self.look == "zoomed":
            away = self.page.evaluate(CUT_OFF)
            assert not away, f"{screen} loses: {away}"
        result = Axe().run(self.page, options={"runOnly": RULES})
        assert result.violations_count == 0, f"{screen}:\n{result.generate_report()}"

    def button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=self.words[key], exact=True).first

    def dialog(self, opener: Locator, name: str) -> None:
        opener.press("Enter")
        expect(self.page.get_by_role("dialog")).to_be_visible(timeout=SOON)
        self.check(name)
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def signs(self) -> None:
        ready = self.page.locator("button.sign:not(.signed):enabled")
        heading = self.page.locator("h1")
        before = heading.inner_text()
        ready.press("Enter")
        expect(heading).not_to_have_text(before, timeout=SOON)


@pytest.mark.parametrize("look", LOOKS)
def test_the_whole_game_is_for_everyone(person: Come, look: str) -> None:
    visitor = Visitor(person(**LOOKS[look]), look)
    page, words = visitor.page, visitor.words
    page.goto("/")
    expect(visitor.button("front_now_button")).to_be_visible(timeout=SOON)
    page.get_by_role("group", name=words["front_game"]).get_by_role("radio").last.check(force=True)
    visitor.button("front_return_open").press("Enter")
    visitor.check("front page")
    visitor.button("front_now_button").press("Enter")
    expect(visitor.page.locator("button.sign")).to_be_visible(timeout=SOON)
    visitor.check("first turn with the guide")
    visitor.signs()
    visitor.signs()
    visitor.check("newsreel and report")
    for at in range(page.get_by_role("tab").count()):
        page.get_by_role("tab").nth(at).press("Enter")
        visitor.check(f"tab {at + 1} of the board")
        panel = page.get_by_role("tabpanel")
        openers = panel.locator("[aria-haspopup=dialog]:not([disabled])")
        if at > 0 and openers.count() > 0:
            visitor.dialog(openers.first, f"a dialog of tab {at + 1}")
    visitor.button("foresee_open").press("Enter")
    expect(page.get_by_role("group", name=words["foresee_title"])).to_be_visible()
    visitor.check("predicting")
    page.get_by_role("group", name=words["foresee_title"]).get_by_role("radio").first.check(force=True)
    visitor.check("having predicted")
    page.keyboard.press("Escape")
    visitor.dialog(page.locator("header.top .lead button").first, "why of the lead")
    visitor.dialog(visitor.button("seat_open"), "own seat")
    visitor.button("codex_title").press("Enter")
    codex = page.get_by_role("dialog")
    expect(codex).to_be_visible(timeout=SOON)
    visitor.check("pages of the codex")
    codex.get_by_role("navigation").get_by_role("button").first.press("Enter")
    visitor.check("a page of the codex")
