"""Tests in data: a promise that holds passes, one that does not is told with its place, its value and why."""

from __future__ import annotations

import pytest

from airace_rules import load_ruleset
from airace_rules.balance.effort import Effort
from airace_rules.balance.report import balance
from airace_rules.balance.runner import Runner
from airace_rules.language.loader import load_compiled
from airace_rules.ruletests import Failure, run_tests
from rules.language.kit import extending, with_files


def failures(body: str) -> list[Failure]:
    """What is told of a single test. ``body``: its lines below the name."""
    lines = "".join(f"    {line}\n" for line in body.strip().split("\n"))
    (verdict,) = run_tests(load_ruleset(with_files(tests=f"tests:\n  - name: a promise\n{lines}")))
    return list(verdict.failures)


def holds(body: str) -> bool:
    return failures(body) == []


def one(body: str) -> Failure:
    (failure,) = failures(body)
    return failure


# ---------------------------------------------------------------- what is given


def test_a_side_without_orders_orders_nothing() -> None:
    assert holds("expect: {washington.buy: 0, washington.bought: 0, washington.skill.learned: 0}")


def test_orders_are_given_in_points_every_turn() -> None:
    # bought = buy * tech, tech is 1 and then 1.5
    body = "orders: {beijing: {buy: 10}}\nturns: 2\n"
    assert holds(body + "expect: {at turn 1: {beijing.bought: 10}, at turn 2: {beijing.bought: 15}}")


def test_later_orders_take_the_place_of_earlier_ones() -> None:
    body = "orders: {both: {buy: 10, train: 2}}\nlater: [{from: 2, beijing: {buy: 4}}]\nturns: 2\n"
    expect = "expect: {at turn 2: {washington.buy: 10, beijing.buy: 4, beijing.train: 0}}"
    assert holds(body + expect)


def test_what_a_side_says_goes_over_what_is_said_for_both() -> None:
    body = """
given: {both: {chips: 20, skill: 7}, beijing: {chips: 30}}
orders: {both: {buy: 10, train: 2}, beijing: {buy: 4}}
expect:
  washington.buy: 10
  beijing.buy: 4
  beijing.train: 2
  beijing.chips.worn_out: -3
  washington.chips.worn_out: -2
"""
    assert holds(body)


def test_a_test_begins_with_what_is_given() -> None:
    body = """
given:
  turn: 2
  washington: {skill: 10, stances: {safety: high}, pipelines: {fab_orders: [7, 0]}}
  world: {tension: 50}
orders: {washington: {train: 10}}
expect:
  at turn 2: {washington.skill.learned: 8, washington.chips.built: 7}
  world.tension.calm: -2  # the year after counts too
  world.tension: {above: 45}
"""
    assert holds(body)


def test_stances_are_ordered_by_name() -> None:
    expect = "expect: {washington.skill.learned: 8, beijing.skill.learned: 8}"
    assert holds("orders: {both: {train: 10, stances: {safety: high}}}\n" + expect)


# ---------------------------------------------------------------- chance


def test_without_chance_no_event_happens_that_does_not_have_to() -> None:
    assert holds("turns: 2\nexpect: {never: [washington.fire, beijing.fire, world.truce]}")


def test_without_chance_normal_draws_are_zero_and_uniform_ones_in_the_middle() -> None:
    assert holds("orders: {both: {buy: 10}}\nexpect: {washington.bought: 10, world.heat: 20.9}")


def test_draws_can_be_set_for_one_side_or_both() -> None:
    orders = "orders: {both: {buy: 10}}\n"
    assert holds(orders + "draws: {luck: 2}\nexpect: {washington.bought: 12, beijing.bought: 12}")
    assert holds(orders + "draws: {beijing.luck: -1, mood: 0}\nexpect: {beijing.bought: 9, world.heat: 20.4}")


def test_an_event_can_be_made_to_happen() -> None:
    body = "draws: {beijing.fire: happens}\n"
    assert holds(body + "expect: {happens: [beijing.fire], never: [washington.fire], beijing.chips.event_fire: -3}")


def test_what_an_event_does_to_one_side_alone_is_nothing_for_the_other() -> None:
    body = "given: {world: {tension: 60}}\ndraws: {truce: happens}\n"
    assert holds(body + "expect: {beijing.skill.event_truce: 0, washington.skill.event_truce: {below: 0}}")


def test_an_event_that_cannot_happen_does_not_happen_when_it_is_asked_to() -> None:
    # its gate is chips > 5
    failure = one("given: {beijing: {chips: 4}}\ndraws: {beijing.fire: happens}\nexpect: {happens: [beijing.fire]}")
    assert (failure.diagnostic.code, failure.diagnostic.found) == ("T002", "does not happen")


