"""Between a state and the cells that programs read and write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from airace_rules.engine.plan import Plan
from airace_rules.ids import SIDES, TENTHS_PER_POINT, WORLD, Owner, Side
from airace_rules.orders import Orders
from airace_rules.state import MatchState

Cells = dict[str, float]


def turn_cells(plan: Plan, turn: int) -> Cells:
    """Cells that follow from the turn's number alone. The year after counts as one turn more than there are."""
    count = len(plan.ruleset.turns)
    after = 1.0 if turn > count and plan.ruleset.aftermath else 0.0
    cells = {"turn:number": float(turn), "turn:count": float(count), "turn:aftermath": after}
    for cell, values in plan.par:
        cells[cell] = values[turn - 1]
    return cells


def state_cells(plan: Plan, state: MatchState) -> Cells:
    """Cells of a state: stocks, arrivals, stances, and those of its turn."""
    cells = turn_cells(plan, state.turn)
    for owner, name, cell, _ in plan.stocks:
        cells[cell] = stocks_of(state, owner)[name]
    for owner, name, cell, _ in plan.pipelines:
        cells[cell] = pipelines_of(state, owner)[name][0]
    for side, key, cell, changed in plan.stances:
        option = state.sides[side].stances[key]
        cells[cell] = float(plan.ruleset.stances[key].options.index(option))
        cells[changed] = 0.0
    return cells


def stocks_of(state: MatchState, owner: Owner) -> Mapping[str, float]:
    """The stocks of a side or of the world."""
    return state.world if owner == WORLD else state.sides[owner].stocks


def pipelines_of(state: MatchState, owner: Owner) -> Mapping[str, tuple[float, ...]]:
    """The pipelines of a side or of the world."""
    return state.world_pipelines if owner == WORLD else state.sides[owner].pipelines


def order_cells(plan: Plan, state: MatchState, orders: Mapping[Side, Orders]) -> Cells:
    """Cells of committed orders: points in instruments, stances as ordered and whether they changed, instalments,
    signatures."""
    cells: Cells = {}
    for side, key, cell in plan.orders:
        cells[cell] = orders[side].instruments.get(key, 0) / TENTHS_PER_POINT
    for side, key, cell, changed in plan.stances:
        before = state.sides[side].stances[key]
        option = orders[side].stances.get(key, before)
        cells[cell] = float(plan.ruleset.stances[key].options.index(option))
        cells[changed] = 1.0 if option != before else 0.0
    for side, key, cell in plan.pays:
        cells[cell] = 1.0 if orders[side].projects.get(key) else 0.0
    for side, key, cell in plan.signs:
        cells[cell] = 1.0 if orders[side].deals.get(key) else 0.0
    return cells


def idle_cells(plan: Plan) -> Cells:
    """Cells of a step in which nobody orders anything; stances stay as the state has them."""
    return {cell: 0.0 for _, _, cell in (*plan.orders, *plan.pays, *plan.signs)}


def advance(plan: Plan, state: MatchState, outputs: Mapping[str, float]) -> MatchState:
    """The state after a step: new stocks, and every pipeline moved on by one place. All else as before."""
    stocks: dict[Owner, dict[str, float]] = {owner: {} for owner in (*SIDES, WORLD)}
    for owner, name, _, result in plan.stocks:
        value = outputs.get(result)
        stocks[owner][name] = stocks_of(state, owner)[name] if value is None else value
    moved: dict[Owner, dict[str, tuple[float, ...]]] = {owner: {} for owner in (*SIDES, WORLD)}
    for owner, name, _, result in plan.pipelines:
        moved[owner][name] = (*pipelines_of(state, owner)[name][1:], outputs[result])
    sides = {s: replace(state.sides[s], stocks=stocks[s], pipelines=moved[s]) for s in SIDES}
    return replace(state, sides=sides, world=stocks[WORLD], world_pipelines=moved[WORLD])
