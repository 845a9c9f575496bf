"""Many games of a test are played side by side on arrays: that gives what one after the other gives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from airace_rules import load_ruleset
from airace_rules.ruleset import Ruleset
from airace_rules.ruletest import Run
from airace_rules.ruletests import run_tests
from airace_rules.ruletests.batch import play_batch
from airace_rules.ruletests.course import Course, play_singly
from rules.language.kit import BASE, with_files
from rules.undertakings.kit import FOLDER as TREATY

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
GAMES = 24


def ruleset_with(folder: Path, run: str, turns: int) -> tuple[Ruleset, Run]:
    """A ruleset with a test of this run, and the run."""
    files = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.yaml")}
    lines = "".join(f"    {line}\n" for line in run.strip().split("\n"))
    games = "" if "draws" in run else f"    games: {GAMES}\n"
    test = (
        f"tests:\n  - name: a promise\n    turns: {turns}\n{games}{lines}    expect: {{winner.nobody: {{above: -1}}}}\n"
    )
    ruleset = load_ruleset({**files, "tests.yaml": test})
    made = ruleset.tests[0].run
    assert made is not None
    return ruleset, made


def assert_same(one: Course, other: Course) -> None:
    assert (one.games, one.endings, one.winners, one.last_turns) == (
        other.games, other.endings, other.winners, other.last_turns,
    )  # fmt: skip
    assert +one.happened == +other.happened
    assert one.moments.keys() == other.moments.keys()
    for turn, means in one.moments.items():
        assert means.games == other.moments[turn].games
        assert_near(means.sheet(), other.moments[turn].sheet())
    assert_near(one.final.sheet(), other.final.sheet())


def assert_near(one: Mapping[str, float], other: Mapping[str, float]) -> None:
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert value == pytest.approx(other[name], rel=1e-12, abs=1e-12), name


@pytest.mark.parametrize(
    ("folder", "run", "turns"),
    [
        (BASE, "orders: {both: {buy: 10, train: 5, stances: {safety: high}}}\nlater: [{from: 2, both: {fab: 3}}]", 2),
        (BASE, "given: {turn: 2, world: {tension: 90}, both: {pipelines: {fab_orders: [4, 1]}}}\nstrategy: random", 1),
        (BASE, "given: {world: {tension: 98.5}}\norders: {both: {buy: 40}}", 2),
        (TREATY, "strategy: {washington: builder, beijing: cheater}", 8),
        (TREATY, "orders: {beijing: {labs: 10}}\nstrategy: {washington: builder}\nseed: 5", 6),
        (TREATY, "orders: {both: {projects: [lab], deals: [dialogue]}}\nlater: [{from: 3, both: {}}]", 4),
        (TREATY, "given: {both: {stances: {safety: middle}}}\norders: {both: {deals: [pause], controls: 8}}", 2),
        (
            TREATY,
            "given: {world: {deal.pause: 2}, beijing: {progress.push: 1}}\norders: {beijing: {projects: [push]}}",
            2,
        ),
        (RULESETS / "quick", "strategy: {washington: sprinter, beijing: bridge_builder}\nseed: 3", 5),
        (RULESETS / "quick", "orders: {washington: {buy: 20, stances: {trade: deny}}}\nstrategy: {beijing: random}", 3),
        (RULESETS / "standard", "strategy: {washington: balanced, beijing: sprinter}", 12),
    ],
    ids=str,
)
def test_side_by_side_is_as_one_after_the_other(folder: Path, run: str, turns: int) -> None:
    ruleset, made = ruleset_with(folder, run, turns)
    batch = play_batch(ruleset, made, turns, GAMES)
    assert batch is not None
    assert_same(batch, play_singly(ruleset, made, turns, GAMES))


@pytest.mark.parametrize(
    "run",
    [
        "given: {both: {trust: 20}}\norders: {beijing: {projects: [plant]}}",  # its gate is trust > 30
        "orders: {beijing: {projects: [plant, push]}}",  # one new project a turn
        "orders: {washington: {projects: [fund]}}",  # not one of Washington's
        "given: {world: {deal.truce: 2}}\norders: {both: {deals: [truce]}, beijing: {controls: 10}}",  # binding
        "given: {world: {tension: 90}}\norders: {both: {deals: [pause]}}",  # its gate is tension <= 78
        "draws: {luck: 1}",
        "orders: {washington: {buy: 59, labs: 59}}",  # more than there is to spend
        "orders: {washington: {controls: 40}}",  # above its cap
        "orders: {washington: {stances: {safety: high, trade: sell}}}",  # one change a turn
    ],
)
def test_what_may_be_refused_is_played_one_after_the_other(run: str) -> None:
    ruleset, made = ruleset_with(TREATY, run, 2)
    assert play_batch(ruleset, made, 2, GAMES) is None


def test_orders_that_one_of_many_games_refuses_are_told_at_their_place() -> None:
    lines = "games: 50, turns: 2, orders: {beijing: {buy: 35, train: 50, fab: 10}}"
    body = f"tests:\n  - {{name: a promise, {lines}, expect: {{beijing.chips: {{above: 1}}}}}}\n"
    (verdict,) = run_tests(load_ruleset(with_files(tests=body)))
    assert [failure.diagnostic.code for failure in verdict.failures] == ["T004"]
    assert "more than the budget" in verdict.failures[0].diagnostic.found
