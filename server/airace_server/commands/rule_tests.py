"""``airace rules test``: plays what a ruleset promises about itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from airace_rules.language.folders import located
from airace_rules.ruletests import Failure, Verdict, run_tests
from airace_server.commands.console import fail, give, say
from airace_server.commands.folders import compiled, folder_of, told_at
from airace_server.commands.rules import counted


def test(name: str, format: str, words: str) -> None:
    """Play the tests of a ruleset; end with exit code 1 when one of them fails."""
    ruleset, folder = compiled(name).ruleset, folder_of(name)
    if not ruleset.tests:
        fail(f"{name} has no tests. Write some in the section `tests`, see docs/designers.md.")
    verdicts = []
    for verdict in run_tests(ruleset, words):
        verdicts.append(verdict)
        if format == "text":
            _tell(folder, verdict)
    if not verdicts:
        fail(f"No test has all these words in its name: {words}")
    failed = sum(bool(verdict.failures) for verdict in verdicts)
    if format == "json":
        give({"path": name, "tests": [_plain(folder, verdict) for verdict in verdicts]})
    say(f"{name}: {counted(len(verdicts), 'test')}, {counted(failed, 'failure')}")
    if failed:
        raise typer.Exit(1)


def _tell(folder: Path, verdict: Verdict) -> None:
    if verdict.figures and not verdict.failures:
        print("\n  ".join([verdict.test.name, *verdict.figures]) + "\n")
    for failure in verdict.failures:
        why = "".join(f"\n  why: {line}" for line in failure.why)
        print(f"{told_at(folder, failure.diagnostic)}{why}\n  test: {verdict.test.name}\n")


def _plain(folder: Path, verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.test.name,
        "systems": list(verdict.test.systems),
        "passed": not verdict.failures,
        "figures": list(verdict.figures),
        "failures": [_mistake(folder, failure) for failure in verdict.failures],
    }


def _mistake(folder: Path, failure: Failure) -> dict[str, Any]:
    return failure.to_json() | {"at": str(located(folder, failure.diagnostic.file))}
