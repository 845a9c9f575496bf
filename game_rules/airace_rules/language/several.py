"""What can be wrong with a ruleset beside its own files."""

from __future__ import annotations

from airace_rules.language.diagnostics import Diagnostic, Findings, quote


def name_taken(name: str, folder: str) -> Diagnostic:
    """Another folder holds a ruleset of this name."""
    return _one(
        "R019", f"a ruleset called {quote(name)} stands in another folder", f"in the folder {quote(folder)}",
        "change `name:` in one of them",
    )  # fmt: skip


def not_read(reason: str) -> Diagnostic:
    """The program, not the ruleset, is at fault; ``reason`` names the error."""
    return _one("R001", f"the folder cannot be read: {quote(reason)}", "", "try again; the server's log says where")


def _one(code: str, message: str, found: str, hint: str) -> Diagnostic:
    findings = Findings()
    findings.error(code, "(ruleset)", message, found=found, hint=hint)
    return findings.items[0]
