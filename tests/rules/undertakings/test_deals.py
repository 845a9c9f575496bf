"""Deals: both sign, both keep their word or may be caught, and each may walk out."""

from __future__ import annotations

import pytest

from airace_rules import Seed
from airace_rules.errors import IllegalOrders
from airace_rules.ids import SIDES
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from rules.undertakings.kit import Match, treaty

DETECT = '"0.6 if world.done.watch else 0.25"'
CAUGHT, UNSEEN = (DETECT, '"1"'), (DETECT, '"0"')
BOTH = ("dialogue", "dialogue")


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return treaty(("stance_changes: 1", "stance_changes: 3"))


def kept(words: str, **stances: str) -> Orders:
    """Orders of a side that keeps the terms of ``pause``."""
    return Orders({}, {"safety": "middle", **stances}, {}, dict.fromkeys(words.split(), True))


def turns_left(match: Match, deal: str) -> int:
    return match.view("spectator").deals[deal].turns_left


def test_a_deal_is_in_force_from_the_turn_after_both_signed(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    match.play("truce", "truce")
    assert match.told("deal") == [("truce.signed", None)]
    assert match.history[-1].before.world["deal.truce"] == 0.0
    first, second = match.history[-1], match.play("truce", "truce")
    assert [result.steps[0].parts["world.tension.pressure"] for result in (first, second)] == [-1.0, -1.9]
    assert turns_left(match, "truce") == 1


def test_one_signature_alone_is_an_offer_that_everybody_sees_for_a_turn(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    match.play("dialogue")
    assert match.told("deal") == [("dialogue.offered", "washington")]
    for audience in ("washington", "beijing", "spectator", "facilitator"):
        assert match.view(audience).deals["dialogue"].offers == ["washington"]  # type: ignore[arg-type]
    match.play()
    assert match.view("beijing").deals["dialogue"].offers == []


def test_signatures_in_different_turns_do_not_meet(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    match.play("dialogue", "")
    match.play("", "dialogue")
    assert turns_left(match, "dialogue") == 0
    assert match.view("washington").deals["dialogue"].offers == ["beijing"]


def test_a_deal_lasts_its_turns_while_both_keep_signing_and_then_is_over(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    left = []
    for _ in range(5):
        match.play(*BOTH)
        left.append(turns_left(match, "dialogue"))
    assert left == [4, 3, 2, 1, 0]
    assert match.told("deal") == [("dialogue.ended", None)]


def test_a_deal_that_is_over_is_renewed_only_by_signing_again(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    for _ in range(5):
        match.play(*BOTH)
    assert not any(match.defaults(side).deals["dialogue"] for side in SIDES)
    match.play(*BOTH)
    assert turns_left(match, "dialogue") == 4


def test_a_side_that_stops_signing_leaves_and_the_deal_is_over(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    match.play(*BOTH)
    match.play("dialogue", "")
    assert match.told("deal") == [("dialogue.left", "beijing")]
    assert turns_left(match, "dialogue") == 0
    assert match.view("washington").deals["dialogue"].offers == []


def test_both_may_leave_in_the_same_turn(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    match.play("pause", "pause")
    result = match.play(kept(""), kept(""))
    assert match.told("deal") == [("pause.left", "washington"), ("pause.left", "beijing")]
    for side in SIDES:
        assert result.steps[0].parts[f"{side}.trust.deal_pause_left"] == -2.0


def test_effects_of_signing_come_once(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    results = [match.play(kept("pause"), kept("pause")) for _ in range(3)]
    parts = [result.steps[0].parts["world.tension.deal_pause_signed"] for result in results]
    assert parts == [-4.0, 0.0, 0.0]


def test_leaving_costs_the_side_that_leaves_alone(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    match.play("pause", "pause")
    parts = match.play(kept(""), kept("pause")).steps[0].parts
    assert (parts["washington.trust.deal_pause_left"], parts["beijing.trust.deal_pause_left"]) == (-2.0, 0.0)
    assert parts["washington.trust.deal_pause_caught"] == 0.0


def test_formulas_know_of_signatures_walk_outs_and_breaches() -> None:
    match = Match(treaty(UNSEEN))
    assert match.play(*BOTH).steps[0].parts["beijing.trust.drift"] == 1.0
    match.play("pause", "pause")
    parts = match.play(Orders({"labs": 100}, {}, {}, {"pause": True}), kept("")).steps[0].parts
    assert parts["washington.secret.research"] == pytest.approx(10**0.5 * 1.5)
    trust = match.history[-1].before.sides["beijing"].stocks["trust"]
    assert parts["beijing.trust.drift"] == pytest.approx(0.1 * (50 - trust) - 1)


@pytest.mark.parametrize(
    ("breach", "who"),
    [
        (Orders({}, {"safety": "low"}, {}, {"pause": True}), "washington"),
        (Orders({"controls": 51}, {"safety": "middle"}, {}, {"pause": True}), "washington"),
        (Orders({"labs": 201}, {"safety": "middle"}, {}, {"pause": True}), "beijing"),
    ],
    ids=["stance", "instrument", "formula"],
)
def test_orders_that_break_a_term_are_a_breach(breach: Orders, who: str) -> None:
    match = Match(treaty(CAUGHT))
    match.play("pause", "pause")
    match.play(**{side: breach if side == who else kept("pause") for side in SIDES})
    assert match.told("deal") == [("pause.broke", who), ("pause.caught", who)]


@pytest.mark.parametrize("orders", [Orders({"controls": 50}, {"safety": "high"}), Orders({"labs": 300})])
def test_terms_bind_up_to_their_bounds_and_only_the_side_they_name(ruleset: Ruleset, orders: Orders) -> None:
    match = Match(ruleset)
    match.play(kept("pause"), kept("pause"))
    match.play(Orders(orders.instruments, orders.stances, {}, {"pause": True}), kept("pause"))
    assert match.told("deal") == []


def test_a_breach_that_is_caught_has_its_effects_ends_the_deal_and_locks_it() -> None:
    match = Match(treaty(CAUGHT))
    match.play("pause", "pause")
    parts = match.play("pause", kept("pause")).steps[0].parts
    assert (parts["washington.trust.deal_pause_caught"], parts["beijing.trust.deal_pause_caught"]) == (-6.0, 0.0)
    assert parts["world.tension.deal_pause_caught"] == 8.0
    assert (turns_left(match, "pause"), match.view("beijing").deals["pause"].locked) == (0, 2)


def test_a_locked_deal_can_be_signed_again_after_its_turns() -> None:
    match = Match(treaty(CAUGHT))
    match.play("pause", "pause")
    match.play("pause", kept("pause"))
    for turns in (2, 1):
        with pytest.raises(IllegalOrders, match=f"cannot be signed for {turns} more turns") as refused:
            match.check("beijing", match.orders("pause"))
        assert refused.value.problems[0].code == "deal_locked"
        assert not match.view("beijing").deals["pause"].open
        match.play()
    match.play("pause", "pause")
    assert turns_left(match, "pause") == 3


def test_a_breach_that_is_not_caught_changes_nothing_about_the_deal() -> None:
    match = Match(treaty(UNSEEN))
    match.play("pause", "pause")
    match.play("pause", kept("pause"))
    assert match.told("deal") == [("pause.broke", "washington")]
    assert turns_left(match, "pause") == 2
    assert match.view("washington").deals["pause"].locked == 0


def test_the_chance_to_be_caught_is_that_of_its_formula() -> None:
    caught = {0.25: 0, 0.6: 0}
    for watched, chance in ((False, 0.25), (True, 0.6)):
        ruleset = treaty((DETECT, '"0.6 if turn >= 2 else 0"' if watched else '"0.25"'))
        for game in range(400):
            match = Match(ruleset, Seed(game.to_bytes(32, "big")))
            match.play("pause", "pause")
            match.play("pause", kept("pause"))
            caught[chance] += ("pause.caught", "washington") in match.told("deal")
    assert caught[0.25] == pytest.approx(100, abs=30)
    assert caught[0.6] == pytest.approx(240, abs=35)


def test_a_side_that_walks_out_is_bound_until_the_turn_closes() -> None:
    match = Match(treaty(CAUGHT))
    match.play("pause", "pause")
    match.play("", kept("pause"))
    assert match.told("deal") == [
        ("pause.left", "washington"),
        ("pause.broke", "washington"),
        ("pause.caught", "washington"),
    ]


def test_nobody_is_bound_in_the_turn_of_signing() -> None:
    match = Match(treaty(CAUGHT))
    match.play("pause", Orders({"controls": 300}, {}, {}, {"pause": True}))
    assert match.told("deal") == [("pause.signed", None)]


def test_a_deal_cannot_be_signed_while_a_gate_is_shut() -> None:
    match = Match(treaty(("tension <= 78", "tension <= 39")))
    with pytest.raises(IllegalOrders, match=r"world\.tension <= 39 does not hold") as refused:
        match.check("washington", match.orders("pause"))
    assert refused.value.problems[0].code == "needs_not_met"
    seen = match.view("beijing").deals["pause"]
    assert (seen.open, seen.unmet) == (False, ["world.tension <= 39"])


def test_gates_are_asked_for_only_to_sign(ruleset: Ruleset) -> None:
    match = Match(treaty(("world.tension <= 78", "turn <= 1")))
    match.play("pause", "pause")
    assert match.view("beijing").deals["pause"].unmet == []
    match.play(kept("pause"), kept("pause"))
    assert turns_left(match, "pause") == 2


def test_deals_in_force_and_open_offers_stay_signed_by_default(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    match.play("dialogue pause", "dialogue")
    defaults = match.defaults("washington")
    assert defaults.deals == {"pause": True, "truce": False, "dialogue": True}
    assert match.defaults("beijing").deals == {"pause": False, "truce": False, "dialogue": True}
    assert match.check("washington", defaults) == defaults


def test_an_offer_whose_gate_has_shut_is_not_repeated(ruleset: Ruleset) -> None:
    match = Match(treaty(("world.tension <= 78", "turn <= 1")))
    match.play("pause")
    assert not match.defaults("washington").deals["pause"]


def test_in_the_year_after_nobody_leaves_and_nobody_breaks_anything() -> None:
    match = Match(treaty(CAUGHT, ("duration: 4", "duration: 9"), ("at_most: 5}", "at_least: 1}")))
    for _ in range(7):
        match.play(*BOTH)
    spending = Orders({"controls": 10}, {"safety": "middle"}, {}, {"pause": True, "dialogue": True})
    result = match.play(spending, spending)
    assert turns_left(match, "dialogue") > 0
    assert [h.key for h in result.steps[1].happenings if h.kind == "deal"] == []
