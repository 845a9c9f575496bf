"""Projects: instalments, gates, slips, and what a finished project does."""

from __future__ import annotations

import pytest

from airace_rules.errors import ConflictingOrders, IllegalOrders, MalformedOrders, OrdersError
from airace_rules.ids import SIDES
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from rules.undertakings.kit import Match, treaty

SURE = ('slip: "0.3"', 'slip: "0"')
LATE = ('slip: "0.3"', 'slip: "1"')


@pytest.fixture(scope="module")
def sure() -> Ruleset:
    return treaty(SURE, ('slip: "0.4"', 'slip: "0"'))


def codes(match: Match, orders: Orders) -> list[tuple[str, str]]:
    with pytest.raises(OrdersError) as refused:
        match.check("washington", orders)
    return [(problem.code, problem.field) for problem in refused.value.problems]


def test_a_project_is_finished_with_its_last_instalment(sure: Ruleset) -> None:
    match = Match(sure)
    match.play("plant")
    assert match.told("project") == []
    match.play("plant")
    assert match.told("project") == [("plant.finished", "washington")]
    assert match.view("washington").projects["plant"].done


def test_its_effects_come_in_the_turn_in_which_it_is_finished_and_only_then(sure: Ruleset) -> None:
    match = Match(sure)
    results = [match.play(words) for words in ("plant", "plant", "")]
    parts = [result.steps[0].parts["washington.grid.project_plant"] for result in results]
    assert parts == [0.0, 28.0, 0.0]


def test_effects_of_a_project_come_to_the_side_that_finished_it(sure: Ruleset) -> None:
    match = Match(sure)
    match.play("plant")
    result = match.play("plant")
    assert result.steps[0].parts["beijing.grid.project_plant"] == 0.0
    assert result.steps[0].parts["world.tension.project_plant"] == 1.0


def test_both_sides_may_finish_the_same_project_in_one_turn(sure: Ruleset) -> None:
    match = Match(sure)
    match.play("plant", "plant")
    result = match.play("plant", "plant")
    assert match.told("project") == [("plant.finished", "washington"), ("plant.finished", "beijing")]
    assert result.steps[0].parts["world.tension.project_plant"] == 2.0


def test_a_project_that_is_not_paid_for_just_waits(sure: Ruleset) -> None:
    match = Match(sure)
    match.play("plant")
    match.play()
    match.play()
    assert match.view("washington").projects["plant"].progress == 1
    match.play("plant")
    assert match.view("washington").projects["plant"].done


def test_formulas_know_a_finished_project_from_the_next_turn_on(sure: Ruleset) -> None:
    match = Match(sure)
    match.play("plant")
    result = match.play("plant")
    assert result.opening["washington.income"] == 62.0
    assert result.opening["beijing.income"] == 55.0


