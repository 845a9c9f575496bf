"""What a side may spend, and the orders that count when nobody gives any. All in integer tenths of a point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from airace_rules.engine.allocate import allocate
from airace_rules.engine.cells import state_cells
from airace_rules.engine.plan import Plan, plan_of
from airace_rules.ids import SIDES, TENTHS_PER_POINT, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState

MOST_INCOME: Final = 1_000_000  # tenths; keeps a runaway formula within what messages carry


class Budget(NamedTuple):
    """Tenths of a point this turn: ``total`` = ``income`` + ``carried``. Fixed when the turn opens."""

    total: int
    income: int
    carried: int


def budget_of(ruleset: Ruleset, state: MatchState, side: Side) -> Budget:
    """What a side may spend this turn."""
    plan = plan_of(ruleset)
    return budget_from(plan, state, side, plan.opening.run(state_cells(plan, state)))


def budget_from(plan: Plan, state: MatchState, side: Side, opening: Mapping[str, float]) -> Budget:
    """``budget_of`` when the opening variables are known already."""
    points = opening[f"var:{side}.{plan.ruleset.budget.variable}"]
    income = max(0, min(MOST_INCOME, int(points * TENTHS_PER_POINT // 1.0)))
    carried = state.sides[side].carried
    return Budget(income + carried, income, carried)


def carry_over(plan: Plan, unspent: int) -> int:
    """Tenths that remain of what was not spent."""
    return int(unspent * plan.ruleset.budget.carry_over)


def stance_cost(plan: Plan, state: MatchState, side: Side, orders: Orders) -> int:
    """Tenths that the stance changes of orders cost."""
    before = state.sides[side].stances
    stances = plan.ruleset.stances
    return sum(stances[key].cost for key, option in orders.stances.items() if option != before[key])


def default_orders(ruleset: Ruleset, state: MatchState, side: Side) -> Orders:
    """The orders that count if nothing else is committed: those of the turn before, scaled down to the budget; in the
    first turn an even share for each lever, split among its instruments as declared. Stances stay."""
    plan = plan_of(ruleset)
    return defaults_from(plan, state, side, budget_of(ruleset, state, side).total)


def defaults_from(plan: Plan, state: MatchState, side: Side, total: int) -> Orders:
    """``default_orders`` when the budget is known already."""
    ruleset = plan.ruleset
    if state.turn == 1:
        keys = list(ruleset.instruments)
        weights = [i.split for i in ruleset.instruments.values()]
        caps = [i.cap[side] for i in ruleset.instruments.values()]
        amounts = dict(zip(keys, allocate(weights, total, caps), strict=True))
    else:
        amounts = scaled_down({k: state.sides[side].orders.instruments.get(k, 0) for k in ruleset.instruments}, total)
    return Orders(amounts, dict(state.sides[side].stances))


def scaled_down(amounts: Mapping[str, int], total: int) -> dict[str, int]:
    """Amounts in the same proportions whose sum is at most ``total``; none grows.

    >>> scaled_down({"a": 30, "b": 30, "c": 40}, 50)
    {'a': 15, 'b': 15, 'c': 20}
    """
    spent = sum(amounts.values())
    if spent <= total:
        return dict(amounts)
    scaled, running, edge = {}, 0, 0
    for key, amount in amounts.items():
        running += amount
        upper = running * total // spent
        scaled[key] = upper - edge
        edge = upper
    return scaled


def opening_orders() -> dict[Side, Orders]:
    """The orders before the first turn: none."""
    return {side: Orders() for side in SIDES}
