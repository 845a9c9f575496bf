"""The board of the largest ruleset fits: a laptop shows it without scrolling, a phone without scrolling sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from support.people import SOON, Come

TOO_LONG = "() => document.documentElement.scrollHeight - innerHeight"
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
STICKING_OUT = """() => [...document.querySelectorAll(':is(.board, .news) *')]
    .filter(part => part.checkVisibility() && !part.closest('.vh'))
    .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
    .map(part => part.outerHTML.slice(0, 120))"""
LANGUAGES = {"en-GB": ("Game", "Play now"), "zh-CN": ("规则", "开始对局")}


def second_turn(page: Page, game: str, play: str) -> None:
    """Of the largest ruleset, the last on the front page."""
    page.goto("/")
    page.get_by_role("group", name=game).get_by_role("radio").last.check(force=True)
    page.get_by_role("button", name=play).click()
    expect(page.locator("button.sign")).to_be_visible(timeout=SOON)
    page.locator("button.sign").click()
    expect(page.get_by_role("tab")).to_have_count(4)
    expect(page.locator("button.sign")).to_be_enabled(timeout=SOON)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_laptop_shows_every_tab_without_scrolling_the_page(person: Come, locale: str) -> None:
    page = person(viewport={"width": 1366, "height": 768}, locale=locale).page
    second_turn(page, *LANGUAGES[locale])
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert page.evaluate(TOO_LONG) <= 0
        assert page.evaluate(TOO_WIDE) <= 0
        panel = page.get_by_role("tabpanel").bounding_box()
        assert panel is not None
        assert panel["y"] + panel["height"] <= 768


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_phone_shows_every_tab_in_one_column(person: Come, locale: str) -> None:
    page = person(viewport={"width": 360, "height": 740}, locale=locale, has_touch=True, is_mobile=True).page
    second_turn(page, *LANGUAGES[locale])
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert page.evaluate(TOO_WIDE) <= 0
        assert page.evaluate(STICKING_OUT) == []
        box = tab.bounding_box()
        assert box is not None
        assert box["height"] >= 44