def test_an_instalment_is_paid_from_the_budget_at_the_price_of_the_side(sure: Ruleset) -> None:
    match = Match(sure)
    match.play("plant", "plant")
    carried = {side: match.state.sides[side].carried for side in SIDES}
    assert carried == {"washington": (600 - 130) // 2, "beijing": (550 - 120) // 2}


def test_projects_stances_and_instruments_together_keep_to_the_budget(sure: Ruleset) -> None:
    match = Match(sure)
    assert match.check("washington", Orders({"labs": 450}, {"safety": "middle"}, {"plant": True}))
    assert codes(match, Orders({"labs": 451}, {"safety": "middle"}, {"plant": True})) == [
        ("over_budget", "instruments")
    ]


def test_a_slip_asks_for_one_more_instalment_once() -> None:
    match = Match(treaty(LATE))
    told = []
    for _ in range(3):
        match.play("plant")
        told.append(match.told("project"))
    assert told == [[], [("plant.slipped", "washington")], [("plant.finished", "washington")]]
    assert match.view("washington").projects["plant"].turns == 3


def test_the_chance_of_a_slip_is_read_when_the_last_instalment_is_paid() -> None:
    match = Match(treaty(('slip: "0.3"', 'slip: "turn >= 2"')))
    match.play("plant")
    match.play("plant", "plant")
    assert match.told("project") == [("plant.slipped", "washington")]
    early = Match(treaty(('slip: "0.3"', 'slip: "turn < 2"')))
    early.play("plant")
    early.play("plant")
    assert early.told("project") == [("plant.finished", "washington")]


def test_a_project_cannot_be_started_while_a_gate_is_shut(sure: Ruleset) -> None:
    match = Match(sure)
    with pytest.raises(IllegalOrders, match=r"push cannot be started: done\.plant does not hold") as refused:
        match.check("washington", match.orders("push"))
    problem = refused.value.problems[0]
    assert (problem.code, problem.field) == ("needs_not_met", "projects.push")
    assert problem.args == {"project": "push", "needs": "done.plant"}


def test_gates_are_asked_for_only_at_the_start() -> None:
    match = Match(treaty(SURE, ('"turn <= turns - 1"', '"turn <= 1"')))
    match.play("plant")
    assert match.view("washington").projects["plant"].unmet == []
    assert match.view("beijing").projects["plant"].unmet == ["turn <= 1"]
    match.play("plant")
    assert match.view("washington").projects["plant"].done


def test_a_side_starts_at_most_the_declared_number_of_projects_in_a_turn(sure: Ruleset) -> None:
    match = Match(sure)
    with pytest.raises(ConflictingOrders, match="2 projects are new"):
        match.check("washington", match.orders("plant watch"))
    match.play("plant")
    assert match.check("washington", match.orders("plant watch"))


def test_a_finished_project_takes_no_more_instalments(sure: Ruleset) -> None:
    match = Match(sure)
    match.play("plant")
    match.play("plant")
    assert codes(match, match.orders("plant")) == [("project_finished", "projects.plant")]


def test_a_project_of_one_side_is_refused_to_the_other(sure: Ruleset) -> None:
    match = Match(sure)
    assert codes(match, match.orders("fund")) == [("not_your_project", "projects.fund")]
    assert "fund" not in match.view("washington").projects
    assert match.check("beijing", match.orders("fund")).projects["fund"]


def test_unknown_projects_and_answers_that_are_neither_true_nor_false_are_malformed(sure: Ruleset) -> None:
    match = Match(sure)
    with pytest.raises(MalformedOrders) as refused:
        match.check("washington", Orders(projects={"moon": True, "plant": 1}, deals={"peace": True, "pause": "yes"}))  # type: ignore[dict-item]
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [
        ("unknown_project", "projects.moon"),
        ("not_true_or_false", "projects.plant"),
        ("unknown_deal", "deals.peace"),
        ("not_true_or_false", "deals.pause"),
    ]


def test_checked_orders_answer_for_every_project_and_deal(sure: Ruleset) -> None:
    match = Match(sure)
    orders = match.check("beijing", Orders())
    assert set(orders.projects) == {"plant", "fund", "push", "lab", "watch"}
    assert set(orders.deals) == {"pause", "truce", "dialogue"}
    assert not any((*orders.projects.values(), *orders.deals.values()))
    assert "fund" not in match.check("washington", Orders()).projects


def test_by_default_projects_under_way_are_paid_for_again(sure: Ruleset) -> None:
    match = Match(sure)
    match.play("plant")
    assert match.defaults("washington").projects["plant"]
    match.play("plant")
    assert not match.defaults("washington").projects["plant"]


def test_by_default_nothing_is_started_and_nothing_paused_goes_on(sure: Ruleset) -> None:
    match = Match(sure)
    assert not any(match.defaults("washington").projects.values())
    match.play("plant")
    match.play()
    assert not match.defaults("washington").projects["plant"]


def test_by_default_a_project_that_cannot_be_paid_any_more_is_left_alone() -> None:
    ruleset = treaty(SURE, ('"base + 2 * done.plant"', '"base * (turn < 2) + 5"'), ("carry_over: 0.5", "carry_over: 0"))
    match = Match(ruleset)
    match.play("plant")
    assert match.total("washington") == 50
    defaults = match.defaults("washington")
    assert not defaults.projects["plant"]
    assert match.check("washington", defaults) == defaults


def test_by_default_instruments_get_what_instalments_leave(sure: Ruleset) -> None:
    match = Match(sure)
    match.play(Orders({"labs": 470}, {}, {"plant": True}))
    defaults = match.defaults("washington")
    assert defaults.instruments["labs"] + 130 <= match.total("washington")
    assert match.check("washington", defaults) == defaults


def test_a_lasting_effect_of_a_project_holds_for_its_turns() -> None:
    match = Match(
        treaty(SURE, ('needs: ["done.plant"]', "needs: []"), ("turns: 3", "turns: 1"), ("1 + 0.1 * luck", "1"))
    )
    bought = []
    for words in ("push", "", "", ""):
        orders = Orders({"buy": 100}, {}, {"push": words == "push"})
        bought.append(match.play(orders).steps[0].values["washington.bought"])
    plain = bought[3]
    assert bought == [plain * 1.5, plain * 1.5, plain, plain]


def test_a_formula_sees_the_instalment_of_this_turn(sure: Ruleset) -> None:
    match = Match(sure)
    assert match.play("", "fund").steps[0].parts["beijing.secret.research"] == 1.0
    assert match.play().steps[0].parts["beijing.secret.research"] == 0.0
