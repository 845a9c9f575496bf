"""What `explain` says of a turn is what the engine computed, to the last digit."""

from __future__ import annotations

from functools import lru_cache

import pytest

from airace_rules.language.loader import Compiled, load_compiled
from airace_rules.language.names import Target
from airace_rules.reference.moment import Moment, holders
from airace_rules.state import TurnResult
from rules.quick.quick_games import FOLDER, played


@lru_cache
def compiled() -> Compiled:
    return load_compiled(FOLDER)


def match() -> tuple[TurnResult, ...]:
    return played("sprinter", "restrictor", 3).results


TURNS = range(1, len(match()) + 1)


def moment(turn: int) -> Moment:
    result = match()[turn - 1]
    return Moment(compiled(), result.before, result)


@pytest.mark.parametrize("turn", TURNS)
def test_every_variable_evaluates_to_what_was_recorded(turn: int) -> None:
    now, model = moment(turn), compiled().model
    scaled = {name for kind, name in model.targets if kind == "var"}
    for name in model.vars.keys() - scaled:
        for holder in holders(model.decl.vars[name].decl.per):
            side = None if holder == "world" else holder
            given = now.formula(model.vars[name], side)
            assert given is not None
            assert given == now.known(Target("own", "value", "var", name), holder), name


@pytest.mark.parametrize("turn", TURNS)
def test_every_flow_part_evaluates_to_what_was_recorded(turn: int) -> None:
    now, model = moment(turn), compiled().model
    for stock, parts in model.flows.items():
        for holder in holders(model.decl.stocks[stock].decl.per):
            recorded = now.parts(stock, holder)
            for part, use in parts.items():
                given = now.formula(use, None if holder == "world" else holder)
                if given is None:  # reads what the match does not keep: the state between its end and the year after
                    assert "new." in use.text
                    assert turn == TURNS[-1]
                    continue
                assert (part, given) in recorded, (stock, part)


def test_beliefs_evaluate_from_estimates_and_not_from_the_truth() -> None:
    now, model = moment(3), compiled().model
    lead = model.perceived["lead"]
    for side in ("washington", "beijing"):
        assert now.formula(lead, side) == now.state.sides[side].perceived["lead"]
    [rival] = [target for target in (lead.targets or {}).values() if target.owner == "rival"]
    assert now.value(rival, lead, "washington") == now.state.sides["washington"].estimates["frontier"]
    assert now.value(rival, lead, "washington") != now.state.sides["beijing"].stocks["frontier"]


def test_scores_evaluate_to_the_raw_scores_on_record() -> None:
    now, model = moment(2), compiled().model
    for name, use in model.raws.items():
        assert now.formula(use, "beijing") == now.opening[f"beijing.raw.{name}"]


def test_a_state_without_a_turn_has_no_values_of_a_turn() -> None:
    last = match()[-1].after
    now = Moment(compiled(), last, None)
    assert now.known(Target("own", "value", "stock", "chips"), "washington") == last.sides["washington"].stocks["chips"]
    for target in (
        Target("own", "value", "instrument", "buy"),
        Target("own", "value", "draw", "luck"),
        Target("own", "happened", "event", "scandal"),
        Target("own", "new", "stock", "chips"),
    ):
        assert now.known(target, "washington") is None
