"""Simulations: the same seed gives the same figures, however the work is shared out."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from airace_rules import Seed, bot_orders, load_ruleset, new_match, resolve_turn, steady_of, view_for
from airace_rules.balance import derived_files, par_is_fresh, par_table, par_yaml, simulate
from airace_rules.balance import simulate as simulate_function
from airace_rules.balance.games import play
from airace_rules.balance.simulate import CHUNK, game_seed
from airace_rules.errors import RulesError, RulesetError
from airace_rules.ids import SIDES
from airace_rules.outlook.course import usual_course
from airace_rules.ruleset import Ending, Ruleset
from rules.engine.toy import toy_ruleset

ROOT = Path(__file__).parents[3]
QUICK = ROOT / "game_rules" / "rulesets" / "quick"
TOY = toy_ruleset()


@pytest.fixture(scope="module")
def quick() -> Ruleset:
    return load_ruleset(QUICK)


def test_the_figures_are_those_of_games_played_one_by_one() -> None:
    games = 40
    wins: Counter[str | None] = Counter()
    endings: Counter[str | None] = Counter()
    turns = 0
    for game in range(games):
        seed = game_seed(3, game)
        state, history = new_match(TOY, seed), []
        while state.ending is None:
            views = {side: view_for(TOY, state, history, side) for side in SIDES}
            orders = {
                "washington": bot_orders(TOY, "balanced", views["washington"], seed),
                "beijing": bot_orders(TOY, "hoarder", views["beijing"], seed),
            }
            history.append(resolve_turn(TOY, state, orders, seed))  # type: ignore[arg-type]
            state = history[-1].after
        wins[state.winner] += 1
        endings[state.ending] += 1
        turns += len(history)
    figures = simulate(TOY, "balanced", "hoarder", games, 3).figures(TOY, 2.0)
    assert figures == {
        "games": games,
        "turns": turns,
        "seconds": 2.0,
        "games_per_second": games / 2.0,
        "washington_wins": wins["washington"],
        "beijing_wins": wins["beijing"],
        "draws": wins[None],
        "endings": {"war": endings["war"] / games, "horizon": endings["horizon"] / games},
        "mean_length": turns / games,
    }


def test_the_same_seed_gives_the_same_figures_and_another_does_not(quick: Ruleset) -> None:
    first = simulate(quick, "sprinter", "balanced", 500, 1)
    assert simulate(quick, "sprinter", "balanced", 500, 1) == first
    assert simulate(quick, "sprinter", "balanced", 500, 2) != first


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_figures_do_not_depend_on_how_the_games_are_shared_out(quick: Ruleset, workers: int) -> None:
    alone = simulate(quick, "sprinter", "random", 300, 5)
    with ThreadPoolExecutor(2) as executor:
        assert simulate(quick, "sprinter", "random", 300, 5, executor=executor, workers=workers) == alone


def test_figures_are_the_same_from_other_processes(quick: Ruleset) -> None:
    alone = simulate(quick, "balanced", "restrictor", 200, 5)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        assert simulate(quick, "balanced", "restrictor", 200, 5, executor=executor, workers=2) == alone


def test_figures_do_not_depend_on_the_size_of_chunks(quick: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = simulate(quick, "sprinter", "sprinter", 333, 5)
    monkeypatch.setattr(sys.modules[simulate_function.__module__], "CHUNK", 50)
    assert simulate(quick, "sprinter", "sprinter", 333, 5) == alone
    assert CHUNK != 50


def test_the_first_games_of_a_longer_simulation_are_those_of_a_shorter_one() -> None:
    assert [game_seed(9, k) for k in range(5)] == [game_seed(9, k) for k in range(8)][:5]
    assert game_seed(9, 1) != game_seed(91, 1)
    assert game_seed(1, 11) != game_seed(11, 1)


def test_progress_is_told_up_to_the_last_game() -> None:
    told: list[int] = []
    simulate(TOY, "balanced", "balanced", CHUNK + 5, 1, progress=told.append)
    assert told == [CHUNK, CHUNK + 5]


def test_unknown_strategies_and_impossible_numbers_are_refused() -> None:
    with pytest.raises(RulesError, match=r"no strategy 'genius'.*balanced, hoarder, random"):
        simulate(TOY, "balanced", "genius", 10, 1)
    for games, seed, workers in ((0, 1, 1), (1, -1, 1), (1, 1, 0)):
        with pytest.raises(ValueError, match="at least one game"):
            simulate(TOY, "balanced", "balanced", games, seed, workers=workers)


def test_a_batch_is_played_in_branch_zero_only() -> None:
    with pytest.raises(ValueError, match="branch 0"):
        list(play(TOY, dict.fromkeys(SIDES, "balanced"), [Seed(bytes(32), b"", 1)]))


def test_a_ruleset_whose_last_ending_does_not_hold_is_refused() -> None:
    endless = toy_ruleset(endings=(Ending("war", "any", "nobody"),))
    with pytest.raises(RulesError, match="must always hold"):
        simulate(endless, "balanced", "balanced", 10, 1)


def test_a_compiled_ruleset_can_be_sent_to_another_process(quick: Ruleset) -> None:
    assert pickle.loads(pickle.dumps(quick)) == quick  # noqa: S301 - our own bytes


DIGEST = """
import hashlib, sys
from pathlib import Path
from airace_rules import load_ruleset
from airace_rules.balance.games import Games, play
from airace_rules.balance.simulate import game_seed
ruleset, digest = load_ruleset(Path(sys.argv[1])), hashlib.sha256()
for happened in play(ruleset, {"washington": "sprinter", "beijing": "random"}, [game_seed(1, k) for k in range(400)]):
    if isinstance(happened, Games):
        for cell in sorted(happened.cells):
            digest.update(happened.cells[cell].tobytes())
