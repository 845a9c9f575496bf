"""A match file replays to the last digit, and any change in it is found and named."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from airace_rules import Seed, bot_orders, export_match, load_ruleset, new_match, replay, resolve_turn, view_for
from airace_rules.errors import ReplayError, RulesError
from airace_rules.ids import SIDES
from airace_rules.ruleset import Ruleset
from airace_rules.state import TurnResult

QUICK = Path(__file__).parents[3] / "game_rules" / "rulesets" / "quick"
SEED = Seed(bytes(range(32)), b"salt")
SAMPLE = 250
Path_ = tuple[str | int, ...]


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset(QUICK)


@pytest.fixture(scope="module")
def history(ruleset: Ruleset) -> list[TurnResult]:
    return play(ruleset, [0] * len(ruleset.turns))


def play(ruleset: Ruleset, branches: list[int]) -> list[TurnResult]:
    state, history = new_match(ruleset, SEED), []
    for branch in branches:
        seed = Seed(SEED.seed, SEED.salt, branch)
        views = {side: view_for(ruleset, state, history, side) for side in SIDES}
        orders = {side: bot_orders(ruleset, "random", views[side], seed) for side in SIDES}
        history.append(resolve_turn(ruleset, state, orders, seed, history[-1].hash if history else ""))
        state = history[-1].after
        if state.ending is not None:
            break
    return history


@pytest.fixture(scope="module")
def file(ruleset: Ruleset, history: list[TurnResult]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(export_match(ruleset, history, SEED)))
    return data


def never_loaded(ruleset: Ruleset) -> Any:
    """A loader that knows one set of files: replays in bulk need not compile it each time."""

    def load(files: Any) -> Ruleset:
        return ruleset if files == dict(ruleset.files) else load_ruleset(files)

    return load


def leaves(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))
    else:
        yield path, data


def altered(value: Any) -> Any:
    """The smallest change there is: one digit, one letter."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * (1.0 + 2**-52) if value else 5e-324
    if value is None:
        return "washington"
    return value[:-1] + ("0" if value[-1:] != "0" else "1")


def with_change(file: dict[str, Any], path: Path_) -> dict[str, Any]:
    result = copy.deepcopy(file)
    place: Any = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = altered(place[path[-1]])
    return result


def test_a_match_file_replays_to_the_same_history(file: dict[str, Any], history: list[TurnResult]) -> None:
    replayed = replay(file)
    assert list(replayed.history) == history
    assert replayed.seed == SEED


def test_a_match_that_was_reopened_replays_with_its_branches(ruleset: Ruleset) -> None:
    branches = [0, 0, 1, 1, 2]
    history = play(ruleset, branches)
    data = export_match(ruleset, history, SEED, branches)
    assert list(replay(data).history) == history
    data["turns"][2]["branch"] = 0
    with pytest.raises(ReplayError) as caught:
        replay(data)
    assert caught.value.turn == 3


def test_a_file_that_a_program_wrote_again_replays_whole_numbers_without_a_point(file: dict[str, Any]) -> None:
    """JavaScript, and not it alone, writes 100.0 as 100, and other languages sort the keys."""

    def again(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: again(data[key]) for key in sorted(data)}
        if isinstance(data, list):
            return [again(value) for value in data]
        return int(data) if isinstance(data, float) and data.is_integer() else data

    written = again(file)
    stocks = written["start"]["sides"]["washington"]["stocks"]
    assert any(type(value) is int for value in stocks.values())
    assert len(replay(written).history) == len(file["turns"])
    stocks["trust"] += 1
    with pytest.raises(ReplayError) as caught:
        replay(written)
    assert caught.value.variable == "start.sides.washington.stocks.trust"


