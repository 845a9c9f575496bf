"""When a match is over its screen tells how it went: as a picture, in words, and moment by moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from support.people import SOON, TURNS, Come, Person, joins, opens_a_match
from support.playing import RULESETS
from support.server import LiveServer

PATIENCE = 60_000  # what the match turned on takes seconds of a processor


@pytest.fixture
def live_server(start_server: Callable[..., LiveServer]) -> LiveServer:
    return start_server(None, "--rulesets", str(RULESETS))


def plays_to_the_end(someone: Person, lever: str | None = None) -> Page:
    """A match against the house; ``lever`` is given nothing in the second turn."""
    page = someone.page
    page.goto("/")
    page.get_by_role("button", name="Play now").click()
    for turn in range(1, TURNS + 2):
        if not someone.comes_to(turn):
            return page
        if lever and turn == 2:
            page.get_by_role("slider", name=lever).first.press("Home")
            expect(page.get_by_role("button", name="Sign orders")).to_contain_text("draft saved", timeout=SOON)
        someone.sign()
    raise AssertionError("the match did not end")


def test_the_end_is_a_scene_and_a_story_and_leads_to_its_moments(person: Come) -> None:
    someone = person()
    page = plays_to_the_end(someone, lever="Chips")
    expect(page.get_by_role("img", name="Two stones in one pond")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("had the higher score in").or_(page.get_by_text("equally often")).first).to_be_visible()
    moment = page.locator("details li button[aria-pressed]").first
    expect(moment).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("More than anything else it turned on")).to_be_visible()
    shown = page.get_by_role("slider", name="Moment shown")
    last = shown.input_value()
    moment.click()
    expect(moment).to_have_attribute("aria-pressed", "true")
    assert int(shown.input_value()) < int(last)
    assert someone.complaints == []


def test_every_moment_can_be_reached_with_the_keyboard_and_shows_both_sides_orders(person: Come) -> None:
    page = plays_to_the_end(person())
    shown = page.get_by_role("slider", name="Moment shown")
    expect(shown).to_be_visible(timeout=SOON)
    orders = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name="Beijing")).last
    shown.focus()
    for _ in range(int(shown.input_value())):
        expect(orders).to_be_visible()
        shown.press("ArrowLeft")
    expect(page.get_by_text("The start of the match.")).to_be_visible()
    expect(page.get_by_text("No orders had been given yet.")).to_be_visible()


def test_the_codex_opens_from_the_end_and_the_result_can_be_handed_on(person: Come) -> None:
    someone = person(permissions=["clipboard-read", "clipboard-write"])
    page = plays_to_the_end(someone)
    page.get_by_role("button", name="Codex", exact=True).click()
    expect(page.get_by_role("dialog", name="Codex")).to_be_visible(timeout=SOON)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Share the result").click()
    expect(page.get_by_text("Copied").first).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "Washington" in text
    assert "Beijing" in text
    assert text.endswith(page.evaluate("location.origin")), "the address of the server, not of the seat"


def test_a_rematch_against_the_house_swaps_the_sides(person: Come) -> None:
    page = plays_to_the_end(person())
    before = page.url
    page.get_by_role("button", name="Swap sides: play Beijing").click()
    expect(page.locator("button.sign")).to_be_visible(timeout=SOON)
    assert page.url != before
    seat = page.evaluate("fetch(`/api/seats/${location.pathname.split('/').pop()}`).then(answer => answer.json())")
    assert seat["side"] == "beijing"


def test_a_friend_is_told_of_the_rematch_and_comes_along_on_the_other_side(person: Come) -> None:
    ann, bo = person(), person()
    joins(bo, opens_a_match(ann))
    turn = 1
    while all([ann.comes_to(turn), bo.comes_to(turn)]):
        ann.sign()
        bo.sign()
        turn += 1
    expect(bo.page.get_by_role("button", name="Play again")).to_be_visible(timeout=SOON)
    ann.page.get_by_role("button", name="Swap sides").click()
    expect(bo.page.get_by_text("Your friend has opened a rematch")).to_be_visible(timeout=SOON)
    bo.page.get_by_role("button", name="Join the rematch").click()
    for someone in (ann, bo):
        expect(someone.page.locator("button.sign")).to_be_visible(timeout=SOON)
    sides = [
        someone.page.evaluate("fetch(`/api/seats/${location.pathname.split('/').pop()}`).then(answer => answer.json())")
        for someone in (ann, bo)
    ]
    assert sides[0]["match"] == sides[1]["match"]
    assert {sides[0]["side"], sides[1]["side"]} == {"washington", "beijing"}


def test_on_a_phone_the_end_is_short_and_its_charts_unfold_two_a_line(person: Come) -> None:
    page = plays_to_the_end(person(viewport={"width": 360, "height": 740}, has_touch=True))
    expect(page.get_by_role("slider", name="Moment shown")).to_be_visible(timeout=SOON)
    assert page.evaluate("document.documentElement.scrollHeight") < 3_200
    page.get_by_text("All gauges").click()
    charts = page.locator("details[open] figure")
    first, second = charts.nth(0).bounding_box(), charts.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert abs(first["y"] - second["y"]) < 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
