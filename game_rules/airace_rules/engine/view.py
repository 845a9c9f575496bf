"""Views: what one audience may see, built up from nothing.

Every value is put in because a declaration names it for this audience (``sight``); nothing is ever taken out of a
full state. The parts are plain data, and the whole is checked once, as a ``View``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from airace_rules.engine.beliefs import believed_scores, score_sources
from airace_rules.engine.budget import Budget, budget_from, defaults_from
from airace_rules.engine.dice import Seed
from airace_rules.engine.identity import ByIdentity, once_per_object
from airace_rules.engine.plan import plan_of
from airace_rules.engine.report import orders_data, report_data
from airace_rules.engine.resolve import opening_of
from airace_rules.engine.sight import Known, known_of
from airace_rules.engine.view_undertakings import deals_data, projects_data, rival_projects_data
from airace_rules.engine.window import Row, look, standing_rows, windows_of
from airace_rules.ids import SIDES, Audience, Side, rival_of
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import Past, View

_KEPT: Final = 64
_KEPT_TURNS: Final = 512  # of a ruleset and a side; some 5 KiB each

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
    return _view(_Table(ruleset, known_of(ruleset), states, openings, history), audience)


def view_of_state(ruleset: Ruleset, state: MatchState, side: Side) -> View:
    """What a side may see of a state that has no past, such as one made by hand."""
    return _view(_Table(ruleset, known_of(ruleset), [state], [opening_of(ruleset, state)], []), side)


def _view(table: _Table, audience: Audience) -> View:
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
        "report": report_data(ruleset, table.history[-1], side) if table.history else None,
        "outcome": outcome_data(ruleset, state, opening) if over else None,
    }


def _side_data(table: _Table, side: Side) -> Data:
    known, ruleset, state, opening = table.known, table.ruleset, table.states[-1], table.openings[-1]
    past = [_past(table, side, k) for k in range(len(table.states))]
    seen = look(windows_of(ruleset)[side], state, opening)
    budget = None if state.ending is not None else _budget(ruleset, state, side, opening)
    gates = _gates(ruleset, opening)
    return {
        "budget": None if budget is None else budget._asdict(),
        "own": seen["own"],
        "rival": _estimates(seen["rival"], state.sides[side].bands),
        "world": seen["world"],
        "perceived": _estimates(state.sides[side].perceived, state.sides[side].bands),
        "sides": {},
        "stances": {key: state.sides[side].stances[key] for key in known.own_stances},
        "rival_stances": {key: state.sides[rival_of(side)].stances[key] for key in known.rival_stances},
        "side_stances": {},
        "projects": projects_data(ruleset, state, side, gates),
        "rival_projects": rival_projects_data(ruleset, state, side),
        "deals": deals_data(ruleset, state, gates),
        "defaults": None if budget is None else _defaults(ruleset, state, side, budget.total, gates),
        "scores": past[-1].scores if budget is not None else final_scores(ruleset, side, opening),
        "history": past,
    }


def _public_data(table: _Table) -> Data:
    known, state = table.known, table.states[-1]
    seen = look(windows_of(table.ruleset)[None], state, table.openings[-1])
    return {
        "budget": None,
        "own": {},
        "rival": {},
        "world": seen["world"],
        "perceived": {},
        "sides": {side: seen[side] for side in SIDES},
        "stances": {},
        "rival_stances": {},
        "side_stances": {s: {k: state.sides[s].stances[k] for k in known.rival_stances} for s in SIDES},
        "deals": deals_data(table.ruleset, state, _gates(table.ruleset, table.openings[-1])),
        "defaults": None,
        "scores": {},
        "history": [_public_past(table, k) for k in range(len(table.states))],
    }


def _estimates(values: Mapping[str, float], bands: Mapping[str, float]) -> dict[str, Data]:
    """Values with their standard errors; 0 for those that are exact."""
    return {name: {"value": value, "band": bands.get(name, 0.0)} for name, value in values.items()}


def _budget(ruleset: Ruleset, state: MatchState, side: Side, opening: Opening) -> Budget:
    variable = f"{side}.{ruleset.budget.variable}"
    return budget_from(plan_of(ruleset), state, side, {f"var:{variable}": opening[variable]})


def _gates(ruleset: Ruleset, opening: Opening) -> Opening:
    """The cells of the opening program that tell how projects and deals stand."""
    return {cell: opening[name] for cell, name in plan_of(ruleset).gates}


def _defaults(ruleset: Ruleset, state: MatchState, side: Side, total: int, gates: Opening) -> Data:
    return orders_data(defaults_from(plan_of(ruleset), state, side, total, gates))


def _past(table: _Table, side: Side, k: int) -> Past:
    """The gauges at the start of a turn, as one side saw them: checked once, and told again in every later view."""
    kept, state, opening = _told(table.ruleset)[side], table.states[k], table.openings[k]
    found = kept.get(state)
    if found is None or (found[0] is not opening and found[0] != opening):
        found = opening, Past.model_validate(_told_anew(table, side, k))
        kept.keep(state, found)
    return found[1]


@once_per_object(_KEPT)
def _told(ruleset: Ruleset) -> Mapping[Side, ByIdentity[MatchState, tuple[Opening, Past]]]:
    return {side: ByIdentity(_KEPT_TURNS) for side in SIDES}


def _told_anew(table: _Table, side: Side, k: int) -> Data:
    ruleset, state = table.ruleset, table.states[k]
    bands, perceived = state.sides[side].bands, state.sides[side].perceived
    seen = look(_past_rows(ruleset)[side], state, table.openings[k])
    gauges = table.known.gauges
    return {
        "turn": state.turn,
        "own": {name: seen["own"][name] for name in gauges if name in seen["own"]},
        "rival": _estimates({name: seen["rival"][name] for name in gauges if name in seen["rival"]}, bands),
        "world": {name: seen["world"][name] for name in gauges if name in seen["world"]},
        "perceived": _estimates(perceived, bands),
        "scores": believed_scores(ruleset, state, side, seen),
    }


def _public_past(table: _Table, k: int) -> Data:
    seen = look(_past_rows(table.ruleset)[None], table.states[k], table.openings[k])["world"]
    return {"turn": table.states[k].turn, "own": {}, "rival": {}, "world": seen, "perceived": {}, "scores": {}}


@once_per_object(_KEPT)
def _past_rows(ruleset: Ruleset) -> Mapping[Side | None, tuple[Row, ...]]:
    """Of each window the rows of gauges, and of what a side's scores are worked out from."""
    gauges = known_of(ruleset).gauges
    read = {side: score_sources(ruleset, side) for side in SIDES}
    return {
        side: tuple(
            row
            for row in (*rows, *(standing_rows(ruleset, side) if side else ()))
            if row.name in gauges or (side and (row.place, row.name) in read[side])
        )
        for side, rows in windows_of(ruleset).items()
    }


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
