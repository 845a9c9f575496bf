"""No verdict without controls: exchanged sides, other batches and a null parameter must not matter."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from airace_rules.balance import games as games_module
from airace_rules.balance.controls import exchanged_files, run_controls
from airace_rules.balance.effort import Effort
from airace_rules.balance.figures import figures_of
from airace_rules.balance.findings import findings
from airace_rules.balance.matrix import house_strategies
from airace_rules.balance.places import Places
from airace_rules.balance.report import balance
from airace_rules.balance.runner import Runner
from airace_rules.language.loader import load_compiled
from rules.balance.kit import RULESETS, SHIPPED, shipped


def controls(compiled):
    return run_controls(Runner(3), compiled, Places.in_(compiled), house_strategies(compiled.ruleset))


@pytest.mark.parametrize("name", SHIPPED)
def test_all_controls_hold_for_rulesets_that_ship(name: str) -> None:
    found = controls(shipped(name))
    assert found.problems == ()
    assert found.ok
    assert (found.mirror, found.batch_invariance, found.null_parameter, found.non_finite) == (True, True, True, 0)


def test_they_hold_for_a_ruleset_that_extends_another(tmp_path: Path) -> None:
    shutil.copytree(RULESETS / "quick", tmp_path / "quick")
    (tmp_path / "child" / "texts").mkdir(parents=True)
    rules = "format: 1\nname: child\nextends: quick\nparams: {spill: {change: true, value: 0.1}}\n"
    (tmp_path / "child" / "ruleset.yaml").write_text(rules)
    for language in ("en", "zh"):
        (tmp_path / "child" / "texts" / f"{language}.yaml").write_text('ruleset: {name: Child, about: "x"}\n')
    compiled = load_compiled(tmp_path / "child")
    assert controls(compiled).problems == ()
    assert Places.in_(compiled).of("params.spill") == "ruleset.yaml:4"


def test_exchanging_twice_gives_the_files_back_and_once_does_not() -> None:
    files = dict(shipped("quick").ruleset.files)
    assert exchanged_files(exchanged_files(files)) == files != exchanged_files(files)


def test_an_engine_that_favours_a_side_breaks_the_mirror_and_the_first_difference_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = games_module.budget_games
    monkeypatch.setattr(
        games_module, "budget_games", lambda plan, games, side: honest(plan, games, side) + (side == "beijing")
    )
    report = balance(Runner(3), shipped("quick"), Effort(100))
    assert report.controls is not None
    assert not report.controls.mirror
    assert not report.controls.ok
    assert report.house is None
    [warning] = [finding.text() for finding in findings(report)]
    assert warning.startswith("No verdict. Mirror:")
    named = re.search(
        r"The first to differ is (washington|beijing|world)\.(\w+) \((\w+\.yaml):(\d+)\) in turn 2", warning
    )
    assert named is not None, warning
    line = shipped("quick").ruleset.files[named[3]].splitlines()[int(named[4]) - 1]
    assert line.strip().startswith(f"{named[2]}:")
    figures = figures_of(report, 1.0)
    assert figures["controls"] == {
        "mirror": False, "batch_invariance": True, "null_parameter": True, "non_finite": 0, "ok": False,
        "problems": list(report.controls.problems),
    }  # fmt: skip
    assert figures["side_rate"] is figures["matrix"] is figures["exploitability"] is None


def test_an_engine_in_which_games_disturb_each_other_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = games_module.budget_games
    monkeypatch.setattr(
        games_module, "budget_games", lambda plan, games, side: honest(plan, games, side) + len(games.index) % 2
    )
    found = controls(shipped("quick"))
    assert not found.batch_invariance
    assert any(problem.startswith("Batch invariance") for problem in found.problems)
