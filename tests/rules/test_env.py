"""The game as PettingZoo has it: what its own checks ask for, and matches that are the same as anywhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pettingzoo.test import parallel_api_test, parallel_seed_test

from airace_rules import bot_orders, check_orders, load_ruleset, replay
from airace_rules.balance import simulate
from airace_rules.bots.play import view_cells
from airace_rules.engine.kernel import kernel_of
from airace_rules.env import AiraceEnv
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset

RULESETS = Path(__file__).parents[2] / "game_rules/rulesets"
SHIPPED = ("quick", "lesson", "standard")


@cache
def ruleset_of(name: str) -> Ruleset:
    return load_ruleset(RULESETS / name)


def sampled(env: AiraceEnv) -> dict[Side, dict[str, Any]]:
    return {side: env.action_space(side).sample() for side in env.agents}


def as_strategy(env: AiraceEnv, side: Side, name: str, view: Any) -> dict[str, Any]:
    """What a house strategy wishes, as an action."""
    wishes = kernel_of(env.ruleset.bots[name][side]).run(view_cells(env.ruleset, view, side))
    now = {key: stance.options.index(view.stances[key]) for key, stance in env.ruleset.stances.items()}
    return {
        "instruments": np.array([wishes[f"weight:{key}"] for key in env.instruments[side]]),
        "spend": np.array([wishes["spend:share"]]),
        "stances": np.array([wishes.get(f"choose:{key}", at) for key, at in now.items()]),
        "projects": np.array([wishes.get(f"pay:{key}", 0.0) for key in env.projects[side]]),
        "deals": np.array([wishes.get(f"sign:{key}", 0.0) for key in env.ruleset.deals]),
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_it_is_what_pettingzoo_takes_for_an_environment(name: str) -> None:
    parallel_api_test(AiraceEnv(ruleset_of(name)), num_cycles=30)
    parallel_seed_test(lambda: AiraceEnv(ruleset_of(name)), num_cycles=15)


@pytest.mark.parametrize("name", SHIPPED)
def test_wishes_of_every_kind_become_orders_that_are_allowed_and_numbers_stand_where_they_stood(name: str) -> None:
    env = AiraceEnv(ruleset_of(name))
    for seed in range(3):
        env.reset(seed=seed)
        while env.agents:
            before = env.match
            _, _, _, _, infos = env.step(sampled(env))
            for side in SIDES:
                check_orders(env.ruleset, before, side, infos[side]["orders"])
                assert list(env._numbers(side)) == env.observation_names[side]


def test_house_strategies_in_it_play_the_games_of_a_simulation() -> None:
    env, games = AiraceEnv(ruleset_of("quick")), 20
    _, infos = env.reset(seed=7)
    wins: dict[Side, float] = dict.fromkeys(SIDES, 0.0)
    for _ in range(games):
        while env.agents:
            names: dict[Side, str] = {"washington": "sprinter", "beijing": "balanced"}
            actions = {side: as_strategy(env, side, names[side], infos[side]["view"]) for side in SIDES}
            expected = {side: bot_orders(env.ruleset, names[side], infos[side]["view"], env._seed) for side in SIDES}
            _, rewards, over, _, infos = env.step(actions)
            assert {side: infos[side]["orders"] for side in SIDES} == {
                side: check_orders(env.ruleset, env.history[-1].before, side, expected[side]) for side in SIDES
            }
            assert all(over.values()) or not any(rewards.values())
        wins = {side: wins[side] + (rewards[side] == 1.0) for side in SIDES}
        _, infos = env.reset()
    same = simulate(env.ruleset, "sprinter", "balanced", games, 7)
    assert (wins["washington"], wins["beijing"]) == (same.washington_wins, same.beijing_wins)


def test_an_agent_sees_what_the_view_of_its_side_holds_and_no_more() -> None:
    env = AiraceEnv(ruleset_of("standard"))
    env.reset(seed=1)
    _, _, _, _, infos = env.step(sampled(env))
    cells = view_cells(env.ruleset, infos["beijing"]["view"], "beijing")
    assert [float(value) for value in env._observations()["beijing"]] == list(cells.values())
    assert infos["beijing"]["view"].side == "beijing"


def test_a_match_of_it_is_a_match_file_that_replays() -> None:
    env = AiraceEnv(ruleset_of("quick"))
    env.reset(seed=11)
    while env.agents:
        _, _, _, _, infos = env.step(sampled(env))
    replayed = replay(json.loads(json.dumps(env.match_file())))
    assert replayed.history[-1].hash == env.history[-1].hash
    assert infos["washington"]["ending"] == env.match.ending


def test_mistakes_are_named() -> None:
    env = AiraceEnv(ruleset_of("quick"))
    with pytest.raises(RuntimeError, match="reset"):
        env.step({})
    env.reset()
    actions = sampled(env)
    with pytest.raises(ValueError, match="no action of beijing"):
        env.step({"washington": actions["washington"]})
    for wrong in (np.zeros(3), np.full(10, np.nan), None):
        with pytest.raises(ValueError, match="washington: `instruments` must be 10 finite numbers"):
            env.step({**actions, "washington": {**actions["washington"], "instruments": wrong}})
    with pytest.raises(ValueError, match="a seed is a whole number"):
        env.reset(seed=-1)
    assert env.history == []


def test_without_pettingzoo_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['pettingzoo'] = None; import airace_rules.env"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "pip install 'airace[rl]'" in done.stderr
