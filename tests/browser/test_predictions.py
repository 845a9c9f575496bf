"""Two people predict turns, each alone and over a reload; each is told what came of it, and the end reveals it all."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from support.people import SOON, TURNS, Come, Person, joins, opens_a_match


def toggle(someone: Person) -> Locator:
    return someone.page.locator(".foresee .toggle")


def sheet(someone: Person) -> Locator:
    return someone.page.get_by_role("group", name="Before you sign: what do you expect?")


def saved(someone: Person) -> None:
    expect(sheet(someone).get_by_role("status")).to_contain_text("Saved.", timeout=SOON)


def both_sign(ann: Person, bo: Person, turn: int) -> None:
    for someone in (ann, bo):
        someone.sign()
    for someone in (ann, bo):
        expect(someone.page.get_by_text(f"Turn {turn} of {TURNS}", exact=True).or_(someone.over)).to_be_visible(
            timeout=SOON
        )


def test_two_people_predict_and_learn_at_the_end_how_well_they_foresaw_it(person: Come) -> None:
    ann, bo = (
        person(viewport={"width": 1366, "height": 768}),
        person(viewport={"width": 360, "height": 740}, has_touch=True),
    )
    joins(bo, opens_a_match(ann))
    for someone in (ann, bo):
        someone.sees_turn(1)
        expect(toggle(someone)).to_have_count(0)
    both_sign(ann, bo, 2)

    # Ann predicts with the keyboard alone; what she said is there after a reload.
    toggle(ann).focus()
    ann.page.keyboard.press("Enter")
    sheet(ann).get_by_role("radio").first.focus()
    ann.page.keyboard.press("Space")
    saved(ann)
    sheet(ann).get_by_role("radio", name="70%").focus()
    ann.page.keyboard.press("ArrowRight")
    sheet(ann).get_by_role("textbox").fill("our new labs are open")
    ann.page.keyboard.press("Tab")
    saved(ann)
    assert ann.page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nothing scrolls"
    ann.page.keyboard.press("Escape")
    expect(sheet(ann)).to_be_hidden()
    expect(toggle(ann)).to_be_focused()
    ann.page.reload()
    expect(toggle(ann)).to_contain_text("90%", timeout=SOON)
    toggle(ann).click()
    expect(sheet(ann).get_by_role("textbox")).to_have_value("our new labs are open")
    toggle(ann).click()

    # Bo predicts by touch, changes his mind, and sees nothing of what Ann said.
    toggle(bo).tap()
    for answer in ("catch up", "fall further behind"):
        sheet(bo).get_by_role("radio", name=answer).tap()
        saved(bo)
    expect(toggle(bo)).to_contain_text("fall further behind (70%)")
    assert "labs are open" not in bo.page.content()
    both_sign(ann, bo, 3)

    # Told beside what came of it, and asked anew.
    for someone, sure in ((ann, 90), (bo, 70)):
        report = someone.page.get_by_role("region", name="Last turn")
        expect(report.get_by_text(f"You expected ({sure}%)")).to_be_visible(timeout=SOON)
        expect(toggle(someone)).to_have_text("What do you expect?")
    turn = 3
    while turn <= TURNS and not ann.sees_the_end():
        turn += 1
        both_sign(ann, bo, turn)

    for someone, own in ((ann, "our new labs are open"), (bo, "fall further behind (70%)")):
        expect(someone.over).to_be_visible(timeout=SOON)
        heading = someone.page.get_by_role("heading", name="How well did you foresee it?")
        expect(heading).to_be_visible(timeout=SOON)
        if not someone.page.get_by_text("How often you were right").is_visible():
            heading.click()
        expect(someone.page.get_by_text(own).first).to_be_visible()
        expect(
            someone.page.get_by_text("Tossing a coin gets 0.25").or_(someone.page.get_by_text("(0.25)")).first
        ).to_be_visible()
    bo.page.get_by_text("Washington, player 1").click()
    expect(bo.page.get_by_text("our new labs are open")).to_be_visible()
    assert "Ann" not in bo.page.content()
    assert ann.complaints == bo.complaints == []
