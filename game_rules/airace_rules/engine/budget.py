"""What a side may spend, and the orders that count when nobody gives any. All in integer tenths of a point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from airace_rules.engine.allocate import allocate
from airace_rules.engine.keeping import kept_caps, kept_floors, kept_stances, terms_to_keep
from airace_rules.engine.opened import open_state
from airace_rules.engine.plan import Plan, plan_of
from airace_rules.engine.undertakings import caps_of, has_offered, is_open, standing_of, turns_left
from airace_rules.ids import SIDES, TENTHS_PER_POINT, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Deal, Project, Ruleset
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
    return budget_from(plan, state, side, open_state(plan, state).opening)


def budget_from(plan: Plan, state: MatchState, side: Side, opening: Mapping[str, float]) -> Budget:
    """``budget_of`` when the opening variables are known already."""
    points = opening[f"var:{side}.{plan.ruleset.budget.variable}"]
    income = max(0, min(MOST_INCOME, int(points * TENTHS_PER_POINT // 1.0)))
    carried = state.sides[side].carried
    return Budget(income + carried, income, carried)


def carry_over(plan: Plan, unspent: int) -> int:
    """Tenths that remain of what was not spent."""
    return int(unspent * plan.ruleset.budget.carry_over)


def cost_of(plan: Plan, state: MatchState, side: Side, orders: Orders) -> int:
    """Tenths that orders cost: instruments, stance changes and instalments."""
    before, stances, projects = state.sides[side].stances, plan.ruleset.stances, plan.ruleset.projects
    changes = sum(stances[key].cost for key, option in orders.stances.items() if option != before[key])
    instalments = sum(projects[key].cost[side] for key, paid in orders.projects.items() if paid)
    return sum(orders.instruments.values()) + changes + instalments


def default_orders(ruleset: Ruleset, state: MatchState, side: Side) -> Orders:
    """The orders that count if nothing else is committed: those of the turn before, scaled down to the budget; in the
    first turn an even share for each lever, split among its instruments as declared. Stances stay, deals in force and
    open offers stay signed, and projects under way that were paid for are paid for again while the budget allows. So
    that nobody breaks a deal by being absent, points and stances are moved to what deals in force want, as far as the
    budget and the changes of a turn allow."""
    plan = plan_of(ruleset)
    opening = open_state(plan, state).opening
    return defaults_from(plan, state, side, budget_from(plan, state, side, opening).total, opening)


def defaults_from(plan: Plan, state: MatchState, side: Side, total: int, opening: Mapping[str, float]) -> Orders:
    """``default_orders`` when the budget and the gates of the opening program are known already."""
    ruleset = plan.ruleset
    terms = terms_to_keep(ruleset, state, side)
    caps = kept_caps(terms, caps_of(ruleset, state, side))
    stances, left = kept_stances(plan, state, side, terms, total)
    projects, left = _instalments(plan, state, side, left)
    if state.turn == 1:
        weights = [i.split for i in ruleset.instruments.values()]
        amounts = dict(zip(caps, allocate(weights, left, list(caps.values())), strict=True))
    else:
        floors = kept_floors(terms, caps, left)
        amounts = _as_before(state.sides[side].orders.instruments, caps, floors, left)
    deals = {key: _signs_again(deal, state, side, opening) for key, deal in ruleset.deals.items()}
    return Orders(amounts, stances, projects, deals)


def _as_before(
    last: Mapping[str, int], caps: Mapping[str, int], floors: Mapping[str, int], left: int
) -> dict[str, int]:
    """Last turn's amounts within their bounds; what lies above the floors is scaled down to what is left."""
    above = {key: max(0, min(last.get(key, 0), cap) - floors.get(key, 0)) for key, cap in caps.items()}
    scaled = scaled_down(above, left - sum(floors.values()))
    return {key: amount + floors.get(key, 0) for key, amount in scaled.items()}


def _instalments(plan: Plan, state: MatchState, side: Side, total: int) -> tuple[dict[str, bool], int]:
    """Last turn's payments for projects that still go on, as far as they can be paid; tenths left."""
    projects, left = {}, total
    for owner, key, _ in plan.pays:
        if owner == side:
            project, last = plan.ruleset.projects[key], state.sides[side].orders.projects
            projects[key] = bool(last.get(key)) and _goes_on(project, state, side) and project.cost[side] <= left
            left -= project.cost[side] if projects[key] else 0
    return projects, left


def _goes_on(project: Project, state: MatchState, side: Side) -> bool:
    standing = standing_of(project, state, side)
    return standing.started and standing.room and not standing.escrow  # nobody pays ahead without saying so


def _signs_again(deal: Deal, state: MatchState, side: Side, opening: Mapping[str, float]) -> bool:
    return turns_left(deal, state) > 0 or (has_offered(deal, state, side) and is_open(deal, state, opening))


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
