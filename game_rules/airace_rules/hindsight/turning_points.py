"""Which choices and strokes of chance a match turned on.

For every turn the rest of the match is played again with each choice or stroke and without it, in the same imagined
futures; what changed the ends most, and surely, is a turning point. It needs no secret: the log of the match is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from airace_rules.engine.cells import stocks_of
from airace_rules.engine.mathfn_array import Floats
from airace_rules.engine.plan import Plan, plan_of
from airace_rules.engine.report import headline_data
from airace_rules.engine.sight import known_of
from airace_rules.errors import MatchNotOver, NotFinite
from airace_rules.hindsight.causes import Cause, choices_made, strokes
from airace_rules.hindsight.script import Script, script_of
from airace_rules.hindsight.worlds import WORLDS, Ends, Version, play_on
from airace_rules.ids import SIDES, WORLD, Owner
from airace_rules.ruleset import Ruleset
from airace_rules.state import TurnResult
from airace_rules.views import GaugeShift, TurningPoint, TurningPoints

MOST: Final = 5
MOST_A_TURN: Final = 2
MOST_CHANCE: Final = 3
"""Strokes of chance, so that choices are among the points."""
LEAST: Final = 1.0
"""Points of score: what moved less is no turning point."""
DANGER_POINTS: Final = 50.0
"""What a certain end that nobody wins counts for: the score of a side that holds its own."""
SURE: Final = 2.5
"""Standard errors that a mean of futures must be away from nothing."""
FAR: Final = 0.1
"""Share of its range in the match by which a gauge must have moved to be named."""


def turning_points(ruleset: Ruleset, history: Sequence[TurnResult]) -> TurningPoints:
    """What turned a match that is over: at most ``MOST``, in the order of turns. The same log gives the same points.

    Raises MatchNotOver before the end.
    """
    if not history or history[-1].after.ending is None:
        raise MatchNotOver("the match is not over; what turned it would tell what is still secret")
    plan, script = plan_of(ruleset), script_of(ruleset, history)
    measured = [point for result in history for point in _of_turn(plan, result, script, history)]
    return TurningPoints(points=sorted(_chosen(measured), key=lambda point: (point.turn, -point.size)))


def _of_turn(plan: Plan, result: TurnResult, script: Script, history: Sequence[TurnResult]) -> Iterator[TurningPoint]:
    choices = [*choices_made(plan.ruleset, result, script), *strokes(result.steps[0], script)]
    yield from _measured(plan, result, script, choices, 0, history)
    if len(result.steps) > 1:
        yield from _measured(plan, result, script, list(strokes(result.steps[1], script)), 1, history)


def _measured(
    plan: Plan, result: TurnResult, script: Script, causes: Sequence[Cause], step: int, history: Sequence[TurnResult]
) -> Iterator[TurningPoint]:
    """The causes of a step that moved the ends; those without which a formula breaks are left out."""
    if not causes:
        return
    gauges = _gauge_cells(plan.ruleset)
    versions = [Version(script), *(Version(cause.script, cause.struck) for cause in causes)]
    try:
        ends = play_on(plan, result, versions, list(gauges), step)
    except NotFinite:
        if len(causes) > 1:
            middle = len(causes) // 2
            for part in (causes[:middle], causes[middle:]):
                yield from _measured(plan, result, script, part, step, history)
        return
    for place, cause in enumerate(causes, start=1):
        found = _effect(ends, place)
        if found.size >= LEAST:
            shift = _shift(ends, place, gauges, history)
            yield _point(result.turn, cause, found, shift, aftermath=step > 0)


@dataclass(frozen=True, slots=True)
class _Effect:
    margin: float
    level: float
    danger: float
    size: float


def _effect(ends: Ends, place: int) -> _Effect:
    """How a version differs from the match as it was, future by future."""
    ours, theirs = (ends.totals[side][0] - ends.totals[side][place] for side in SIDES)
    each = (ours - theirs, (ours + theirs) / 2.0, ends.nobody[0] - ends.nobody[place])
    margin, level, danger = (_sure_mean(row) for row in each)
    return _Effect(margin, level, danger, max(abs(margin), abs(level), DANGER_POINTS * abs(danger)))


def _sure_mean(differences: Floats) -> float:
    """Their mean, or 0 when it may well be noise."""
    mean = float(differences.mean())
    error = float(differences.std(ddof=1)) / WORLDS**0.5
    return mean if abs(mean) >= SURE * error else 0.0


def _gauge_cells(ruleset: Ruleset) -> dict[str, tuple[Owner, str]]:
    """Cell of each gauge → whose it is and its name."""
    cells: dict[str, tuple[Owner, str]] = {}
    for name in known_of(ruleset).gauges:
        stock = ruleset.stocks.get(name)
        scope = ruleset.variables[name].scope if stock is None else stock.scope
        if stock is None and ruleset.variables[name].timing != "opening":
            continue
        owners: tuple[Owner, ...] = (WORLD,) if scope == WORLD else SIDES
        cells |= {f"{'var' if stock is None else 'stock'}:{owner}.{name}": (owner, name) for owner in owners}
    return cells


def _shift(
    ends: Ends, place: int, gauges: dict[str, tuple[Owner, str]], history: Sequence[TurnResult]
) -> GaugeShift | None:
    """Of the gauges that moved far, measured by their range over the whole match, the one that the ruleset names first:
    half as far as the furthest is far. None when none did."""
    moved = {}
    for cell, (owner, name) in gauges.items():
        span = _span(history, owner, name)
        moved[cell] = abs(_sure_mean(ends.gauges[cell][0] - ends.gauges[cell][place])) / span if span > 0.0 else 0.0
    far = max(FAR, max(moved.values(), default=0.0) / 2.0)
    for cell, (owner, name) in gauges.items():
        if moved[cell] >= far:
            stood, without = (float(ends.gauges[cell][version].mean()) for version in (0, place))
            return GaugeShift(owner=owner, name=name, stood=stood, without=without)
    return None


def _span(history: Sequence[TurnResult], owner: Owner, name: str) -> float:
    """From the lowest to the highest value of a gauge in the match, whosever it was."""
    owners: tuple[Owner, ...] = (WORLD,) if owner == WORLD else SIDES
    values = [_value(result, whose, name) for result in history for whose in owners]
    return max(values) - min(values)


def _value(result: TurnResult, owner: Owner, name: str) -> float:
    found = result.opening.get(f"{owner}.{name}")
    return stocks_of(result.after, owner)[name] if found is None else found


def _point(turn: int, cause: Cause, effect: _Effect, gauge: GaugeShift | None, *, aftermath: bool) -> TurningPoint:
    happening = cause.happening
    told = None if happening is None else headline_data(happening, aftermath=aftermath)
    return TurningPoint.model_validate(
        {
            "turn": turn,
            "kind": cause.kind,
            "side": cause.side,
            "key": cause.key,
            "way": cause.way,
            "headline": told,
            "margin": effect.margin,
            "level": effect.level,
            "danger": effect.danger,
            "size": effect.size,
            "gauge": None if gauge is None else gauge.model_dump(),
        }
    )


def _chosen(points: Sequence[TurningPoint]) -> list[TurningPoint]:
    """The largest of those that may stand beside what is taken already."""
    taken: list[TurningPoint] = []
    for point in sorted(points, key=lambda point: (-point.size, point.turn)):
        if len(taken) < MOST and _fits(point, taken):
            taken.append(point)
    return taken


def _fits(point: TurningPoint, taken: Sequence[TurningPoint]) -> bool:
    """Of a project, a deal, or a side's money for a lever only the largest moment; of a turn, and of chance, no more
    than is allowed."""
    if any(_alike(point, other) for other in taken):
        return False
    if point.kind == "chance" and sum(p.kind == "chance" for p in taken) >= MOST_CHANCE:
        return False
    return sum(p.turn == point.turn for p in taken) < MOST_A_TURN


def _alike(one: TurningPoint, other: TurningPoint) -> bool:
    if one.kind == "budget":
        return (one.kind, one.side, one.key) == (other.kind, other.side, other.key)
    return one.kind in ("project", "deal") and (one.kind, one.key) == (other.kind, other.key)
