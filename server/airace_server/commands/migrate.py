"""``airace rules migrate``: rule files in the newest format."""

from __future__ import annotations

import os
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

from airace_rules import check_ruleset
from airace_rules.errors import RulesetError
from airace_rules.language.diagnostics import Findings
from airace_rules.language.folders import read_folder
from airace_rules.language.format import NEWEST
from airace_rules.language.migrating import STEPS, Migration, Step, migrate
from airace_server.commands.console import fail, say
from airace_server.commands.folders import told_at

BYTE_ORDER_MARK = "\ufeff"


def migrate_folder(folder: Path, write: bool, steps: Sequence[Step] = STEPS, newest: int = NEWEST) -> None:
    """Tell what would change, as a patch; with ``write`` change it."""
    if not folder.is_dir():
        fail(f"{folder} is not a folder. Name the folder of a ruleset.")
    files = read(folder)
    try:
        done = migrate(files, steps, newest)
    except RulesetError as error:
        fail("\n\n".join(told_at(folder, diagnostic) for diagnostic in error.diagnostics))
    if not done.taken:
        say(f"{folder} is written in format {done.end}, the newest. There is nothing to do.")
        return
    tell(folder, files, done)
    if not write:
        say("Nothing was written. Add --write to do it.")
        return
    for path, text in done.files.items():
        if text != files[path]:
            save(folder / path, text)
    errors = sum(diagnostic.severity == "error" for diagnostic in check_ruleset(folder))
    say(f"{folder} is written in format {done.end} now; `airace rules check` finds {errors or 'no'} errors.")


def read(folder: Path) -> dict[str, str]:
    """Path → text of the rule files; ends with a sentence when one cannot be read."""
    findings = Findings()
    files = read_folder(folder, findings)
    if findings.failed:
        fail("\n\n".join(told_at(folder, diagnostic) for diagnostic in findings.sorted()))
    return {path: text.replace("\r\n", "\n") for path, text in files.items()}


def tell(folder: Path, files: dict[str, str], done: Migration) -> None:
    """The steps for people on standard error, the patch on standard output."""
    for taken in done.taken:
        say(f"format {taken.step.start} → {taken.step.start + 1}: {taken.step.about}")
        for change in taken.changes:
            say(f"  {folder / change.file}:{change.line}:{change.column}: {change.about}")
    for path, text in done.files.items():
        name = str(folder / path)
        before, after = (whole.splitlines(keepends=True) for whole in (files[path], text))
        print("".join(unified_diff(before, after, name, name)), end="")


def save(path: Path, text: str) -> None:
    """Write a file in one go, with the line ends and the byte order mark that it had."""
    before = path.read_bytes()
    newline = "\r\n" if b"\r\n" in before else "\n"
    mark = BYTE_ORDER_MARK if before.startswith(BYTE_ORDER_MARK.encode()) else ""
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes((mark + text.replace("\n", newline)).encode())
        os.replace(new, path)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}.")
