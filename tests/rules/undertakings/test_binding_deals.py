"""Binding deals: orders that break a term are refused, and what is left unsaid is brought in line."""

from __future__ import annotations

import pytest

from airace_rules import bot_orders
from airace_rules.errors import IllegalOrders
from airace_rules.ids import SIDES
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from rules.undertakings.kit import SEED, Match, treaty


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return treaty()


def in_force(ruleset: Ruleset, washington: Orders | str = "truce") -> Match:
    """A match in which ``truce`` came into force."""
    match = Match(ruleset)
    match.play(washington, "truce")
    assert match.view("washington").deals["truce"].turns_left == 2
    return match


def signed(instruments: dict[str, int] | None = None, **stances: str) -> Orders:
    return Orders(instruments or {}, stances, {}, {"truce": True})


def test_stances_move_as_far_as_the_terms_ask_when_the_deal_comes_into_force(ruleset: Ruleset) -> None:
    match = in_force(ruleset)
    assert match.view("washington").stances == {"safety": "middle", "trade": "license"}
    assert match.view("beijing").stances == {"safety": "middle", "trade": "sell"}
    assert match.view("beijing").rival_stances["trade"] == "license"


def test_stances_that_keep_the_terms_stay_as_they_are(ruleset: Ruleset) -> None:
    match = in_force(ruleset, signed(safety="high"))
    assert match.view("washington").stances["safety"] == "high"


def test_a_forced_change_is_free_and_leaves_the_allowed_changes_untouched(ruleset: Ruleset) -> None:
    match = in_force(ruleset)
    total = match.total("washington")
    assert match.state.sides["washington"].carried == 300  # nothing was spent: half of 60 points
    assert match.check("washington", signed({"labs": total - 20}, safety="high"))
    match.play(signed({"labs": total - 20}, safety="high"), signed())
    assert match.state.sides["washington"].carried == 0


def test_a_forced_change_is_no_change_for_formulas(ruleset: Ruleset) -> None:
    changed = treaty(('"sqrt(buy) * (1 +', '"sqrt(buy) + 100 * changed.safety + 0 * (1 +'))
    match = in_force(changed)
    assert match.history[-1].steps[0].values["washington.bought"] == 0.0
    assert match.play(signed(), signed()).steps[0].values["washington.bought"] == 0.0
    assert match.play(signed(safety="high"), signed()).steps[0].values["washington.bought"] == 100.0


@pytest.mark.parametrize(
    ("orders", "field", "words", "args"),
    [
        (
            signed(trade="deny"),
            "stances.trade",
            "trade must be at most license",
            {"deal": "truce", "stance": "trade", "option": "license"},
        ),
        (
            signed(safety="low"),
            "stances.safety",
            "safety must be at least middle",
            {"deal": "truce", "stance": "safety", "option": "middle"},
        ),
        (
            signed({"controls": 46}),
            "instruments.controls",
            "put at most 4.5 points into controls",
            {"deal": "truce", "instrument": "controls", "points": 4.5},
        ),
    ],
    ids=["at most", "at least", "instrument"],
)
def test_orders_that_break_a_term_are_refused_with_what_to_do(
    ruleset: Ruleset, orders: Orders, field: str, words: str, args: dict[str, object]
) -> None:
    match = in_force(ruleset)
    with pytest.raises(IllegalOrders, match=words) as refused:
        match.check("washington", orders)
    problem = refused.value.problems[0]
    assert (problem.code, problem.field, problem.args) == ("breaks_deal", field, args)


def test_a_term_of_one_side_does_not_bind_the_other(ruleset: Ruleset) -> None:
    match = in_force(ruleset)
    assert match.check("beijing", signed(trade="deny")).stances["trade"] == "deny"


def test_leaving_does_not_free_a_side_in_the_same_turn(ruleset: Ruleset) -> None:
    match = in_force(ruleset)
    with pytest.raises(IllegalOrders, match="The deal truce is in force"):
        match.check("washington", Orders({}, {"trade": "deny"}))
    match.play(Orders(), signed())
    assert match.check("washington", Orders({}, {"trade": "deny"}))


def test_after_it_ended_terms_bind_nobody(ruleset: Ruleset) -> None:
    match = in_force(ruleset)
    for _ in range(2):
        match.play(signed(), signed())
    assert match.check("washington", Orders({"controls": 300}, {"trade": "deny"}))


def test_default_orders_are_cut_to_the_terms(ruleset: Ruleset) -> None:
    match = in_force(ruleset, signed({"controls": 300, "labs": 100}))
    defaults = match.defaults("washington")
    assert (defaults.instruments["controls"], defaults.instruments["labs"]) == (45, 100)
    assert defaults.stances == {"safety": "middle", "trade": "license"}
    assert match.check("washington", defaults) == defaults


def test_house_strategies_keep_the_terms_whatever_they_wish() -> None:
    match = in_force(treaty(('instruments: {labs: "2", buy: "1"}', 'instruments: {controls: "9"}')))
    for strategy in ("builder", "cheater", "random"):
        for side in SIDES:
            given = bot_orders(match.ruleset, strategy, match.view(side), SEED)
            assert match.check(side, given) == given
    wished = bot_orders(match.ruleset, "cheater", match.view("washington"), SEED)
    assert wished.instruments == {"buy": 0, "labs": 0, "controls": 45}
    assert wished.stances == {"safety": "middle", "trade": "license"}


def test_two_binding_deals_bind_together() -> None:
    ruleset = treaty(
        (
            "  dialogue: {duration: 4}",
            "  dialogue: {duration: 4, binding: true, terms: [{stance: safety, at_most: middle}]}",
        )
    )
    match = Match(ruleset)
    both = Orders({}, {}, {}, {"truce": True, "dialogue": True})
    match.play(both, both)
    for option in ("low", "high"):
        with pytest.raises(IllegalOrders, match="safety must be"):
            match.check("washington", Orders({}, {"safety": option}, {}, both.deals))
    assert match.check("washington", Orders({}, {"safety": "middle"}, {}, both.deals))
