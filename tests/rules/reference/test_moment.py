"""What `explain` says of a turn is what the engine computed, to the last digit."""

from __future__ import annotations

from functools import lru_cache

import pytest

from airace_rules.engine.replay import replay
from airace_rules.engine.resolve import opening_of
from airace_rules.language.loader import Compiled, load_compiled
from airace_rules.language.names import Target
from airace_rules.reference.figures import names_of
from airace_rules.reference.moment import Moment, holders
from airace_rules.state import TurnResult
from rules.language.kit import QUICK
from support.matches import match_file

RULESETS = QUICK.parent


@lru_cache
def compiled(name: str) -> Compiled:
    return load_compiled(RULESETS / name)


@lru_cache
def match(name: str) -> tuple[TurnResult, ...]:
    """A match in which everything is tried."""
    return replay(match_file(compiled(name).ruleset), lambda files: compiled(name).ruleset).history


@lru_cache
def moment(name: str, turn: int) -> Moment:
    result = match(name)[turn - 1]
    return Moment(compiled(name), result.before, result)


MOMENTS = [(name, turn) for name in ("quick", "standard") for turn in range(1, len(match(name)) + 1)]


@pytest.mark.parametrize(("name", "turn"), MOMENTS)
def test_the_turn_computed_again_is_the_turn_on_record(name: str, turn: int) -> None:
    now, result = moment(name, turn), match(name)[turn - 1]
    for group, records in (("var", result.steps[0].values), ("flow", result.steps[0].parts)):
        assert records
        assert {cell: now.cells[f"{group}:{cell}"] for cell in records} == records
    known = opening_of(compiled(name).ruleset, result.before)
    figures = {cell: value for cell, value in known.items() if f"var:{cell}" in now.cells}
    assert figures
    assert {cell: now.cells[f"var:{cell}"] for cell in figures} == figures


@pytest.mark.parametrize(("name", "turn"), MOMENTS)
def test_every_variable_evaluates_to_what_was_recorded(name: str, turn: int) -> None:
    now, model = moment(name, turn), compiled(name).model
    scaled = {name for kind, name in model.targets if kind == "var"}
    for var in model.vars.keys() - scaled:
        for holder in holders(model.decl.vars[var].decl.per):
            side = None if holder == "world" else holder
            given = now.formula(model.vars[var], side)
            assert given is not None
            assert given == now.known(Target("own", "value", "var", var), holder), var


@pytest.mark.parametrize(("name", "turn"), MOMENTS)
def test_every_flow_part_evaluates_to_what_was_recorded(name: str, turn: int) -> None:
    now, model = moment(name, turn), compiled(name).model
    for stock, parts in model.flows.items():
        for holder in holders(model.decl.stocks[stock].decl.per):
            recorded = now.parts(stock, holder)
            for part, use in parts.items():
                given = now.formula(use, None if holder == "world" else holder)
                assert (part, given) in recorded, (stock, part)


@pytest.mark.parametrize(("name", "turn"), MOMENTS)
def test_every_formula_of_a_ruleset_has_a_value_in_every_turn(name: str, turn: int) -> None:
    now = moment(name, turn)
    for use in compiled(name).model.uses:
        for holder in holders(use.scope):
            side = None if holder == "world" else holder
            if use.purpose == "bot":  # local names of a strategy are no part of a match
                continue
            assert now.formula(use, side) is not None, use.label
            for written, target in names_of(use):
                inside = side or (None if target.owner != "own" else "washington")
                assert now.value(target, use, inside) is not None, (use.label, written)


def test_beliefs_evaluate_from_estimates_and_not_from_the_truth() -> None:
    now, model = moment("quick", 3), compiled("quick").model
    lead = model.perceived["lead"]
    for side in ("washington", "beijing"):
        assert now.formula(lead, side) == now.state.sides[side].perceived["lead"]
    [rival] = [target for target in (lead.targets or {}).values() if target.owner == "rival"]
    assert now.value(rival, lead, "washington") == now.state.sides["washington"].estimates["frontier"]
    assert now.value(rival, lead, "washington") != now.state.sides["beijing"].stocks["frontier"]


def test_scores_evaluate_to_the_raw_scores_on_record() -> None:
    now, model = moment("quick", 2), compiled("quick").model
    for name, use in model.raws.items():
        assert now.formula(use, "beijing") == now.cells[f"raw:beijing.{name}"]


def test_a_state_without_a_turn_has_no_values_of_a_turn() -> None:
    last = match("quick")[-1].after
    now = Moment(compiled("quick"), last, None)
    assert now.known(Target("own", "value", "stock", "chips"), "washington") == last.sides["washington"].stocks["chips"]
    for target in (
        Target("own", "value", "instrument", "buy"),
        Target("own", "value", "draw", "luck"),
        Target("own", "happened", "event", "scandal"),
        Target("own", "new", "stock", "chips"),
    ):
        assert now.known(target, "washington") is None
