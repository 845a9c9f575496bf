"""When a strategy lives on an instrument, the report names the lines that say what the instrument does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from airace_rules.balance.effects import bought_most, effects_in_words
from airace_rules.balance.places import Places
from airace_rules.balance.policy import Policy, as_policy
from airace_rules.ruleset import Ruleset
from rules.balance.kit import SHIPPED, shipped


def buying(ruleset: Ruleset, **factors: float) -> Policy:
    each = tuple(factors.get(key, 1.0) for key in ruleset.instruments)
    return replace(as_policy(ruleset, next(iter(ruleset.bots))), factors=(each, each))


def test_the_lines_and_numbers_behind_what_a_policy_buys_most_are_named() -> None:
    compiled = shipped("quick")
    places = Places.in_(compiled)
    told = effects_in_words(compiled.ruleset, buying(compiled.ruleset, labs=3.0), places)
    assert f"{places.of('params.lab_gain')}" in told
    assert f"{places.of('flows.algorithms')} algorithms" in told
    assert "`labs`" in told


def test_what_is_bought_as_before_is_not_blamed() -> None:
    compiled = shipped("quick")
    assert effects_in_words(compiled.ruleset, buying(compiled.ruleset, labs=1.2), Places.in_(compiled)) == ""
    assert bought_most(compiled.ruleset, buying(compiled.ruleset, labs=2.0, buy=3.0, fab=4.0)) == ["fab", "buy"]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_instrument_has_a_line_in_a_file(name: str) -> None:
    compiled = shipped(name)
    places = Places.in_(compiled)
    for key in compiled.ruleset.instruments:
        told = effects_in_words(compiled.ruleset, buying(compiled.ruleset, **{key: 2.0}), places)
        assert ".yaml:" in told
        assert f"`{key}`" in told
