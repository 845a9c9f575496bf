"""Views: what one audience may see, built up from nothing.

Every value is put in because a declaration names it for this audience (``sight``); nothing is ever taken out of a
full state. The parts are plain data, and the whole is checked once, as a ``View``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from airace_rules.engine.beliefs import believed_scores
from airace_rules.engine.budget import Budget, budget_from, defaults_from
from airace_rules.engine.dice import Seed
from airace_rules.engine.plan import plan_of
from airace_rules.engine.report import orders_data, report_data
from airace_rules.engine.resolve import opening_of
from airace_rules.engine.sight import Known, known_of
from airace_rules.ids import SIDES, WORLD, Audience, Side, rival_of
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import View

Opening = Mapping[str, float]
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Table:
    """A match so far: states and opening variables at the start of every turn, and the results between them."""

    ruleset: Ruleset
    known: Known
    states: Sequence[MatchState]
    openings: Sequence[Opening]
    history: Sequence[TurnResult]


def view_for(
    ruleset: Ruleset, state: MatchState, history: Sequence[TurnResult], audience: Audience, seed: Seed | None = None
) -> View:
    """All that ``audience`` may see of the match itself.

    ``state`` is the newest state and ``history`` every result up to it, the first turn's first. Chance is in the
    state already, so ``seed`` is not used. A facilitator gets the spectator's view; see ``table_truth``.
    Raises ValueError when the history does not lead to the state.
    """
    newest = history[-1].after if history else state
    if state.turn != len(history) + 1 or (newest is not state and newest != state):
        raise ValueError(f"the history of {len(history)} turns does not lead to the state at turn {state.turn}")
    states = [result.before for result in history] + [state]
    openings = [opening_of(ruleset, states[0])] + [result.opening for result in history]
    table = _Table(ruleset, known_of(ruleset), states, openings, history)
    if audience == "washington" or audience == "beijing":
        return View.model_validate({**_common_data(table, audience, audience), **_side_data(table, audience)})
    return View.model_validate({**_common_data(table, audience, None), **_public_data(table)})


def _common_data(table: _Table, audience: Audience, side: Side | None) -> Data:
    """What every audience's view has."""
    ruleset, state, opening = table.ruleset, table.states[-1], table.openings[-1]
    over = state.ending is not None
    return {
        "audience": audience,
        "side": side,
        "turn": state.turn,
        "turns": len(ruleset.turns),
        "over": over,
        "world": world_values(table.known, state, opening),
        "report": report_data(ruleset, table.history[-1], side) if table.history else None,
        "outcome": outcome_data(ruleset, state, opening) if over else None,
    }


def _side_data(table: _Table, side: Side) -> Data:
    known, ruleset, state, opening = table.known, table.ruleset, table.states[-1], table.openings[-1]
    past = [_past(table, side, k) for k in range(len(table.states))]
    budget = None if state.ending is not None else _budget(ruleset, state, side, opening)
    return {
        "budget": None if budget is None else budget._asdict(),
        "own": own_values(known, state, side, opening),
        "rival": _estimates(rival_values(known, state, side, opening), state.sides[side].bands),
        "perceived": _estimates(state.sides[side].perceived, state.sides[side].bands),
        "sides": {},
        "stances": {key: state.sides[side].stances[key] for key in known.own_stances},
        "rival_stances": {key: state.sides[rival_of(side)].stances[key] for key in known.rival_stances},
        "side_stances": {},
        "defaults": None if budget is None else _defaults(ruleset, state, side, budget.total),
        "scores": past[-1]["scores"] if budget is not None else final_scores(ruleset, side, opening),
        "history": past,
    }


def _public_data(table: _Table) -> Data:
    known, state, opening = table.known, table.states[-1], table.openings[-1]
    return {
        "budget": None,
        "own": {},
        "rival": {},
        "perceived": {},
        "sides": {side: _common_values(known, state, side, opening) for side in SIDES},
        "stances": {},
        "rival_stances": {},
        "side_stances": {s: {k: state.sides[s].stances[k] for k in known.rival_stances} for s in SIDES},
        "defaults": None,
        "scores": {},
        "history": [_public_past(table, k) for k in range(len(table.states))],
    }


