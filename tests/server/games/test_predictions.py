"""Predictions: kept at once, the newest counts, one's own alone until the end, and then scored against the truth."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from airace_rules import asked_truly, replay
from airace_server.bodies import ClockSettings, Join
from airace_server.calibration import brier, came_true, mean_score
from airace_server.errors import Refusal
from airace_server.games.predictions import Kept, told
from airace_server.messages import PredictionBody
from airace_server.seats.refs import FacilitatorRef, SeatRef
from airace_server.store.tables import players, predictions, sessions
from support.playing import Pair, Server, a_class, load_once, pair, play_out, play_turn, sign


async def own(server: Server, seat: SeatRef) -> list[PredictionBody]:
    """What the person on a seat is shown of its predictions."""
    return (await server.games.predictions(seat.match, seat.side)).get(seat.id, [])


async def said(server: Server, seat: SeatRef) -> list[tuple[int, str, int, str]]:
    return [(one.turn, one.expects, one.confidence, one.because) for one in await own(server, seat)]


async def refusal(server: Server, seat: SeatRef, turn: int) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await server.games.predict(seat, seat.match, turn, "up")
    return refused.value


async def count(server: Server) -> int:
    return await server.store.read(lambda c: c.execute(select(func.count()).select_from(predictions)).scalar_one())


# ---------------------------------------------------------------- keeping


async def test_a_prediction_is_kept_and_the_newest_one_counts(server: Server) -> None:
    both = await pair(server)
    await server.games.predict(both.washington, both.match, 1, "up", 50)
    await server.games.predict(both.washington, both.match, 1, "down", 90, "their new chips arrive")
    assert await said(server, both.washington) == [(1, "down", 90, "their new chips arrive")]
    assert await count(server) == 1


async def test_a_prediction_can_be_taken_back_and_made_again(server: Server) -> None:
    both = await pair(server)
    await server.games.predict(both.washington, both.match, 1, "up", 70)
    for _ in range(2):
        await server.games.predict(both.washington, both.match, 1, None)
        assert await said(server, both.washington) == []
    await server.games.predict(both.washington, both.match, 1, "down", 70)
    assert await said(server, both.washington) == [(1, "down", 70, "")]


async def test_a_reason_is_one_line_of_visible_text(server: Server) -> None:
    both = await pair(server)
    await server.games.predict(both.washington, both.match, 1, "up", 70, " we\x00 expect\r\n\u202emore \t芯片 ")
    assert await said(server, both.washington) == [(1, "up", 70, "we expect more 芯片")]


async def test_it_may_be_changed_after_signing_and_changes_no_orders(server: Server) -> None:
    both = await pair(server)
    await sign(server, both.washington, 1)
    draft = await server.games.draft(both.match, "washington")
    last = await server.games.last_event(both.match, "beijing")
    await server.games.predict(both.washington, both.match, 1, "up", 70)
    assert await server.games.draft(both.match, "washington") == draft
    assert await server.games.last_event(both.match, "beijing") == last, "nobody is told of it"
    await sign(server, both.beijing, 1)
    await server.games.settled()
    assert (await server.games.clock(both.match)).turn == 2, "and it holds nobody up"


async def test_a_turn_that_is_closed_cannot_be_predicted_any_more(server: Server) -> None:
    both = await pair(server, ClockSettings(first_turn=600, turn=600))
    await server.games.predict(both.washington, both.match, 1, "up", 70)
    await play_turn(server, both, 1)
    refused = await refusal(server, both.washington, 1)
    assert (refused.code, refused.arguments) == ("prediction_closed", {"turn": 1, "open": 2})
    assert (await refusal(server, both.washington, 3)).code == "wrong_turn"
    server.clock.time += 600
    assert (await refusal(server, both.washington, 2)).code == "prediction_closed"
    assert await said(server, both.washington) == [(1, "up", 70, "")]


async def test_what_keeps_orders_from_being_taken_keeps_predictions_too(server: Server) -> None:
    both = await pair(server)
    other = await pair(server)
    with pytest.raises(Refusal, match="unknown_match"):
        await server.games.predict(both.washington, other.match, 1, "up")
    await server.games.pause(both.match)
    assert (await refusal(server, both.washington, 1)).code == "paused"
    await server.games.resume(both.match)
    await play_out(server, both)
    assert (await refusal(server, both.washington, 1)).code == "match_over"
    _, code = await a_class(server)
    waiting = await server.seat(await server.classroom.join(Join(code=code, nickname="Cai")))
    assert (await refusal(server, waiting, 1)).code == "not_started"
    assert await count(server) == 0


# ---------------------------------------------------------------- whose it is


async def a_team(server: Server) -> tuple[SeatRef, SeatRef, SeatRef]:
    """Two on Washington's side, one on Beijing's, in a class that has begun."""
    _, code = await a_class(server, tables=1, fill=None)
    wishes = (("Ann", "washington"), ("Cai", "washington"), ("Bo", "beijing"))
    taken = [await server.classroom.join(Join(code=code, nickname=n, side=s)) for n, s in wishes]  # type: ignore[arg-type]
    ann, cai, bo = [await server.seat(one) for one in taken]
    await server.games.start(ann.match)
    return ann, cai, bo


async def test_each_person_of_a_side_predicts_alone(server: Server) -> None:
    ann, cai, bo = await a_team(server)
    await server.games.predict(ann, ann.match, 1, "up", 90, "ours")
    await server.games.predict(cai, cai.match, 1, "down", 50, "mine")
    assert await said(server, ann) == [(1, "up", 90, "ours")]
    assert await said(server, cai) == [(1, "down", 50, "mine")]
    assert await said(server, bo) == []
    assert await server.games.predictions(bo.match, "beijing") == {}


async def test_whoever_is_erased_takes_their_predictions_along(server: Server) -> None:
    ann, cai, _ = await a_team(server)
    for seat in (ann, cai):
        await server.games.predict(seat, seat.match, 1, "up", 70, "a reason")
    await server.store.write(lambda c: c.execute(delete(players).where(players.c.id == ann.player)))
    assert await count(server) == 1
    assert await said(server, cai) == [(1, "up", 70, "a reason")]
    await server.store.write(lambda c: c.execute(delete(sessions).where(sessions.c.id == ann.session)))
    assert await count(server) == 0


# ---------------------------------------------------------------- what comes of it


@pytest.mark.parametrize(
    ("confidence", "right", "score"),
    [(50, True, 0.25), (50, False, 0.25), (70, True, 0.09), (70, False, 0.49), (90, True, 0.01), (90, False, 0.81)],
)
def test_the_brier_score_is_the_squared_distance_to_what_came(confidence: int, right: bool, score: float) -> None:
    assert brier(confidence, right) == score


def test_saying_what_one_believes_is_the_best_one_can_do() -> None:
    """The point of the score: whoever is right in 7 of 10 cases does best by saying so."""
    outcomes = [True] * 7 + [False] * 3
    scores = {said: mean_score([(said, right) for right in outcomes]) or 1.0 for said in (50, 70, 90)}
    assert min(scores, key=lambda said: scores[said]) == 70


def test_what_was_hidden_from_a_side_is_not_judged() -> None:
    kept = Kept(2, "beijing", "p", "up", 90, "", "Bo", None)
    found = [told(kept, numbers) for numbers in ([1.0, None, 3.0], [1.0, 2.0, None], [1.0, 2.0], [1.0, 2.0, 3.0])]
    assert [(one.before, one.after, one.score) for one in found] == [
        (None, 3.0, None),
        (2.0, None, None),
        (2.0, None, None),
        (2.0, 3.0, 0.01),
    ]


def test_nobody_is_right_or_wrong_about_what_did_not_move() -> None:
    assert [came_true("up", 3.0, 3.0), came_true("down", -3.0, -3.0)] == [None, None]
    assert [came_true("up", -5.0, -4.0), came_true("down", -5.0, -4.0)] == [True, False]


async def test_when_the_turn_has_closed_it_is_judged_by_what_the_side_could_see(server: Server) -> None:
    both = await pair(server)
    for seat in (both.washington, both.beijing):
        await server.games.predict(seat, both.match, 1, "up", 90)
        [open_] = await own(server, seat)
        assert (open_.after, open_.right, open_.score) == (None, None, None)
    await play_turn(server, both, 1)
    for seat in (both.washington, both.beijing):
        [closed] = await own(server, seat)
        view = (await server.games.snapshot(both.match, seat.side)).view
        assert view is not None
        before, after = (past.perceived["lead"].value for past in view.history)
        assert (closed.before, closed.after, closed.right) == (before, after, after > before)
        assert closed.score == pytest.approx(0.01 if after > before else 0.81)


async def predicted(server: Server) -> Pair:
    """A whole match in which both predict: Washington alternates, Beijing says the same each turn."""
    both = await pair(server)
    turn = 1
    while (await server.games.clock(both.match)).phase != "over":
        await server.games.predict(both.washington, both.match, turn, ("up", "down")[turn % 2], 90, f"turn {turn}")
        await server.games.predict(both.beijing, both.match, turn, "up", 70)
        await play_turn(server, both, turn)
        turn += 1
    return both


async def test_after_the_match_both_sides_are_told_and_judged_by_the_truth(server: Server) -> None:
    both = await predicted(server)
    history = replay(await server.games.export(both.match), load_once).history
    known = await server.games.book.known(both.match)
    truth = asked_truly(known.ruleset, history)
    found = await server.games.calibration(both.beijing.match, both.beijing)
    assert found.asked == "lead"
    assert [(one.side, one.person, one.you, one.nickname) for one in found.people] == [
        ("washington", 1, False, None),
        ("beijing", 1, True, "Bo"),
    ], "the rival is not named"
    for person in found.people:
        numbers = truth[person.side]
        assert len(person.predictions) == len(history)
        for one in person.predictions:
            assert (one.before, one.after) == (numbers[one.turn - 1], numbers[one.turn])
        scores = [one.score for one in person.predictions if one.score is not None]
        assert person.score == pytest.approx(sum(scores) / len(scores))
        assert sum(level.made for level in person.levels) == len(scores)
        assert sum(level.right for level in person.levels) == sum(bool(one.right) for one in person.predictions)
    assert truth["washington"] == pytest.approx([-number for number in truth["beijing"]])
    assert {one.because for one in found.people[0].predictions} == {f"turn {t + 1}" for t in range(len(history))}
    shown_to_all = await server.games.calibration(both.match)
    unnamed = [one.model_copy(update={"you": False, "nickname": None}) for one in found.people]
    assert shown_to_all.people == unnamed, "what a class looks at together names nobody"


async def test_before_the_match_is_over_nobody_is_told(server: Server) -> None:
    both = await pair(server)
    await server.games.predict(both.washington, both.match, 1, "up", 70)
    for seat in (both.washington, both.beijing):
        with pytest.raises(Refusal, match="not_over"):
            await server.games.calibration(seat.match, seat)


async def test_the_match_file_keeps_predictions_and_replays_with_and_without_them(server: Server) -> None:
    both = await predicted(server)
    file = await server.games.export(both.match)
    assert {(one["turn"], one["side"], one["person"]) for one in file["predictions"]} == {
        (turn["turn"], side, 1) for turn in file["turns"] for side in ("washington", "beijing")
    }
    assert "Ann" not in repr(file["predictions"])
    without = {key: value for key, value in file.items() if key != "predictions"}
    assert replay(file, load_once).history == replay(without, load_once).history
    quiet = await pair(server)
    await play_out(server, quiet)
    assert "predictions" not in await server.games.export(quiet.match)


async def test_a_facilitator_s_export_says_who_predicted(server: Server) -> None:
    ann, _, bo = await a_team(server)
    for seat in (ann, bo):
        await server.games.predict(seat, seat.match, 1, "up", 70, "=1+1")
    while (await server.games.clock(ann.match)).phase != "over":
        await server.games.close_turn(ann.match)
    content = await server.classroom.export(FacilitatorRef(ann.session))
    assert content["predicted_by"] == {
        "1": [
            {"side": "washington", "person": 1, "nickname": "Ann"},
            {"side": "beijing", "person": 1, "nickname": "Bo"},
        ]
    }
    assert [one["because"] for one in content["tables"]["1"]["predictions"]] == ["=1+1", "=1+1"]
