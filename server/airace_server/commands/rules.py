"""``airace rules``: the designers' checker."""

from __future__ import annotations

from pathlib import Path

import typer

from airace_rules import check_ruleset
from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.folders import located
from airace_server.commands.console import give, say
from airace_server.commands.folders import folder_of, told_at


def check(names: list[str], format: str) -> None:
    """Check each ruleset, named or by its folder; end with exit code 1 on any error."""
    paths = [folder_of(name) for name in names]
    found = {path: check_ruleset(path) for path in paths}
    if format == "json":
        give({"rulesets": [{"path": str(path), "diagnostics": as_json(path, found[path])} for path in paths]})
    else:
        tell(found)
    if any(is_error(diagnostic) for diagnostics in found.values() for diagnostic in diagnostics):
        raise typer.Exit(1)


def as_json(folder: Path, diagnostics: list[Diagnostic]) -> list[dict[str, str | int]]:
    """Plain values; ``at`` is a path that can be opened from here."""
    return [diagnostic.to_json() | {"at": str(located(folder, diagnostic.file))} for diagnostic in diagnostics]


def tell(found: dict[Path, list[Diagnostic]]) -> None:
    """All diagnostics for people, and a line of sums for each ruleset."""
    for path, diagnostics in found.items():
        for diagnostic in diagnostics:
            print(f"{told_at(path, diagnostic)}\n")
        errors = sum(is_error(diagnostic) for diagnostic in diagnostics)
        say(f"{path}: {counted(errors, 'error')}, {counted(len(diagnostics) - errors, 'warning')}")


def is_error(diagnostic: Diagnostic) -> bool:
    """Whether a ruleset with this does not load."""
    return diagnostic.severity == "error"


def counted(number: int, noun: str) -> str:
    """``no errors``, ``1 error``, ``2 errors``."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
