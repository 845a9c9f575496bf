"""A facilitator runs a class: one code, several tables, everything seen and controlled from one page."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from support.people import SOON, TURNS, Come, Person, makes_a_session, takes_a_seat


def action(teacher: Person, name: str) -> Locator:
    return teacher.page.get_by_role("group", name="Actions").get_by_role("button", name=name)


def test_a_class_is_started_paused_extended_closed_and_debriefed_from_one_page(person: Come) -> None:
    teacher, cai, dee = person(), person(), person()
    code = makes_a_session(teacher, tables=2)
    takes_a_seat(cai, code, "Cai")
    takes_a_seat(dee, code, "Dee")
    for nickname in ("Cai", "Dee"):
        expect(teacher.page.get_by_text(nickname, exact=True)).to_be_visible(timeout=SOON)

    action(teacher, "Start").click()
    for student in (cai, dee):
        student.sees_turn(1)

    action(teacher, "Pause").click()
    for student in (cai, dee):
        expect(student.page.get_by_text("the match is paused").first).to_be_visible(timeout=SOON)
    action(teacher, "Resume").click()
    action(teacher, "+1 min").click()
    expect(cai.page.get_by_role("timer")).to_contain_text(re.compile(r"^\s*6:"), timeout=SOON)

    cai.sign()
    expect(teacher.page.get_by_text("signed").first).to_be_visible(timeout=SOON)
    action(teacher, "Close turn").click()
    for student in (cai, dee):
        student.sees_turn(2)
    closes_the_rest(teacher, cai, dee)
    opens_the_debrief(teacher)
    assert teacher.complaints == cai.complaints == dee.complaints == []


def closes_the_rest(teacher: Person, *students: Person) -> None:
    """A table that ends early is left alone; the others go on."""
    for turn in range(3, TURNS + 2):
        if all(student.sees_the_end() for student in students):
            break
        action(teacher, "Close turn").click()
        for student in students:
            student.comes_to(turn)
    for student in students:
        expect(student.over).to_be_visible(timeout=SOON)


def opens_the_debrief(teacher: Person) -> None:
    page = teacher.page
    page.get_by_role("link", name="Debrief", exact=True).click()
    expect(page.get_by_role("heading", name="Debrief", level=1)).to_be_visible(timeout=SOON)
    rows = page.get_by_role("region", name="One start, many futures").get_by_role("button", name=re.compile("^Table"))
    expect(rows).to_have_count(2, timeout=SOON)
    before = rows.first.inner_text()
    page.get_by_role("slider", name="Moment shown").first.press("Home")
    expect(rows.first).not_to_have_text(before)
    rows.nth(1).click()
    table = page.get_by_role("region", name="Debrief of table 2")
    for title in ("What it turned on", "What really happened", "Believed and true"):
        expect(table.get_by_role("heading", name=title)).to_be_visible(timeout=SOON)
    expect(table.get_by_text("Looking for what the match turned on")).to_have_count(0, timeout=60_000)
    assert page.url.endswith("/2"), "each table's debrief has an address of its own"
    page.reload()
    expect(page.get_by_role("region", name="Debrief of table 2")).to_be_visible(timeout=SOON)
    expect(rows).to_have_count(2, timeout=SOON)
    problems = [f"{found['id']}: {found['help']}" for found in Axe().run(page).response["violations"]]
    assert problems == []
    assert not re.search(r"\b(Cai|Dee)\b", page.inner_text("body")), "it may be projected"


def test_a_facilitator_comes_back_on_another_device_with_the_recovery_code(person: Come) -> None:
    teacher, elsewhere = person(), person()
    code = makes_a_session(teacher, tables=1)
    recovery = teacher.page.get_by_text(re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){3,}$")).first.inner_text()

    elsewhere.page.goto("/")
    elsewhere.page.get_by_role("button", name="I was here before").click()
    elsewhere.page.get_by_role("textbox", name="Re-entry or recovery code").fill(recovery)
    elsewhere.page.get_by_role("button", name="Come back").click()

    expect(elsewhere.page.get_by_role("heading", name="Civics 11B")).to_be_visible(timeout=SOON)
    expect(elsewhere.page.get_by_text(code).first).to_be_visible()
