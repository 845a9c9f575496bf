"""``airace rules test``: plays what a ruleset promises about itself."""

from __future__ import annotations

from typing import Any

import typer

from airace_rules.ruletests import Verdict, run_tests
from airace_server.commands.console import fail, give, say
from airace_server.commands.rules import counted
from airace_server.commands.simulate import load


def test(name: str, format: str, words: str) -> None:
    """Play the tests of a ruleset; end with exit code 1 when one of them fails."""
    ruleset = load(name)
    if not ruleset.tests:
        fail(f"{name} has no tests. Write some in the section `tests`, see docs/designers.md.")
    verdicts = []
    for verdict in run_tests(ruleset, words):
        verdicts.append(verdict)
        if format == "text":
            _tell(name, verdict)
    if not verdicts:
        fail(f"No test has all these words in its name: {words}")
    failed = sum(bool(verdict.failures) for verdict in verdicts)
    if format == "json":
        give({"path": name, "tests": [_plain(verdict) for verdict in verdicts]})
    say(f"{name}: {counted(len(verdicts), 'test')}, {counted(failed, 'failure')}")
    if failed:
        raise typer.Exit(1)


def _tell(path: str, verdict: Verdict) -> None:
    for failure in verdict.failures:
        print(f"{path}/{failure.text()}\n  test: {verdict.test.name}\n")


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.test.name,
        "systems": list(verdict.test.systems),
        "passed": not verdict.failures,
        "failures": [failure.to_json() for failure in verdict.failures],
    }
