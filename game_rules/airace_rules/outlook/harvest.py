"""When points pay that are placed in a lever or an instrument: worked out by the rules themselves, once a ruleset.

Steady sides play a usual match. At the start of each turn it is played on many times beside each other, with the same
chances: once as it is, and once with a point more for each lever and each instrument of each side. A point pays when
half of the most that it ever brings has come in; when it does is a question of delays, and hardly of the position, so
that it need not be asked again for each draft. What it brings is told by the forecast, which does know the position.

It follows from the ruleset alone: nothing of a match can leak through it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from airace_rules.balance.games import (
    Finished,
    Games,
    beside_each_other,
    finished,
    keys_of,
    ordered_by,
    perceive,
    play_with,
    player_of,
    turn_with,
    year_after,
)
from airace_rules.balance.orders import Player, SideOrders
from airace_rules.bots.play import steady_of
from airace_rules.engine.dice import Seed
from airace_rules.engine.mathfn_array import Floats
from airace_rules.engine.plan import Plan, plan_of
from airace_rules.ids import SIDES, TENTHS_PER_POINT, Side, rival_of
from airace_rules.manifest import Harvest, Harvests
from airace_rules.outlook.told import gauges_of, kind_of
from airace_rules.ruleset import Ruleset

GAMES: Final = 17  # odd, so that there is a middle one
HALF: Final = 0.5
MOST_LINES: Final = 40_000  # turns played for one game of each line; a ruleset with more has not every turn asked
FELT: Final = 0.01  # points of score that a point must bring, else it is said to bring nothing
MOVED: Final = 1e-4  # share of the usual value by which a gauge must move, else it is said to stand still


@dataclass(frozen=True, slots=True)
class Sowing:
    """A point more in one turn. ``shares``: instrument → share of the point; ``key`` of a lever or an instrument."""

    side: Side
    lever: bool
    key: str
    shares: Mapping[str, float]


def harvests_of(ruleset: Ruleset) -> Harvests:
    """When points pay that are placed in each turn. It takes up to two seconds: ask once.

    Raises RulesError when the rules break in a match of steady sides.
    """
    plan, players = plan_of(ruleset), {side: player_of(ruleset, side, steady_of(ruleset)) for side in SIDES}
    sowings = [sowing for side in SIDES for sowing in _sowings(ruleset, side)]
    found: list[list[Harvest | None]] = [[None] * len(ruleset.turns) for _ in sowings]
    every = -(-(len(ruleset.turns) ** 2) * len(sowings) // MOST_LINES)
    keys = keys_of([Seed(hashlib.sha256(f"airace harvest {game}".encode()).digest()) for game in range(GAMES)])
    for games in play_with(plan, players, keys, {}):
        if isinstance(games, Finished) or games.turn > len(ruleset.turns) or len(games.index) <= GAMES // 2:
            continue
        turn = games.turn
        if (turn - 1) % every == 0:
            harvests = _of_turn(plan, games, players, sowings)
        for row, harvest in zip(found, harvests, strict=True):
            row[turn - 1] = _later(harvest, (turn - 1) % every, len(ruleset.turns) + 1)

    def told(side: Side, *, lever: bool) -> dict[str, list[Harvest | None]]:
        those = zip(sowings, found, strict=True)
        return {sowing.key: row for sowing, row in those if sowing.side == side and sowing.lever == lever}

    return Harvests(
        levers={side: told(side, lever=True) for side in SIDES},
        instruments={side: told(side, lever=False) for side in SIDES},
    )


def _later(harvest: Harvest | None, turns: int, end: int) -> Harvest | None:
    """The same so many turns later, as far as the match goes."""
    if harvest is None or harvest.turn is None or not turns:
        return harvest
    turn = harvest.turn + turns
    return Harvest(turn=turn, gauge=harvest.gauge) if turn <= end else Harvest(turn=None, gauge=None)


def _sowings(ruleset: Ruleset, side: Side) -> list[Sowing]:
    levers = [
        Sowing(side, True, lever, {key: ruleset.instruments[key].split for key in keys})
        for lever, keys in ruleset.levers.items()
    ]
    return levers + [Sowing(side, False, key, {key: 1.0}) for key in ruleset.instruments]


# ---------------------------------------------------------------- one turn


def _of_turn(
    plan: Plan, start: Games, players: Mapping[Side, Player], sowings: Sequence[Sowing]
) -> list[Harvest | None]:
    """When each point pays that is placed in the turn that opens."""
    each = len(start.index)
    games = beside_each_other([start] * (1 + len(sowings)))
    watched = {side: _watched(plan.ruleset, side) for side in SIDES}
    sown, steps = _played_on(plan, games, players, sowings, each)
    return [
        _harvest(steps, watched[sowing.side], start.turn, place + 1, sown[place + 1])
        for place, sowing in enumerate(sowings)
    ]


def _played_on(
    plan: Plan, games: Games, players: Mapping[Side, Player], sowings: Sequence[Sowing], each: int
) -> tuple[Floats, list[dict[str, Floats]]]:
    """Points placed more in each game, shape (lines, ``each``), and, at the start of each later turn, cells → values of
    the same shape; NaN in games that are over. The first line is the match as it is."""
    ruleset, shape = plan.ruleset, (1 + len(sowings), each)
    sown: Floats = np.zeros(shape)
    steps: list[dict[str, Floats]] = []
    cells = sorted({cell for side in SIDES for cell in _cells(_watched(ruleset, side))})
    while len(games.index):
        orders = {side: ordered_by(plan, games, players[side]) for side in SIDES}
        if not steps:
            for place, sowing in enumerate(sowings):
                rows = slice((place + 1) * each, (place + 2) * each)
                sown[place + 1] = _sow(ruleset, sowing, orders[sowing.side], rows)
        turn_with(plan, games, orders)
        last = games.turn > len(ruleset.turns)
        if last and ruleset.aftermath:
            year_after(plan, games)
        perceive(plan, games)
        steps.append({cell: _spread(games.cells[cell], games, shape) for cell in cells})
        for _ in finished(plan, games, last=last):
            pass
        if last:
            break
    return sown, steps


def _sow(ruleset: Ruleset, sowing: Sowing, orders: SideOrders, rows: slice) -> Floats:
    """Place a point more in these games, or one less where the caps leave no room for more; how many were placed."""
    now = {key: orders.cells[f"order:{sowing.side}.{key}"][rows] for key in sowing.shares}
    caps = {key: ruleset.instruments[key].cap[sowing.side] / TENTHS_PER_POINT for key in sowing.shares}
    more = {key: np.minimum(share, np.maximum(caps[key] - now[key], 0.0)) for key, share in sowing.shares.items()}
    full = sum(more.values()) <= 0.0
    added = {key: np.where(full, -np.minimum(share, now[key]), more[key]) for key, share in sowing.shares.items()}
    for key, points in added.items():
        cell = f"order:{sowing.side}.{key}"
        orders.cells[cell] = orders.cells[cell].copy()
        orders.cells[cell][rows] += points
    total: Floats = sum(added.values(), np.zeros(rows.stop - rows.start))
    return total


def _spread(row: Floats, games: Games, shape: tuple[int, int]) -> Floats:
    values = np.full(shape[0] * shape[1], np.nan)
    values[games.index] = row
    return values.reshape(shape)


# ---------------------------------------------------------------- what it brings


@dataclass(frozen=True, slots=True)
class _Watched:
    """The cells in which a side may see that a point brings something: its total, its rival's, and its gauges."""

    own: str
    rival: str
    gauges: Mapping[str, str]


