"""The truth: for the facilitator during a match, for everybody after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from airace_rules.choices import drawn_options
from airace_rules.engine.asked import LEAD, true_cells
from airace_rules.engine.report import headline_data, orders_data
from airace_rules.engine.resolve import opening_of
from airace_rules.engine.sight import known_of
from airace_rules.engine.undertakings import standing_of, turns_left
from airace_rules.engine.view import final_scores, outcome_data
from airace_rules.errors import MatchNotOver
from airace_rules.ids import SIDES, WORLD, Owner, Side
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import Debrief


class TableTruth(NamedTuple):
    """One table as a facilitator sees it. ``lead``: months by which Washington is ahead in truth; None when the ruleset
    perceives no ``lead``. ``totals``: side → total score now."""

    lead: float | None
    totals: dict[Side, float]


def table_truth(ruleset: Ruleset, state: MatchState) -> TableTruth:
    """How a table really stands. For facilitators only: it reads what the sides do not know."""
    cells = true_cells(ruleset, state)
    lead = cells.get(f"perceived:washington.{LEAD}")
    return TableTruth(lead, {side: cells[f"score:{side}.total"] for side in SIDES})


def debrief_for(ruleset: Ruleset, history: Sequence[TurnResult]) -> Debrief:
    """Everything, turn by turn, with what was hidden. Raises MatchNotOver before the end."""
    if not history or history[-1].after.ending is None:
        raise MatchNotOver("the match is not over; its debrief would tell what is still secret")
    start = history[0].before
    points = [_point(ruleset, start, opening_of(ruleset, start), None)]
    points += [_point(ruleset, result.after, result.opening, result) for result in history]
    last = history[-1]
    return Debrief.model_validate({"outcome": outcome_data(ruleset, last.after, last.opening), "timeline": points})


def _point(
    ruleset: Ruleset, state: MatchState, opening: Mapping[str, float], result: TurnResult | None
) -> dict[str, Any]:
    gauges = known_of(ruleset).gauges
    return {
        "turn": state.turn,
        "sides": {side: _truth(state, opening, side, gauges) for side in SIDES},
        "world": _truth(state, opening, WORLD, gauges),
        "believed": {side: _believed(state, side) for side in SIDES},
        "scores": {side: final_scores(ruleset, side, opening) for side in SIDES},
        "orders": None if result is None else {side: orders_data(result.orders[side]) for side in SIDES},
        "headlines": [] if result is None else _headlines(result),
        "projects": {side: _projects(ruleset, state, side) for side in SIDES},
        "deals": {key: turns_left(deal, state) for key, deal in ruleset.deals.items()},
        "drawn": [] if result is None else _drawn(ruleset, result),
    }


def _truth(state: MatchState, opening: Mapping[str, float], owner: Owner, names: Sequence[str]) -> dict[str, float]:
    stocks = state.world if owner == WORLD else state.sides[owner].stocks
    known = {**{f"{owner}.{name}": value for name, value in stocks.items()}, **opening}
    return {name: known[f"{owner}.{name}"] for name in names if f"{owner}.{name}" in known}


def _projects(ruleset: Ruleset, state: MatchState, side: Side) -> dict[str, dict[str, Any]]:
    standings = {
        key: standing_of(project, state, side) for key, project in ruleset.projects.items() if side in project.cost
    }
    return {key: {"done": now.done, "progress": now.progress} for key, now in standings.items()}


def _believed(state: MatchState, side: Side) -> dict[str, dict[str, float]]:
    mine = state.sides[side]
    everything = {**mine.estimates, **mine.perceived}
    return {name: {"value": value, "band": mine.bands.get(name, 0.0)} for name, value in everything.items()}


def _drawn(ruleset: Ruleset, result: TurnResult) -> list[dict[str, Any]]:
    return [
        {"owner": each.owner, "draw": each.draw, "option": each.option, "aftermath": step.aftermath}
        for step in result.steps
        for each in drawn_options(ruleset, step.draws)
    ]


def _headlines(result: TurnResult) -> list[dict[str, Any]]:
    told = [headline_data(h, aftermath=step.aftermath) for step in result.steps for h in step.happenings]
    return sorted(told, key=lambda line: -int(line["weight"]))
