"""Two teammates and their rival talk; the facilitator reads along and switches it off; nothing typed is lost."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from support.people import SOON, Come, Person, joins, makes_a_session, opens_a_match, takes_a_seat

MARKUP = "<img src=x onerror=document.title='broken'> & <b>bold</b>"


def opened(person: Person) -> Locator:
    """The open chat."""
    button = person.page.get_by_title("Open the chat")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return person.page.get_by_role("dialog", name="Chat", exact=True)


def channel(person: Person, name: str) -> Locator:
    panel = opened(person)
    panel.get_by_role("tab", name=name).click()
    return panel


def types(panel: Locator, words: str) -> None:
    panel.get_by_role("textbox").fill(words)
    panel.get_by_role("textbox").press("Enter")


def has_said(panel: Locator, words: str) -> None:
    expect(panel.get_by_role("log").get_by_text(words, exact=True)).to_be_visible(timeout=SOON)


def says(panel: Locator, words: str) -> None:
    types(panel, words)
    has_said(panel, words)
    expect(panel.get_by_role("textbox")).to_have_value("")


def height_and_width(page: Page) -> list[int]:
    sizes: list[int] = page.evaluate(
        "[document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]"
    )
    return sizes


def test_teammates_and_rivals_talk_and_the_facilitator_reads_along_and_may_switch_it_off(person: Come) -> None:
    desktop = {"viewport": {"width": 1366, "height": 768}}
    teacher, ann, cleo, bo = person(), person(**desktop), person(), person()
    code = makes_a_session(teacher, tables=1)
    for student, nickname, side in ((ann, "Ann", "Washington"), (bo, "Bo", "Beijing"), (cleo, "Cleo", "Washington")):
        takes_a_seat(student, code, nickname, side=side)

    says(channel(ann, "Team"), "Hello, team")
    expect(cleo.page.get_by_title("Open the chat")).to_contain_text("1 unread", timeout=SOON)
    teacher.page.get_by_role("group", name="Actions").get_by_role("button", name="Start").click()
    for student in (ann, cleo, bo):
        student.sees_turn(1)

    has_said(channel(cleo, "Team"), "Hello, team")
    expect(cleo.page.get_by_title("Open the chat")).not_to_contain_text("unread")
    says(channel(cleo, "Team"), "We keep the chips")
    says(channel(ann, "Beijing channel"), MARKUP)
    expect(bo.page.get_by_title("Open the chat")).to_contain_text("1 unread", timeout=SOON)
    expect(bo.page.get_by_role("status").get_by_text("Ann, Washington channel:")).to_be_attached()
    has_said(opened(bo), MARKUP)
    says(opened(bo), "Then we keep the minerals")
    has_said(opened(ann), "Then we keep the minerals")
    assert "We keep the chips" not in bo.page.content()
    assert "broken" not in bo.page.title()
    assert max(height_and_width(ann.page)) <= 0, "the match neither scrolls nor shifts"

    button = teacher.page.get_by_role("button", name=re.compile(r"Chat\W+4 unread"))
    button.click()
    log = teacher.page.get_by_role("dialog").get_by_role("log")
    for words in ("Hello, team", "We keep the chips", MARKUP, "Then we keep the minerals"):
        expect(log.get_by_text(words, exact=True)).to_be_visible(timeout=SOON)
    says(channel(ann, "Team"), "Does anybody read this?")
    expect(log.get_by_text("Does anybody read this?", exact=True)).to_be_visible(timeout=SOON)
    teacher.page.keyboard.press("Escape")
    expect(teacher.page.get_by_role("button", name="Chat", exact=True)).to_be_visible()

    opened(ann).get_by_role("textbox").fill("Not yet said")
    teacher.page.get_by_role("button", name="Chat off").click()
    expect(opened(ann).get_by_text("The facilitator has switched the chat off for now.")).to_be_visible(timeout=SOON)
    teacher.page.get_by_role("button", name="Chat on").click()
    expect(opened(ann).get_by_role("textbox")).to_have_value("Not yet said", timeout=SOON)
    ann.page.reload()
    ann.sees_turn(1)
    panel = channel(ann, "Team")
    expect(panel.get_by_role("textbox")).to_have_value("Not yet said", timeout=SOON)
    has_said(panel, "Does anybody read this?")
    says(panel, "Not yet said")
    assert teacher.complaints == ann.complaints == bo.complaints == cleo.complaints == []


def test_the_chat_opens_and_closes_by_keyboard_and_keeps_what_could_not_be_sent(person: Come) -> None:
    ann, bo = person(), person()
    joins(bo, opens_a_match(ann))
    ann.sees_turn(1)
    button = ann.page.get_by_title("Open the chat")
    button.focus()
    button.press("Enter")
    box = opened(ann).get_by_role("textbox")
    expect(box).to_be_focused(timeout=SOON)
    refused = opened(ann).get_by_role("alert")
    for number in range(40):  # sooner or later it is too fast
        types(opened(ann), f"Offer {number}")
        expect(refused.or_(opened(ann).get_by_text(f"Offer {number}", exact=True)).last).to_be_visible(timeout=SOON)
        expect(opened(ann).get_by_role("button", name="Sending")).to_have_count(0)
        if refused.is_visible():
            break
    expect(refused).to_contain_text("faster than anybody can read")
    expect(box).to_have_value(f"Offer {number}")
    box.fill("x" * 281)
    expect(opened(ann).get_by_text("1 character too many")).to_be_visible()
    expect(opened(ann).get_by_role("button", name="Send")).to_be_disabled()
    box.press("Escape")
    expect(button).to_be_focused()
    expect(ann.page.get_by_role("dialog")).to_have_count(0)


def test_who_plays_the_computer_is_shown_no_chat(person: Come) -> None:
    ann = person()
    ann.page.goto("/")
    ann.page.get_by_role("button", name="Play now").click()
    expect(ann.page.get_by_role("button", name="Sign orders")).to_be_visible(timeout=SOON)
    expect(ann.page.get_by_title("Open the chat")).to_have_count(0)


def test_on_a_phone_the_chat_is_a_sheet_above_the_signature(person: Come) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
    ann, bo = person(**phone), person()
    joins(bo, opens_a_match(ann))
    ann.sees_turn(1)
    button = ann.page.get_by_title("Open the chat")
    box = button.bounding_box()
    sign = ann.page.get_by_role("button", name="Sign orders").bounding_box()
    assert box is not None
    assert sign is not None
    assert min(box["width"], box["height"]) >= 44
    assert box["x"] + box["width"] <= sign["x"], "beside the signature, not on it"
    says(opened(ann), "From my phone")
    has_said(opened(bo), "From my phone")
    sheet = opened(ann).bounding_box()
    assert sheet is not None
    assert (sheet["x"], sheet["width"], round(sheet["y"] + sheet["height"])) == (0, 360, 740)
    assert height_and_width(ann.page)[1] <= 0
