"""Between a state and the cells that programs read and write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airace_rules.engine.plan import Plan
from airace_rules.ids import SIDES, TENTHS_PER_POINT, WORLD, Owner, Side
from airace_rules.orders import Orders
from airace_rules.state import MatchState, SideState

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
    for owner, stocks in plan.stock_cells.items():
        cells.update(stocks.pairs(stocks_of(state, owner)))
    for owner, name, cell, _ in plan.pipelines:
        cells[cell] = pipelines_of(state, owner)[name][0]
    for side, key, cell, changed in plan.stances:
        cells[cell] = plan.places[key][state.sides[side].stances[key]]
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
    points = {side: given.instruments for side, given in orders.items()}
    cells: Cells = {cell: points[side].get(key, 0) / TENTHS_PER_POINT for side, key, cell in plan.orders}
    for side, key, cell, changed in plan.stances:
        before = state.sides[side].stances[key]
        option = orders[side].stances.get(key, before)
        cells[cell] = plan.places[key][option]
        cells[changed] = 1.0 if option != before else 0.0
    for side, key, cell in plan.pays:
        cells[cell] = 1.0 if orders[side].projects.get(key) else 0.0
    for side, key, cell in plan.signs:
        cells[cell] = 1.0 if orders[side].deals.get(key) else 0.0
    return cells


def idle_cells(plan: Plan) -> Cells:
    """Cells of a step in which nobody orders anything; stances stay as the state has them."""
    return {cell: 0.0 for _, _, cell in (*plan.orders, *plan.pays, *plan.signs)}


def advance(plan: Plan, state: MatchState, values: Sequence[float]) -> MatchState:
    """The state after a step: new stocks, and every pipeline moved on by one place. All else as before. ``values`` are
    those of the turn program."""
    sides = {side: _side_after(plan, state, side, values) for side in SIDES}
    world, arrivals = _new_stocks(plan, state, WORLD, values), _moved_on(plan, state, WORLD, values)
    return MatchState(state.turn, sides, world, state.ending, state.winner, arrivals)


def _side_after(plan: Plan, state: MatchState, side: Side, values: Sequence[float]) -> SideState:
    before = state.sides[side]
    return SideState(
        _new_stocks(plan, state, side, values),
        _moved_on(plan, state, side, values),
        before.stances,
        before.orders,
        before.carried,
        before.estimates,
        before.perceived,
        before.bands,
    )


def _new_stocks(plan: Plan, state: MatchState, owner: Owner, values: Sequence[float]) -> dict[str, float]:
    """Stocks that nothing moves stay."""
    stocks = dict(stocks_of(state, owner))
    stocks.update(plan.harvest.stocks[owner].pairs(values))
    return stocks


def _moved_on(plan: Plan, state: MatchState, owner: Owner, values: Sequence[float]) -> dict[str, tuple[float, ...]]:
    before = pipelines_of(state, owner)
    return {name: (*before[name][1:], entering) for name, entering in plan.harvest.entering[owner].pairs(values)}
