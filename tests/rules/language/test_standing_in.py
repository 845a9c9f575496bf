"""What formulas read in the place of something that a ruleset removes."""

from __future__ import annotations

import pytest

from airace_rules.ids import SIDES
from airace_rules.language.diagnostics import Findings
from airace_rules.language.extending import extend
from airace_rules.language.layers import read_layers
from airace_rules.language.loader import load_ruleset
from airace_rules.language.nodes import Leaf, MapNode, Node
from airace_rules.language.written import one_line
from airace_rules.ruletests import run_tests
from rules.language.kit import BASE, errors_of, extending

MORE = """
projects: {tower: {cost: 3, turns: 1, do: [{add: skill, by: "1"}]}}
deals: {pause: {duration: 2, binding: true, terms: [{stance: safety, at_least: high}]}}
"""


def merged(removes: str, base: str) -> MapNode:
    """The sections of a ruleset that removes something from the small one, to which ``base`` was added."""
    files = {**extending(removes), "small/more.yaml": base + MORE}
    assert [d.text() for d in errors_of(files)] == []
    findings = Findings()
    sections = extend([layer.sections for layer in read_layers(files, findings)], findings).sections
    return MapNode(next(iter(sections.keys.values())).source, 0, sections.nodes, sections.keys)


def at(node: Node, *path: str) -> Leaf:
    for key in path:
        assert isinstance(node, MapNode)
        node = node.entries[key]
    assert isinstance(node, Leaf)
    return node


LEVER = "levers:\n  chips: {change: true, rescale: true, instruments: {buy: {remove: true, instead: %s}}}\n"
CASES = [
    ("happened.fire + opp.happened.fire", "events:\n  fire: {remove: true, instead: 0}\n", "0 + 0"),
    ("done.tower * 2 + paid.tower", "projects:\n  tower: {remove: true, instead: 1}\n", "1 * 2 + 1"),
    ("world.deal.pause or broke.pause", "deals:\n  pause: {remove: true, instead: 0}\n", "0 or 0"),
    ("luck ** 2 - opp.luck", "draws:\n  luck: {remove: true, instead: -1}\n", "(-1) ** 2 - (-1)"),
    ("buy + 2 * wear", LEVER % 3, "3 + 2 * wear"),
    ("secret + new.secret", "stocks:\n  secret: {remove: true, instead: 4}\n", "4 + 4"),
    (
        "stance.plan >= option.fast and stance.safety == option.high",
        "stances:\n  plan: {remove: true, instead: fast}\n",
        "1 >= 1 and stance.safety == option.high",
    ),
    ("changed.plan + 5 * opp.stance.plan", "stances:\n  plan: {remove: true, instead: slow}\n", "0 + 5 * 0"),
]


@pytest.mark.parametrize(("reads", "removes", "becomes"), CASES, ids=[reads for reads, _, _ in CASES])
def test_a_formula_reads_the_stand_in(reads: str, removes: str, becomes: str) -> None:
    found = merged(removes, f'vars:\n  probe: {{unit: "1", seen_by_rival: hidden, is: "{reads}"}}\n')
    assert at(found, "vars", "probe", "is").text == becomes


def test_sums_over_both_sides_count_it_twice() -> None:
    world = 'vars:\n  probe: {per: world, unit: "1", seen: hidden, is: "total(buy) - highest(buy) * washington.buy"}\n'
    assert at(merged(LEVER % 7, world), "vars", "probe", "is").text == "(2 * 7) - 7 * 7"


def test_every_formula_is_rewritten_wherever_it_stands() -> None:
    found = merged("draws:\n  mood: {remove: true, instead: 0.5}\nevents:\n  truce: {remove: true, instead: 0}\n", "")
    before = load_ruleset(BASE).variables["heat"].formula
    assert at(found, "vars", "heat", "is").text == before.replace("mood", "0.5") != before
    assert at(found, "headlines", "calm", "when").text == "new.tension < tension and not 0"
    assert at(found, "headlines", "calm", "when").by is not None


def test_a_table_of_a_removed_stance_becomes_the_row_of_its_option() -> None:
    table = 'params:\n  cheer: {value: {washington: {by: plan, slow: 1, fast: 2}, beijing: 3}, unit: "1"}\n'
    found = merged("stances:\n  plan: {remove: true, instead: fast}\n", table)
    params = found.entries["params"]
    assert isinstance(params, MapNode)
    cheer = params.entries["cheer"]
    assert isinstance(cheer, MapNode)
    assert one_line(cheer.entries["value"]) == "{washington: 2, beijing: 3}"


def test_names_that_only_look_alike_stay() -> None:
    probe = 'vars:\n  probe: {unit: "1", seen_by_rival: hidden, is: "fab_orders + paid.tower + tower"}\n'
    base = probe + 'params:\n  tower: {value: 2, unit: "1"}\n'
    found = merged("projects:\n  tower: {remove: true, instead: 0}\n", base)
    assert at(found, "vars", "probe", "is").text == "fab_orders + 0 + tower"


