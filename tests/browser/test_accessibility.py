"""Every screen passes axe's WCAG 2.2 AA and best-practice rules, in both languages and both themes; and a whole match
can be played with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from support.people import SOON, Come, Person, makes_a_session, takes_a_seat
from support.playing import RULESETS
from support.server import LiveServer

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGES = {"en-GB": "Play now", "zh-CN": "开始对局"}


def check(page: Page, screen: str) -> None:
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, f"{screen}:\n{result.generate_report()}"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_screen_of_a_match_passes_axe(person: Come, locale: str, theme: str) -> None:
    someone = person(locale=locale, color_scheme=theme)
    page = someone.page
    page.goto("/")
    expect(page.get_by_role("button", name=LANGUAGES[locale])).to_be_visible(timeout=SOON)
    check(page, "front page")

    page.get_by_role("button", name=LANGUAGES[locale]).click()
    expect(page.locator("button.sign")).to_be_visible(timeout=SOON)
    check(page, "first turn")
    page.locator("button.gauge").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page, "why")
    page.keyboard.press("Escape")

    page.locator("button.sign").click()
    expect(page.locator("button.sign")).to_be_enabled(timeout=SOON)
    check(page, "second turn")
    play_out(page)
    expect(page.locator("main ol button, main details > .sub").first).to_be_visible(timeout=60_000)
    check(page, "end")


@pytest.fixture(scope="module")
def with_deals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that offers a ruleset with projects, deals and a codex."""
    database = f"sqlite:///{tmp_path_factory.mktemp('deals') / 'airace.db'}"
    server = LiveServer(database, "--rulesets", str(RULESETS)).start()
    yield server.url
    server.stop()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", LANGUAGES)
def test_projects_deals_and_the_codex_pass_axe(person: Come, with_deals: str, locale: str, theme: str) -> None:
    page = person(locale=locale, color_scheme=theme, base_url=with_deals).page
    page.goto("/")
    page.get_by_role("button", name=LANGUAGES[locale]).click()
    expect(page.locator("button.sign")).to_be_visible(timeout=SOON)
    page.locator("button.sign").click()
    expect(page.locator("button.sign")).to_be_enabled(timeout=SOON)
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(4)
    for at, name in enumerate(("budget", "stances", "projects", "deals")):
        tabs.nth(at).click()
        check(page, name)
    for at, opener, name in ((2, ".card button.name", "a project"), (3, "article button.name", "a deal")):
        tabs.nth(at).click()
        page.locator(opener).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        check(page, name)
        page.keyboard.press("Escape")
    page.locator("header.top .buttons button").first.click()
    page.locator(".codex nav button").first.click()
    expect(page.locator("#codex-page")).to_be_visible()
    check(page, "codex")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_screens_of_a_class_pass_axe(person: Come, theme: str) -> None:
    teacher, student = person(color_scheme=theme), person(color_scheme=theme)
    code = makes_a_session(teacher, tables=2)
    student.page.goto(f"/join/{code}")
    expect(student.page.get_by_role("button", name="Take a seat")).to_be_visible(timeout=SOON)
    check(student.page, "joining")
    takes_a_seat(student, code, "Cai")
    check(student.page, "waiting room")
    check(teacher.page, "facilitator, before the start")
    teacher.page.get_by_role("group", name="Actions").get_by_role("button", name="Start").click()
    student.sees_turn(1)
    check(teacher.page, "facilitator, during a turn")


def play_out(page: Page) -> None:
    """In either language. What is signed is told apart from what can be: the button says so by its class."""
    end = page.locator("main h1")
    ready = page.locator("button.sign:not(.signed):enabled")
    for _ in range(5):
        expect(ready.or_(end).first).to_be_visible(timeout=SOON)
        if end.is_visible():
            return
        ready.click()
        page.wait_for_timeout(400)
    expect(end).to_be_visible(timeout=SOON)


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until the element with this accessible name has the focus, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '').trim(); }"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"{name} is not reached with the Tab key")


def test_a_project_is_paid_and_a_deal_signed_with_the_keyboard_alone(person: Come, with_deals: str) -> None:
    someone = person(base_url=with_deals)
    page = someone.page
    page.goto("/")
    expect(page.get_by_role("button", name="Play now")).to_be_visible(timeout=SOON)
    tab_to(page, "Play now")
    page.keyboard.press("Enter")
    someone.sees_turn(1)
    tab_to(page, "Budget")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Projects")).to_be_focused()
    tab_to(page, "Start: Public cloud")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Start: Public cloud")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("tab", name="Projects").focus()
    page.keyboard.press("End")
    tab_to(page, "Sign: Hotline")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign: Hotline")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Sign orders")).to_contain_text("draft saved", timeout=SOON)
    tab_to(page, "Sign orders")
    page.keyboard.press("Enter")
    someone.sees_turn(2)
    expect(page.get_by_text("We signed it last turn, Beijing did not")).to_be_attached()
    assert someone.complaints == []


def turns_with_the_keyboard(someone: Person) -> None:
    page = someone.page
    tab_to(page, "Chips")
    before = someone.slider("Chips")
    page.keyboard.press("ArrowLeft")
    assert someone.slider("Chips") < before
    tab_to(page, "Sign orders")
    page.keyboard.press("Enter")


def test_a_turn_is_played_with_the_keyboard_alone(person: Come) -> None:
    someone = person()
    someone.page.goto("/")
    expect(someone.page.get_by_role("button", name="Play now")).to_be_visible(timeout=SOON)
    tab_to(someone.page, "Play now")
    someone.page.keyboard.press("Enter")
    for turn in (1, 2):
        someone.sees_turn(turn)
        turns_with_the_keyboard(someone)
    someone.sees_turn(3)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chat_passes_axe_where_players_talk_and_where_the_facilitator_reads(person: Come, theme: str) -> None:
    teacher, cai = person(color_scheme=theme), person(color_scheme=theme)
    takes_a_seat(cai, makes_a_session(teacher, tables=1), "Cai")
    cai.page.get_by_title("Open the chat").click()
    box = cai.page.get_by_role("textbox", name="Message to both sides")
    box.fill("Is anybody there?")
    box.press("Enter")
    expect(cai.page.get_by_role("log").get_by_text("Is anybody there?")).to_be_visible(timeout=SOON)
    box.fill("x" * 281)
    check(cai.page, "chat")
    teacher.page.get_by_role("button", name="unread").click()
    expect(teacher.page.get_by_role("log").get_by_text("Is anybody there?")).to_be_visible(timeout=SOON)
    check(teacher.page, "chat of a table")
