"""Draws that choose one of several options."""

from __future__ import annotations

import pytest

from airace_rules.choices import edges_of
from airace_rules.engine.dice import Seed
from airace_rules.engine.draws import drawn
from airace_rules.engine.plan import plan_of
from airace_rules.language.loader import check_ruleset, load_ruleset
from airace_rules.ruleset import Ruleset
from airace_rules.ruletests import run_tests
from rules.language.kit import extending, run_cells, with_files, with_words

RULES = """
draws:
  weather: {choice: {mild: 2, never: 0, hard: 1, freak: 1}, per: side}
  mode: {choice: {war: 1, peace: 3}, per: world}
vars:
  own_hard: {unit: "1", is: "draw.weather == option.hard", seen_by_rival: exact}
  their_place: {unit: "1", is: "opp.draw.weather", seen_by_rival: exact}
  worse: {unit: "1", is: "draw.weather > option.mild and world.draw.mode != option.peace", seen_by_rival: exact}
  sum_of_both: {per: world, unit: "1", is: "total(draw.weather == option.freak) + 10 * draw.mode", seen: public}
"""
PLACES = [(0.0, 0), (0.499, 0), (0.5, 2), (0.7499, 2), (0.75, 3), (0.9999, 3)]


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset(with_words(with_files(zz=RULES)))


def values(ruleset: Ruleset, washington: float, beijing: float = 0.0, mode: float = 0.9) -> dict[str, float]:
    cells = {"draw:washington.weather": washington, "draw:beijing.weather": beijing, "draw:world.mode": mode}
    return run_cells(ruleset.turn, {"turn:number": 1.0, "turn:count": 2.0, **cells})


@pytest.mark.parametrize(("draw", "place"), PLACES)
def test_each_option_has_a_stretch_as_long_as_its_weight_and_a_weight_of_nothing_none(
    ruleset: Ruleset, draw: float, place: int
) -> None:
    assert values(ruleset, 0.0, draw)["var:washington.their_place"] == place
    assert values(ruleset, draw)["var:beijing.their_place"] == place
    assert values(ruleset, draw)["var:washington.own_hard"] == (place == 2)


def test_options_are_compared_by_their_places_and_read_by_owner(ruleset: Ruleset) -> None:
    assert values(ruleset, 0.6, mode=0.1)["var:washington.worse"] == 1.0
    assert values(ruleset, 0.6, mode=0.25)["var:washington.worse"] == 0.0
    assert values(ruleset, 0.1, mode=0.1)["var:washington.worse"] == 0.0
    assert values(ruleset, 0.9, 0.8, mode=0.9)["var:world.sum_of_both"] == 12.0


def test_what_is_drawn_follows_the_weights(ruleset: Ruleset) -> None:
    draws = plan_of(ruleset).turn_draws
    at = draws.names.index("washington.weather")
    edges = edges_of(ruleset.draws["weather"].options)
    seeds = [Seed(number.to_bytes(32, "big")) for number in range(4000)]
    found = [drawn(draws, 1, seed)[at] for seed in seeds]
    shares = [
        sum(low <= each < high for each in found) / len(found) for low, high in zip((0, *edges), edges, strict=False)
    ]
    assert shares == pytest.approx([0.5, 0, 0.25, 0.25], abs=0.03)


@pytest.mark.parametrize(
    ("lines", "expected"), [("", 0), (", draws: {weather: freak}", 3), (", draws: {washington.weather: hard}", 2)]
)
def test_a_test_in_data_names_the_option_and_without_one_takes_the_likeliest(lines: str, expected: int) -> None:
    test = f"tests:\n  - {{name: t{lines}, expect: {{beijing.their_place: {expected}}}}}\n"
    (verdict,) = run_tests(load_ruleset(with_words(with_files(zz=RULES + test))))
    assert [failure.text() for failure in verdict.failures] == []


def test_a_number_is_no_option(ruleset: Ruleset) -> None:
    test = "tests:\n  - {name: t, draws: {weather: 0.6}, expect: {beijing.their_place: 2}}\n"
    (found,) = check_ruleset(with_words(with_files(zz=RULES + test)))
    assert (found.code, found.expected) == ("R140", "`mild`, `never`, `hard` and `freak`")


def test_a_choice_is_removed_with_one_of_its_options_in_its_place() -> None:
    small = with_words(with_files(zz=RULES))
    files = extending("draws:\n  weather: {remove: true, instead: hard}\n")
    files |= {f"small/{path}": text for path, text in small.items()}
    found = load_ruleset(files)
    opening = run_cells(found.opening, {"turn:number": 1.0}, default=1.0)
    assert opening["var:washington.own_hard"] == 1.0
    assert opening["var:washington.their_place"] == 2.0


def test_a_change_of_one_weight_keeps_the_others() -> None:
    small = with_words(with_files(zz=RULES))
    files = extending("draws:\n  weather: {change: true, choice: {mild: 0}}\n")
    files |= {f"small/{path}": text for path, text in small.items()}
    assert load_ruleset(files).draws["weather"].options == {"mild": 0.0, "never": 0.0, "hard": 1.0, "freak": 1.0}