def test_what_is_no_formula_is_named_with_the_removed_thing_that_it_uses() -> None:
    (found,) = errors_of(extending("stocks:\n  tension: {remove: true, instead: 40}\n"))
    assert (found.code, found.file) == ("R125", "kid.yaml")
    assert "small/events.yaml:" in found.found
    assert "small/game.yaml:" in found.found
    assert "model" not in found.found


# ---------------------------------------------------------------- one a side

PAIR = "{washington: -4, beijing: 2.5}"
OPTIONS = "stances:\n  plan: {remove: true, instead: {washington: fast, beijing: slow}}\n"
PAIRS = [
    (
        "secret + opp.new.secret",
        f"stocks:\n  secret: {{remove: true, instead: {PAIR}}}\n",
        "secret + opp.secret",
        "secret",
    ),
    ("buy - wear", LEVER % PAIR, "buy - wear", "buy"),
    ("happened.glow", f"events:\n  glow: {{remove: true, instead: {PAIR}}}\n", "glow_instead", "glow_instead"),
    ("done.tower", f"projects:\n  tower: {{remove: true, instead: {PAIR}}}\n", "tower_instead", "tower_instead"),
    ("stance.plan > option.slow", OPTIONS, "plan_instead > 0", "plan_instead"),
    ("opp.stance.plan + changed.plan", OPTIONS, "opp.plan_instead + 0", "plan_instead"),
]
GLOW = 'events: {glow: {per: side, chance: "0.1", do: [{add: skill, by: "1"}], tell: hidden}}\n'


@pytest.mark.parametrize(("reads", "removes", "becomes", "param"), PAIRS, ids=[reads for reads, *_ in PAIRS])
def test_each_side_may_have_its_own_stand_in_in_a_param(reads: str, removes: str, becomes: str, param: str) -> None:
    found = merged(removes, f'{GLOW}vars:\n  probe: {{unit: "1", seen_by_rival: hidden, is: "{reads}"}}\n')
    assert at(found, "vars", "probe", "is").text == becomes
    values = [at(found, "params", param, "value", side).text for side in ("washington", "beijing")]
    assert values == (["1", "0"] if "plan" in param else ["-4", "2.5"])


def test_formulas_of_the_world_read_the_number_of_the_side_that_they_name() -> None:
    is_ = "total(buy) + highest(buy) - lowest(buy) * washington.buy + beijing.buy"
    world = f'vars:\n  probe: {{per: world, unit: "1", seen: hidden, is: "{is_}"}}\n'
    found = merged(LEVER % PAIR, world)
    assert at(found, "vars", "probe", "is").text == "((-4) + 2.5) + 2.5 - (-4) * (-4) + 2.5"


def test_a_table_of_a_removed_stance_becomes_the_rows_of_both_options() -> None:
    tables = (
        'params:\n  cheer: {value: {by: plan, slow: 1, fast: 2}, unit: "1"}\n'
        '  tower: {value: {washington: 7, beijing: {by: plan, slow: 5, fast: 6}}, unit: "1"}\n'
    )
    found = merged(OPTIONS, tables)
    values = {name: [at(found, "params", name, "value", side).text for side in SIDES] for name in ("cheer", "tower")}
    assert values == {"cheer": ["2", "1"], "tower": ["7", "5"]}
    params = found.entries["params"]
    assert isinstance(params, MapNode)
    assert "plan_instead" not in params.entries  # no formula reads it


def test_a_removed_lever_takes_nothing_from_a_stock_of_its_name() -> None:
    rules = "levers:\n  chips: {remove: true, instead: {washington: 3, beijing: 1}}\n"
    probe = 'vars:\n  probe: {unit: "1", seen_by_rival: hidden, is: "chips + buy"}\n'
    assert at(merged(rules, probe), "vars", "probe", "is").text == "chips + buy"


def test_a_name_that_is_taken_is_left_alone() -> None:
    base = f'{GLOW}params:\n  glow_instead: {{value: 2, unit: "1"}}\n'
    probe = 'vars:\n  probe: {unit: "1", seen_by_rival: hidden, is: "happened.glow * glow_instead"}\n'
    found = merged(f"events:\n  glow: {{remove: true, instead: {PAIR}}}\n", base + probe)
    assert at(found, "vars", "probe", "is").text == "glow_instead_ * glow_instead"


def test_the_sides_of_a_match_play_with_their_own_numbers() -> None:
    rules = "draws:\n  luck: {remove: true, instead: {washington: 1, beijing: -1}}\n"
    words = {**extending(rules), "tests.yaml": PROMISE}
    (verdict,) = run_tests(load_ruleset(words))
    assert [failure.text() for failure in verdict.failures] == []


PROMISE = """tests:
  - name: each side has its own luck
    orders: {both: {buy: 10}}
    expect: {washington.bought: 11, beijing.bought: 9}
"""
