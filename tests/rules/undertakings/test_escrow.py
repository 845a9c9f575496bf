"""Joint projects: an instalment counts when both have paid it, and money that is not matched comes back in part."""

from __future__ import annotations

import pytest

from airace_rules.errors import IllegalOrders
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from rules.undertakings.kit import Match, treaty

NO_SLIP = ('slip: "0.4"', 'slip: "0"')


@pytest.fixture(scope="module")
def calm() -> Ruleset:
    return treaty(NO_SLIP, ("carry_over: 0.5", "carry_over: 0"))


def progress(match: Match) -> int:
    return match.view("beijing").projects["lab"].progress


def test_instalments_of_both_in_one_turn_count_at_once(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab", "lab")
    assert progress(match) == 1
    assert match.view("washington").projects["lab"].escrow == 0
    match.play("lab", "lab")
    assert match.told("project") == [("lab.finished", None)]
    assert match.view("washington").projects["lab"].done
    assert match.view("beijing").rival_projects["lab"].done


def test_an_instalment_of_one_side_waits_for_the_other(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab")
    seen = match.view("washington").projects["lab"]
    assert (seen.progress, seen.escrow, seen.escrow_left) == (0, 1, 2)
    match.play("", "lab")
    assert progress(match) == 1
    assert match.view("washington").projects["lab"].escrow == 0


def test_money_that_is_not_matched_in_time_comes_back_in_part_with_the_next_budget(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab")
    match.play()
    assert match.view("washington").projects["lab"].escrow_left == 1
    match.play()
    assert match.told("project") == [("lab.refunded", "washington")]
    assert match.state.sides["washington"].carried == int(70 * 0.75)
    assert match.total("washington") == 600 + 52
    assert match.view("washington").projects["lab"].escrow == 0
    refund = next(h for h in match.history[-1].steps[0].happenings if h.key == "lab.refunded")
    assert refund.args == {"points": 5.2}


def test_the_partner_may_still_match_in_the_last_turn_of_waiting(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab")
    match.play()
    match.play("", "lab")
    assert match.told("project") == []
    assert progress(match) == 1
    assert match.state.sides["washington"].carried == 0


def test_a_side_may_pay_ahead_but_not_more_than_the_project_needs(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab")
    match.play("lab")
    assert match.view("washington").projects["lab"].escrow == 2
    with pytest.raises(IllegalOrders, match="wait for the other side's") as refused:
        match.check("washington", match.orders("lab"))
    assert refused.value.problems[0].code == "project_waits"
    match.play("", "lab")
    assert (progress(match), match.view("washington").projects["lab"].escrow) == (1, 1)
    match.play("", "lab")
    assert match.told("project") == [("lab.finished", None)]


def test_by_default_nobody_pays_ahead_of_the_partner(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab")
    assert not match.defaults("washington").projects["lab"]
    together = Match(calm)
    together.play("lab", "lab")
    assert together.defaults("washington").projects["lab"]
    assert together.defaults("beijing").projects["lab"]


def test_the_wait_begins_anew_when_a_part_was_matched(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab")
    match.play("lab")
    match.play("", "lab")
    assert match.view("washington").projects["lab"].escrow_left == 2


def test_everything_in_escrow_comes_back_together(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab")
    match.play("lab")
    match.play()
    assert match.state.sides["washington"].carried == int(140 * 0.75)


def test_what_comes_back_is_not_cut_by_the_carry_over() -> None:
    match = Match(treaty(NO_SLIP))
    match.play("lab")
    spent = Orders({"buy": 600, "labs": 0})
    match.play(Orders({"buy": 600, "labs": match.total("washington") - 600}))
    match.play(spent)
    assert match.state.sides["washington"].carried == 52


def test_each_side_gets_back_a_part_of_what_it_paid_itself() -> None:
    match = Match(treaty(("carry_over: 0.5", "carry_over: 0")))
    match.play("", "watch")
    match.play()
    assert match.state.sides["beijing"].carried == 17  # half of 3.5 points, whole tenths
    assert match.state.sides["washington"].carried == 0


def test_a_joint_project_that_slips_needs_one_more_from_both() -> None:
    match = Match(treaty(('slip: "0.4"', 'slip: "1"')))
    match.play("lab", "lab")
    match.play("lab", "lab")
    assert match.told("project") == [("lab.slipped", None)]
    match.play("lab")
    assert match.told("project") == [("lab.offered", "washington")]
    match.play("", "lab")
    assert match.told("project") == [("lab.finished", None)]


def test_its_effects_name_the_sides_and_the_world(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab", "lab")
    tension = match.state.world["tension"]
    parts = match.play("lab", "lab").steps[0].parts
    assert (parts["washington.trust.project_lab"], parts["beijing.trust.project_lab"]) == (5.0, 5.0)
    assert parts["world.tension.project_lab"] < 0
    assert tension > match.state.world["tension"]


def test_a_refunded_project_must_be_started_anew(calm: Ruleset) -> None:
    match = Match(calm)
    match.play("lab")
    match.play()
    match.play()
    with_another = match.orders("lab plant")
    assert not match.view("washington").projects["lab"].escrow
    assert not match.defaults("washington").projects["lab"]
    with pytest.raises(Exception, match="2 projects are new"):
        match.check("washington", with_another)


def test_what_is_in_escrow_in_the_year_after_is_not_given_back_again(calm: Ruleset) -> None:
    match = Match(calm)
    for _ in range(6):
        match.play()
    match.play("lab")
    result = match.play()
    assert [h.key for h in result.steps[1].happenings if h.kind == "project"] == []
