"""The run sheet of a lesson and the roles of a team: made from the ruleset, readable on every screen and on paper."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from support.people import CODE, SOON, Come

MESSAGES = Path(__file__).parents[2] / "web_client" / "messages"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TITLE = re.compile("Lesson|课")
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
CUT_OFF = "dialog => Math.max(dialog.scrollHeight - dialog.clientHeight, dialog.scrollWidth - dialog.clientWidth)"
LOOKS = {
    "light": {"locale": "en-GB"},
    "dark": {"locale": "en-GB", "color_scheme": "dark"},
    "chinese": {"locale": "zh-CN"},
    "phone": {"locale": "en-GB", "viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
}


def words_of(look: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((MESSAGES / f"{'zh' if look == 'chinese' else 'en'}.json").read_text("utf-8"))
    return words


def check(page: Page, screen: str) -> None:
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, f"{screen}:\n{result.generate_report()}"


def makes_a_lesson(page: Page, words: dict[str, str]) -> str:
    """A session of the ruleset ``lesson``; gives its code."""
    page.goto("/")
    games = page.get_by_role("group", name=words["front_game"]).get_by_role("radio")
    expect(games.first).to_be_attached(timeout=SOON)
    page.get_by_role("group", name=words["front_game"]).get_by_role("radio", name=TITLE).check(force=True)
    page.get_by_role("button", name=words["front_class_button"]).click()
    expect(page.get_by_role("button", name=words["act_start"], exact=True).first).to_be_visible(timeout=SOON)
    return page.get_by_text(CODE).first.inner_text()


def opened(page: Page, name: str) -> Locator:
    page.get_by_role("button", name=name, exact=True).click()
    sheet = page.get_by_role("dialog", name=name)
    expect(sheet).to_be_visible(timeout=SOON)
    return sheet


@pytest.mark.parametrize("look", LOOKS)
def test_a_facilitator_reads_and_prints_the_lesson_plan_of_the_session(person: Come, look: str) -> None:
    teacher, words = person(**LOOKS[look]), words_of(look)
    makes_a_lesson(teacher.page, words)
    sheet = opened(teacher.page, words["lesson_title"])

    rows = sheet.get_by_role("row")
    expect(rows).to_have_count(1 + 9)
    expect(rows.nth(1)).to_contain_text("0–4")
    expect(rows.last).to_contain_text("45–50")
    expect(rows.nth(3)).to_contain_text(words["lesson_turn"].replace("{turn}", "1"))
    expect(sheet.get_by_role("listitem")).to_have_count(4)
    assert "lesson.hour" not in sheet.inner_text()
    check(teacher.page, "lesson plan")
    assert teacher.page.evaluate(TOO_WIDE) <= 0

    teacher.page.emulate_media(media="print")
    expect(teacher.page.get_by_role("button", name=words["lesson_print"])).to_be_hidden()
    expect(teacher.page.locator("main").first).not_to_be_visible()
    expect(sheet.get_by_role("listitem").last).to_be_visible()
    assert sheet.evaluate(CUT_OFF) <= 0
    assert teacher.complaints == []


@pytest.mark.parametrize("look", LOOKS)
def test_a_team_finds_its_roles_in_the_waiting_room_and_in_the_match(person: Come, look: str) -> None:
    teacher, student, words = person(**LOOKS[look]), person(**LOOKS[look]), words_of(look)
    page = student.page
    page.goto(f"/join/{makes_a_lesson(teacher.page, words)}")
    page.get_by_role("textbox").first.fill("Cai")
    page.get_by_role("button", name=words["join_button"]).click()
    expect(page.get_by_text(words["waiting_class"])).to_be_visible(timeout=SOON)

    sheet = opened(page, words["roles_title"])
    expect(sheet).to_contain_text(words["roles_share"])
    expect(sheet.get_by_role("listitem")).to_have_count(3)
    sheet.get_by_role("radio", name="5").check()
    expect(sheet.get_by_role("listitem")).to_have_count(5)
    assert "seat." not in sheet.inner_text()
    check(page, "roles in the waiting room")
    page.keyboard.press("Escape")

    teacher.page.get_by_role("button", name=words["act_start"], exact=True).first.click()
    expect(page.locator("button.sign")).to_be_visible(timeout=SOON)
    if look == "phone":  # there is no room for it beside the clock
        page.get_by_role("button", name=words["seat_open"], exact=True).click()
    expect(opened(page, words["roles_title"]).get_by_role("listitem")).to_have_count(3)
    check(page, "roles in the match")
    assert page.evaluate(TOO_WIDE) <= 0
    assert student.complaints == []
