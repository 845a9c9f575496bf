"""Two people on one side share a draft: each sees the other's changes as they are made, and one signature is enough."""

from __future__ import annotations

from playwright.sync_api import expect

from support.people import SOON, Come, makes_a_session, takes_a_seat


def test_teammates_see_each_others_changes_live(person: Come) -> None:
    teacher, cai, dee = person(), person(), person()
    code = makes_a_session(teacher, tables=1)
    for student, nickname in ((cai, "Cai"), (dee, "Dee")):
        takes_a_seat(student, code, nickname, side="Beijing")
    teacher.page.get_by_role("group", name="Actions").get_by_role("button", name="Start").click()
    for student in (cai, dee):
        student.sees_turn(1)

    talent = cai.move("Talent", "ArrowLeft", 4)
    expect(dee.page.get_by_role("slider", name="Talent", exact=True)).to_have_value(str(talent), timeout=SOON)
    power = dee.move("Power", "ArrowLeft", 6)
    expect(cai.page.get_by_role("slider", name="Power", exact=True)).to_have_value(str(power), timeout=SOON)
    assert cai.slider("Talent") == dee.slider("Talent") == talent

    expect(dee.page.get_by_role("button", name="Sign orders")).to_contain_text("draft saved", timeout=SOON)
    dee.sign()
    for student in (cai, dee):
        student.sees_turn(2)  # the other side is played by the computer
    assert cai.complaints == dee.complaints == []
