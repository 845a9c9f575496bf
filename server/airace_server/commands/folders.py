"""Rulesets named on the command line, and where their mistakes stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from airace_rules.errors import RulesetError
from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.folders import located, shipped_rulesets
from airace_rules.language.loader import Compiled, load_compiled
from airace_server.commands.console import fail


def folder_of(name: str) -> Path:
    """A ruleset by its folder, or by name among those that ship; ends with a sentence when there is none."""
    places = shipped_rulesets()
    known = sorted(path.name for path in places.iterdir() if path.is_dir()) if places.is_dir() else []
    if Path(name).is_dir():
        return Path(name)
    if name in known:
        return places / name
    if Path(name).is_file():
        fail(f"{name} is a file. Name the folder of its ruleset, such as {Path(name).parent}.")
    fail(f"There is no folder {name}, and no such ruleset ships. Those that ship: {', '.join(known) or 'none'}.")


def compiled(name: str) -> Compiled:
    """The ruleset and what it was made of; ends with every mistake in it when it does not load."""
    folder = folder_of(name)
    try:
        return load_compiled(folder)
    except RulesetError as error:
        broken(folder, error, f"{name} does not load. Repair it, then try again.")


def broken(folder: Path, error: RulesetError, last: str) -> NoReturn:
    """End with every mistake of the ruleset in ``folder``, and a sentence."""
    fail("\n\n".join([*(told_at(folder, diagnostic) for diagnostic in error.diagnostics), last]))


def told_at(folder: Path, diagnostic: Diagnostic) -> str:
    """A diagnostic of the ruleset in ``folder``, with a path that can be opened from here."""
    return replace(diagnostic, file=str(located(folder, diagnostic.file))).text()
