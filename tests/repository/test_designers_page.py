"""The ruleset printed on the designers' page loads and plays, so that the page never goes stale."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from airace_rules import (
    Seed,
    bot_orders,
    check_ruleset,
    default_orders,
    load_ruleset,
    new_match,
    resolve_turn,
    view_for,
)
from airace_rules.ids import SIDES
from airace_rules.ruleset import Ruleset
from airace_rules.ruletests import run_tests
from airace_rules.state import TurnResult

PAGE = Path(__file__).parents[2] / "docs/designers.md"
FILE = re.compile(r"^`(pocket|lesson|pact|classroom)/(\S+)`\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown(ruleset: str) -> dict[str, str]:
    return {path: text for name, path, text in FILE.findall(PAGE.read_text()) if name == ruleset}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return shown("pocket")


def test_the_page_shows_all_files(files: dict[str, str]) -> None:
    assert set(files) == {"rules.yaml", "tests.yaml", "texts/en.yaml"}


def test_the_promises_on_the_page_hold(files: dict[str, str]) -> None:
    verdicts = list(run_tests(load_ruleset(files)))
    assert len(verdicts) == 6
    assert [failure.text() for verdict in verdicts for failure in verdict.failures] == []


def test_a_promise_that_does_not_hold_is_told_as_the_page_shows(files: dict[str, str]) -> None:
    broken = {**files, "tests.yaml": files["tests.yaml"].replace("between: [0.7, 0.9]", "between: [0.4, 0.7]")}
    (failure,) = next(run_tests(load_ruleset(broken))).failures
    assert textwrap.indent(failure.text(), "    ") in PAGE.read_text()


def test_the_ruleset_that_builds_on_it_needs_nothing_but_a_par(files: dict[str, str]) -> None:
    lesson = {**shown("lesson"), **{f"pocket/{path}": text for path, text in files.items()}}
    assert {diagnostic.code for diagnostic in check_ruleset(lesson)} == {"R104"}
    ruleset = load_ruleset(lesson)
    assert [ending.key for ending in ruleset.endings] == ["breakdown", "calm", "horizon"]
    assert ruleset.levers["chips"] == ("buy", "lease", "fab")


def test_the_ruleset_with_projects_and_deals_loads_and_is_played(files: dict[str, str]) -> None:
    pact = {**shown("pact"), **{f"pocket/{path}": text for path, text in files.items()}}
    assert {diagnostic.code for diagnostic in check_ruleset(pact)} == {"R111"}
    ruleset = load_ruleset(pact)
    history = played(ruleset)
    told = {happening.key for result in history for happening in result.steps[0].happenings}
    assert {"foundry.finished", "truce.signed", "truce.ended"} <= told
    assert [failure.text() for verdict in run_tests(ruleset) for failure in verdict.failures] == []


def test_the_ruleset_with_roles_and_a_lesson_plan_loads(files: dict[str, str]) -> None:
    bases = {"pocket": files, "pact": shown("pact")}
    below = {f"{name}/{path}": text for name, base in bases.items() for path, text in base.items()}
    classroom = {**shown("classroom"), **below}
    assert {diagnostic.code for diagnostic in check_ruleset(classroom)} == {"R111"}
    two, three = load_ruleset(classroom).teams
    assert [seat.levers for seat in two.seats] == [("sanctions",), ("chips", "talent")]
    assert [seat.levers for seat in three.seats] == [(), ("chips", "talent"), ("sanctions",)]


def test_its_ruleset_has_no_error_and_no_warning(files: dict[str, str]) -> None:
    assert [diagnostic.text() for diagnostic in check_ruleset(files)] == []


def played(ruleset: Ruleset) -> list[TurnResult]:
    """A match of the balanced pair."""
    seed, history = Seed(bytes(32)), list[TurnResult]()
    state = new_match(ruleset, seed)
    while state.ending is None:
        views = {side: view_for(ruleset, state, history, side, seed) for side in SIDES}
        orders = {side: bot_orders(ruleset, "balanced", views[side], seed) for side in SIDES}
        assert default_orders(ruleset, state, "washington").instruments
        history.append(resolve_turn(ruleset, state, orders, seed, history[-1].hash if history else ""))
        state = history[-1].after
    return history


def test_its_ruleset_plays_to_an_ending(files: dict[str, str]) -> None:
    ruleset = load_ruleset(files)
    history = played(ruleset)
    assert len(history) == len(ruleset.turns)
    assert history[-1].after.ending in {ending.key for ending in ruleset.endings}
