"""Plays the run of a test and keeps what can be asked about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Final

from airace_rules.balance.simulate import game_seed
from airace_rules.bots import bot_orders
from airace_rules.engine.check import check_orders
from airace_rules.engine.dice import FixedDraws, Seed
from airace_rules.engine.mathfn_array import Floats
from airace_rules.engine.resolve import new_match, opening_of, perceived_anew, resolve_turn
from airace_rules.engine.undertakings import is_done, owner_of, turns_left
from airace_rules.engine.view import view_of_state
from airace_rules.errors import OrdersError, RulesError
from airace_rules.ids import SIDES, TENTHS_PER_POINT, WORLD, Side
from airace_rules.language.testnames import name_of
from airace_rules.orders import NO_ORDERS, Orders
from airace_rules.ruleset import Ruleset
from airace_rules.ruletest import OrdersFrom, Run, Start
from airace_rules.state import MatchState, TurnResult

NOBODY: Final = "nobody"
_NO_CHANCE: Final = Seed(bytes(32))

Sheet = dict[str, float]


class Refused(RulesError):
    """The orders of a test are not allowed. ``orders``: which of them."""

    def __init__(self, orders: OrdersFrom, turn: int, error: OrdersError) -> None:
        self.orders = orders
        super().__init__(f"in turn {turn}: {error}")


@dataclass(slots=True)
class Means:
    """Sheets of several games added up; ``sheet`` is their mean."""

    games: int = 0
    sums: Sheet = field(default_factory=dict)

    def add(self, sheet: Mapping[str, float]) -> None:
        """Count one game."""
        self.games += 1
        for name, value in sheet.items():
            self.sums[name] = self.sums.get(name, 0.0) + value

    def add_games(self, rows: Mapping[str, Floats], games: int) -> None:
        """Count several games; ``rows`` of shape (games,)."""
        self.games += games
        for name, row in rows.items():
            self.sums[name] = self.sums.get(name, 0.0) + fsum(row.tolist())

    def sheet(self) -> Sheet:
        """Name → mean."""
        return {name: value / self.games for name, value in self.sums.items()}


@dataclass(slots=True)
class Course:
    """How a run went, over all its games. ``moments``: turn → what was so after it, in the games that got there, the
    start standing for the turn before the first; ``final``: after the last turn of each game; ``happened``: event →
    games in which it happened at all; ``endings`` and ``winners``: games in which they came about; ``last_turns``:
    turn → games that stopped there."""

    games: int = 0
    moments: dict[int, Means] = field(default_factory=dict)
    final: Means = field(default_factory=Means)
    happened: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    winners: Counter[str] = field(default_factory=Counter)
    last_turns: Counter[int] = field(default_factory=Counter)

    def moment(self, turn: int) -> Means:
        """The means after a turn."""
        return self.moments.setdefault(turn, Means())

    def at(self, turn: int | None) -> Sheet | None:
        """Means after a turn, or after the last one of each game (None); None when no game got there."""
        if turn is None:
            return self.final.sheet()
        means = self.moments.get(turn)
        return means.sheet() if means is not None else None


def play_singly(ruleset: Ruleset, run: Run, turns: int, games: int) -> Course:
    """Play a run, one game after the other. Raises Refused when its orders are not allowed, NotFinite when a formula
    fails."""
    course = Course()
    for game in range(games):
        seed = FixedDraws(run.draws) if run.draws is not None else game_seed(run.seed, game)
        _play(ruleset, run, turns, seed, course)
    return course


def _play(ruleset: Ruleset, run: Run, turns: int, seed: Seed | FixedDraws, course: Course) -> None:
    state = begin(ruleset, run.start, seed)
    sheet = _state_sheet(ruleset, state) | opening_of(ruleset, state)
    course.moment(state.turn - 1).add(sheet)
    played = 0
    happened: set[str] = set()
    while played < turns and state.ending is None:
        result = _turn(ruleset, run, state, seed)
        played += 1
        state = result.after
        sheet = sheet_of(ruleset, result)
        happened.update(_events(result))
        course.moment(result.turn).add(sheet)
    course.games += 1
    course.final.add(sheet)
    course.happened.update(happened)
    course.last_turns[state.turn - 1] += 1
    if state.ending is not None:
        course.endings[state.ending] += 1
        course.winners[state.winner or NOBODY] += 1


def begin(ruleset: Ruleset, start: Start, seed: Seed | FixedDraws) -> MatchState:
    """The state in which a run begins."""
    state = new_match(ruleset, seed)
    sides = {
        side: replace(
            state.sides[side],
            stocks={**state.sides[side].stocks, **start.stocks.get(side, {})},
            stances={**state.sides[side].stances, **start.stances.get(side, {})},
            pipelines={**state.sides[side].pipelines, **start.pipelines.get(side, {})},
        )
        for side in SIDES
    }
    world = {**state.world, **start.stocks.get(WORLD, {})}
    pipelines = {**state.world_pipelines, **start.pipelines.get(WORLD, {})}
    state = replace(state, turn=start.turn, sides=sides, world=world, world_pipelines=pipelines)
    return perceived_anew(ruleset, state, seed)


def _turn(ruleset: Ruleset, run: Run, state: MatchState, seed: Seed | FixedDraws) -> TurnResult:
    given = {side: given_orders(run, side, state.turn) for side in SIDES}
    orders: dict[Side, Orders] = {}
    for side in SIDES:
        each = given[side]
        orders[side] = each.orders if each else NO_ORDERS
        if side in run.strategies:
            view = view_of_state(ruleset, state, side)
            chance = seed if isinstance(seed, Seed) else _NO_CHANCE
            orders[side] = bot_orders(ruleset, run.strategies[side], view, chance)
    try:
        return resolve_turn(ruleset, state, orders, seed)
    except OrdersError as error:
        raise _blamed(ruleset, state, given, error) from error


def _blamed(
    ruleset: Ruleset, state: MatchState, given: Mapping[Side, OrdersFrom | None], error: OrdersError
) -> RulesError:
    """The same error, with the side whose orders are at fault."""
    for each in given.values():
        if each is None:
            continue
        try:
            check_orders(ruleset, state, each.side, each.orders)
        except OrdersError as refused:
            return Refused(each, state.turn, refused)
    return error


def given_orders(run: Run, side: Side, turn: int) -> OrdersFrom | None:
    """The newest orders of a side that count in a turn."""
    counting = [each for each in run.orders if each.side == side and each.turn <= turn]
    return max(counting, key=lambda each: each.turn, default=None)


# ---------------------------------------------------------------- what can be asked


def sheet_of(ruleset: Ruleset, result: TurnResult) -> Sheet:
    """Everything that a test may name, as it was in or after a turn. Parts of flows and events count the year after
    the last turn too; variables of the turn do not."""
    sheet: Sheet = {}
    for step in result.steps:
        for name, value in step.parts.items():
            sheet[name] = sheet.get(name, 0.0) + value
    for rule in ruleset.happenings:
        for owner in SIDES if rule.scope == "side" else (WORLD,):
            sheet[f"{owner}.happened.{name_of(rule.kind, rule.key)}"] = 0.0
    for name in _events(result):
        owner, _, key = name.partition(".")
        sheet[f"{owner}.happened.{key}"] = 1.0
    for side, orders in result.orders.items():
        for key, tenths in orders.instruments.items():
            sheet[f"{side}.{key}"] = tenths / TENTHS_PER_POINT
    sheet |= result.steps[0].values
    sheet |= result.opening
    sheet |= _state_sheet(ruleset, result.after)
    return sheet | _outcome(ruleset, result.after)


def _events(result: TurnResult) -> list[str]:
    return [
        f"{happening.side or WORLD}.{name_of(happening.kind, happening.key)}"
        for step in result.steps
        for happening in step.happenings
    ]


def _state_sheet(ruleset: Ruleset, state: MatchState) -> Sheet:
    sheet = {f"{WORLD}.{name}": value for name, value in state.world.items()}
    for side in SIDES:
        own = state.sides[side]
        sheet.update((f"{side}.{name}", value) for name, value in own.stocks.items())
        sheet.update((f"{side}.{name}", value) for name, value in own.perceived.items())
        sheet.update((f"{side}.estimate.{name}", value) for name, value in own.estimates.items())
        sheet.update((f"{side}.band.{name}", value) for name, value in own.bands.items())
        places = {key: ruleset.stances[key].options.index(option) for key, option in own.stances.items()}
        sheet.update((f"{side}.stance.{key}", float(place)) for key, place in places.items())
        for key, project in ruleset.projects.items():
            if side in project.cost:
                sheet[f"{owner_of(project, side)}.done.{key}"] = float(is_done(project, state, side))
    sheet.update((f"{WORLD}.deal.{key}", float(turns_left(deal, state) > 0)) for key, deal in ruleset.deals.items())
    return sheet


def _outcome(ruleset: Ruleset, state: MatchState) -> Sheet:
    sheet = {f"ending.{ending.key}": float(state.ending == ending.key) for ending in ruleset.endings}
    over = state.ending is not None
    for side in SIDES:
        sheet[f"winner.{side}"] = float(over and state.winner == side)
    return {**sheet, f"winner.{NOBODY}": float(over and state.winner is None)}