def test_any_changed_digit_is_found_and_its_turn_named(file: dict[str, Any], ruleset: Ruleset) -> None:
    load = never_loaded(ruleset)
    everything = [path for path, _ in leaves(file) if path[0] != "ruleset"]
    assert len(everything) > 1000
    for path in random.Random(8).sample(everything, SAMPLE):
        with pytest.raises(ReplayError) as caught:
            replay(with_change(file, path), load)
        assert caught.value.variable, path
        if path[0] == "turns":
            assert caught.value.turn == int(path[1]) + 1, path
            assert f"turn {caught.value.turn}" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "variable"),
    [
        (("turns", 2, "orders", "beijing", "instruments", "buy"), "orders.beijing.instruments.buy"),
        (("turns", 1, "draws", 0, "washington.luck"), "draws.0.washington.luck"),
        (("turns", 1, "state", "sides", "beijing", "stocks", "chips"), "state.sides.beijing.stocks.chips"),
        (("turns", 3, "opening", "beijing.score.total"), "opening.beijing.score.total"),
        (("turns", 4, "hash"), "hash"),
        (("start", "world", "tension"), "start.world.tension"),
        (("seed",), "commitment"),
        (("salt",), "commitment"),
        (("winner",), "winner"),
    ],
)
def test_a_change_is_named_by_its_variable(file: dict[str, Any], ruleset: Ruleset, path: Path_, variable: str) -> None:
    changed = with_change(file, path)
    with pytest.raises(ReplayError) as caught:
        replay(changed, never_loaded(ruleset))
    assert caught.value.variable == variable
    assert variable in str(caught.value)


def test_a_changed_rule_is_found(file: dict[str, Any]) -> None:
    changed = copy.deepcopy(file)
    changed["ruleset"]["files"]["ruleset.yaml"] += "\n# a comment\n"
    with pytest.raises(ReplayError, match="hash"):
        replay(changed)
    changed["ruleset"]["files"]["ruleset.yaml"] = "turns: ["
    with pytest.raises(ReplayError, match="does not load"):
        replay(changed)


def test_a_file_that_is_no_match_file_is_refused_with_a_sentence(file: dict[str, Any], ruleset: Ruleset) -> None:
    load = never_loaded(ruleset)
    for nothing in ({}, [], None, {"format": 7}, {"format": "0"}, {"format": False}):
        with pytest.raises(ReplayError, match="not a match file"):
            replay(nothing, load)  # type: ignore[arg-type]
    for key in file:
        if key != "format":
            with pytest.raises(ReplayError):
                replay({k: v for k, v in file.items() if k != key}, load)
            for wrong in (None, [], {}, 1.5, "x"):
                if wrong != file[key]:
                    with pytest.raises(ReplayError):
                        replay({**file, key: wrong}, load)


def test_a_file_with_any_value_of_the_wrong_kind_is_refused_with_a_sentence(
    file: dict[str, Any], ruleset: Ruleset
) -> None:
    load = never_loaded(ruleset)
    paths = {path[:depth] for path, _ in leaves(file) if path[0] != "ruleset" for depth in range(1, len(path) + 1)}
    for path in random.Random(9).sample(sorted(paths, key=repr), SAMPLE // 4):
        for wrong in (None, "x", [], {}, -1, 10**30, float("nan")):
            damaged = copy.deepcopy(file)
            place: Any = damaged
            for key in path[:-1]:
                place = place[key]
            if repr(place[path[-1]]) == repr(wrong):
                continue
            place[path[-1]] = wrong
            with pytest.raises(ReplayError):
                replay(damaged, load)


def test_turns_cannot_be_dropped_added_or_put_in_another_order(file: dict[str, Any], ruleset: Ruleset) -> None:
    load, turns = never_loaded(ruleset), file["turns"]
    for wrong in (turns[:-1], turns[1:], [*turns, turns[-1]], turns[::-1], []):
        with pytest.raises(ReplayError):
            replay({**file, "turns": wrong}, load)


def test_orders_that_break_the_rules_are_named(file: dict[str, Any], ruleset: Ruleset) -> None:
    changed = copy.deepcopy(file)
    for orders in (changed["turns"][0]["orders"], changed["turns"][0]["state"]["sides"]):
        side = orders["washington"]
        side.get("orders", side)["instruments"]["buy"] = 999_999
    with pytest.raises(ReplayError, match="not allowed") as caught:
        replay(changed, never_loaded(ruleset))
    assert caught.value.variable == "orders.washington.instruments.buy"


def test_nothing_can_be_exported_before_the_first_turn(ruleset: Ruleset, history: list[TurnResult]) -> None:
    with pytest.raises(RulesError):
        export_match(ruleset, [], SEED)
    with pytest.raises(ValueError, match="branches"):
        export_match(ruleset, history, SEED, [0])
