"""Two people play a whole match in two browsers, with a page reload and lost connections in the middle."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from airace_rules import replay
from support.people import SOON, TURNS, Come, joins, opens_a_match
from support.server import LiveServer


def test_two_people_play_a_whole_match_through_a_reload_and_lost_connections(
    person: Come, live_server: LiveServer
) -> None:
    ann, bo = person(), person(viewport={"width": 360, "height": 740}, has_touch=True)
    joins(bo, opens_a_match(ann))
    for someone in (bo, ann):
        someone.sees_turn(1)

    # Turn 1: what is typed is kept over a reload, and signing on one screen shows on the other.
    power = ann.move("Power", "ArrowLeft", 5)
    expect(ann.page.get_by_role("button", name="Sign orders")).to_contain_text("draft saved", timeout=SOON)
    ann.page.reload()
    ann.sees_turn(1)
    assert ann.slider("Power") == power
    ann.sign()
    ann.sees_own_signature()
    expect(bo.page.get_by_text("orders signed")).to_be_visible(timeout=SOON)
    bo.sign()
    for someone in (ann, bo):
        someone.sees_turn(2)

    # Turn 2: the server dies with one signature in; nothing is lost and play goes on.
    bo.move("Chips", "ArrowLeft", 3)
    expect(bo.page.get_by_role("button", name="Sign orders")).to_contain_text("draft saved", timeout=SOON)
    chips = bo.slider("Chips")
    ann.sign()
    ann.sees_own_signature()
    with ann.losing_the_server(), bo.losing_the_server():
        live_server.kill()
        for someone in (ann, bo):
            expect(someone.page.get_by_text("Connection lost.")).to_be_visible(timeout=SOON)
        live_server.start()
        for someone in (ann, bo):
            expect(someone.page.get_by_text("Connection lost.")).to_be_hidden(timeout=30_000)
    ann.sees_own_signature()
    assert bo.slider("Chips") == chips

    # A signature can be taken back as long as the other side has not signed.
    ann.page.get_by_role("button", name="Withdraw").click()
    expect(ann.page.get_by_role("button", name="Sign orders")).to_be_visible(timeout=SOON)
    turn = 2
    while turn <= TURNS and not ann.sees_the_end():
        for someone in (ann, bo):
            someone.sees_turn(turn)
            someone.sign()
        turn += 1
        expect(ann.page.get_by_text(f"Turn {turn} of {TURNS}", exact=True).or_(ann.over)).to_be_visible(timeout=SOON)

    for someone in (ann, bo):
        expect(someone.over).to_be_visible(timeout=SOON)
        expect(someone.page.get_by_role("heading", name="What really happened")).to_be_visible(timeout=SOON)
    with ann.page.expect_download() as download:
        ann.page.get_by_text("Match file").click()
    file = json.loads(download.value.path().read_text())
    assert [played["turn"] for played in file["turns"]] == list(range(1, turn))
    replay(file)
    assert ann.complaints == bo.complaints == []
