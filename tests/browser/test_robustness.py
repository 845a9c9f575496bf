"""What happens to devices happens here: they sleep, lose their network, are exchanged for others, have wrong clocks and
slow lines, and the server dies. Nothing typed is lost, the screen says in words what is going on, and play goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from support.network import Network
from support.people import SOON, TURNS, Come, Person, joins, makes_a_session, opens_a_match, takes_a_seat
from support.server import LiveServer

LATE = 60_000
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SENTENCE = "our new labs are open"
WORDS = "Shall we both keep the exports?"
HOUR = 3600


@pytest.fixture
def network() -> Iterator[Network]:
    network = Network()
    yield network
    network.close()


def tools(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


UNDER_THE_NOTICE = """() => {
    const notice = document.querySelector('.banner').getBoundingClientRect();
    const under = box => box.width > 0 && box.left < notice.right && notice.left < box.right
        && box.top < notice.bottom && notice.top < box.bottom;
    return [...document.querySelectorAll('.match :is(button, input, a, h1, h2, p, li, text)')]
        .filter(part => !part.closest('.banner, .vh') && under(part.getBoundingClientRect()))
        .map(part => part.outerHTML.slice(0, 120));
}"""
PLACES = """() => [...document.querySelectorAll('.match > header *, .match > main > *, .match .dock > section')]
    .map(part => part.getBoundingClientRect())
    .map(box => [box.left, box.top, box.width, box.height])"""


def foresee(someone: Person) -> Locator:
    """The open box for a prediction."""
    someone.page.get_by_role("button", name=re.compile("What do you expect|You expect")).click()
    return someone.page.get_by_role("group", name="Before you sign: what do you expect?")


def chat(someone: Person) -> Locator:
    button = someone.page.get_by_title("Open the chat")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return someone.page.get_by_role("dialog", name="Chat", exact=True).get_by_role("textbox")


def is_told(someone: Person, words: str) -> None:
    """On screen, and by screen readers without being interrupted."""
    expect(someone.page.get_by_role("status").get_by_text(words)).to_be_visible(timeout=LATE)


def draft_is_saved(someone: Person) -> None:
    expect(someone.page.get_by_role("button", name="Sign orders")).to_contain_text("draft saved", timeout=LATE)


def reentry_code(someone: Person) -> str:
    someone.page.get_by_role("button", name="Your seat").click()
    dialog = someone.page.get_by_role("dialog", name="Your seat")
    code = dialog.get_by_role("region", name="Your way back").get_by_role("paragraph").first.inner_text()
    someone.page.keyboard.press("Escape")
    return code


def comes_back(someone: Person, code: str) -> None:
    """From the front page, with the code of a seat."""
    someone.page.get_by_role("button", name="I was here before").click()
    someone.page.get_by_role("textbox", name="Re-entry or recovery code").fill(code)
    someone.page.get_by_role("button", name="Come back", exact=True).click()


def sign_both(*people: Person, turn: int) -> None:
    for someone in people:
        someone.sign()
    for someone in people:
        someone.sees_turn(turn)


def test_a_device_that_slept_through_a_turn_wakes_to_the_next_with_all_that_was_typed(person: Come) -> None:
    ann, bo = person(viewport={"width": 1366, "height": 768}), person(viewport={"width": 360, "height": 740})
    slow = tools(bo.page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", SLOW_3G)
    joins(bo, opens_a_match(ann))
    for someone in (ann, bo):
        someone.sees_turn(1)
    sign_both(ann, bo, turn=2)

    # Ann types a message and half a prediction, moves a lever, and closes the lid of her laptop.
    chat(ann).fill(WORDS)
    ann.page.keyboard.press("Escape")
    sentence = foresee(ann).get_by_role("textbox")
    sentence.press_sequentially(SENTENCE)
    power = ann.move("Power", "ArrowLeft", 4)
    sentence.focus()
    draft_is_saved(ann)
    asleep = tools(ann.page)
    asleep.send("Page.setWebLifecycleState", {"state": "frozen"})

    # Meanwhile she signs in another tab, which knows what the first one did.
    other = Person(ann.context)
    other.page.goto(ann.page.url)
    other.sees_turn(2)
    assert other.slider("Power") == power
    sign_both(other, bo, turn=3)

    asleep.send("Page.setWebLifecycleState", {"state": "active"})
    ann.sees_turn(3)
    expect(sentence).to_be_focused()
    expect(sentence).to_have_value(SENTENCE)
    expect(chat(ann)).to_have_value(WORDS)
    ann.page.keyboard.press("Enter")
    expect(bo.page.get_by_role("status").get_by_text(f"Ann, Washington channel: {WORDS}")).to_be_attached(timeout=LATE)
    ann.page.keyboard.press("Escape")

    # The half prediction becomes a whole one, which outlives going back, forward, and a reload.
    box = ann.page.get_by_role("group", name="Before you sign: what do you expect?")
    box.get_by_role("radio").first.check(force=True)
    expect(box.get_by_role("status")).to_contain_text("Saved.", timeout=SOON)
    ann.page.go_back()
    expect(ann.page.get_by_role("button", name="Play now")).to_be_visible(timeout=SOON)
    ann.page.go_forward()
    ann.sees_turn(3)
    ann.page.reload()
    ann.sees_turn(3)
    expect(foresee(ann).get_by_role("textbox")).to_have_value(SENTENCE)

    # Two tabs of one seat show one draft, and what one signs the other has signed.
    chips = ann.move("Chips", "ArrowLeft", 3)
    expect(other.page.get_by_role("slider", name="Chips", exact=True)).to_have_value(str(chips), timeout=SOON)
    ann.sign()
    other.sees_own_signature()
    bo.sign()
    for someone in (ann, other, bo):
        expect(someone.page.get_by_text(f"Turn 4 of {TURNS}", exact=True).or_(someone.over).first).to_be_visible(
            timeout=LATE
        )
        assert someone.complaints == []


def test_a_network_lost_in_the_middle_of_an_edit_a_signature_and_a_turn_costs_nothing_typed(
    person: Come, network: Network, start_server: Callable[..., LiveServer], tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'radio.db'}"
    network.server = start_server(database, "--public-url", network.here).url
    radio, cable = {"base_url": network.here}, {"base_url": network.server}
    ann, bo = person(**radio), person(**cable)
    joins(bo, opens_a_match(ann))
    for someone in (ann, bo):
        someone.sees_turn(1)
    code = reentry_code(ann)
    places = ann.page.evaluate(PLACES)

    # In the middle of an edit: it is said in words, and sent when the network is back.
    with ann.losing_the_server():
        network.silence()
        power = ann.move("Power", "ArrowLeft", 4)
        is_told(ann, "Connection lost.")
        expect(ann.page.get_by_role("button", name="Sign orders")).to_contain_text("waiting for the connection")
        # It stands where nothing else does, and nothing has moved.
        assert ann.page.evaluate(UNDER_THE_NOTICE) == []
        assert ann.page.evaluate(PLACES) == places
        network.heal()
        is_told(ann, "Connected again.")
    assert ann.slider("Power") == power
    draft_is_saved(ann)

    # In the middle of a signature that arrives while its answer does not.
    with ann.losing_the_server():
        network.mute()
        ann.sign()
        expect(bo.page.get_by_role("status").get_by_text("orders signed")).to_be_visible(timeout=SOON)
        is_told(ann, "Connection lost.")
        network.heal()
        ann.sees_own_signature()
    expect(ann.page.get_by_role("alert")).to_have_count(0)
    bo.sign()
    for someone in (ann, bo):
        someone.sees_turn(2)

    # In the middle of a turn: another device takes over, and the turn goes by before the edit arrives.
    with ann.losing_the_server():
        network.silence()
        talent = ann.move("Talent", "ArrowLeft", 5)
        is_told(ann, "Connection lost.")
        phone = person(viewport={"width": 360, "height": 740}, has_touch=True, **cable)
        phone.page.goto("/")
        comes_back(phone, code)
        phone.sees_turn(2)
        assert phone.slider("Talent") != talent
        sign_both(phone, bo, turn=3)
        network.heal()
        ann.sees_turn(3)
    is_told(ann, "The turn closed before the server had your last changes.")
    assert ann.slider("Talent") != talent
    ann.page.get_by_role("button", name="Make them in this turn").press("Enter")
    expect(ann.page.get_by_text("The turn closed before")).to_have_count(0)
    assert ann.slider("Talent") == talent
    expect(phone.page.get_by_role("slider", name="Talent", exact=True)).to_have_value(str(talent), timeout=SOON)

    # In the middle of a signature that does not arrive: it is said, and signing again helps.
    draft_is_saved(ann)
    with ann.losing_the_server():
        network.silence()
        ann.sign()
        is_told(ann, "Connection lost.")
        expect(ann.page.get_by_role("alert")).to_contain_text("Try again once the connection is back.")
        network.heal()
        is_told(ann, "Connected again.")
    expect(bo.page.get_by_role("status").get_by_text("orders signed")).to_have_count(0)
    ann.sign()
    expect(ann.page.get_by_role("alert")).to_have_count(0)
    bo.sign()
    for someone in (ann, bo, phone):
        expect(someone.page.get_by_text(f"Turn 4 of {TURNS}", exact=True).or_(someone.over).first).to_be_visible(
            timeout=LATE
        )
        assert someone.complaints == []


def test_a_server_that_dies_while_people_drag_and_type_finds_them_where_they_were(
    person: Come, live_server: LiveServer
) -> None:
    ann, bo = person(), person()
    joins(bo, opens_a_match(ann))
    for someone in (ann, bo):
        someone.sees_turn(1)
    sign_both(ann, bo, turn=2)

    box = foresee(ann)
    box.get_by_role("radio").first.check(force=True)
    expect(box.get_by_role("status")).to_contain_text("Saved.", timeout=SOON)
    chat(bo).fill("Half a sen")
    with ann.losing_the_server(), bo.losing_the_server():
        box.get_by_role("textbox").fill("half a rea")
        power = ann.move("Power", "ArrowLeft", 4)
        live_server.kill()
        chips = ann.move("Chips", "ArrowLeft", 3)
        box.get_by_role("textbox").press("End")
        box.get_by_role("textbox").press_sequentially("son")
        for someone in (ann, bo):
            is_told(someone, "Connection lost.")
        chat(bo).press("End")
        chat(bo).press_sequentially("tence")
        chat(bo).press("Enter")
        expect(bo.page.get_by_role("alert")).to_contain_text("Your text is kept.")
        # Who goes elsewhere and comes back meanwhile is told, and let in when the server is there.
        ann.page.go_back()
        expect(ann.page.get_by_role("alert")).to_contain_text("The server does not answer.")
        ann.page.go_forward()
        expect(ann.page.get_by_role("alert")).to_contain_text("The server does not answer.")
        live_server.start()
        ann.sees_turn(2)
        expect(bo.page.get_by_text("Connection lost.")).to_be_hidden(timeout=LATE)
    draft_is_saved(ann)
    assert (ann.slider("Power"), ann.slider("Chips")) == (power, chips)
    expect(foresee(ann).get_by_role("textbox")).to_have_value("half a reason")
    expect(box.get_by_role("status")).to_contain_text("Saved.", timeout=SOON)
    expect(chat(bo)).to_have_value("Half a sentence")
    chat(bo).press("Enter")
    expect(bo.page.get_by_role("log").get_by_text("Half a sentence")).to_be_visible(timeout=SOON)
    expect(chat(bo)).to_have_value("")
    bo.page.keyboard.press("Escape")
    sign_both(ann, bo, turn=3)

    # Cookies that are gone: it is said what to do, and that helps.
    code = reentry_code(bo)
    bo.context.clear_cookies()
    bo.page.reload()
    expect(bo.page.get_by_role("alert")).to_contain_text("Come back with your re-entry code on the front page.")
    bo.complaints.clear()  # the browser logs the refusal
    bo.page.get_by_role("link", name="airace").click()
    comes_back(bo, code)
    bo.sees_turn(3)
    assert ann.complaints == bo.complaints == []


SKEW = """
const real = Date.now;
window.skew = %d * 1000;
Date.now = () => real() + window.skew;
const origin = performance.timeOrigin;
Object.defineProperty(performance, 'timeOrigin', { get: () => origin + %d * 1000 });
"""


def seconds_left(page: Page) -> int:
    minutes, seconds = page.get_by_role("timer").inner_text().split(":")
    return 60 * int(minutes) + int(seconds)


def test_the_countdown_is_the_servers_on_devices_whose_clocks_are_hours_wrong(person: Come) -> None:
    teacher, right, wrong = person(), person(), person()
    wrong.page.add_init_script(SKEW % (5 * HOUR, 5 * HOUR))
    code = makes_a_session(teacher, tables=1)
    takes_a_seat(right, code, "Cai", side="Washington")
    takes_a_seat(wrong, code, "Dee", side="Beijing")
    teacher.page.get_by_role("group", name="Actions").get_by_role("button", name="Start").click()
    for student in (right, wrong):
        student.sees_turn(1)
    assert abs(seconds_left(right.page) - seconds_left(wrong.page)) < 30

    # In the middle of a turn the clock of the device is set, by hours and back.
    for hours in (-3, 0):
        shown = wrong.page.get_by_role("timer").inner_text()
        wrong.page.evaluate("hours => { window.skew = hours * 3600 * 1000; }", hours)
        expect(wrong.page.get_by_role("timer")).not_to_have_text(shown)
        assert abs(seconds_left(right.page) - seconds_left(wrong.page)) < 30
    before = seconds_left(wrong.page)
    teacher.page.get_by_role("button", name="+1 min").first.click()
    wrong.page.wait_for_function(
        "before => { const [m, s] = document.querySelector('[role=timer]').innerText.split(':').map(Number);"
        " return 60 * m + s > before; }",
        arg=before,
    )
    wrong.sign()
    right.sign()
    for student in (right, wrong):
        student.sees_turn(2)
        assert student.complaints == []


NO_COOKIES = """
const fetching = window.fetch;
window.fetch = (address, options) => fetching(address, { ...options, credentials: 'omit' });
Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false });
for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, {
    configurable: true,
    get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
  });
"""
"""A browser that blocks cookies also throws at whoever looks at its storage."""


def test_a_browser_that_keeps_no_cookies_is_told_so_before_and_after_it_makes_a_match(person: Come) -> None:
    someone = person()
    someone.page.add_init_script(NO_COOKIES)
    told = "This browser keeps no cookies for this page."
    someone.page.goto("/")
    expect(someone.page.get_by_role("alert")).to_contain_text(told, timeout=SOON)
    someone.page.get_by_role("button", name="中文").click()
    expect(someone.page.get_by_role("alert")).to_contain_text("此浏览器不为本页面保存 Cookie。")
    someone.page.get_by_role("button", name="English").click()
    someone.page.get_by_role("button", name="Play now").click()
    expect(someone.page).to_have_url(re.compile("/play/"), timeout=SOON)
    expect(someone.page.get_by_role("alert")).to_contain_text(told, timeout=SOON)
    assert all("responded with a status of 40" in complaint for complaint in someone.complaints)