print(digest.hexdigest())
"""


def test_all_states_are_the_same_with_the_vector_units_of_the_processor_switched_off() -> None:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    there = [feature for feature in __cpu_dispatch__ if __cpu_features__[feature]]
    if not there:
        pytest.skip("this processor has no vector units that could be switched off")
    digests = []
    for switched_off in ("", " ".join(there)):
        environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": switched_off}
        run = subprocess.run(
            [sys.executable, "-c", DIGEST, str(QUICK)], capture_output=True, text=True, check=True, env=environment
        )
        digests.append(run.stdout)
    assert digests[0] == digests[1] != ""


def test_par_is_the_mean_raw_score_of_the_balanced_pair() -> None:
    games = 24
    table = par_table(TOY, games, 6)
    raw: list[list[float]] = [[] for _ in range(4)]
    for game in range(games):
        seed = game_seed(6, game)
        state, history = new_match(TOY, seed), []
        while state.ending is None:
            views = {side: view_for(TOY, state, history, side) for side in SIDES}
            orders = {side: bot_orders(TOY, "balanced", views[side], seed) for side in SIDES}
            history.append(resolve_turn(TOY, state, orders, seed))
            state = history[-1].after
            raw[state.turn - 1].append(history[-1].opening["beijing.raw.calm"])
    assert list(table) == ["lead", "calm", "secret", "hold"]
    assert table["calm"]["beijing"][0] == 61.0
    for turn in (1, 2, 3):
        assert table["calm"]["beijing"][turn] == pytest.approx(np.mean(raw[turn]), abs=0.0051)


def test_without_a_balanced_strategy_par_is_that_of_the_first_one(quick: Ruleset) -> None:
    bots = {key: bot for key, bot in quick.bots.items() if key != "balanced"}
    renamed = {"balanced": quick.bots[next(iter(bots))], **bots}
    assert par_table(replace(quick, bots=bots), 32) == par_table(replace(quick, bots=renamed), 32)


def test_a_ruleset_without_strategies_has_the_par_of_random_play(quick: Ruleset) -> None:
    alone = replace(quick, bots={})
    assert steady_of(alone) == "random"
    assert usual_course(alone)[0].stocks == usual_course(quick)[0].stocks
    assert par_table(alone, 16)["frontier"]["beijing"][0] == par_table(quick, 16)["frontier"]["beijing"][0]


def test_par_is_not_derived_beside_a_par_in_another_file(tmp_path: Path) -> None:
    shutil.copytree(QUICK, tmp_path / "quick")
    (tmp_path / "quick" / "par.yaml").rename(tmp_path / "quick" / "yardstick.yaml")
    with pytest.raises(RulesetError) as raised:
        derived_files(tmp_path / "quick")
    (found,) = raised.value.diagnostics
    assert (found.code, found.file, found.hint[:14]) == ("R009", "yardstick.yaml", "remove it here")


def test_par_does_not_depend_on_the_size_of_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = par_table(TOY, 40)
    monkeypatch.setattr(sys.modules[par_table.__module__], "CHUNK", 7)
    assert par_table(TOY, 40) == whole


def test_par_does_not_depend_on_the_par_that_is_there(quick: Ruleset) -> None:
    zeros = {
        key: replace(score, par={side: (0.0,) * (len(quick.turns) + 1) for side in SIDES})
        for key, score in quick.scores.items()
    }
    assert par_table(replace(quick, scores=zeros), 64) == par_table(quick, 64)


def test_the_par_file_reads_back_as_the_table_and_makes_the_ruleset_fresh(quick: Ruleset) -> None:
    table = par_table(quick, 128, 4)
    read = yaml.safe_load(par_yaml(table, 128, 4))["par"]
    assert read == {key: {side: list(values) for side, values in sides.items()} for key, sides in table.items()}
    renewed = load_ruleset({**quick.files, "par.yaml": par_yaml(table, 128, 4)})
    assert par_is_fresh(renewed, 128, 4)
    assert not par_is_fresh(renewed, 128, 5)


def test_the_balanced_pair_scores_about_fifty_against_fresh_par(quick: Ruleset) -> None:
    renewed = load_ruleset({**quick.files, "par.yaml": par_yaml(par_table(quick, 512), 512)})
    seen = [
        float(happened.cells[f"score:{side}.{key}"].mean())
        for happened in play(renewed, dict.fromkeys(SIDES, "balanced"), [game_seed(0, k) for k in range(512)])
        if hasattr(happened, "cells") and happened.turn < len(quick.turns)
        for side in SIDES
        for key in quick.scores
    ]
    assert all(48.5 < mean < 51.5 for mean in seen)
