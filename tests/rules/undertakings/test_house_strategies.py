"""House strategies, single games and batches agree about projects and deals, whatever is ordered."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airace_rules import Seed, bot_orders
from airace_rules.balance import simulate
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from rules.engine.test_batch_invariance import batched, singly
from rules.undertakings.kit import Match, treaty

BASE = "washington: 60, beijing: 55"


@cache
def variant(income: int, new: int, wait: int, duration: int) -> Ruleset:
    """The ruleset with other figures."""
    return treaty(
        (BASE, f"washington: {income}, beijing: {income + 3}"),
        ("limits: {new_projects: 1}", f"limits: {{new_projects: {new}}}"),
        ("escrow: {wait: 2,", f"escrow: {{wait: {wait},"),
        ("    duration: 2\n", f"    duration: {duration}\n"),
    )


rulesets = st.builds(
    variant, st.sampled_from([6, 15, 60]), st.integers(0, 3), st.sampled_from([1, 3]), st.sampled_from([1, 4])
)
seeds = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=4, unique=True)
strategies = st.sampled_from(["builder", "cheater", "random", "random"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rulesets, seeds, strategies, strategies)
def test_a_batch_plays_the_same_games_to_the_bit(
    ruleset: Ruleset, secrets: list[bytes], washington: str, beijing: str
) -> None:
    chosen: dict[Side, str] = {"washington": washington, "beijing": beijing}
    traces, ends = batched(ruleset, chosen, [Seed(secret) for secret in secrets])
    for game, secret in enumerate(secrets):
        alone, end = singly(ruleset, chosen, Seed(secret))
        assert ends[game] == end
        for batch, single in zip(traces[game], alone, strict=False):
            assert {cell: batch.get(cell) for cell in single} == single


@settings(max_examples=40, deadline=None)
@given(rulesets, st.binary(min_size=32, max_size=32), st.data())
def test_orders_of_strategies_and_default_orders_are_always_allowed(
    ruleset: Ruleset, secret: bytes, data: st.DataObject
) -> None:
    match = Match(ruleset, Seed(secret))
    while match.state.ending is None:
        orders: dict[Side, Orders] = {}
        for side in SIDES:
            strategy = data.draw(strategies)
            orders[side] = bot_orders(ruleset, strategy, match.view(side), match.seed)
            assert match.check(side, orders[side]) == orders[side]
            defaults = match.defaults(side)
            assert match.check(side, defaults) == defaults
            if data.draw(st.booleans()):
                orders[side] = defaults
        match.play(orders["washington"], orders["beijing"])


def test_a_strategy_pays_and_signs_where_its_formula_reaches_a_half() -> None:
    for wish, expected in (("0.5", True), ("0.49", False), ("-3", False), ("7", True)):
        ruleset = treaty(
            ('watch: "1"}', f'watch: "{wish}"}}'), ('{plant: "1", ', "{"), ('truce: "1"', f'truce: "{wish}"')
        )
        match = Match(ruleset)
        given_ = bot_orders(ruleset, "builder", match.view("washington"), match.seed)
        assert (given_.projects["watch"], given_.deals["truce"]) == (expected, expected)


def test_a_strategy_takes_new_projects_in_the_order_of_the_files_up_to_the_limit() -> None:
    match = Match(treaty())
    given_ = bot_orders(match.ruleset, "builder", match.view("washington"), match.seed)
    assert [key for key, paid in given_.projects.items() if paid] == ["plant"]


def test_a_strategy_answers_an_offer_and_a_waiting_instalment_that_it_sees() -> None:
    match = Match(treaty())
    match.play("lab pause", "")
    given_ = bot_orders(match.ruleset, "builder", match.view("beijing"), match.seed)
    assert given_.deals["pause"]
    match = Match(treaty(('{plant: "1", ', "{"), ('watch: "1"}', "}")))
    match.play("lab", "")
    given_ = bot_orders(match.ruleset, "builder", match.view("beijing"), match.seed)
    assert given_.projects["lab"]
    assert not bot_orders(match.ruleset, "builder", match.view("washington"), match.seed).projects["lab"]


def test_a_strategy_without_words_about_deals_signs_none() -> None:
    match = Match(
        treaty(('deals: {truce: "1", pause: "opp.offered.pause or world.deal.pause", dialogue: "turn >= 2"}', ""))
    )
    assert not any(bot_orders(match.ruleset, "builder", match.view("beijing"), match.seed).deals.values())


@pytest.mark.parametrize("strategy", ["builder", "cheater", "random"])
def test_a_side_that_cannot_pay_for_anything_orders_nothing_forbidden(strategy: str) -> None:
    match = Match(treaty((BASE, "washington: 0, beijing: 0")))
    for _ in range(3):
        orders = {side: bot_orders(match.ruleset, strategy, match.view(side), match.seed) for side in SIDES}
        assert not any(any(each.projects.values()) for each in orders.values())
        match.play(orders["washington"], orders["beijing"])


def test_projects_and_deals_come_about_in_simulations_of_random_play() -> None:
    ruleset = treaty(('crash: {when: "tension >= 95"', 'crash: {when: "done.watch and done.lab and deal.truce"'))
    result = simulate(ruleset, "random", "random", 400, 3)
    assert 0 < result.endings["crash"] < 400
