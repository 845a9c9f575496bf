"""`airace rules docs` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from airace_server.cli import app
from support.commands import refused_inside, run

QUICK = Path(__file__).resolve().parents[3] / "game_rules/rulesets/quick"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_and_markdown_are_written_and_said(tmp_path: Path, language: str) -> None:
    out = tmp_path / "new" / "folder"
    result = CliRunner().invoke(app, ["rules", "docs", str(QUICK), "--out", str(out), "--language", language])
    assert (result.exit_code, result.stdout) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == [f"quick.{language}.html", f"quick.{language}.md"]
    assert str(out / f"quick.{language}.html") in result.stderr
    assert (out / f"quick.{language}.html").read_text("utf-8").startswith("<!doctype html>")


def test_the_files_do_not_depend_on_the_run(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        done = run("rules", "docs", str(QUICK), "--out", str(tmp_path / seed), PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
    for name in ("quick.en.html", "quick.en.md"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_what_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused_inside("rules", "docs", str(QUICK), "--out", str(tmp_path / "file"))
    assert "There is no folder" in refused_inside("rules", "docs", str(tmp_path / "nowhere"))
    unknown = CliRunner().invoke(app, ["rules", "docs", str(QUICK), "--language", "tlh", "--out", str(tmp_path)])
    assert unknown.exit_code == 2
    assert "It has: en, zh" in unknown.stderr
