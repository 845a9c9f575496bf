"""The shared draft: kept on the server, changed field by field, signed by number."""

from __future__ import annotations

import pytest

from airace_rules import default_orders
from airace_rules.errors import OrdersError, Problem
from airace_server.bodies import Join
from airace_server.errors import Refusal
from airace_server.games.drafts import refusal_of
from airace_server.messages import DraftBody
from support.playing import Pair, Server, pair, play_out, play_turn, sign


async def draft_of(server: Server, both: Pair, side: str = "washington") -> DraftBody:
    draft = await server.games.draft(both.match, side)  # type: ignore[arg-type]
    assert draft is not None
    return draft


def first_key(draft: DraftBody) -> str:
    return next(iter(draft.instruments))


async def test_a_new_turn_s_draft_is_the_default_orders(server: Server) -> None:
    both = await pair(server)
    for turn in (1, 2):
        page = await server.games.book.page(both.match, 0, turn)
        draft = await draft_of(server, both, "beijing")
        wanted = default_orders(page.known.ruleset, page.state, "beijing")
        assert (draft.turn, draft.instruments, draft.committed, draft.by) == (
            turn,
            dict(wanted.instruments),
            False,
            None,
        )
        await play_turn(server, both, turn)


async def test_an_edit_is_stored_numbered_and_signed_with_its_author_s_name(server: Server) -> None:
    both = await pair(server)
    before = await draft_of(server, both)
    key = first_key(before)
    after = await server.games.edit_draft(both.washington, both.match, 1, {key: 10}, {})
    assert after.instruments == {**before.instruments, key: 10}
    assert (after.draft_no, after.by) == (before.draft_no + 1, "Ann")
    assert await draft_of(server, both) == after
    assert await draft_of(server, both, "beijing") == (await server.games.snapshot(both.match, "beijing")).draft


async def test_an_edit_over_the_budget_changes_nothing(server: Server) -> None:
    both = await pair(server)
    before = await draft_of(server, both)
    with pytest.raises(Refusal) as refused:
        await server.games.edit_draft(both.washington, both.match, 1, dict.fromkeys(before.instruments, 100_000), {})
    assert refused.value.code in ("over_budget", "over_cap")
    everything = dict.fromkeys(before.instruments, 200)
    with pytest.raises(Refusal) as refused:
        await server.games.edit_draft(both.washington, both.match, 1, everything, {})
    assert refused.value.code == "over_budget"
    assert refused.value.arguments["over"] > 0
    assert await draft_of(server, both) == before


@pytest.mark.parametrize(
    ("instruments", "stances", "code", "field"),
    [
        ({"no_such_thing": 1}, {}, "malformed_orders", "instruments.no_such_thing"),
        ({}, {"no_such_stance": "x"}, "malformed_orders", "stances.no_such_stance"),
        ({}, {"safety": "no_such_option"}, "malformed_orders", "stances.safety"),
    ],
)
async def test_what_the_ruleset_does_not_know_is_refused_by_name(
    server: Server, instruments: dict[str, int], stances: dict[str, str], code: str, field: str
) -> None:
    both = await pair(server)
    before = await draft_of(server, both)
    with pytest.raises(Refusal) as refused:
        await server.games.edit_draft(both.beijing, both.match, 1, {first_key(before): 10, **instruments}, stances)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert refused.value.body().hint
    assert (await draft_of(server, both, "beijing")).draft_no == before.draft_no


async def test_a_signature_on_a_draft_that_has_changed_is_a_conflict_that_shows_the_draft(server: Server) -> None:
    both = await pair(server)
    seen = await draft_of(server, both)
    changed = await server.games.edit_draft(both.washington, both.match, 1, {first_key(seen): 20}, {})
    with pytest.raises(Refusal) as refused:
        await server.games.commit_orders(both.washington, both.match, 1, seen.draft_no)
    assert (refused.value.code, refused.value.draft) == ("draft_conflict", changed)
    assert (await server.games.clock(both.match)).committed == {"washington": False, "beijing": False}


