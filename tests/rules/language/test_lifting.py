"""Params that can be scaled while games are played."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from airace_rules.balance.games import Finished, keys_of, play_with
from airace_rules.balance.orders import bot_plan
from airace_rules.balance.simulate import game_seed
from airace_rules.engine.mathfn_array import Floats
from airace_rules.engine.plan import plan_of
from airace_rules.ids import SIDES
from airace_rules.language.lifting import lifted
from airace_rules.language.loader import Compiled, load_compiled
from airace_rules.ruleset import Ruleset

RULESETS = sorted(path for path in (Path(__file__).parents[3] / "game_rules" / "rulesets").iterdir() if path.is_dir())
GAMES = 40


@pytest.fixture(scope="module", params=RULESETS, ids=lambda path: path.name)
def compiled(request: pytest.FixtureRequest) -> Compiled:
    return load_compiled(request.param)


def totals(ruleset: Ruleset, scales: dict[str, float]) -> Floats:
    """Final scores of the same games: rows for Washington and Beijing, and the turn of the end."""
    keys = keys_of([game_seed(4, game) for game in range(GAMES)])
    players = {side: bot_plan(ruleset, side, "sprinter") for side in SIDES}
    names = {cell for program in programs(ruleset) for cell in program.inputs if cell.startswith("lift:")}
    start = {cell: np.full(GAMES, scales.get(cell, 1.0)) for cell in names}
    result = np.zeros((3, GAMES))
    for happened in play_with(plan_of(ruleset), players, keys, start):
        if isinstance(happened, Finished):
            for row, side in enumerate(SIDES):
                result[row, happened.index] = happened.totals[side]
            result[2, happened.index] = happened.turn
    return result


def programs(ruleset: Ruleset):
    yield from (ruleset.opening, ruleset.turn, ruleset.perception)
    yield from (program for sides in ruleset.bots.values() for program in sides.values())


def test_with_all_factors_one_the_games_are_the_same_to_the_bit(compiled: Compiled) -> None:
    scaled = totals(lifted(compiled), {})
    assert (totals(compiled.ruleset, {}) == scaled).all()
    assert (scaled != 0).any()


def test_a_factor_is_the_same_as_another_number_in_the_file(compiled: Compiled) -> None:
    name, param = next((n, p) for n, p in compiled.ruleset.params.items() if n == "spill")
    path, text = next((p, t) for p, t in compiled.ruleset.files.items() if f"  {name}: {{value: {param.value}," in t)
    changed = text.replace(f"  {name}: {{value: {param.value},", f"  {name}: {{value: {2 * float(param.value)!r},", 1)
    other = load_compiled({**compiled.ruleset.files, path: changed})
    scales = {f"lift:{side}.{name}": 2.0 for side in SIDES}
    assert (totals(other.ruleset, {}) == totals(lifted(compiled), scales)).all()
    assert (totals(other.ruleset, {}) != totals(compiled.ruleset, {})).any()