def own_values(known: Known, state: MatchState, side: Side, opening: Opening) -> dict[str, float]:
    """A side's own stocks and opening variables."""
    stocks = state.sides[side].stocks
    values = {name: stocks[name] for name in known.own_stocks}
    values.update((name, opening[f"{side}.{name}"]) for name in known.own_opening)
    return values


def rival_values(known: Known, state: MatchState, side: Side, opening: Opening) -> dict[str, float]:
    """What a side knows of its rival: exact values, and its estimates of rough ones."""
    rival, mine = rival_of(side), state.sides[side]
    values = {name: state.sides[rival].stocks[name] for name in known.rival_stocks}
    values.update((name, opening[f"{rival}.{name}"]) for name in known.rival_opening)
    values.update((name, mine.estimates[name]) for name in known.rough)
    return values


def world_values(known: Known, state: MatchState, opening: Opening) -> dict[str, float]:
    """The public stocks and opening variables of the world."""
    values = {name: state.world[name] for name in known.world_stocks}
    values.update((name, opening[f"{WORLD}.{name}"]) for name in known.world_opening)
    return values


def _common_values(known: Known, state: MatchState, side: Side, opening: Opening) -> dict[str, float]:
    """What both sides know exactly of one of them."""
    values = {name: state.sides[side].stocks[name] for name in known.common_stocks}
    values.update((name, opening[f"{side}.{name}"]) for name in known.common_opening)
    return values


def _estimates(values: Mapping[str, float], bands: Mapping[str, float]) -> dict[str, Data]:
    """Values with their standard errors; 0 for those that are exact."""
    return {name: {"value": value, "band": bands.get(name, 0.0)} for name, value in values.items()}


def _budget(ruleset: Ruleset, state: MatchState, side: Side, opening: Opening) -> Budget:
    variable = f"{side}.{ruleset.budget.variable}"
    return budget_from(plan_of(ruleset), state, side, {f"var:{variable}": opening[variable]})


def _defaults(ruleset: Ruleset, state: MatchState, side: Side, total: int) -> Data:
    return orders_data(defaults_from(plan_of(ruleset), state, side, total))


def _past(table: _Table, side: Side, k: int) -> Data:
    """The gauges at the start of a turn, as one side saw them."""
    known, state, opening = table.known, table.states[k], table.openings[k]
    mine = state.sides[side]
    own = own_values(known, state, side, opening)
    rival = rival_values(known, state, side, opening)
    world = world_values(known, state, opening)
    return {
        "turn": state.turn,
        "own": {name: own[name] for name in known.gauges if name in own},
        "rival": _estimates({name: rival[name] for name in known.gauges if name in rival}, mine.bands),
        "world": {name: world[name] for name in known.gauges if name in world},
        "perceived": _estimates(mine.perceived, mine.bands),
        "scores": believed_scores(table.ruleset, state, side, own, rival, world),
    }


def _public_past(table: _Table, k: int) -> Data:
    world = world_values(table.known, table.states[k], table.openings[k])
    shown = {name: world[name] for name in table.known.gauges if name in world}
    return {"turn": table.states[k].turn, "own": {}, "rival": {}, "world": shown, "perceived": {}, "scores": {}}


def final_scores(ruleset: Ruleset, side: Side, opening: Opening) -> dict[str, float]:
    """The true scores of a side: every dimension, and ``total``."""
    return {key: opening[f"{side}.score.{key}"] for key in (*ruleset.scores, "total")}


def outcome_data(ruleset: Ruleset, state: MatchState, opening: Opening) -> Data:
    """How a match that is over has ended: a ``views.Outcome``."""
    scores = {side: final_scores(ruleset, side, opening) for side in SIDES}
    return {
        "ending": state.ending,
        "winner": state.winner,
        "totals": {side: scores[side].pop("total") for side in SIDES},
        "dimensions": scores,
    }
