"""Are these orders allowed? Every problem is found at once, each with a stable code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from airace_rules.engine.budget import budget_from, cost_of
from airace_rules.engine.check_undertakings import paid_projects, undertaking_problems
from airace_rules.engine.opened import open_state
from airace_rules.engine.plan import Plan, plan_of
from airace_rules.errors import ConflictingOrders, IllegalOrders, MalformedOrders, MatchOver, OrdersError, Problem
from airace_rules.ids import SIDES, TENTHS_PER_POINT, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState


def check_orders(ruleset: Ruleset, state: MatchState, side: Side, orders: Orders) -> Orders:
    """The orders in full: every instrument, stance, project of this side and deal, in the ruleset's order.

    Raises MalformedOrders, IllegalOrders or ConflictingOrders (the first of these that applies) with all problems
    found; MatchOver once the match has ended.
    """
    plan = plan_of(ruleset)
    return check_from(plan, state, side, orders, open_state(plan, state).opening)


def check_from(plan: Plan, state: MatchState, side: Side, orders: Orders, opening: Mapping[str, float]) -> Orders:
    """``check_orders`` when the opening variables are known already."""
    if side not in SIDES:
        raise ValueError(f"there is no side {side!r}; the sides are {' and '.join(SIDES)}")
    if state.ending is not None:
        raise MatchOver(f"the match ended ({state.ending}); no more orders are taken")
    problems = [*_instrument_problems(plan, side, orders), *_stance_problems(plan, state, side, orders)]
    if plan.pays or plan.signs or orders.projects or orders.deals:
        problems += undertaking_problems(plan, state, side, orders, opening)
    if problems or not _affordable(plan, state, side, orders, opening):
        problems += _sum_problems(plan, state, side, orders, opening)
    if problems:
        raise _error_of(problems)
    stances = state.sides[side].stances
    return Orders(
        {key: orders.instruments.get(key, 0) for key in plan.ruleset.instruments},
        {key: orders.stances.get(key, stances[key]) for key in plan.ruleset.stances},
        {key: orders.projects.get(key, False) for owner, key, _ in plan.pays if owner == side},
        {key: orders.deals.get(key, False) for key in plan.ruleset.deals},
    )


def _error_of(problems: list[Problem]) -> OrdersError:
    codes = {problem.code for problem in problems}
    classes = (MalformedOrders, IllegalOrders, ConflictingOrders)
    return next(kind for kind in classes if codes & kind.codes)(problems)


def _is_whole(amount: object) -> bool:
    return isinstance(amount, int) and not isinstance(amount, bool)


def _points(tenths: int) -> float:
    return tenths / TENTHS_PER_POINT


def _instrument_problems(plan: Plan, side: Side, orders: Orders) -> Iterator[Problem]:
    known = plan.ruleset.instruments
    for key, amount in orders.instruments.items():
        if key in known and type(amount) is int and 0 <= amount <= known[key].cap[side]:
            continue
        field = f"instruments.{key}"
        if key not in known:
            words = f"There is no instrument {key!r}; there are {', '.join(known)}."
            yield Problem("unknown_instrument", field, words, {"instrument": str(key)})
        elif not _is_whole(amount):
            words = f"{key} is {amount!r}; give a whole number of tenths of a point."
            yield Problem("not_an_integer", field, words, {"instrument": key})
        elif amount < 0:
            words = f"{key} is {_points(amount):g} points; nothing below 0 can be spent."
            yield Problem("negative", field, words, {"instrument": key, "points": _points(amount)})
        elif not known[key].cap[side]:
            yield Problem(
                "not_your_instrument", field, f"{key} is not an instrument of this side.", {"instrument": key}
            )
        elif amount > known[key].cap[side]:
            cap = _points(known[key].cap[side])
            words = f"{key} takes at most {cap:g} points a turn, not {_points(amount):g}."
            yield Problem("over_cap", field, words, {"instrument": key, "points": _points(amount), "cap": cap})


def _stance_problems(plan: Plan, state: MatchState, side: Side, orders: Orders) -> Iterator[Problem]:
    known, before = plan.ruleset.stances, state.sides[side].stances
    for key, option in orders.stances.items():
        if key in known and option == before[key]:
            continue
        field = f"stances.{key}"
        if key not in known:
            words = f"There is no stance {key!r}; there are {', '.join(known)}."
            yield Problem("unknown_stance", field, words, {"stance": str(key)})
        elif option not in known[key].options:
            words = f"{key} cannot be {option!r}; choose {', '.join(known[key].options)}."
            yield Problem("unknown_option", field, words, {"stance": key, "option": str(option)})
        elif not known[key].is_open(state.turn, side):
            opens = known[key].opens if known[key].side in (None, side) else None
            when = "stays as it is in this game" if opens is None else f"may be changed from turn {opens} on"
            yield Problem("not_open_yet", field, f"{key} {when}.", {"stance": key, "turn": opens or 0})


def _affordable(plan: Plan, state: MatchState, side: Side, orders: Orders, opening: Mapping[str, float]) -> bool:
    """Whether nothing is wrong with the whole of orders whose parts are well formed."""
    before = state.sides[side].stances
    changes = sum(option != before[key] for key, option in orders.stances.items())
    if changes > plan.ruleset.budget.stance_changes:
        return False
    return cost_of(plan, state, side, orders) <= budget_from(plan, state, side, opening).total


def _sum_problems(
    plan: Plan, state: MatchState, side: Side, orders: Orders, opening: Mapping[str, float]
) -> Iterator[Problem]:
    """What is wrong with the whole, counting the parts that are well formed."""
    stances, before = plan.ruleset.stances, state.sides[side].stances
    changed = [k for k, option in orders.stances.items() if k in stances and option in stances[k].options]
    changed = [k for k in changed if orders.stances[k] != before[k]]
    most = plan.ruleset.budget.stance_changes
    if len(changed) > most:
        words = f"{len(changed)} stances change ({', '.join(changed)}); at most {most} may change in a turn."
        yield Problem("too_many_stance_changes", "stances", words, {"changes": len(changed), "most": most})
    amounts = [a for k, a in orders.instruments.items() if k in plan.ruleset.instruments and _is_whole(a) and a > 0]
    spent = sum(amounts) + sum(stances[k].cost for k in changed)
    spent += sum(project.cost[side] for project in paid_projects(plan, side, orders))
    total = budget_from(plan, state, side, opening).total
    if spent > total:
        words = f"These orders cost {_points(spent):g} points, {_points(spent - total):g} more than the budget of "
        words += f"{_points(total):g}."
        args = {"spent": _points(spent), "total": _points(total), "over": _points(spent - total)}
        yield Problem("over_budget", "instruments", words, args)
