"""The strongest solver that the formulas allow, over a whole match: everything that a side is told of its own value,
turn by turn, and all that it can calculate itself. What is left is a set of pairs (own value, the rival's), carried
through the formulas forwards from the first turn and backwards from the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from airace_rules import Seed, as_told, bot_orders, load_ruleset, new_match, resolve_turn, view_for
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import View

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
SEEDS = 2
FALL, RISE = -8.0, 30.0  # of a rival's value in a turn, at most: all its points, and the worst event
EVER = (-50.0, 500.0)
SLACK = 1e-7
Bounds = tuple[float, float]
Polygon = list[tuple[float, float]]


@dataclass(frozen=True)
class Case:
    """``stock`` of the rival feeds ``part`` of the same stock of a side; ``plays``: the house strategies of both."""

    ruleset: str
    plays: tuple[str, str]
    stock: str
    part: str


CASES = {
    "safeguards in quick": Case("quick", ("bridge_builder", "bridge_builder"), "safeguards", "shared_results"),
    "algorithms in quick": Case("quick", ("open_source", "open_source"), "algorithms", "open_spillover"),
    "safeguards in standard": Case("standard", ("bridge_builder", "restrictor"), "safeguards", "learned_from_rival"),
}


@dataclass(frozen=True)
class Match:
    """A match as one side sees it. ``views``: exact, at the start of each turn and at the end."""

    ruleset: Ruleset
    side: Side
    views: tuple[View, ...]
    results: tuple[TurnResult, ...]

    def truth(self, side: Side, stock: str) -> list[float]:
        states = [result.before for result in self.results] + [self.results[-1].after]
        return [state.sides[side].stocks[stock] for state in states]


@cache
def matches(name: str, plays: tuple[str, str]) -> tuple[Match, ...]:
    ruleset = load_ruleset(RULESETS / name)
    return tuple(match for number in range(SEEDS) for match in _played(ruleset, Seed(bytes([number]) * 32), plays))


def _played(ruleset: Ruleset, seed: Seed, plays: tuple[str, str]) -> Iterator[Match]:
    state: MatchState = new_match(ruleset, seed)
    history: list[TurnResult] = []
    views: dict[Side, list[View]] = {side: [view_for(ruleset, state, history, side)] for side in SIDES}
    while state.ending is None and len(history) < len(ruleset.turns) - 1:  # the year after has no view of its own
        orders = {
            side: bot_orders(ruleset, play, views[side][-1], seed) for side, play in zip(SIDES, plays, strict=True)
        }
        history.append(resolve_turn(ruleset, state, orders, seed, history[-1].hash if history else ""))
        state = history[-1].after
        for side in SIDES:
            views[side].append(view_for(ruleset, state, history, side))
    yield from (Match(ruleset, side, tuple(views[side]), tuple(history)) for side in SIDES)


@dataclass(frozen=True)
class Step:
    """What a side knows of a turn: its value grows by ``rest``, and by ``rate`` of what the rival has more.
    ``learning``: whether it has more."""

    rate: float
    rest: float
    learning: bool


def intervals(case: Case, match: Match, grains: Mapping[str, float]) -> list[tuple[int, Bounds]]:
    """For every turn but the first in which something was learned: what the rival's value may have been before."""
    own, theirs = (match.truth(side, case.stock) for side in (match.side, rival_of(match.side)))
    told = [as_told(view, grains) for view in match.views]
    known = [(own[0], own[0]), *(_of_own(case, match, told, at, own, grains) for at in range(1, len(own)))]
    steps = [_step(case, match, at, own, theirs) for at in range(len(match.results))]
    start = [(own[0], theirs[0])]  # what a match begins with stands in the rules
    before = [start]
    for at, step in enumerate(steps):
        before.append(_within(_forward(_ordered(before[at], step), step), known[at + 1]))
    after = _within(box(known[-1], EVER), known[-1])
    found: list[tuple[int, Bounds]] = []
    for at in range(len(steps) - 1, 0, -1):
        after = _within(_ordered(_backward(after, steps[at]), steps[at]), known[at])
        if steps[at].learning:
            left = common(before[at], after)
            found.append((at, (min(y for _, y in left), max(y for _, y in left))))
    return found


