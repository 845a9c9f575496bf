"""Words of the game say what they mean: on hover, on focus and on a tap (WCAG 1.4.13); and all numbers say why."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from support.people import Come, Person

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def plays(someone: Person) -> Page:
    someone.page.goto("/")
    someone.page.get_by_role("button", name="Play now").click()
    someone.sees_turn(1)
    someone.page.get_by_role("button", name="Turn off").click()
    return someone.page


def passes_axe(page: Page) -> None:
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()


def test_a_note_stays_while_it_is_pointed_at_and_goes_with_escape_alone(person: Come) -> None:
    someone = person()
    page = plays(someone)
    page.get_by_role("button", name="Show all").click()
    word = page.get_by_role("button", name="par", exact=True).first
    note = page.get_by_role("tooltip").filter(has_text="steady computer team")
    expect(note).to_be_hidden()
    word.hover()
    expect(note).to_be_visible()
    note.hover()
    page.wait_for_timeout(500)
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    word.focus()
    expect(note).to_be_visible()
    passes_axe(page)
    page.keyboard.press("Tab")
    expect(note).to_be_hidden()
    assert someone.complaints == []


def test_escape_closes_the_note_first_and_the_dialog_after_it(person: Come) -> None:
    page = plays(person())
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("button", name="Power met").click()
    dialog = page.get_by_role("dialog")
    word = dialog.get_by_role("button", name="bottleneck")
    word.focus()
    note = page.get_by_role("tooltip").filter(has_text="What limits a side just now.")
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_rivals_numbers_and_the_score_say_why(person: Come, theme: str) -> None:
    page = plays(person(color_scheme=theme))
    page.get_by_role("region", name="What we know of Beijing").get_by_role("button", name="Frontier:").click()
    expect(page.get_by_role("dialog", name="Frontier (Beijing)").get_by_text("Our estimate.")).to_be_visible()
    passes_axe(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("button", name="Score 50").click()
    score = page.get_by_role("dialog", name="Score")
    expect(score.get_by_text("What the total is made of")).to_be_visible()
    score.get_by_role("button", name="Frontier").click()
    expect(page.get_by_role("dialog", name="Frontier")).to_be_visible()
    passes_axe(page)