def _watched(ruleset: Ruleset, side: Side) -> _Watched:
    gauges = {name: f"{kind_of(ruleset, name)}:{side}.{name}" for name in gauges_of(ruleset, side, side)}
    return _Watched(f"score:{side}.total", f"score:{rival_of(side)}.total", gauges)


def _cells(watched: _Watched) -> list[str]:
    return [watched.own, watched.rival, *watched.gauges.values()]


def _harvest(
    steps: Sequence[Mapping[str, Floats]], watched: _Watched, turn: int, line: int, sown: Floats
) -> Harvest | None:
    if not sown.any():
        return None
    points = np.where(sown == 0.0, np.nan, sown)
    margins = [step[watched.own] - step[watched.rival] for step in steps]
    gained = _middles([(margin[line] - margin[0]) / points for margin in margins])
    if gained.size and gained.max() > FELT:
        return Harvest(turn=turn + 1 + _half(gained), gauge=None)
    moved: dict[str, Floats] = {}
    for name, cell in watched.gauges.items():
        usual = max((float(np.nanmax(np.abs(step[cell][0]))) for step in steps), default=0.0)
        change = np.abs(_middles([(step[cell][line] - step[cell][0]) / points for step in steps]))
        if change.size and change.max() > MOVED * usual:
            moved[name] = change / max(usual, MOVED)
    if not moved:
        return Harvest(turn=None, gauge=None)
    name = max(moved, key=lambda each: float(moved[each].max()))
    return Harvest(turn=turn + 1 + _half(moved[name]), gauge=name)


def _middles(rows: Sequence[Floats]) -> Floats:
    """The middle of each row, as far as more than half of the games go on."""
    going = [row[np.isfinite(row)] for row in rows]
    last = next((at for at, row in enumerate(going) if 2 * len(row) <= len(rows[at])), len(going))
    return np.array([float(np.median(row)) for row in going[:last]])


def _half(curve: Floats) -> int:
    """The first place at which half of the most is reached."""
    return int(np.flatnonzero(curve >= HALF * curve.max())[0])
