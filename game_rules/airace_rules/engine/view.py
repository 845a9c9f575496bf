"""Views: what one audience may see, built up from nothing.

Every value is put in because a declaration names it for this audience (``sight``); nothing is ever taken out of a
full state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airace_rules.engine.beliefs import believed_scores
from airace_rules.engine.budget import budget_from, defaults_from
from airace_rules.engine.dice import Seed
from airace_rules.engine.plan import plan_of
from airace_rules.engine.report import report_for
from airace_rules.engine.resolve import opening_of
from airace_rules.engine.sight import Known, known_of
from airace_rules.ids import SIDES, WORLD, Audience, Side, rival_of
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import BudgetView, Estimate, OrdersView, Outcome, Past, View

Opening = Mapping[str, float]


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
    if audience == "washington" or audience == "beijing":
        return _side_view(ruleset, audience, states, openings, history)
    return _public_view(ruleset, audience, states, openings, history)


def _side_view(
    ruleset: Ruleset,
    side: Side,
    states: Sequence[MatchState],
    openings: Sequence[Opening],
    history: Sequence[TurnResult],
) -> View:
    known, state, opening = known_of(ruleset), states[-1], openings[-1]
    past = [_past(ruleset, side, s, o) for s, o in zip(states, openings, strict=True)]
    over = state.ending is not None
    budget = None if over else _budget(ruleset, state, side, opening)
    total = None if budget is None else budget.total
    return View(
        audience=side,
        side=side,
        turn=state.turn,
        turns=len(ruleset.turns),
        over=over,
        budget=budget,
        own=own_values(known, state, side, opening),
        rival=rival_values(known, state, side, opening),
        world=world_values(known, state, opening),
        perceived=_perceived(state, side),
        sides={},
        stances={key: state.sides[side].stances[key] for key in known.own_stances},
        rival_stances={key: state.sides[rival_of(side)].stances[key] for key in known.rival_stances},
        side_stances={},
        defaults=None if total is None else orders_view(defaults_from(plan_of(ruleset), state, side, total)),
        scores=final_scores(ruleset, side, opening) if over else past[-1].scores,
        history=past,
        report=report_for(ruleset, history[-1], side) if history else None,
        outcome=outcome_of(ruleset, state, opening) if over else None,
    )


def _public_view(
    ruleset: Ruleset,
    audience: Audience,
    states: Sequence[MatchState],
    openings: Sequence[Opening],
    history: Sequence[TurnResult],
) -> View:
    known, state, opening = known_of(ruleset), states[-1], openings[-1]
    over = state.ending is not None
    return View(
        audience=audience,
        side=None,
        turn=state.turn,
        turns=len(ruleset.turns),
        over=over,
        budget=None,
        own={},
        rival={},
        world=world_values(known, state, opening),
        perceived={},
        sides={side: _common(known, state, side, opening) for side in SIDES},
        stances={},
        rival_stances={},
        side_stances={s: {k: state.sides[s].stances[k] for k in known.rival_stances} for s in SIDES},
        defaults=None,
        scores={},
        history=[_public_past(ruleset, s, o) for s, o in zip(states, openings, strict=True)],
        report=report_for(ruleset, history[-1], None) if history else None,
        outcome=outcome_of(ruleset, state, opening) if over else None,
    )


def own_values(known: Known, state: MatchState, side: Side, opening: Opening) -> dict[str, float]:
    """A side's own stocks and opening variables."""
    stocks = state.sides[side].stocks
    values = {name: stocks[name] for name in known.own_stocks}
    values.update((name, opening[f"{side}.{name}"]) for name in known.own_opening)
    return values


def rival_values(known: Known, state: MatchState, side: Side, opening: Opening) -> dict[str, Estimate]:
    """What a side knows of its rival: exact values, and estimates of rough ones."""
    rival, mine = rival_of(side), state.sides[side]
    values = {n: Estimate(value=state.sides[rival].stocks[n], band=0.0) for n in known.rival_stocks}
    values.update((n, Estimate(value=opening[f"{rival}.{n}"], band=0.0)) for n in known.rival_opening)
    values.update((n, Estimate(value=mine.estimates[n], band=mine.bands[n])) for n in known.rough)
    return values


def world_values(known: Known, state: MatchState, opening: Opening) -> dict[str, float]:
    """The public stocks and opening variables of the world."""
    values = {name: state.world[name] for name in known.world_stocks}
    values.update((name, opening[f"{WORLD}.{name}"]) for name in known.world_opening)
    return values


def _common(known: Known, state: MatchState, side: Side, opening: Opening) -> dict[str, float]:
    """What both sides know exactly of one of them."""
    values = {name: state.sides[side].stocks[name] for name in known.common_stocks}
    values.update((name, opening[f"{side}.{name}"]) for name in known.common_opening)
    return values


def _perceived(state: MatchState, side: Side) -> dict[str, Estimate]:
    mine = state.sides[side]
    return {n: Estimate(value=value, band=mine.bands.get(n, 0.0)) for n, value in mine.perceived.items()}


def _budget(ruleset: Ruleset, state: MatchState, side: Side, opening: Opening) -> BudgetView:
    variable = f"{side}.{ruleset.budget.variable}"
    budget = budget_from(plan_of(ruleset), state, side, {f"var:{variable}": opening[variable]})
    return BudgetView(total=budget.total, income=budget.income, carried=budget.carried)


def orders_view(orders: Orders) -> OrdersView:
    """Orders in the shape that is sent."""
    return OrdersView(instruments=dict(orders.instruments), stances=dict(orders.stances))


def _past(ruleset: Ruleset, side: Side, state: MatchState, opening: Opening) -> Past:
    """The gauges at the start of a turn, as one side saw them."""
    known, gauges = known_of(ruleset), ruleset.gauges
    own = own_values(known, state, side, opening)
    rival = rival_values(known, state, side, opening)
    world = world_values(known, state, opening)
    perceived = _perceived(state, side)
    shown = [_bare(gauge) for gauge in gauges]
    return Past(
        turn=state.turn,
        own={n: own[n] for n in shown if n in own},
        rival={n: rival[n] for n in shown if n in rival},
        world={n: world[n] for n in shown if n in world},
        perceived=perceived,
        scores=believed_scores(ruleset, state, side, own, rival, world),
    )


def _public_past(ruleset: Ruleset, state: MatchState, opening: Opening) -> Past:
    world = world_values(known_of(ruleset), state, opening)
    shown = {n: world[n] for n in map(_bare, ruleset.gauges) if n in world}
    return Past(turn=state.turn, own={}, rival={}, world=shown, perceived={}, scores={})


def _bare(gauge: str) -> str:
    """A gauge without its scope: ``world.tension`` is ``tension``; names are unique in a ruleset."""
    return gauge.removeprefix(f"{WORLD}.")


def final_scores(ruleset: Ruleset, side: Side, opening: Opening) -> dict[str, float]:
    """The true scores of a side: every dimension, and ``total``."""
    return {key: opening[f"{side}.score.{key}"] for key in (*ruleset.scores, "total")}


def outcome_of(ruleset: Ruleset, state: MatchState, opening: Opening) -> Outcome:
    """How the match ended. Only for a match that is over."""
    assert state.ending is not None  # noqa: S101 - callers ask only then
    scores = {side: final_scores(ruleset, side, opening) for side in SIDES}
    return Outcome(
        ending=state.ending,
        winner=state.winner,
        totals={side: scores[side].pop("total") for side in SIDES},
        dimensions=scores,
    )