def _step(case: Case, match: Match, at: int, own: Sequence[float], theirs: Sequence[float]) -> Step:
    gap = theirs[at] - own[at]
    rate = _rate(case, match, at) if gap > 0 else 0.0
    return Step(rate, own[at + 1] - own[at] - rate * max(0.0, gap), rate > 0)


# Sets of pairs (own value, the rival's) as convex polygons.


def _ordered(polygon: Polygon, step: Step) -> Polygon:
    """A side sees whether it learned anything."""
    return cut(polygon, 1.0, -1.0, 0.0) if step.learning else polygon


def _within(polygon: Polygon, own: Bounds) -> Polygon:
    return cut(cut(polygon, 1.0, 0.0, own[1]), -1.0, 0.0, -own[0])


def _forward(polygon: Polygon, step: Step) -> Polygon:
    grown = [(x + step.rate * (y - x) + step.rest, y) for x, y in polygon]
    return hull([(x, y + move) for x, y in grown for move in (FALL, RISE)])


def _backward(polygon: Polygon, step: Step) -> Polygon:
    were = [(x, y - move) for x, y in polygon for move in (FALL, RISE)]
    return hull([((x - step.rest - step.rate * y) / (1.0 - step.rate), y) for x, y in were])


def box(x: Bounds, y: Bounds) -> Polygon:
    return [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]


def cut(polygon: Polygon, a: float, b: float, most: float) -> Polygon:
    """What of a polygon has ``a * x + b * y <= most``."""
    kept: Polygon = []
    for (x, y), (u, v) in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        here, there = a * x + b * y - most, a * u + b * v - most
        if here <= SLACK:
            kept.append((x, y))
        if min(here, there) < -SLACK and max(here, there) > SLACK:
            share = here / (here - there)
            kept.append((x + share * (u - x), y + share * (v - y)))
    assert kept, "what is told leaves the truth possible"
    return kept


def common(one: Polygon, other: Polygon) -> Polygon:
    for (x, y), (u, v) in zip(other, [*other[1:], *other[:1]], strict=True):
        one = cut(one, v - y, x - u, (v - y) * x + (x - u) * y)
    return one


def hull(points: Polygon) -> Polygon:
    """The smallest convex polygon around points, against the clock."""
    points = sorted(set(points))
    if len(points) < 3:
        return points
    sides: list[Polygon] = []
    for run in (points, points[::-1]):
        line: Polygon = []
        for point in run:
            while len(line) > 1 and _turns_right(line[-2], line[-1], point):
                line.pop()
            line.append(point)
        sides.append(line[:-1])
    return sides[0] + sides[1]


def _turns_right(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) <= 0.0


# What is told of the own value.


