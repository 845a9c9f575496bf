"""A newcomer plays the first turn by following the guide, with the keyboard alone; and it can be put away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from support.people import Come, Person
from support.server import LiveServer

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


FORECAST_SOON = 60_000


@pytest.fixture
def live_server(start_server: Callable[..., LiveServer]) -> LiveServer:
    return start_server(None, forecast_workers="1")


def starts(someone: Person) -> Page:
    someone.page.goto("/")
    someone.page.get_by_role("button", name="Play now").click()
    someone.sees_turn(1)
    return someone.page


def guide(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Your first turn")


def goes_there(page: Page) -> None:
    """Tabs to "Show me" and presses it: the focus goes to the control that the step is about."""
    show = guide(page).get_by_role("button", name="Show me")
    for _ in range(40):
        page.keyboard.press("Tab")
        if show.evaluate("button => button === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError("the guide is not reached with the Tab key")


def test_a_newcomer_plays_the_first_turn_by_following_the_guide_with_the_keyboard_alone(person: Come) -> None:
    someone = person()
    page = starts(someone)
    step = guide(page).get_by_role("status")

    expect(step).to_contain_text("Press the number: it says why.")
    goes_there(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(step).to_contain_text("Lower the slider")
    goes_there(page)
    before = someone.slider("Chips")
    page.keyboard.press("ArrowLeft")
    assert someone.slider("Chips") < before

    # The forecast comes from the server a moment after a change.
    expect(step).to_contain_text("forecast for next turn")
    goes_there(page)
    page.keyboard.press("Enter")
    ahead = page.get_by_role("dialog").get_by_text("What your draft may lead to")
    expect(ahead).to_be_visible(timeout=FORECAST_SOON)
    page.keyboard.press("Escape")

    expect(step).to_contain_text("Sign when you are ready.")
    goes_there(page)
    page.keyboard.press("Enter")
    someone.sees_turn(2)
    expect(guide(page)).to_have_count(0)
    assert someone.complaints == []

    # Who has played is not guided again, and may ask for it.
    starts(someone)
    expect(page.get_by_role("heading", name="Your first turn")).to_be_visible()
    expect(guide(page)).to_have_count(0)
    page.get_by_role("button", name="Guide me").click()
    expect(guide(page)).to_be_visible()


def test_the_guide_blocks_nothing_and_can_be_turned_off_and_on_again(person: Come) -> None:
    someone = person()
    page = starts(someone)
    guide(page).get_by_role("button", name="Turn off").click()
    expect(guide(page)).to_have_count(0)
    page.reload()
    someone.sees_turn(1)
    expect(guide(page)).to_have_count(0)
    page.get_by_role("button", name="Guide me").click()
    expect(guide(page)).to_be_visible()
    someone.sign()  # no step is done
    someone.sees_turn(2)


@pytest.mark.parametrize("viewport", [{"width": 1366, "height": 768}, {"width": 360, "height": 740}])
def test_every_step_of_the_guide_passes_axe_and_covers_no_control(person: Come, viewport: dict[str, int]) -> None:
    someone = person(viewport=viewport)
    page = starts(someone)
    for _ in range(2):
        assert Axe().run(page, options={"runOnly": RULES}).violations_count == 0
        guide(page).get_by_role("button", name="Show me").click()
        focused = page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);"
            " return document.activeElement.contains(seen) || seen.contains(document.activeElement); }"
        )
        assert focused
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
