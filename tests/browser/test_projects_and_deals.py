"""Two people pay for a project and sign a deal; both screens show the deal in force and how far the project is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from support.people import SOON, Come, Person, joins, makes_a_session, opens_a_match, takes_a_seat
from support.playing import RULESETS
from support.server import LiveServer


@pytest.fixture
def live_server(start_server: Callable[..., LiveServer]) -> LiveServer:
    """A server that offers the ruleset with projects, deals and a codex alone."""
    return start_server(None, "--rulesets", str(RULESETS))


def tab(someone: Person, name: str) -> None:
    someone.page.get_by_role("tab", name=name).click()


def switch(someone: Person, name: str) -> Locator:
    return someone.page.get_by_role("button", name=name)


def saves(someone: Person) -> None:
    expect(switch(someone, "Sign orders")).to_contain_text("draft saved", timeout=SOON)


def headlines(someone: Person) -> str:
    """All that is told of the last turn, one after the other."""
    world, onwards = someone.page.get_by_role("region", name="World"), switch(someone, "Next headline")
    told = [world.inner_text()]
    while onwards.is_visible() and onwards.is_enabled():
        onwards.click()
        told.append(world.inner_text())
    return "\n".join(told)


def frees_points(someone: Person) -> None:
    """The orders that a match begins with spend all there is."""
    tab(someone, "Budget")
    someone.move("Talent", "PageDown", 3)


def test_two_people_pay_for_a_project_and_sign_a_deal(person: Come) -> None:
    ann, bo = person(), person(viewport={"width": 360, "height": 740}, has_touch=True)
    joins(bo, opens_a_match(ann))
    for someone in (bo, ann):
        someone.sees_turn(1)

    # Turn 1: both start their cloud; only Bo signs the truce.
    for someone in (ann, bo):
        frees_points(someone)
        tab(someone, "Projects")
    expect(ann.page.get_by_role("button", name="Chip fund")).to_have_count(0)
    expect(bo.page.get_by_role("button", name="State cloud", exact=True)).to_be_visible()
    expect(ann.page.get_by_text("Not yet: Public cloud finished")).to_be_visible()
    switch(ann, "Start: Public cloud").click()
    switch(bo, "Start: State cloud").click()
    expect(switch(ann, "Start: Researcher visas")).to_have_attribute("aria-disabled", "true")
    tab(bo, "Deals")
    expect(bo.page.get_by_text("at most 5.0 points")).to_be_visible()
    switch(bo, "Sign: Truce of controls").click()
    for someone in (ann, bo):
        saves(someone)
        someone.sign()
    for someone in (ann, bo):
        someone.sees_turn(2)

    # Turn 2: the offer waits for an answer; Ann accepts, both go on paying.
    expect(ann.page.get_by_role("tab", name="Deals")).to_contain_text("1 to look at")
    tab(ann, "Deals")
    expect(ann.page.get_by_text("Beijing signed it last turn")).to_be_visible()
    switch(ann, "Accept: Truce of controls").click()
    for someone, cloud in ((ann, "Public cloud"), (bo, "State cloud")):
        tab(someone, "Projects")
        expect(switch(someone, f"Pay: {cloud}")).to_have_attribute("aria-pressed", "true")
        expect(someone.page.get_by_text("1 of 2 paid; this is the last")).to_be_visible()
    for someone in (ann, bo):
        saves(someone)
        someone.sign()
    for someone in (ann, bo):
        someone.sees_turn(3)

    # Turn 3: the clouds stand, the truce binds.
    assert "Both sides sign a truce of controls." in headlines(ann)
    for someone, cloud in ((ann, "Public cloud"), (bo, "State cloud")):
        tab(someone, "Projects")
        expect(someone.page.get_by_role("heading", name="Finished")).to_be_visible()
        expect(someone.page.get_by_role("button", name=cloud, exact=True)).to_be_visible()
        tab(someone, "Deals")
        expect(someone.page.get_by_text("In force; 2 turns left")).to_be_visible()
    tab(ann, "Budget")
    ann.page.get_by_role("button", name="Sanctions: instruments").click()
    expect(ann.page.get_by_text("Truce of controls allows at most 5.0 points.").first).to_be_visible()
    expect(ann.page.get_by_role("slider", name="Minerals")).to_have_count(0)

    # Leaving is asked once more, in place.
    tab(ann, "Deals")
    switch(ann, "Keep it: Truce of controls").click()
    switch(ann, "Leave").click()
    expect(ann.page.get_by_text("We leave it this turn")).to_be_visible()
    for someone in (ann, bo):
        saves(someone)
        someone.sign()
    for someone in (ann, bo):
        someone.sees_turn(4)
        tab(someone, "Deals")
        expect(someone.page.get_by_text("In force")).to_have_count(0)
    assert ann.complaints == bo.complaints == []


def test_teammates_see_each_other_pay_and_sign(person: Come) -> None:
    teacher, cai, dee = person(), person(), person()
    code = makes_a_session(teacher, tables=1)
    for student, nickname in ((cai, "Cai"), (dee, "Dee")):
        takes_a_seat(student, code, nickname, side="Beijing")
    teacher.page.get_by_role("group", name="Actions").get_by_role("button", name="Start").click()
    for student in (cai, dee):
        student.sees_turn(1)
        tab(student, "Projects")

    # What is missing comes from the levers, in the same edit.
    switch(cai, "Start: State cloud").click()
    expect(switch(dee, "Start: State cloud")).to_have_attribute("aria-pressed", "true", timeout=SOON)
    expect(dee.page.get_by_text("All of it is placed")).to_be_visible()
    tab(dee, "Deals")
    switch(dee, "Sign: Hotline").click()
    tab(cai, "Deals")
    expect(switch(cai, "Sign: Hotline")).to_have_attribute("aria-pressed", "true", timeout=SOON)
    assert cai.complaints == dee.complaints == []


def test_the_codex_opens_where_a_thing_is_and_from_the_header(person: Come) -> None:
    ann = person()
    ann.page.goto("/")
    switch(ann, "Play now").click()
    ann.sees_turn(1)
    tab(ann, "Deals")
    ann.page.get_by_role("button", name="Truce of controls", exact=True).click()
    ann.page.get_by_role("button", name="Codex: Truce of controls").click()
    codex = ann.page.get_by_role("dialog", name="Codex")
    expect(codex.get_by_role("heading", name="Truces")).to_be_visible(timeout=SOON)
    expect(codex.get_by_text("forecast")).to_be_visible()
    expect(codex.get_by_text("assumption of the game")).to_be_visible()
    codex.get_by_role("searchbox", name="Search the codex").fill("together")
    expect(codex.get_by_role("navigation").get_by_role("button")).to_have_text(["Talks"])
    codex.get_by_role("button", name="Close").click()
    ann.page.keyboard.press("Escape")
    expect(ann.page.get_by_role("dialog")).to_have_count(0)
    switch(ann, "Codex").click()
    expect(ann.page.get_by_role("dialog", name="Codex").get_by_role("navigation").get_by_role("button")).to_have_count(
        2
    )
    assert ann.complaints == []
