"""``airace rules``: what designers and their checks ask of rule files."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from airace_rules import load_ruleset
from airace_rules.language.folders import shipped_rulesets
from airace_rules.language.migrating import Roots, Step, replaced
from airace_rules.language.nodes import Leaf
from airace_server.commands.migrate import migrate_folder
from support.commands import run

LESSON = "format: 1\nname: lesson\nextends: quick\nparams:\n  base_budget: {change: true, value: 90}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """``quick``, and ``lesson`` which builds on it."""
    shutil.copytree(shipped_rulesets() / "quick", tmp_path / "quick")
    (tmp_path / "lesson" / "texts").mkdir(parents=True)
    (tmp_path / "lesson" / "rules.yaml").write_text(LESSON)
    for language in ("en", "zh"):
        (tmp_path / "lesson" / "texts" / f"{language}.yaml").write_text("ruleset: {name: Lesson, about: poorer}\n")
    return tmp_path


# ---------------------------------------------------------------- check


def test_a_mistake_in_the_base_is_told_with_a_path_that_can_be_opened(folder: Path) -> None:
    assert run("rules", "check", str(folder / "lesson")).returncode == 0
    society = folder / "quick" / "society.yaml"
    society.write_text(society.read_text().replace("backfire * squeeze * span", "backfire * sqeeze * span"))
    told = run("rules", "check", str(folder / "lesson"))
    assert told.returncode == 1
    place = told.stdout.split(": error R060")[0]
    file, line, _ = place.rsplit(":", 2)
    found = json.loads(run("rules", "check", str(folder / "lesson"), "--format", "json").stdout)
    assert [(d["file"], d["at"]) for d in found["rulesets"][0]["diagnostics"]] == [("quick/society.yaml", str(society))]
    assert (Path(file), "sqeeze" in society.read_text().splitlines()[int(line) - 1]) == (society, True)


# ---------------------------------------------------------------- resolve


def test_resolve_prints_every_line_with_its_origin(folder: Path) -> None:
    told = run("rules", "resolve", str(folder / "lesson"))
    assert (told.returncode, told.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in told.stdout.splitlines()]
    assert "value: 90 # rules.yaml:5" in lines
    assert "name: lesson # rules.yaml:2" in lines
    assert any(line.endswith("# quick/society.yaml:13") for line in lines)
    words = run("rules", "resolve", str(folder / "lesson"), "--texts", "en")
    assert 'ruleset.name: "Lesson"' in words.stdout or "ruleset.name: Lesson" in words.stdout
    assert "# quick/texts/en.yaml:" in words.stdout


def test_resolve_writes_a_folder_that_loads_by_itself(folder: Path) -> None:
    assert run("rules", "resolve", str(folder / "lesson"), "--to", str(folder / "alone")).returncode == 0
    shutil.rmtree(folder / "quick")
    alone = load_ruleset(folder / "alone")
    assert (alone.name, alone.params["base_budget"].value) == ("lesson", "90")
    again = run("rules", "resolve", str(folder / "alone"), "--to", str(folder / "alone"))
    assert again.returncode == 1
    assert "is there already" in again.stderr


def test_resolve_gives_values_and_origins_as_json(folder: Path) -> None:
    found = json.loads(run("rules", "resolve", str(folder / "lesson"), "--format", "json").stdout)
    assert found["hash"] == load_ruleset(folder / "lesson").hash
    assert found["rules"]["params"]["base_budget"]["value"] == "90"
    assert found["origins"]["/params/base_budget/value"] == "rules.yaml:5"
    assert found["texts"]["zh"]["ruleset.name"] == {"text": "Lesson", "origin": "texts/zh.yaml:1"}


def test_resolve_takes_a_name_and_says_what_it_does_not_know(folder: Path) -> None:
    assert run("rules", "resolve", "quick").stdout.startswith("format: 1")
    unknown = run("rules", "resolve", "chess")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "quick" in unknown.stderr
    language = run("rules", "resolve", "quick", "--texts", "tlh")
    assert language.returncode == 1
    assert "en, zh" in language.stderr
    (folder / "quick" / "broken.yaml").write_text("stocks: [")
    broken = run("rules", "resolve", str(folder / "lesson"))
    assert broken.returncode == 1
    assert f"{folder / 'quick' / 'broken.yaml'}:2:1: error R003" in broken.stderr


# ---------------------------------------------------------------- diff


def test_diff_tells_designers_what_changed_and_where(folder: Path) -> None:
    told = run("rules", "diff", str(folder / "quick"), str(folder / "lesson"))
    assert (told.returncode, told.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in told.stdout.splitlines()]
    assert lines[0] == "quick → lesson: 6 differences"
    at = lines.index("~ base_budget (point)")
    assert lines[at - 1] == "params"
    assert lines[at + 1].startswith("value: 100 → 90 society.yaml:")
    assert lines[at + 1].endswith(" → rules.yaml:5")
    assert "~ ruleset.name: Quick: five turns → Lesson texts/en.yaml:1 → texts/en.yaml:1" in lines


def test_diff_gives_the_same_as_json(folder: Path) -> None:
    found = json.loads(run("rules", "diff", str(folder / "quick"), str(folder / "lesson"), "--format", "json").stdout)
    assert (found["old"]["name"], found["new"]["name"]) == ("quick", "lesson")
    budget = next(row for row in found["differences"] if row["entry"] == "base_budget")
    assert budget | {"old_at": ""} == {
        "section": "params",
        "entry": "base_budget",
        "path": ["value"],
        "kind": "changed",
        "old": "100",
        "new": "90",
        "old_at": "",
        "new_at": "rules.yaml:5",
        "unit": "point",
    }


def test_diff_of_equal_rules_says_so() -> None:
    told = run("rules", "diff", "quick", "quick")
    assert (told.returncode, told.stdout) == (0, "quick → quick: no differences\n")


def test_a_table_made_anew_by_the_computer_is_one_difference(folder: Path) -> None:
    par = folder / "quick" / "par.yaml"
    shutil.copytree(folder / "quick", folder / "old" / "quick")
    old = par.read_text()
    par.write_text("\n".join(re.sub(r"\[[0-9.]+", "[77", line) for line in old.splitlines()))
    told = run("rules", "diff", str(folder / "old" / "quick"), str(folder / "quick")).stdout.splitlines()
    assert told[0] == "quick → quick: 1 difference"
    [heading, line] = [" ".join(line.split()) for line in told[2:]]
    assert heading == "par"
    assert "5 scores: frontier, " in line
    assert line.endswith("par.yaml:5 → par.yaml:5")


# ---------------------------------------------------------------- migrate


def test_migrate_says_when_there_is_nothing_to_do(folder: Path) -> None:
    before = (folder / "quick" / "ruleset.yaml").read_bytes()
    told = run("rules", "migrate", str(folder / "quick"), "--write")
    assert (told.returncode, told.stdout) == (0, "")
    assert "the newest" in told.stderr
    assert (folder / "quick" / "ruleset.yaml").read_bytes() == before


def test_migrate_says_what_to_do_about_a_format_of_the_future(folder: Path) -> None:
    (folder / "lesson" / "rules.yaml").write_text(LESSON.replace("format: 1", "format: 7"))
    for command in ("migrate", "check"):
        told = run("rules", command, str(folder / "lesson"))
        assert told.returncode == 1
        assert f"{folder / 'lesson' / 'rules.yaml'}:1:9: error R027" in told.stdout + told.stderr
        assert "install a newer version of airace" in told.stdout + told.stderr


LOUDER = Step(1, "names are shouted", lambda roots: [replaced(name_in(roots), "LESSON", "shout it")])


def name_in(roots: Roots) -> Leaf:
    name = roots["rules.yaml"].entries["name"]
    assert isinstance(name, Leaf)
    return name


def test_migrate_shows_a_patch_and_writes_only_when_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "lesson" / "rules.yaml"
    file.write_bytes(
        b"\xef\xbb\xbf" + LESSON.replace("name: lesson", "name: lesson  # kept").encode().replace(b"\n", b"\r\n")
    )
    before = file.read_bytes()
    migrate_folder(folder / "lesson", False, [LOUDER], newest=2)
    shown = capsys.readouterr()
    assert file.read_bytes() == before
    assert "-format: 1\n-name: lesson  # kept\n+format: 2\n+name: LESSON  # kept\n" in shown.out
    assert "format 1 → 2: names are shouted" in shown.err
    assert f"{file}:2:7: shout it" in shown.err
    assert "--write" in shown.err
    migrate_folder(folder / "lesson", True, [LOUDER], newest=2)
    assert file.read_bytes() == before.replace(b"format: 1", b"format: 2").replace(b"lesson  #", b"LESSON  #")
    assert sorted(path.name for path in (folder / "lesson").iterdir()) == ["rules.yaml", "texts"]
