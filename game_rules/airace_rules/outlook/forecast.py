"""What drafts may lead to, by the next turn and about two years on; many drafts at once cost little more than one."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from airace_rules.balance.games import (
    GameKeys,
    Games,
    beside_each_other,
    finished,
    keys_of,
    open_page,
    ordered_by,
    perceive,
    turn_with,
    year_after,
)
from airace_rules.balance.orders import Player
from airace_rules.engine.budget import budget_of, default_orders
from airace_rules.engine.check import check_orders
from airace_rules.engine.dice import Seed
from airace_rules.engine.draws import draw_games
from airace_rules.engine.mathfn_array import Floats
from airace_rules.engine.plan import DrawSet, Plan, plan_of
from airace_rules.engine.telling import told_number
from airace_rules.errors import RulesError
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.outlook.imagine import imagine
from airace_rules.outlook.lines import Lines
from airace_rules.outlook.told import told
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState
from airace_rules.views import Forecast, Outlook, Span

GAMES: Final = 48
LATER_YEARS: Final = 2.0
LOW: Final = 10.0
MIDDLE: Final = 50.0
HIGH: Final = 90.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What all forecasts for a side at one moment of a match rest on: the moment as the side may imagine it, and what
    its default orders lead to. ``usual``: middle values by cell, for each turn ahead that the default orders reach."""

    state: MatchState
    side: Side
    games: Games
    usual: Sequence[Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Draft:
    """Orders to be forecast, and what the forecast rests on."""

    ground: Ground
    orders: Orders


def forecast_for(ruleset: Ruleset, state: MatchState, side: Side, orders: Orders) -> Forecast:
    """What ``orders`` may lead to, from what ``side`` may know when the turn opens.

    The rival plays as the steady house strategy would; from the second turn on this side repeats its orders. The
    chances are the forecast's own, never those of the match, and the same for every draft, so that drafts compare.
    Raises what ``check_orders`` raises.
    """
    check_orders(ruleset, state, side, orders)
    grounds = grounds_for(ruleset, [(state, side)])
    (forecast,) = forecasts_for(ruleset, [Draft(grounds[0], orders)])
    if isinstance(forecast, RulesError):
        raise forecast
    return forecast


def grounds_for(ruleset: Ruleset, moments: Sequence[tuple[MatchState, Side]]) -> list[Ground]:
    """The grounds of forecasts, one for each side of a match; all matches are at the start of the same turn.

    Raises MatchOver when there is no such turn.
    """
    plan = plan_of(ruleset)
    usual = [default_orders(ruleset, state, side) for state, side in moments]
    grounds = [Ground(state, side, _imagined(plan, state, side), ()) for state, side in moments]
    courses = _courses(plan, [Draft(ground, orders) for ground, orders in zip(grounds, usual, strict=True)])
    return [
        replace(ground, usual=[_middles(ruleset, ground.side, step) for step in course])
        for ground, course in zip(grounds, courses, strict=True)
    ]


def forecasts_for(ruleset: Ruleset, drafts: Sequence[Draft]) -> list[Forecast | RulesError]:
    """One forecast for each draft, the same whatever stands beside it; all matches are at the start of the same turn.

    In place of the forecast of a draft that is not allowed stands what ``check_orders`` raises.
    """
    found: list[Forecast | RulesError | None] = []
    allowed: list[Draft] = []
    for draft in drafts:
        ground = draft.ground
        try:
            allowed.append(Draft(ground, check_orders(ruleset, ground.state, ground.side, draft.orders)))
            found.append(None)
        except RulesError as error:
            found.append(error)
    courses = iter(_courses(plan_of(ruleset), allowed))
    made = (_forecast(ruleset, draft.ground, course) for draft, course in zip(allowed, courses, strict=True))
    return [next(made) if forecast is None else forecast for forecast in found]


def _imagined(plan: Plan, state: MatchState, side: Side) -> Games:
    games = imagine(plan, state, side, _keys())
    open_page(plan, games)
    perceive(plan, games, _drawn(plan.view_draws, games))
    return games


@lru_cache(maxsize=1)
def _keys() -> GameKeys:
    """The keys of all games: every draft meets the same chances."""
    return keys_of([Seed(hashlib.sha256(f"airace forecast {game}".encode()).digest()) for game in range(GAMES)])


def _drawn(draws: DrawSet, games: Games) -> dict[str, Floats]:
    """The draws of a phase for games of many lines: every line meets the same."""
    chances = _chances(draws, games.turn)
    return dict(zip(draws.cells, chances[:, games.index % GAMES], strict=True))


@lru_cache(maxsize=256)
def _chances(draws: DrawSet, turn: int) -> Floats:
    """Shape (draws, GAMES)."""
    if not draws.cells:
        return np.empty((0, GAMES))
    return draw_games(draws, _keys().draws, turn, 0)


# ---------------------------------------------------------------- playing on


@dataclass(frozen=True, slots=True)
class _Step:
    """The games that follow one draft at the start of ``turn``. ``rows``: cells → values in the games that go on until
    then, shape (cells, games); ``ended``: ending → how many of all of them are over by then."""

    turn: int
    rows: Floats
    ended: Mapping[str, int]


def _courses(plan: Plan, drafts: Sequence[Draft]) -> list[list[_Step]]:
    """For each draft, the start of each later turn, as far as it is needed and any of its games go on."""
    courses: list[list[_Step]] = [[] for _ in drafts]
    if not drafts:
        return courses
    ruleset = plan.ruleset
    turn = drafts[0].ground.state.turn
    sides = [draft.ground.side for draft in drafts]
    orders = [choices_of(ruleset, draft.ground.state, draft.ground.side, draft.orders) for draft in drafts]
    players: dict[Side, Player] = {side: Lines.of(ruleset, side, GAMES, sides, orders) for side in SIDES}
    games = beside_each_other([draft.ground.games for draft in drafts])
    ended: list[Counter[str]] = [Counter() for _ in drafts]
    for _ in range(_turns_ahead(ruleset, turn)):
        ordered = {side: ordered_by(plan, games, players[side]) for side in SIDES}
        turn_with(plan, games, ordered, _drawn(plan.turn_draws, games))
        last = games.turn > len(ruleset.turns)
        if last and ruleset.aftermath:
            year_after(plan, games, _drawn(plan.turn_draws, games))
        perceive(plan, games, _drawn(plan.view_draws, games))
        at, lines = games.turn, games.index // GAMES
        rows = {side: np.stack([games.cells[cell] for cell in told(ruleset, side)]) for side in set(sides)}
        for over in finished(plan, games, last=last):
            for line, count in zip(*np.unique(over.index // GAMES, return_counts=True), strict=True):
                ended[line][over.ending] += int(count)
        for line in np.unique(lines):
            step = _Step(at, rows[sides[line]][:, lines == line], dict(ended[line]))
            courses[line].append(step)
        if not len(games.index):
            break
    return courses


def _turns_ahead(ruleset: Ruleset, turn: int) -> int:
    """How many turns about two years are, from a turn on."""
    years, ahead = 0.0, 0
    for label in ruleset.turns[turn - 1 :]:
        years += label.years
        ahead += 1
        if years >= LATER_YEARS:
            break
    return max(1, ahead)


def choices_of(ruleset: Ruleset, state: MatchState, side: Side, orders: Orders) -> dict[str, float]:
    """Orders as outputs of a bot program that gives just these orders again."""
    before, stances, projects = state.sides[side].stances, ruleset.stances, ruleset.projects
    taken = sum(stances[key].cost for key, option in orders.stances.items() if option != before[key])
    taken += sum(projects[key].cost[side] for key, pays in orders.projects.items() if pays)
    left = max(1, budget_of(ruleset, state, side).total - taken)
    weights = {f"weight:{key}": float(tenths) for key, tenths in orders.instruments.items()}
    weights[next(iter(weights))] += 0.5  # shares are rounded down: half a tenth keeps them from falling short by one
    return {
        **weights,
        **{f"choose:{key}": float(stances[key].options.index(option)) for key, option in orders.stances.items()},
        **{f"pay:{key}": float(orders.projects.get(key, False)) for key in projects},
        **{f"sign:{key}": float(orders.deals.get(key, False)) for key in ruleset.deals},
        "spend:share": min(1.0, (sum(orders.instruments.values()) + 0.5) / left),
    }


# ---------------------------------------------------------------- what is told


def _forecast(ruleset: Ruleset, ground: Ground, course: Sequence[_Step]) -> Forecast:
    """The next turn, and the last that games with these orders and with the default orders reach."""
    last = min(len(course), len(ground.usual)) - 1
    outlooks = [_outlook(ruleset, ground.side, course[at], ground.usual[at]) for at in dict.fromkeys((0, last))]
    return Forecast(turn=ground.state.turn, outlooks=outlooks)


def _outlook(ruleset: Ruleset, side: Side, step: _Step, usual: Mapping[str, float]) -> Outlook:
    cells = told(ruleset, side)
    levels = _levels(step.rows, (LOW, MIDDLE, HIGH)).tolist()
    parts: dict[str, dict[str, Span]] = {"own": {}, "world": {}, "perceived": {}, "scores": {}}
    for (cell, (part, name)), (low, middle, high) in zip(cells.items(), levels, strict=True):
        grain = ruleset.grains.get(f"score.{name}" if part == "scores" else name)
        low, middle, high, before = (told_number(value, grain) for value in (low, middle, high, usual[cell]))
        parts[part][name] = Span(low=low, middle=middle, high=high, usual=before)
    ended = {ending: count / GAMES for ending, count in step.ended.items()}
    return Outlook(turn=step.turn, **parts, ended=ended)


def _middles(ruleset: Ruleset, side: Side, step: _Step) -> dict[str, float]:
    middles = _levels(step.rows, (MIDDLE,))[:, 0].tolist()
    return dict(zip(told(ruleset, side), middles, strict=True))


def _levels(rows: Floats, percents: Sequence[float]) -> Floats:
    """The percentiles of each row, shape (rows, percents), as ``np.percentile`` gives them and several times faster."""
    ordered = np.sort(rows, axis=1)
    places = np.array(percents) / 100.0 * (ordered.shape[1] - 1)
    below = np.floor(places).astype(np.int64)
    low, high = ordered[:, below], ordered[:, np.ceil(places).astype(np.int64)]
    levels: Floats = low + (high - low) * (places - below)
    return levels
