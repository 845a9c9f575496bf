"""A match is created, played and played again with the keyboard alone, by what a screen reader is told: roles, names,
live regions, and where the focus stands. No pointer, no look at the page's own markup."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from support.people import CODE, SOON, Come, Person, joins

FOCUSED = "element => element === document.activeElement"


def reach(page: Page, wanted: Locator, most: int = 120) -> Locator:
    """Press Tab until it has the focus, as somebody does who sees nothing."""
    for _ in range(most):
        if wanted.count() == 1 and wanted.evaluate(FOCUSED):
            return wanted
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached with the Tab key: {wanted}")


def press(page: Page, wanted: Locator) -> None:
    reach(page, wanted)
    page.keyboard.press("Enter")


def choose(page: Page, group: str, name: str) -> None:
    """Tab into a group of radio buttons and go to one of them with the arrow keys."""
    radios = page.get_by_role("group", name=group).get_by_role("radio")
    for _ in range(120):
        if any(radio.evaluate(FOCUSED) for radio in radios.all()):
            break
        page.keyboard.press("Tab")
    wanted = page.get_by_role("group", name=group).get_by_role("radio", name=name)
    for _ in range(radios.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    expect(wanted).to_be_checked()


def heard(page: Page, words: str | re.Pattern[str]) -> None:
    """A screen reader says it, when it is done with what it says now."""
    expect(page.get_by_role("status").filter(has_text=words).first).to_be_attached(timeout=SOON)


def turn_is(someone: Person, turn: int) -> None:
    expect(someone.page.get_by_role("heading", name=f"Turn {turn} of", level=1)).to_be_visible(timeout=SOON)


def opens(page: Page, opener: Locator, name: str | re.Pattern[str]) -> Locator:
    """A dialog opened from a control: the focus goes into it, Escape closes it, and the focus is where it was."""
    press(page, opener)
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible(timeout=SOON)
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    return dialog


def closes(page: Page, dialog: Locator, opener: Locator) -> None:
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def sign(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^(Sign orders|Withdraw)"))


def creates(ann: Person) -> str:
    page = ann.page
    page.goto("/")
    expect(page.get_by_role("button", name="Open a match")).to_be_visible(timeout=SOON)
    choose(page, "Game", "Lesson")
    reach(page, page.get_by_role("form", name="With a friend").get_by_role("textbox", name="Nickname"))
    page.keyboard.type("Ann")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Waiting for the other side", level=1)
    expect(heading).to_be_focused(timeout=SOON)
    return page.get_by_text(CODE).first.inner_text()


def first_turn(ann: Person) -> None:
    """By the guide: a number that says why, a lever, the signature."""
    page = ann.page
    guide = page.get_by_role("complementary", name="Your first turn")
    show = guide.get_by_role("button", name="Show me")
    expect(guide.get_by_role("status")).to_contain_text("Press the number: it says why.", timeout=SOON)
    press(page, show)
    page.keyboard.press("Enter")
    why = page.get_by_role("dialog")
    expect(why).to_be_visible(timeout=SOON)
    page.keyboard.press("Escape")
    expect(why).to_have_count(0)
    expect(guide.get_by_role("status")).to_contain_text("Lower the slider")
    press(page, show)
    slider = page.get_by_role("slider").and_(page.locator(":focus"))
    before = slider.get_attribute("aria-valuetext") or slider.input_value()
    page.keyboard.press("ArrowLeft")
    after = slider.get_attribute("aria-valuetext") or slider.input_value()
    assert before != after, "the lever says its new value"
    expect(guide.get_by_role("status")).to_contain_text("Sign when you are ready.")
    press(page, show)
    expect(sign(page)).to_be_focused()


def turns_to(page: Page, name: str) -> Locator:
    """Tab to the tabs of the board and go to one of them with the arrow keys."""
    reach(page, page.get_by_role("tab", selected=True))
    wanted = page.get_by_role("tab", name=name)
    for _ in range(page.get_by_role("tab").count()):
        if wanted.evaluate(FOCUSED):
            return page.get_by_role("tabpanel", name=name)
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"the arrow keys do not lead to {name}")


def spares(page: Page) -> None:
    """Takes a lever back to nothing: a budget may have shrunk to what was ordered, and the next things cost points."""
    slider = reach(page, turns_to(page, "Budget").get_by_role("slider").first)
    page.keyboard.press("Home")
    expect(slider).to_have_value("0")


def undertakes(page: Page) -> None:
    """A stance, a project and a deal."""
    spares(page)
    stance = turns_to(page, "Stances").get_by_role("button", name="Safety rules")
    before = stance.inner_text()
    dialog = opens(page, stance, "Safety rules")
    reach(page, dialog.get_by_role("radio", checked=True))
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio", checked=True)).to_be_focused()
    closes(page, dialog, stance)
    expect(stance).not_to_have_text(before, use_inner_text=True, timeout=SOON)
    for tab, names in (
        ("Projects", re.compile(": Frontier push")),
        ("Deals", re.compile(": Frontier pause")),
    ):
        button = turns_to(page, tab).get_by_role("button", name=names)
        expect(button).to_have_attribute("aria-pressed", "false")
        press(page, button)
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(button).to_be_focused()


def reach_back(page: Page, wanted: Locator, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Shift+Tab")
        if wanted.evaluate(FOCUSED):
            return
    raise AssertionError("the way back is not the way there")


def predicts(page: Page) -> None:
    opener = page.get_by_role("button", name="What do you expect?")
    press(page, opener)
    expect(opener).to_have_attribute("aria-expanded", "true")
    box = page.get_by_role("group", name="Before you sign: what do you expect?")
    reach(page, box.get_by_role("radio").first)
    page.keyboard.press("Space")
    reach(page, box.get_by_role("textbox"))
    page.keyboard.type("we build more")
    expect(box.get_by_role("status")).to_contain_text("Saved.", timeout=SOON)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=re.compile("^You expect: "))).to_be_focused()


def hears_the_news(page: Page, turn: int) -> None:
    """All of it, in order, in one live region."""
    news = page.get_by_role("region", name="Headlines")
    said = news.get_by_role("status").first
    expect(said).to_contain_text(f"Turn {turn - 1} is over.", timeout=SOON)
    words = said.inner_text()
    counted = re.search(r"News: (\d+)", words)
    assert counted, words
    count = int(counted[1])
    places = [words.find(f" {number}: ") for number in range(1, count + 1)]
    assert -1 not in places, words
    assert places == sorted(places)


def test_a_match_is_made_played_understood_and_played_again_by_ear_and_keyboard_alone(person: Come) -> None:
    ann, bo = person(viewport={"width": 1366, "height": 768}), person()
    page = ann.page
    joins(bo, creates(ann))
    expect(page.get_by_role("heading", name="Turn 1 of", level=1)).to_be_focused(timeout=SOON)
    turn_is(bo, 1)
    first_turn(ann)

    # Signing keeps the focus, says that it is signed, and the new turn is told without taking it away.
    page.keyboard.press("Enter")
    heard(page, "signed")
    expect(sign(page)).to_be_focused()
    expect(bo.page.get_by_role("status").filter(has_text="orders signed")).to_be_attached(timeout=SOON)
    bo.sign()
    turn_is(ann, 2)
    expect(sign(page)).to_be_focused()
    hears_the_news(page, 2)
    predicts(page)
    lead = page.get_by_role("banner").get_by_role("button").filter(has_text=re.compile("a month|months|level")).first
    closes(page, opens(page, lead, re.compile(".")), lead)
    seat = page.get_by_role("button", name="Your seat")
    closes(page, opens(page, seat, "Your seat"), seat)
    talk = page.get_by_title("Open the chat")
    dialog = opens(page, talk, "Chat")
    page.keyboard.type("Hello")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("log")).to_contain_text("Hello", timeout=SOON)
    heard(bo.page, "Ann, Washington channel: Hello")
    closes(page, dialog, talk)

    turn = 2
    while not ann.sees_the_end():
        press(page, sign(page))
        heard(page, "signed")
        bo.sign()
        turn += 1
        opened = page.get_by_role("heading", name=f"Turn {turn} of", level=1)
        expect(opened.or_(ann.over).first).to_be_visible(timeout=SOON)
        if not ann.sees_the_end():
            expect(sign(page)).to_be_focused()
            hears_the_news(page, turn)
            if turn == 3:  # projects may be started from here on
                undertakes(page)
            expect(bo.page.get_by_role("heading", name=f"Turn {turn} of", level=1)).to_be_visible(timeout=SOON)

    # The end: one begins at its name; its picture is told in words; and the rematch begins at its heading.
    expect(page.get_by_role("heading", level=1)).to_be_focused(timeout=SOON)
    assert page.get_by_role("img", name=re.compile("stones")).first.get_attribute("aria-label")
    moment = page.get_by_role("slider", name="Moment shown")
    expect(moment).to_be_visible(timeout=SOON)
    reach(page, moment)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    expect(page.get_by_text("The start of the match.")).to_be_visible()
    reach_back(page, page.get_by_role("button", name="Swap sides"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused(timeout=SOON)
    heard(bo.page, "Your friend has opened a rematch")
    bo.page.get_by_role("button", name="Join the rematch").press("Enter")
    for someone in (ann, bo):
        turn_is(someone, 1)
        assert someone.complaints == []
