"""Reports: what an audience is told of the turn that was just resolved.

Built as plain data; ``view`` checks all of a view at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from airace_rules.engine.identity import once_per_object
from airace_rules.engine.plan import plan_of
from airace_rules.engine.sight import known_of
from airace_rules.events import Happening
from airace_rules.ids import SIDES, WORLD, Owner, Side, rival_of
from airace_rules.orders import Orders
from airace_rules.ruleset import HappeningRule, Ruleset
from airace_rules.state import MatchState, TurnResult

UNEXPLAINED: Final = "other"  # part that gathers what this audience is not told the cause of
_KEPT: Final = 64

Listener = Side | None  # a side, or spectators
PartRow = tuple[str, str, bool]  # name in StepRecord.parts, key that this audience is told, shown even if 0
Parts = Mapping[tuple[Listener, Owner, str], tuple[PartRow, ...]]


def report_data(ruleset: Ruleset, result: TurnResult, side: Listener) -> dict[str, Any]:
    """A ``views.Report`` for a side, or for spectators (None)."""
    known, values, parts = known_of(ruleset), result.steps[0].values, _parts_of(ruleset)
    data: dict[str, Any] = {
        "turn": result.turn,
        "orders": None,
        "headlines": headlines_data(result, side),
        "own": {},
        "world": _changes(result, WORLD, known.world_stocks, side, parts),
        "values": {},
        "rival_values": {},
        "world_values": {name: values[f"{WORLD}.{name}"] for name in known.world_turn},
    }
    if side is not None:
        rival = rival_of(side)
        data["orders"] = orders_data(result.orders[side])
        data["own"] = _changes(result, side, known.own_stocks, side, parts)
        data["values"] = {name: values[f"{side}.{name}"] for name in known.own_turn}
        data["rival_values"] = {name: values[f"{rival}.{name}"] for name in known.rival_turn}
    return data


def orders_data(orders: Orders) -> dict[str, Any]:
    """A ``views.OrdersView``."""
    return {
        "instruments": dict(orders.instruments),
        "stances": dict(orders.stances),
        "projects": dict(orders.projects),
        "deals": dict(orders.deals),
    }


def headlines_data(result: TurnResult, side: Listener) -> list[dict[str, Any]]:
    """What a side, or spectators, hear of: public happenings and a side's own, most important first."""
    told = [
        headline_data(happening, aftermath=step.aftermath)
        for step in result.steps
        for happening in step.happenings
        if is_told(happening, side)
    ]
    return sorted(told, key=lambda line: -int(line["weight"]))


def is_told(happening: Happening, side: Listener) -> bool:
    """Whether a side, or spectators, may hear of a happening."""
    if happening.visibility == "public":
        return True
    return happening.visibility == "own" and side is not None and happening.side == side


def headline_data(happening: Happening, *, aftermath: bool) -> dict[str, Any]:
    """A ``views.Headline``."""
    return {
        "kind": happening.kind,
        "key": happening.key,
        "side": happening.side,
        "weight": happening.weight,
        "args": dict(happening.args),
        "aftermath": aftermath,
    }


def _changes(result: TurnResult, owner: Owner, names: Iterable[str], side: Listener, parts: Parts) -> dict[str, Any]:
    """Stock → a ``views.Change``."""
    before, after = _stocks(result.before, owner), _stocks(result.after, owner)
    steps = [step.parts for step in result.steps]
    return {
        name: {"before": before[name], "after": after[name], "parts": _told_parts(steps, parts[side, owner, name])}
        for name in names
    }


def _told_parts(steps: Iterable[Mapping[str, float]], rows: tuple[PartRow, ...]) -> list[dict[str, Any]]:
    """The parts over all steps; the work of events that this audience never hears of is put together under one name."""
    sums: dict[str, float] = {}
    for record, key, always in rows:
        for parts in steps:
            value = parts.get(record, 0.0)  # an event of the world may move the stock of one side alone
            if always or value != 0.0:
                sums[key] = sums.get(key, 0.0) + value
    return [{"key": key, "value": value} for key, value in sums.items()]


def _stocks(state: MatchState, owner: Owner) -> Mapping[str, float]:
    return state.world if owner == WORLD else state.sides[owner].stocks


@once_per_object(_KEPT)
def _parts_of(ruleset: Ruleset) -> Parts:
    """The parts of every stock, as each audience is told of them."""
    listeners: tuple[Listener, ...] = (*SIDES, None)
    owners: tuple[Owner, ...] = (*SIDES, WORLD)
    causes = {_part_of(rule): rule for rule in ruleset.happenings}
    recorded = {name for _, name in plan_of(ruleset).part_records}  # an effect may be on one side alone
    return {
        (side, owner, stock.name): tuple(
            (
                f"{owner}.{stock.name}.{part}",
                part if part not in causes or _may_name(causes[part], owner, side) else UNEXPLAINED,
                part not in causes,
            )
            for part in stock.flows
            if f"{owner}.{stock.name}.{part}" in recorded
        )
        for stock in ruleset.stocks.values()
        for owner in owners
        for side in listeners
    }


def _part_of(rule: HappeningRule) -> str:
    """The part in which the effects of a happening show (for those without effects a name that no part has)."""
    if rule.kind == "project":
        key, _, what = rule.key.partition(".")
        return f"project_{key}" if what == "finished" else ""
    return f"{rule.kind}_{rule.key.replace('.', '_')}" if rule.kind in ("event", "deal") else ""


def _may_name(cause: HappeningRule, owner: Owner, side: Listener) -> bool:
    if cause.visibility == "public":
        return True
    return cause.visibility == "own" and cause.scope == "side" and owner == side
