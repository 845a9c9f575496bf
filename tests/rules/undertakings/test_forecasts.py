"""A forecast knows of the rival's projects what its side knows of them."""

from __future__ import annotations

import pytest

from airace_rules.balance.games import keys_of
from airace_rules.engine.plan import plan_of
from airace_rules.outlook.imagine import imagine
from airace_rules.ruleset import Ruleset
from rules.undertakings.kit import SEED, Match, treaty

NO_SLIP = ('slip: "0.3"', 'slip: "0"')
LAZY = ('projects: {plant: "1", push: "done.plant",', 'projects: {push: "done.plant",')


def imagined(match: Match, cell: str) -> float:
    """What Washington takes for granted of Beijing."""
    games = imagine(plan_of(match.ruleset), match.state, "washington", keys_of([SEED]))
    return float(games.cells[cell][0])


@pytest.fixture(scope="module")
def diligent() -> Ruleset:
    return treaty(NO_SLIP)


def test_a_finished_project_is_finished_though_sides_usually_leave_it() -> None:
    match = Match(treaty(NO_SLIP, LAZY))
    match.play("", "plant")
    assert imagined(match, "stock:beijing.progress.plant") == 0.0
    match.play("", "plant")
    assert imagined(match, "stock:beijing.progress.plant") == 2.0


def test_a_project_that_is_not_finished_is_not_though_sides_usually_have_it_by_then(diligent: Ruleset) -> None:
    match = Match(diligent)
    for _ in range(4):
        match.play()
    assert imagined(match, "stock:beijing.progress.plant") == 1.0


def test_whether_a_finished_project_was_late_makes_no_difference() -> None:
    late, early = Match(treaty(('slip: "0.3"', 'slip: "turn < 3"'))), Match(treaty(('slip: "0.3"', 'slip: "turn > 3"')))
    for turn in range(3):
        late.play("", "plant")
        early.play("", "plant" if turn < 2 else "")
    for kind in ("progress", "slipped"):
        cell = f"stock:beijing.{kind}.plant"
        assert imagined(late, cell) == imagined(early, cell)
