"""What a draft may lead to, by the next turn and about two years on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from airace_rules.balance.games import (
    GameKeys,
    finished,
    keys_of,
    open_page,
    perceive,
    turn_page,
    year_after,
)
from airace_rules.balance.orders import Player, bot_plan
from airace_rules.engine.budget import budget_of, default_orders
from airace_rules.engine.check import check_orders
from airace_rules.engine.dice import Seed
from airace_rules.engine.mathfn_array import Bools, Floats, Whole
from airace_rules.engine.plan import Plan, plan_of
from airace_rules.engine.sight import known_of, sees
from airace_rules.engine.words import Words
from airace_rules.ids import WORLD, Owner, Scope, Side, rival_of
from airace_rules.orders import Orders
from airace_rules.outlook.course import steady_of
from airace_rules.outlook.imagine import imagine
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState
from airace_rules.views import Forecast, Outlook, Span

GAMES: Final = 48
LATER_YEARS: Final = 2.0
LOW: Final = 10.0
MIDDLE: Final = 50.0
HIGH: Final = 90.0


def forecast_for(ruleset: Ruleset, state: MatchState, side: Side, orders: Orders) -> Forecast:
    """What ``orders`` may lead to, from what ``side`` may know when the turn opens.

    The rival plays as the steady house strategy would; from the second turn on this side repeats its orders. The
    chances are the forecast's own, never those of the match, and the same for every draft, so that drafts compare.
    Raises what ``check_orders`` raises.
    """
    checked = check_orders(ruleset, state, side, orders)
    player = _Repeats(
        side, [choices_of(ruleset, state, side, o) for o in (default_orders(ruleset, state, side), checked)]
    )
    moments = list(_moments(plan_of(ruleset), state, player))
    ahead = dict.fromkeys((1, len(moments)))
    return Forecast(turn=state.turn, outlooks=[_outlook(ruleset, side, moments[turns - 1]) for turns in ahead])


@dataclass(frozen=True, slots=True)
class _Repeats:
    """A player that makes the same choices every turn: the first ones in the first ``GAMES`` games, the second ones in
    as many others."""

    side: Side
    each: Sequence[Mapping[str, float]]

    def choices(
        self, ruleset: Ruleset, cells: Mapping[str, Floats], index: Whole, turn: int, keys: tuple[Words, Words]
    ) -> Mapping[str, Floats]:
        """Outputs as of a bot program."""
        usual, drafted = self.each
        return {cell: np.where(index < GAMES, usual[cell], drafted[cell]) for cell in usual}


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


@dataclass(frozen=True, slots=True)
class _Moment:
    """The imagined games at the start of ``turn``. ``drafted``: which of them follow the draft and not the default
    orders; ``ended``: ending → how many of all that follow the draft are over by then."""

    turn: int
    drafted: Bools
    cells: Mapping[str, Floats]
    ended: Mapping[str, int]


def _moments(plan: Plan, state: MatchState, player: _Repeats) -> Iterator[_Moment]:
    """The start of each later turn, as far as it is needed and both kinds of games go on."""
    ruleset, rival = plan.ruleset, rival_of(player.side)
    players: dict[Side, Player] = {player.side: player, rival: bot_plan(ruleset, rival, steady_of(ruleset))}
    games, ended = imagine(plan, state, player.side, _keys()), Counter[str]()
    open_page(plan, games)
    perceive(plan, games)
    for _ in range(_turns_ahead(ruleset, state.turn)):
        turn_page(plan, games, players)
        last = games.turn > len(ruleset.turns)
        if last and ruleset.aftermath:
            year_after(plan, games)
        perceive(plan, games)
        cells, drafted = dict(games.cells), games.index >= GAMES
        for over in finished(plan, games, last=last):
            ended[over.ending] += int((over.index >= GAMES).sum())
        yield _Moment(games.turn, drafted, cells, {ending: count for ending, count in ended.items() if count})
        if len({bool(kind) for kind in games.index >= GAMES}) < len(player.each):
            return


def _turns_ahead(ruleset: Ruleset, turn: int) -> int:
    """How many turns about two years are, from a turn on."""
    years, ahead = 0.0, 0
    for label in ruleset.turns[turn - 1 :]:
        years += label.years
        ahead += 1
        if years >= LATER_YEARS:
            break
    return max(1, ahead)


@lru_cache(maxsize=1)
def _keys() -> GameKeys:
    """The keys of all games: both kinds meet the same chances."""
    seeds = [Seed(hashlib.sha256(f"airace forecast {game}".encode()).digest()) for game in range(GAMES)]
    return keys_of(seeds * 2)


def _outlook(ruleset: Ruleset, side: Side, moment: _Moment) -> Outlook:
    own, world = _gauges(ruleset, side, side), _gauges(ruleset, side, WORLD)
    perceived = [name for name, variable in ruleset.variables.items() if variable.timing == "perceived"]
    scores = (*ruleset.scores, "total")
    return Outlook(
        turn=moment.turn,
        own={name: _span(moment, f"{_kind(ruleset, name)}:{side}.{name}") for name in own},
        world={name: _span(moment, f"{_kind(ruleset, name)}:{WORLD}.{name}") for name in world},
        perceived={name: _span(moment, f"perceived:{side}.{name}") for name in perceived},
        scores={key: _span(moment, f"score:{side}.{key}") for key in scores},
        ended={ending: count / GAMES for ending, count in moment.ended.items()},
    )


def _gauges(ruleset: Ruleset, side: Side, owner: Owner) -> list[str]:
    """The gauges of a side or of the world that the side sees exactly."""
    scope = WORLD if owner == WORLD else "side"
    gauges = [name for name in known_of(ruleset).gauges if _scope(ruleset, name) == scope]
    return [name for name in gauges if sees(ruleset, side, owner, name) == "exact"]


def _scope(ruleset: Ruleset, name: str) -> Scope:
    stock = ruleset.stocks.get(name)
    return ruleset.variables[name].scope if stock is None else stock.scope


def _kind(ruleset: Ruleset, name: str) -> str:
    return "stock" if name in ruleset.stocks else "var"


def _span(moment: _Moment, cell: str) -> Span:
    row = moment.cells[cell]
    low, middle, high = np.percentile(row[moment.drafted], [LOW, MIDDLE, HIGH])
    usual = np.percentile(row[~moment.drafted], MIDDLE)
    return Span(low=float(low), middle=float(middle), high=float(high), usual=float(usual))
