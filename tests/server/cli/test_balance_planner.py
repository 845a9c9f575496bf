"""``airace balance --planner`` tells how strong a planner is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from airace_rules.planner import PLANNERS
from rules.balance.kit import plain_quick
from support.commands import refused_inside, run

EASY = PLANNERS[0]


@pytest.fixture
def plain(tmp_path: Path) -> str:
    """A folder with `quick` and its four plain house strategies."""
    for path, text in plain_quick().ruleset.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return str(tmp_path)


def figures(folder: str, *options: str) -> dict[str, object]:
    done = run("balance", folder, "--planner", EASY, "--games", "100", "--json", *options)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return {key: value for key, value in told.items() if key != "seconds"}


def test_it_plays_every_house_strategy_as_each_side_and_finds_the_same_with_any_number_of_workers(
    plain: str,
) -> None:
    alone, together = figures(plain, "--workers", "1"), figures(plain, "--workers", "2")
    assert alone == together
    meetings = alone["meetings"]
    assert isinstance(meetings, list)
    assert {(m["side"], m["rival"]) for m in meetings} == {
        (side, rival)
        for side in ("washington", "beijing")
        for rival in ("balanced", "restrictor", "bridge_builder", "sprinter")
    }
    assert all(m["won"] + m["lost"] + m["nobody"] == 100 for m in meetings)


def test_an_unknown_planner_and_options_of_the_report_are_refused_with_a_sentence() -> None:
    assert "planner_hard" in refused_inside("balance", "quick", "--planner", "genius")
    words = refused_inside("balance", "quick", "--planner", EASY, "--watch", "--rounds", "2")
    assert "--rounds, --watch" in words


def test_simulate_plays_a_planner() -> None:
    done = run("simulate", "quick", "--washington", EASY, "--beijing", "random", "--games", "20", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["games"] == 20
    assert told["washington_wins"] > told["beijing_wins"]
