"""``airace balance``: figures for programs, words for people, and nothing when a control fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer

from airace_rules.balance.accepted import rules_of
from airace_rules.balance.controls import Controls
from airace_rules.balance.effort import Effort
from airace_rules.language.loader import load_compiled
from airace_server.commands import balance as command
from airace_server.commands.balance_accepted import accepted
from support.commands import run

QUICK = Path(__file__).resolve().parents[3] / "game_rules/rulesets/quick"
SMALL = ("--games", "100", "--rounds", "0", "--workers", "1")


def test_figures_come_alone_and_do_not_depend_on_the_workers() -> None:
    results = [run("balance", "quick", *SMALL[:-1], workers, "--seed", "9", "--json") for workers in ("1", "2")]
    figures = [json.loads(result.stdout) for result in results]
    for each, result in zip(figures, results, strict=True):
        assert result.returncode == 0
        assert each.pop("seconds") > 0
    assert figures[0] == figures[1]
    assert figures[0]["controls"]["ok"] is True
    assert figures[0]["games"] == 100
    assert figures[0]["seed"] == 9


def test_people_are_told_every_part_in_words() -> None:
    result = run("balance", str(QUICK), *SMALL)
    assert result.returncode == 0
    for title in (
        "CONTROLS  mirror holds",
        "SIDES",
        "ENDINGS",
        "MATRIX",
        "EQUILIBRIUM",
        "PARAMS",
        "WARNINGS",
        "LIMITS",
    ):
        assert title in result.stdout
    assert "Bots are not students" in result.stdout
    assert result.stderr == ""


def test_what_changed_against_another_version_is_told_beside_the_games_that_flipped(tmp_path: Path) -> None:
    shutil.copytree(QUICK, tmp_path / "mine")
    file = tmp_path / "mine" / "compute.yaml"
    old, new = (f"buy_gain: {{value: {{washington: {value}," for value in (16, 19))
    file.write_text(file.read_text().replace(old, new))
    arguments = ("balance", str(tmp_path / "mine"), "--against", "quick", *SMALL)
    told = run(*arguments).stdout
    assert "params.buy_gain.value.washington: 16 → 19" in told
    assert "compute.yaml:5  params" in told
    assert "have another winner" in told
    comparison = json.loads(run(*arguments, "--json").stdout)["comparison"]
    assert comparison["flipped"] > 0
    assert sum(map(sum, comparison["flips"])) > 0
    assert [change["entry"] for change in comparison["changes"]] == ["buy_gain"]
    assert comparison["examples"]
    assert all(example["before"] != example["after"] for example in comparison["examples"])


def test_the_same_ruleset_flips_no_game() -> None:
    figures = json.loads(run("balance", "quick", "--against", "quick", *SMALL, "--json").stdout)
    assert (figures["comparison"]["flipped"], figures["comparison"]["changes"]) == (0, [])


def test_a_run_that_was_stopped_is_taken_up_where_it_was(tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    arguments = ("balance", "quick", *SMALL, "--json", "--resume", str(kept))
    first = json.loads(run(*arguments).stdout)
    whole = kept.read_text()
    kept.write_text(whole[: len(whole) // 2])
    again = json.loads(run(*arguments).stdout)
    assert {**first, "seconds": 0} == {**again, "seconds": 0}
    assert len(kept.read_text()) >= len(whole)


def test_a_file_of_something_else_is_not_written_to(tmp_path: Path) -> None:
    other = tmp_path / "notes.json"
    other.write_text('{"my": "notes"}\n')
    result = run("balance", "quick", *SMALL, "--resume", str(other))
    assert result.returncode == 1
    assert "name another file" in result.stderr
    assert other.read_text() == '{"my": "notes"}\n'


def test_rulesets_that_do_not_load_or_are_not_there_end_with_a_sentence(tmp_path: Path) -> None:
    assert "no such ruleset" in run("balance", "nowhere").stderr
    (tmp_path / "bad.yaml").write_text("format: 1\n")
    result = run("balance", str(tmp_path))
    assert result.returncode == 1
    assert "does not load" in result.stderr
    assert "Traceback" not in result.stderr


def test_when_a_control_fails_there_is_no_verdict_and_the_exit_code_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from airace_rules.balance import report

    failed = Controls(False, True, True, 0, ("Mirror: something treats the sides differently.",))
    monkeypatch.setattr(report, "run_controls", lambda *args: failed)
    wishes = command.Wishes(Effort(100, rounds=0), seed=0, workers=1, resume=None)
    assert command.report("quick", None, wishes, False, None) is False
    printed = capsys.readouterr().out
    assert "mirror FAILS" in printed
    assert "No verdict. Mirror: something treats the sides differently." in printed
    assert "EQUILIBRIUM" not in printed


def test_what_moved_since_the_figures_were_accepted_is_told_without_another_version(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(QUICK, mine)
    small = ("--games", "1000", *SMALL[2:])
    kept = run("balance", str(mine), *small, "--accept")
    assert (kept.returncode, f"Wrote {mine / 'accepted.json'}." in kept.stderr) == (0, True)
    file = mine / "research.yaml"
    text = file.read_text()
    assert "lab_gain: {value: 2.15," in text
    file.write_text(text.replace("lab_gain: {value: 2.15,", "lab_gain: {value: {washington: 4.3, beijing: 2.15},"))
    warned = json.loads(run("balance", str(mine), *small, "--json").stdout)["findings"]
    [words] = [finding["words"] for finding in warned if finding["about"] == "changed"]
    assert " params.lab_gain (2.15 → {washington: 4.3, beijing: 2.15})" in words


def test_only_one_report_of_house_strategies_can_be_accepted() -> None:
    for other in (("--watch",), ("--planner", "planner_easy")):
        refused = run("balance", "quick", "--accept", *other)
        assert refused.returncode == 1
        assert "--accept" in refused.stderr


@pytest.mark.parametrize("data", [b"{", b"\xff", b" " * 1_000_001])
def test_a_broken_file_of_accepted_figures_ends_with_a_sentence(data: bytes, tmp_path: Path, capsys) -> None:
    (tmp_path / "accepted.json").write_bytes(data)
    with pytest.raises(typer.Exit):
        accepted(tmp_path, load_compiled(QUICK))
    assert "Make it anew, or remove it." in capsys.readouterr().err


def test_a_ruleset_that_builds_on_another_is_held_against_what_was_accepted_of_that(tmp_path: Path) -> None:
    shutil.copytree(QUICK, tmp_path / "quick")
    (tmp_path / "mine" / "texts").mkdir(parents=True)
    (tmp_path / "mine" / "ruleset.yaml").write_text("format: 1\nname: mine\nextends: quick\n")
    for language in ("en", "zh"):
        (tmp_path / "mine" / "texts" / f"{language}.yaml").write_text('ruleset: {name: "Mine", about: "Mine."}\n')
    child = load_compiled(tmp_path / "mine")
    found = accepted(tmp_path / "mine", child)
    assert found is not None
    assert (found.ruleset, found.rules) == ("quick", rules_of(child))
    (tmp_path / "quick" / "accepted.json").unlink()
    assert accepted(tmp_path / "mine", child) is None
