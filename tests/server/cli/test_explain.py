"""`airace rules explain` on the command line: what it prints, and how it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from airace_rules import load_ruleset
from airace_server.cli import app
from airace_server.commands.explain import system_names
from support.matches import match_file, write_match

QUICK = Path(__file__).resolve().parents[3] / "game_rules/rulesets/quick"


@pytest.fixture(scope="module")
def match(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_match(tmp_path_factory.mktemp("match") / "match.json", load_ruleset(QUICK))


def explain(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["rules", "explain", *map(str, arguments)])


def refused(code: int, *arguments: object) -> str:
    result = explain(*arguments)
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert result.stderr.strip().endswith((".", "?"))
    return result.stderr


def test_a_name_is_explained_on_standard_output() -> None:
    result = explain(QUICK, "compute")
    assert result.exit_code == 0
    for words in ("compute = min(raw_compute, power_cap)", "C1 Chip gap", "used by", "compute.yaml:"):
        assert words in result.stdout
    assert result.stderr == ""


def test_a_name_of_two_things_explains_both() -> None:
    found = json.loads(explain(QUICK, "chips", "--format", "json").stdout)["explained"]
    assert [data["kind"] for data in found] == ["stock", "lever"]


def test_a_system_of_the_catalogue_is_explained_by_what_models_tests_and_tells_of_it() -> None:
    standard = QUICK.parent / "standard"
    [data] = json.loads(explain(standard, "p2", "--format", "json").stdout)["explained"]
    assert (data["kind"], data["name"], data["title"]) == ("system", "P2", "Data-centre build-out and red tape")
    assert "stances.permitting" in [rule["what"] for rule in data["rules"]]
    assert data["tests"]
    assert data["codex"]["title"] == load_ruleset(standard).texts["en"]["codex.p2.title"]
    lines = explain(standard, "P2", "--language", "zh").stdout.splitlines()
    for rule in [*data["rules"], *data["tests"]]:
        assert f"    {rule['what']}, {rule['place']['file']}:{rule['place']['line']}" in lines
    assert load_ruleset(standard).texts["zh"]["codex.p2.title"] in "\n".join(lines)


def test_a_system_that_a_ruleset_leaves_out_is_no_unknown_name() -> None:
    result = explain(QUICK, "T1")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "T1 — Education pipeline" in result.stdout
    assert "Nothing in this ruleset" in result.stdout
    assert "declares no `C99`" in refused(2, QUICK, "C99")


def test_a_match_and_a_turn_add_the_figures_of_both_sides(match: Path) -> None:
    [data] = json.loads(explain(QUICK, "compute", "--match", match, "--turn", 2, "--format", "json").stdout)[
        "explained"
    ]
    opening = json.loads(match.read_text())["turns"][0]["opening"]
    assert data["turn"]["values"] == {side: opening[f"{side}.compute"] for side in ("washington", "beijing")}
    inputs = {row["name"]: row["values"] for row in data["formulas"][0]["inputs"]}
    assert inputs["raw_compute"]["beijing"] == opening["beijing.raw_compute"]


def test_a_match_with_older_rules_is_explained_with_its_own(match: Path, tmp_path: Path) -> None:
    newer = shutil.copytree(QUICK, tmp_path / "quick")
    file = newer / "compute.yaml"
    file.write_text(file.read_text().replace("min(raw_compute, power_cap)", "0.5 * min(raw_compute, power_cap)"))
    result = explain(newer, "compute", "--match", match, "--turn", 1)
    assert result.exit_code == 0
    assert "another version" in result.stderr
    assert "0.5" not in result.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [("copmute", "Did you mean `compute`"), ("zzzzzz", "declares no `zzzzzz`"), ("event.buy", "no `event.buy`")],
)
def test_an_unknown_name_ends_with_exit_code_2_and_a_suggestion(name: str, words: str) -> None:
    assert words in refused(2, QUICK, name)


def test_a_turn_that_was_not_played_ends_with_exit_code_2(match: Path) -> None:
    assert "no turn 40" in refused(2, QUICK, "compute", "--match", match, "--turn", 40)
    assert "belong together" in refused(2, QUICK, "compute", "--turn", 1)
    assert "belong together" in refused(2, QUICK, "compute", "--match", match)


def test_a_language_without_texts_ends_with_exit_code_2() -> None:
    assert "It has: en, zh" in refused(2, QUICK, "compute", "--language", "tlh")


def test_a_changed_match_file_is_refused_with_the_place(tmp_path: Path) -> None:
    match = match_file(load_ruleset(QUICK))
    match["turns"][1]["orders"]["beijing"]["instruments"]["buy"] += 1
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(match))
    assert "turn 2: orders.beijing.instruments.buy" in refused(1, QUICK, "compute", "--match", file, "--turn", 1)


def test_a_ruleset_that_does_not_load_is_refused_with_its_diagnostics(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("vras: {}\n")
    assert "R020" in refused(1, tmp_path, "compute")
    assert "There is no folder" in refused(1, tmp_path / "nowhere", "compute")


def test_the_names_of_the_systems_come_with_the_program() -> None:
    assert system_names()["C1"] == "Chip gap"
