"""`airace rules schema` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from airace_rules.reference.json_schema import rules_schema
from airace_server.cli import app
from support.commands import refused_inside


def test_the_schema_goes_to_standard_output() -> None:
    result = CliRunner().invoke(app, ["rules", "schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == rules_schema()


def test_the_schema_is_written_to_a_file_and_the_line_for_editors_is_told(tmp_path: Path) -> None:
    file = tmp_path / "rules.schema.json"
    result = CliRunner().invoke(app, ["rules", "schema", "--out", str(file)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"# yaml-language-server: $schema={file}" in result.stderr
    assert json.loads(file.read_text()) == rules_schema()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    assert "cannot be written" in refused_inside("rules", "schema", "--out", str(tmp_path / "no" / "such" / "file"))