def test_the_same_seed_gives_the_same_course_and_another_seed_another() -> None:
    def bought(seed: int) -> str:
        return one(f"orders: {{both: {{buy: 10}}}}\nseed: {seed}\nexpect: {{beijing.bought: 1000}}").diagnostic.found

    assert bought(7) == bought(7) != bought(8)


def test_many_games_are_looked_at_by_their_mean() -> None:
    body = "games: 300\norders: {both: {buy: 10}}\n"  # a fire, one time in ten, halves what is bought
    assert holds(body + "expect: {beijing.bought: {near: 9.5, within: 2%}}")
    assert holds(body + "expect: {beijing.happened.fire: {near: 0.1, within: 0.05}}")
    assert "(mean of 300 games)" in one(body + "expect: {beijing.bought: {above: 11}}").diagnostic.found


def test_house_strategies_play_for_their_side() -> None:
    body = "strategy: {washington: steady}\nexpect: {washington.buy: {above: 0}, beijing.buy: 0}"
    assert holds(body)
    assert holds("strategy: random\nseed: 1\nturns: 2\nexpect: {washington.buy: {above: 0}, beijing.buy: {above: 0}}")


# ---------------------------------------------------------------- what is expected


@pytest.mark.parametrize(
    ("check", "kept"),
    [
        ("54", True),
        ("54.1", False),
        ("{equals: 54}", True),
        ("{near: 53, within: 2%}", True),
        ("{near: 53, within: 1%}", False),
        ("{near: 53, within: 1}", True),
        ("{between: [54, 60]}", True),
        ("{between: [55, 60]}", False),
        ("{above: 53.9}", True),
        ("{above: 54}", False),
        ("{below: 54.1}", True),
        ("{below: 54}", False),
        ("{above: 50, below: 53}", False),
    ],
)
def test_a_value_is_held_against_every_bound(check: str, kept: bool) -> None:
    # 60 chips, no purchase, 6 worn out; the pipeline brings 1
    assert (
        holds(f"given: {{washington: {{pipelines: {{fab_orders: [0, 0]}}}}}}\nexpect: {{washington.chips: {check}}}")
        is kept
    )


COMPARED = """
orders: {washington: {buy: 10}, beijing: {buy: 30}}
compared_with: {orders: {washington: {buy: 20}}}
"""


@pytest.mark.parametrize(
    ("check", "kept"),
    [
        ("{ratio: {equals: 0.5}}", True),
        ("{ratio: {above: 0.5}}", False),
        ("{difference: {equals: -10}}", True),
        ("{lower_than_other: 9}", True),
        ("{lower_than_other: 10}", False),
        ("{higher_than_other: 0}", False),
    ],
)
def test_a_value_is_held_against_that_of_the_other_run(check: str, kept: bool) -> None:
    assert holds(COMPARED + f"expect: {{washington.bought: {check}}}") is kept


def test_the_other_run_keeps_what_it_does_not_name() -> None:
    assert holds(
        COMPARED + "expect: {beijing.bought: {difference: {equals: 0}}, washington.bought: {lower_than_other: 1}}"
    )


def test_there_is_no_ratio_to_nothing() -> None:
    body = "orders: {washington: {buy: 10}}\ncompared_with: {orders: {washington: {buy: 0}}}\n"
    failure = one(body + "expect: {washington.bought: {ratio: {above: 1}}}")
    assert failure.diagnostic.found == "no ratio: 10 against 0"


def test_an_event_may_be_asked_for_in_a_turn() -> None:
    assert holds("turns: 2\ndraws: {beijing.fire: happens}\nexpect: {at turn 2: {happens: [beijing.fire]}}")


def test_the_ending_and_the_winner_may_be_asked_for() -> None:
    end = "turns: 2\ngiven: {washington: {skill: 50}}\n"
    assert holds(end + "expect: {ending: end, winner: washington, ending.end: 1, winner.beijing: 0}")
    failure = one(end + "expect: {ending: crash}")
    assert (failure.diagnostic.code, failure.diagnostic.found, failure.diagnostic.expected) == ("T003", "end", "crash")
    assert one("expect: {winner: beijing}").diagnostic.found == "no ending within 1 turns"


def test_a_match_that_ended_before_the_turn_asked_for_is_told() -> None:
    body = "turns: 2\ngiven: {world: {tension: 100}}\nexpect: {at turn 2: {washington.chips: {above: 1}}}"
    failure = one(body)
    assert failure.diagnostic.message == "no match got that far"
    assert failure.diagnostic.found == "the last turn played is 1; endings: crash"


# ---------------------------------------------------------------- what is told


