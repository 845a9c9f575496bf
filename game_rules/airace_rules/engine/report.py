"""Reports: what an audience is told of the turn that was just resolved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from airace_rules.engine.sight import Known, known_of
from airace_rules.events import Happening
from airace_rules.ids import WORLD, Owner, Side, rival_of
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, StepRecord, TurnResult
from airace_rules.views import Change, Headline, OrdersView, Part, Report

UNEXPLAINED: Final = "other"  # part that gathers what this audience is not told the cause of
_EVENT_PART: Final = "event_"


def report_for(ruleset: Ruleset, result: TurnResult, side: Side | None) -> Report:
    """The report of a turn for a side, or for spectators (None)."""
    known, turn = known_of(ruleset), result.steps[0]
    orders = None
    if side is not None:
        given = result.orders[side]
        orders = OrdersView(instruments=dict(given.instruments), stances=dict(given.stances))
    return Report(
        turn=result.turn,
        orders=orders,
        headlines=headlines_for(result, side),
        own={} if side is None else _changes(ruleset, result, side, known.own_stocks, side),
        world=_changes(ruleset, result, WORLD, known.world_stocks, side),
        values={} if side is None else {n: turn.values[f"{side}.{n}"] for n in known.own_turn},
        rival_values={} if side is None else _rival_values(known, turn, side),
        world_values={n: turn.values[f"{WORLD}.{n}"] for n in known.world_turn},
    )


def _rival_values(known: Known, turn: StepRecord, side: Side) -> dict[str, float]:
    return {n: turn.values[f"{rival_of(side)}.{n}"] for n in known.rival_turn}


def headlines_for(result: TurnResult, side: Side | None) -> list[Headline]:
    """What a side, or spectators (None), hear of: public happenings and a side's own, most important first."""
    told = [
        headline(happening, aftermath=step.aftermath)
        for step in result.steps
        for happening in step.happenings
        if is_told(happening, side)
    ]
    return sorted(told, key=lambda line: -line.weight)


def is_told(happening: Happening, side: Side | None) -> bool:
    """Whether a side, or spectators (None), may hear of a happening."""
    if happening.visibility == "public":
        return True
    return happening.visibility == "own" and side is not None and happening.side == side


def headline(happening: Happening, *, aftermath: bool) -> Headline:
    """A happening in the shape that is sent."""
    return Headline(
        kind=happening.kind,
        key=happening.key,
        side=happening.side,
        weight=happening.weight,
        args=dict(happening.args),
        aftermath=aftermath,
    )


def _changes(
    ruleset: Ruleset, result: TurnResult, owner: Owner, names: Iterable[str], side: Side | None
) -> dict[str, Change]:
    before, after = _stocks(result.before, owner), _stocks(result.after, owner)
    return {
        name: Change(before=before[name], after=after[name], parts=_parts(ruleset, result, owner, name, side))
        for name in names
    }


def _stocks(state: MatchState, owner: Owner) -> dict[str, float]:
    return dict(state.world if owner == WORLD else state.sides[owner].stocks)


def _parts(ruleset: Ruleset, result: TurnResult, owner: Owner, stock: str, side: Side | None) -> list[Part]:
    """The parts of a change over all steps; the work of events that this audience never hears of is put together
    under one name."""
    sums: dict[str, float] = {}
    for part in ruleset.stocks[stock].flows:
        values = [step.parts[f"{owner}.{stock}.{part}"] for step in result.steps]
        if part.startswith(_EVENT_PART) and not any(values):
            continue
        key = part if _may_name(ruleset, part, owner, side) else UNEXPLAINED
        for value in values:
            sums[key] = sums.get(key, 0.0) + value
    return [Part(key=key, value=value) for key, value in sums.items()]


def _may_name(ruleset: Ruleset, part: str, owner: Owner, side: Side | None) -> bool:
    key = part.removeprefix(_EVENT_PART)
    if key == part:
        return True
    rules = [rule for rule in ruleset.happenings if rule.kind == "event" and rule.key == key]
    public = all(rule.visibility == "public" for rule in rules)
    own = all(rule.visibility in ("public", "own") and rule.scope == "side" for rule in rules) and owner == side
    return bool(rules) and (public or own)