async def test_signed_orders_are_withdrawn_before_they_are_changed(server: Server) -> None:
    both = await pair(server)
    await sign(server, both.washington, 1)
    draft = await draft_of(server, both)
    assert draft.committed
    with pytest.raises(Refusal) as refused:
        await server.games.edit_draft(both.washington, both.match, 1, {first_key(draft): 20}, {})
    assert refused.value.code == "already_committed"
    open_again = await server.games.withdraw_orders(both.washington, both.match, 1)
    assert open_again == draft.model_copy(update={"committed": False})
    edited = await server.games.edit_draft(both.washington, both.match, 1, {first_key(draft): 20}, {})
    await server.games.commit_orders(both.washington, both.match, 1, edited.draft_no)
    await sign(server, both.beijing, 1)
    await server.games.settled()
    result = (await server.games.book.page(both.match, 0, 2)).history[0]
    assert dict(result.orders["washington"].instruments) == edited.instruments


async def test_repeats_are_harmless_and_say_nothing_new(server: Server) -> None:
    both = await pair(server)
    draft = await draft_of(server, both)
    answers = [await server.games.commit_orders(both.washington, both.match, 1, draft.draft_no) for _ in range(3)]
    assert answers == [draft.model_copy(update={"committed": True, "by": "Ann"})] * 3 or all(
        a.committed for a in answers
    )
    assert await server.games.last_event(both.match, "beijing") == 2
    await server.games.withdraw_orders(both.washington, both.match, 1)
    await server.games.withdraw_orders(both.washington, both.match, 1)
    assert await server.games.last_event(both.match, "beijing") == 3


async def test_a_signature_that_is_sent_again_after_the_turn_closed_is_still_acknowledged(server: Server) -> None:
    """The acknowledgement may have been lost with the connection."""
    both = await pair(server)
    draft = await draft_of(server, both)
    await play_turn(server, both, 1)
    again = await server.games.commit_orders(both.washington, both.match, 1, draft.draft_no)
    assert (again.turn, again.draft_no, again.committed, again.instruments) == (
        1,
        draft.draft_no,
        True,
        draft.instruments,
    )
    with pytest.raises(Refusal) as refused:
        await server.games.commit_orders(both.washington, both.match, 1, draft.draft_no + 7)
    assert refused.value.code == "turn_closed"


async def test_numbers_of_drafts_grow_through_the_whole_match(server: Server) -> None:
    both = await pair(server)
    numbers = []
    for turn in (1, 2, 3):
        draft = await draft_of(server, both)
        edited = await server.games.edit_draft(both.washington, both.match, turn, {first_key(draft): turn}, {})
        numbers += [draft.draft_no, edited.draft_no]
        await play_turn(server, both, turn)
    assert numbers == sorted(set(numbers))


async def test_orders_come_only_to_the_open_turn_of_one_s_own_match(server: Server) -> None:
    both, other = await pair(server), await pair(server)
    key = first_key(await draft_of(server, both))
    for seat, match, turn, code in (
        (both.washington, other.match, 1, "unknown_match"),
        (both.washington, both.match, 2, "wrong_turn"),
    ):
        for attempt in (
            server.games.edit_draft(seat, match, turn, {key: 1}, {}),
            server.games.commit_orders(seat, match, turn, 1),
            server.games.withdraw_orders(seat, match, turn),
        ):
            with pytest.raises(Refusal) as refused:
                await attempt
            assert refused.value.code == code


async def test_before_the_start_and_after_the_end_nothing_is_taken(server: Server) -> None:
    from airace_server.bodies import PlayFriend

    first = await server.classroom.play_friend(PlayFriend(nickname="Ann"))
    seat = await server.seat(first)
    assert await server.games.draft(seat.match, seat.side) is None
    with pytest.raises(Refusal) as refused:
        await server.games.edit_draft(seat, seat.match, 1, {}, {})
    assert refused.value.code == "not_started"
    await server.classroom.join(Join(code=first.body.code, nickname="Bo"))
    both = await pair(server)
    await play_out(server, both)
    with pytest.raises(Refusal) as refused:
        await server.games.edit_draft(both.washington, both.match, 1, {}, {})
    assert refused.value.code == "match_over"


KINDS = [(kind, code) for kind in OrdersError.__subclasses__() for code in sorted(kind.codes)]


@pytest.mark.parametrize("others", OrdersError.__subclasses__())
@pytest.mark.parametrize(("kind", "code"), KINDS)
def test_a_problem_with_orders_has_one_code_whatever_else_is_wrong(
    kind: type[OrdersError], code: str, others: type[OrdersError]
) -> None:
    problem = Problem(code, "stances", "Something is wrong.", {})
    alone, beside = refusal_of(kind([problem])), refusal_of(others([problem, problem]))
    assert alone.code == beside.code
    assert alone.code in {code, "malformed_orders", "conflicting_orders"}
    assert alone.arguments["problem"] == code
