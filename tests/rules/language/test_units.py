"""Units: how they are written and combined, and that the checker is silent about what cannot be known."""

from __future__ import annotations

import pytest

from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.loader import check_ruleset
from airace_rules.language.units import ONE, parse_unit
from rules.language.kit import with_files, with_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kchip/turn", "kchip"),
        ("share", "1"),
        ("1/turn", "1"),
        ("point/kchip", "point * 1/kchip"),
        ("lvl^2", "lvl * lvl"),
        ("lvl**2", "lvl²"),
        ("1/lvl^2", "lvl^-2"),
        ("idx·year/year", "idx"),
        ("lvl/%/year", "lvl/year/%"),
        ("thousand chips", "thousand chips"),
        ("lvl^0", "1"),
    ],
)
def test_units_that_mean_the_same_are_the_same(one: str, other: str) -> None:
    assert parse_unit(one) == parse_unit(other) is not None


@pytest.mark.parametrize(("one", "other"), [("%", "share"), ("kchip", "chip"), ("1/year", "1/turn"), ("lvl", "lvl^2")])
def test_units_that_differ_are_different(one: str, other: str) -> None:
    assert parse_unit(one) != parse_unit(other)


@pytest.mark.parametrize("text", ["", " ", "/", "kchip/", "*", "2 chips", "1000", "chips^", "chips^x", "a^99", "a b^c"])
def test_what_is_no_unit_cannot_be_read(text: str) -> None:
    assert parse_unit(text) is None


def test_a_unit_is_written_with_what_is_below_the_line_last() -> None:
    assert [str(parse_unit(text)) for text in ("1", "1/year", "b*a", "lvl/%/year", "1/lvl^2")] == [
        "1", "1/year", "a * b", "lvl/%/year", "1/lvl^2",
    ]  # fmt: skip
    assert str(ONE / ONE) == "1"


PARAMS = "params: {rate: {value: 2, unit: 1/year}, span: {value: 1, unit: year}}\n"
KNOWN = '  known: {unit: "1", is: "rate * span", seen_by_rival: hidden}\n'


def told(**files: str) -> list[Diagnostic]:
    """Everything that the checker says of the small ruleset with further files."""
    return check_ruleset(with_words(with_files(**files)))


@pytest.mark.parametrize(
    "formula",
    [
        "chips * 0.1 + skill",  # a number may carry the unit that is missing
        "(chips + 5) * 0 + skill",
        "chips / 10 + skill",
        "skill + 3",
        "1 - skill",
        "skill * (turn - 1)",
        "ratio(chips, opp.chips, 1)",
        "ratio(chips, opp.chips) * skill",
        "log(1 + chips)",
        "log(1 + chips / 2)",
        "exp(-skill)",
        "exp(-clamp(0.1 * chips, 0, 5))",
        "chips ** 0.75",  # what an effort to a broken power is measured in, nobody can say
        "sqrt(chips) * 2",
        "sqrt(chips * opp.chips) / max(chips, 1)",
        "1.5 ** span",  # growth a year, to the power of years
        "skill * span * rate",
        "stance.safety * skill",
        "luck * skill",
        "max(0, skill - opp.skill)",
        "skill if chips > 50 and not stance.safety else 0",
        "floor(skill) + abs(-skill)",
        "smooth(chips, 10, 20)",
        "max(1, 2) * skill",
    ],
)
def test_nothing_is_said_of_what_is_right_or_cannot_be_known(formula: str) -> None:
    variable = f'  extra: {{unit: "1", is: "{formula}", seen_by_rival: hidden}}\n'
    assert [d.text() for d in told(extra=f"{PARAMS}vars:\n{KNOWN}{variable}") if d.code not in ("R152", "R094")] == []


def test_a_house_strategy_is_looked_at_with_its_local_names() -> None:
    strategy = '{let: {gap: "skill - opp.skill"}, instruments: {buy: "max(0, gap - income)", fab: "gap"}}'
    found = told(extra=f"bots:\n  extra: {{both: {strategy}}}\n")
    assert [(d.code, d.line, d.found) for d in found] == [("R151", 2, "1 and point")]


def test_a_formula_of_the_world_is_measured_like_any_other() -> None:
    extra = 'vars:\n  extra: {per: world, unit: kchip, is: "total(chips) + highest(bought)", seen: hidden}\n'
    assert told(extra=extra) == []
    assert [d.code for d in told(extra=extra.replace("kchip", "point"))] == ["R152"]