def _of_own(
    case: Case, match: Match, told: Sequence[View], at: int, own: Sequence[float], grains: Mapping[str, float]
) -> Bounds:
    """What all that is told leaves of the own value: the stock itself, and each value that is made of it and other
    things that the side knows."""
    # By name: by how much one of the own value moves it, and the error with which it is told.
    view, true = told[at], match.views[at]
    moves: dict[str, tuple[float, float]] = {case.stock: (1.0, view.own[case.stock] - true.own[case.stock])}
    if case.stock == "safeguards":
        protect = _safety(match, at)
        shortfall = true.own["shortfall"]
        if 0.0 < shortfall < 80.0:
            moves["shortfall"] = protect, view.own["shortfall"] - shortfall
        need = max(8.0, true.own["safety_need"])
        if own[at] / need < 1.3:
            factor = 25 * (0.9 if case.ruleset == "quick" else 0.8) / need
            moves["score.trust"] = factor, view.scores["trust"] - true.scores["trust"]
            weights = {key: score.weight[match.side] for key, score in match.ruleset.scores.items() if key != "trust"}
            errors = {key: view.scores[key] - true.scores[key] for key in (*weights, "total")}
            left = errors["total"] - sum(weight * errors[key] for key, weight in weights.items())
            moves["score.total"] = factor * (1 - sum(weights.values())), left
    elif at > 0 and view.report is not None and true.report is not None:
        moves["target"] = 1.0, view.report.values["target"] - true.report.values["target"]
    low, high = -50.0, 500.0
    for name, (factor, error) in moves.items():
        reach = grains.get(name, 0.1) / 2  # what it was rounded from lies so near
        reach += 0.05 if name == "score.total" else 0.0  # and what the other scores were
        middle = own[at] + error / factor * (-1.0 if name == "shortfall" else 1.0)
        low, high = max(low, middle - reach / factor), min(high, middle + reach / factor)
    return low - 1e-9, high + 1e-9


def _safety(match: Match, at: int) -> float:
    quick = {"minimal": 0.5, "standard": 1.0, "rigorous": 1.25, "strict": 1.5}
    standard = {"minimal": 0.585, "standard": 0.95, "rigorous": 1.2, "strict": 1.4}
    return (quick if match.ruleset.name == "quick" else standard)[match.views[at].stances["safety"]]


def _rate(case: Case, match: Match, at: int) -> float:
    """What one level between the sides brings in this turn."""
    before, turn, view = match.results[at].before, match.ruleset, match.views[at]
    param = {name: turn.params[name].value for name in ("sharing", "spill")}
    span = match.ruleset.turns[at].years
    if case.part == "shared_results":
        return float(param["sharing"]) * before.world["cooperation"] / 100 * span
    if case.part == "open_spillover":
        stance = match.results[at].orders[rival_of(match.side)].stances["openness"]
        return float(param["spill"]) * turn.stances["openness"].options.index(stance) / 2 * span
    dialogues = sum(view.deals[key].turns_left > 0 for key in ("safety_dialogue", "incident_sharing"))
    return (float(param["sharing"]) + 0.1 * dialogues) * span


def widths_of(case: Case, told_to_tenths: bool = False) -> list[tuple[float, float]]:
    """For every turn of the matches: how wide the interval is in which the rival's value may lie (it does), and how
    wide the estimate is that the side has anyway: twice its standard error, 0 of a hidden value."""
    found = []
    for match in matches(case.ruleset, case.plays):
        theirs = match.truth(rival_of(match.side), case.stock)
        for at, (low, high) in intervals(case, match, {} if told_to_tenths else match.ruleset.grains):
            assert low - 1e-3 <= theirs[at] <= high + 1e-3, "the truth is possible"
            seen = match.views[at].rival.get(case.stock)
            found.append((high - low, 0.0 if seen is None else 2 * seen.band))
    return found


@pytest.mark.parametrize(("name", "least", "usual"), [
    ("safeguards in quick", 6.0, 10.0), ("algorithms in quick", 8.0, 15.0), ("safeguards in standard", 3.0, 10.0),
])  # fmt: skip
def test_a_whole_match_leaves_the_rivals_value_as_wide_as_an_estimate_would(
    name: str, least: float, usual: float
) -> None:
    found = widths_of(CASES[name])
    assert len(found) > 4
    assert min(width for width, _ in found) > least
    assert median(width for width, _ in found) > usual
    assert median(width - band for width, band in found) > 0.0


@pytest.mark.parametrize("name", CASES)
def test_told_to_a_tenth_the_same_match_would_give_it_away(name: str) -> None:
    coarsely, finely = widths_of(CASES[name]), widths_of(CASES[name], told_to_tenths=True)
    assert median(width for width, _ in finely) < median(width for width, _ in coarsely) / 3
