"""A facilitator runs a class: one code, several tables, everything seen and controlled from one page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from support.people import SOON, Come, Person, makes_a_session, takes_a_seat


def action(teacher: Person, name: str) -> Locator:
    return teacher.page.get_by_role("group", name="Actions").get_by_role("button", name=name)


def test_a_class_is_started_paused_extended_and_closed_from_one_page(person: Come) -> None:
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
    assert teacher.complaints == cai.complaints == dee.complaints == []


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
