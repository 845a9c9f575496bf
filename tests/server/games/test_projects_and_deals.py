"""Projects and deals in a match: drafted together, signed, and in force for both; what is hidden stays so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from airace_rules import replay
from airace_rules.orders import Orders
from airace_rules.views import View
from airace_server.errors import Refusal
from support.playing import RULESETS, Pair, Server, load_once, pair, play_turn, serving, sign


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[Server]:
    async with serving(database_url, rulesets=RULESETS) as opened:
        yield opened


async def view_of(server: Server, both: Pair, side: str) -> View:
    view = (await server.games.snapshot(both.match, side)).view  # type: ignore[arg-type]
    assert view is not None
    return view


async def order(server: Server, both: Pair, turn: int, **fields: dict[str, Any]) -> None:
    """Both sides order the same and sign."""
    nothing = dict.fromkeys((await view_of(server, both, "washington")).defaults.instruments, 0)  # type: ignore[union-attr]
    for seat in (both.washington, both.beijing):
        await server.games.edit_draft(seat, both.match, turn, **{"instruments": nothing, **fields})
    await play_turn(server, both, turn)


async def test_a_draft_begins_without_any_and_holds_what_teammates_switch_on(server: Server) -> None:
    both = await pair(server, ruleset="pact")
    seat = both.washington
    before = await server.games.draft(both.match, "washington")
    assert before is not None
    assert before.projects == {"cloud": False, "lab": False, "visa": False, "reactor": False}
    assert before.deals == {"caps": False, "hotline": False, "freeze": False}

    await server.games.edit_draft(seat, both.match, 1, dict.fromkeys(before.instruments, 0))
    await server.games.edit_draft(seat, both.match, 1, projects={"cloud": True})
    await server.games.edit_draft(seat, both.match, 1, deals={"caps": True})
    after = await server.games.draft(both.match, "washington")
    assert after is not None
    assert (after.projects["cloud"], after.projects["lab"], after.deals["caps"]) == (True, False, True)
    other = await server.games.draft(both.match, "beijing")
    assert other is not None
    assert not any((*other.projects.values(), *other.deals.values()))


async def test_an_instalment_comes_out_of_the_budget(server: Server) -> None:
    both = await pair(server, ruleset="pact")
    draft = await server.games.draft(both.match, "washington")
    assert draft is not None
    with pytest.raises(Refusal) as refused:  # the default orders spend all there is
        await server.games.edit_draft(both.washington, both.match, 1, projects={"cloud": True})
    assert refused.value.code == "over_budget"
    assert refused.value.arguments["over"] == pytest.approx(7, abs=0.5)
    assert await server.games.draft(both.match, "washington") == draft


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"projects": {"warp": True}}, "malformed_orders", "projects.warp"),
        ({"deals": {"warp": True}}, "malformed_orders", "deals.warp"),
        ({"projects": {"fund": True}}, "not_your_project", "projects.fund"),
        ({"projects": {"reactor": True}}, "needs_not_met", "projects.reactor"),
        ({"projects": {"cloud": True, "visa": True}}, "too_many_new_projects", "projects"),
        ({"deals": {"freeze": True}}, "needs_not_met", "deals.freeze"),
    ],
)
async def test_what_cannot_be_paid_or_signed_is_refused_by_name(
    server: Server, fields: dict[str, Any], code: str, field: str
) -> None:
    both = await pair(server, ruleset="pact")
    before = await server.games.draft(both.match, "washington")
    assert before is not None
    nothing = dict.fromkeys(before.instruments, 0)
    with pytest.raises(Refusal) as refused:
        await server.games.edit_draft(both.washington, both.match, 1, nothing, **fields)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert await server.games.draft(both.match, "washington") == before


async def test_both_see_a_deal_in_force_that_both_signed_and_a_project_that_was_paid(server: Server) -> None:
    both = await pair(server, ruleset="pact")
    await order(server, both, 1, projects={"cloud": True}, deals={"caps": True})
    for side in ("washington", "beijing"):
        view = await view_of(server, both, side)
        assert view.deals["caps"].turns_left == 2
        assert (view.projects["cloud"].progress, view.projects["cloud"].turns) == (1, 2)
        assert view.rival_projects["cloud"].progress == 1
        assert ("deal", "caps.signed") in {(h.kind, h.key) for h in view.report.headlines}  # type: ignore[union-attr]
    assert (await view_of(server, both, "washington")).defaults.deals["caps"]  # type: ignore[union-attr]

    nothing = dict.fromkeys((await view_of(server, both, "washington")).defaults.instruments, 0)  # type: ignore[union-attr]
    with pytest.raises(Refusal) as refused:
        await server.games.edit_draft(both.washington, both.match, 2, {**nothing, "controls": 60})
    assert (refused.value.code, refused.value.arguments["deal"]) == ("breaks_deal", "caps")


async def test_a_signature_of_one_side_is_an_offer_that_everybody_sees_after_the_turn(server: Server) -> None:
    both = await pair(server, ruleset="pact")
    await server.games.edit_draft(both.beijing, both.match, 1, deals={"hotline": True})
    assert (await view_of(server, both, "washington")).deals["hotline"].offers == []
    await play_turn(server, both, 1)
    for side in ("washington", "beijing", "spectator"):
        assert (await view_of(server, both, side)).deals["hotline"].offers == ["beijing"]


async def test_a_hidden_project_is_never_told_to_the_rival(server: Server) -> None:
    both = await pair(server, ruleset="pact")
    for turn in (1, 2):
        nothing = dict.fromkeys((await view_of(server, both, "beijing")).defaults.instruments, 0)  # type: ignore[union-attr]
        await server.games.edit_draft(both.beijing, both.match, turn, nothing, projects={"fund": True})
        await play_turn(server, both, turn)
    assert (await view_of(server, both, "beijing")).projects["fund"].done
    for audience in ("washington", "spectator"):
        assert "fund" not in (await view_of(server, both, audience)).model_dump_json()


async def test_what_a_bot_s_orders_leave_out_is_taken_back(server: Server) -> None:
    both = await pair(server, ruleset="pact")
    draft = await server.games.draft(both.match, "beijing")
    assert draft is not None
    nothing = dict.fromkeys(draft.instruments, 0)
    changed = await server.games.edit_draft(
        both.beijing, both.match, 1, nothing, projects={"cloud": True}, deals={"caps": True, "hotline": True}
    )
    wish = Orders({"labs": 10}, {}, {"lab": True}, {"hotline": True})
    given = await server.games.give_orders(both.beijing, both.match, 1, changed.draft_no, wish)
    assert {key for key, paid in given.projects.items() if paid} == {"lab"}
    assert {key for key, signed in given.deals.items() if signed} == {"hotline"}


async def test_a_match_with_projects_and_deals_is_exported_and_replayed(server: Server) -> None:
    both = await pair(server, ruleset="pact")
    await order(server, both, 1, projects={"cloud": True}, deals={"caps": True})
    turn = 2
    while (await server.games.clock(both.match)).phase != "over":
        await sign(server, both.washington, turn)
        await sign(server, both.beijing, turn)
        await server.games.settled()
        turn += 1
    file = await server.games.export(both.match)
    assert file["turns"][0]["orders"]["beijing"]["deals"]["caps"]
    assert file["turns"][0]["orders"]["beijing"]["projects"]["cloud"]
    replay(file, load_once)
    debrief = await server.games.debrief(both.match)
    assert debrief.timeline[1].deals["caps"] == 2
    assert debrief.timeline[2].projects["washington"]["cloud"].progress is not None
