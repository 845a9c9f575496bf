"""``airace rules derive``: makes anew the files of a ruleset that follow from its other files."""

from __future__ import annotations

from pathlib import Path

import typer

from airace_rules import load_ruleset
from airace_rules.balance import derived_files
from airace_rules.errors import RulesError, RulesetError
from airace_server.commands.console import fail, say
from airace_server.commands.folders import broken, folder_of


def derive(name: str, check: bool) -> None:
    """Write the derived files that differ from what the rules give; with ``check`` only say so, with exit code 1."""
    folder = folder_of(name)
    try:
        files = derived_files(folder)
    except RulesetError as error:
        broken(folder, error, f"Nothing was derived from {folder}.")
    except RulesError as error:
        fail(f"{error}\n\nNothing was derived from {folder}.")
    stale = [name for name, text in files.items() if _now(folder / name) != text]
    for name in files:
        if name in stale and (base := _taken_over(folder, name, files[name])):
            stale.remove(name)
            say(f"{folder} needs no {name}: that of {base} fits")
        elif name not in stale:
            say(f"{folder / name} is up to date")
        elif check:
            say(f"{folder / name} is stale: airace rules derive {folder}")
        else:
            (folder / name).write_text(files[name], "utf-8", newline="\n")
            say(f"{folder / name} was written")
    if check and stale:
        raise typer.Exit(1)


def _taken_over(folder: Path, name: str, text: str) -> str:
    """The ruleset whose file says the same already, where ``folder`` has none of its own; empty if there is none."""
    if (folder / name).exists():
        return ""
    files = load_ruleset(folder).files
    nearest = next((path for path in files if path.endswith(f"/{name}")), "")
    return nearest.split("/")[0] if nearest and files[nearest] == text else ""


def _now(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""