def test_a_failure_names_place_value_and_the_parts_of_the_change() -> None:
    failure = one("orders: {beijing: {buy: 10}}\nexpect: {beijing.chips: {below: 50}}")
    assert failure.text() == (
        "tests.yaml:4:14: error T001: `beijing.chips` is not what is expected\n"
        "  4 |     expect: {beijing.chips: {below: 50}}\n"
        "    |              ^^^^^^^^^^^^^\n"
        "  found: 53.5\n"
        "  expected: below 50\n"
        "  why: before: 45\n"
        "  why: bought: +10\n"
        "  why: built: +3\n"
        "  why: worn_out: -4.5\n"
        "  why: after: 53.5 (bounds 0 to 1000)"
    )


def test_a_failure_of_a_formula_shows_what_went_into_it() -> None:
    failure = one("orders: {beijing: {buy: 10}}\nexpect: {beijing.bought: {below: 5}}")
    assert failure.why == (
        "formula: buy * tech * (1 + 0.1 * luck)",
        "buy = 10",
        "tech = {by: turn, values: [1, 1.5]}",
    )


def test_a_failure_of_a_score_shows_what_it_is_made_of() -> None:
    total, care = failures("expect: {beijing.score.total: {below: 0}, beijing.score.care: {below: 0}}")
    assert [line.split(":")[0] for line in total.why] == ["might", "care"]
    assert total.why[1].endswith(" × 0.4")
    assert care.why == ("raw score: 5", "par: 6 (gives 50)")


def test_orders_that_are_refused_are_told_at_their_place() -> None:
    failure = one(
        "turns: 2\norders: {beijing: {buy: 10}, washington: {buy: 40.1}}\nexpect: {beijing.chips: {above: 1}}"
    )
    assert (failure.diagnostic.code, failure.diagnostic.line) == ("T004", 4)
    assert failure.diagnostic.excerpt[failure.diagnostic.caret.index("^") :].startswith("washington")
    assert "in turn 1: buy takes at most 40 points a turn, not 40.1." in failure.diagnostic.found


def test_every_test_is_played_and_words_choose_among_them() -> None:
    body = "tests:\n" + "".join(
        f"  - name: {name}\n    expect: {{washington.chips: {{above: 1}}}}\n"
        for name in ("Chips last", "chips wear", "x")
    )
    ruleset = load_ruleset(with_files(tests=body))
    assert [verdict.test.name for verdict in run_tests(ruleset)] == ["Chips last", "chips wear", "x"]
    assert [verdict.test.name for verdict in run_tests(ruleset, "CHIPS last")] == ["Chips last"]


def test_a_system_chooses_its_tests() -> None:
    body = "tests:\n" + "".join(
        f"  - {{name: about {system}, systems: [{system}], expect: {{washington.chips: {{above: 1}}}}}}\n"
        for system in ("C1", "C11")
    )
    verdicts = run_tests(load_ruleset(with_files(tests=body)), "c1 about")
    assert [verdict.test.name for verdict in verdicts] == ["about C1", "about C11"]
    verdicts = run_tests(load_ruleset(with_files(tests=body)), "c11")
    assert [verdict.test.systems for verdict in verdicts] == [("C11",)]


def test_a_ruleset_that_extends_another_has_its_own_tests() -> None:
    own = "tests:\n  - {name: mine, expect: {washington.chips: {above: 1}}}\n"
    base = {"small/tests.yaml": own.replace("mine", "of the base")}
    assert [test.name for test in load_ruleset({**extending(""), **base}).tests] == []
    assert [test.name for test in load_ruleset({**extending(own), **base}).tests] == ["mine"]


# ---------------------------------------------------------------- balance


def test_a_balance_test_looks_at_many_games_between_house_strategies() -> None:
    body = (
        "balance: {games: 400, endings: {end: {above: 0.5}}, length: {between: [1, 2]}, side_rate: {between: [0, 1]}}"
    )
    assert holds(body)


def test_a_balance_test_that_fails_shows_the_figures() -> None:
    failure = one("balance: {games: 100, seed: 3, strategy: {washington: steady, beijing: split}, length: {below: 1}}")
    assert (failure.diagnostic.code, failure.diagnostic.expected) == ("T005", "below 1")
    assert failure.diagnostic.found.endswith("in 100 games")
    assert failure.why[0].startswith("Washington won ")


def test_exploitability_is_the_figure_of_the_balance_report_and_is_told_also_when_it_holds() -> None:
    body = "balance: {games: 100, seed: 4, exploitability: {between: [0, 1]}}"
    compiled = load_compiled(with_files(tests=f"tests:\n  - {{name: t, {body}}}\n"))
    (verdict,) = run_tests(compiled.ruleset)
    report = balance(Runner(seed=4), compiled, Effort(100))
    assert report.oracle is not None
    assert verdict.failures == ()
    assert verdict.figures[0].startswith(
        f"exploitability {report.oracle.gap:.3f} after {len(report.oracle.rounds)} rounds"
    )
    failure = one(body.replace("between: [0, 1]", "above: 1"))
    assert (failure.diagnostic.code, failure.diagnostic.expected, failure.why) == ("T005", "above 1", verdict.figures)
