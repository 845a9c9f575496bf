"""Controls: what must hold before a figure of the report means anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from airace_rules.balance.arena import Arena, Lot, Outcome, arena_of, play_lots
from airace_rules.balance.matrix import cell_name
from airace_rules.balance.mirror import first_difference
from airace_rules.balance.places import Places
from airace_rules.balance.runner import Runner
from airace_rules.engine.mathfn_array import Bools
from airace_rules.errors import RulesetError
from airace_rules.ids import SIDES, rival_of
from airace_rules.language.lifting import lifted
from airace_rules.language.loader import Compiled, load_compiled

GAMES: Final = 256  # of each control, over all pairs of strategies
LEAST_GAMES: Final = 2  # of a pair
NULL_FILE: Final = "balance_null_parameter.yaml"
NULL_PARAMETER: Final = 'params: {balance_null_parameter: {value: 1, unit: "1"}}\n'
SAME_SCORE: Final = 1e-6  # sums over both sides add up in another order when the sides are exchanged
_SIDE: Final = re.compile(r"\b(washington|beijing)\b")


@dataclass(frozen=True, slots=True)
class Controls:
    """What held, and in words what did not. ``non_finite``: games that a formula broke."""

    mirror: bool
    batch_invariance: bool
    null_parameter: bool
    non_finite: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the report may give a verdict."""
        return self.mirror and self.batch_invariance and self.null_parameter and self.non_finite == 0


def exchanged_files(files: dict[str, str]) -> dict[str, str]:
    """The ruleset in which both sides have changed places everywhere: values, formulas, strategies and texts."""
    other = {str(side): str(rival_of(side)) for side in SIDES}
    return {path: _SIDE.sub(lambda match: other[match[1]], text) for path, text in files.items()}


def run_controls(runner: Runner, compiled: Compiled, places: Places, strategies: Sequence[str]) -> Controls:
    """All controls, on a few games of every pair."""
    arena = arena_of(compiled.ruleset)
    lots = _pairs(strategies)
    games = runner.play(arena, strategies, lots, "playing the controls")
    mirror = _mirror(runner, compiled, places, strategies, games)
    batch = _batch_invariance(runner, arena, strategies, lots, games)
    null = _null_parameter(runner, compiled, strategies, lots, games)
    problems = [found for found in (mirror, batch, null) if found]
    broken = int((games.ending < 0).sum())
    if broken:
        problems.append(f"In {broken} of {len(games.ending)} games a formula broke: {games.broken[0]}.")
    return Controls(not mirror, not batch, not null, broken, tuple(problems))


def games_of_a_pair(strategies: int) -> int:
    """How many games each pair of so many strategies plays in a control."""
    return max(LEAST_GAMES, GAMES // strategies**2)


def _pairs(strategies: Sequence[str]) -> list[Lot]:
    count = len(strategies)
    return [
        Lot(i, j, f"controls {cell_name(strategies[i], strategies[j])}", 0, games_of_a_pair(count))
        for i in range(count)
        for j in range(count)
    ]


def _mirror(runner: Runner, compiled: Compiled, places: Places, strategies: Sequence[str], games: Outcome) -> str:
    """Empty when exchanging the sides exchanges all results."""
    try:
        other = load_compiled(exchanged_files(dict(compiled.ruleset.files)))
    except RulesetError as error:
        return f"Mirror: the ruleset with both sides exchanged does not load. {error.diagnostics[0].text()}"
    arena = arena_of(other.ruleset, mirrored=True)
    lots = [replace(lot, washington=lot.beijing, beijing=lot.washington) for lot in _pairs(strategies)]
    swapped = runner.play(arena, strategies, lots, "playing the controls")
    differs = _differs(games, swapped)
    if not differs.any():
        return ""
    game = int(np.flatnonzero(differs)[0])
    lot, number = lots[game // lots[0].games], game % lots[0].games
    single = replace(lot, first=number, games=1)
    where = first_difference(arena_of(compiled.ruleset), arena, strategies, single, runner.seed)
    named = f" The first to differ is {where.name} ({places.of(where.entry)}) in turn {where.turn}." if where else ""
    return (
        f"Mirror: with both sides exchanged, {int(differs.sum())} of {len(differs)} games do not give the exchanged "
        f"result, so that something treats the sides differently by their place.{named} "
        "Formulas cannot do that, so this is a fault of the engine, or of effects whose order matters."
    )


def _differs(games: Outcome, swapped: Outcome) -> Bools:
    ended = (games.ending != swapped.ending) | (games.turns != swapped.turns)
    scores: Bools = np.abs(games.totals - swapped.totals[::-1]).max(axis=0) > SAME_SCORE
    differs: Bools = (games.winner != -swapped.winner) | ended | scores
    return differs


def _batch_invariance(
    runner: Runner, arena: Arena, strategies: Sequence[str], lots: Sequence[Lot], games: Outcome
) -> str:
    """Empty when games do not depend on what they are batched with."""
    alone = [replace(lot, first=number, games=1) for lot in lots for number in range(lot.games)]
    most, few = len(alone) - 1, len(alone) // 2 - 1  # other sizes than the batch to compare with
    backwards = play_lots(arena, strategies, alone[most::-1][:most], runner.seed)
    alike = np.array_equal(backwards.totals[:, ::-1], games.totals[:, 1:])
    start = play_lots(arena, strategies, alone[:few], runner.seed)
    if alike and np.array_equal(start.totals, games.totals[:, :few]):
        return ""
    return "Batch invariance: games played in another batch gave other results. This is a fault of the engine."


def _null_parameter(
    runner: Runner, compiled: Compiled, strategies: Sequence[str], lots: Sequence[Lot], games: Outcome
) -> str:
    """Empty when a param that nothing reads changes nothing, in programs that can be asked about params."""
    files = {**compiled.ruleset.files, NULL_FILE: NULL_PARAMETER}
    other = arena_of(lifted(load_compiled(files)), purpose="lifted")
    same = runner.play(other, strategies, lots, "playing the controls")
    if np.array_equal(same.totals, games.totals) and np.array_equal(same.winner, games.winner):
        return ""
    return "Null parameter: a param that no formula reads changed results. This is a fault of the engine."
