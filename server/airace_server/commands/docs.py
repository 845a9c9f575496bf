"""``airace rules docs``: a ruleset's reference as a page and as Markdown."""

from __future__ import annotations

from pathlib import Path

from airace_rules.reference.gather import reference_of
from airace_rules.reference.markdown import markdown
from airace_rules.reference.page import page
from airace_rules.reference.shown import Shown
from airace_server.commands.console import fail, say
from airace_server.commands.explain import language_or_fail, system_names
from airace_server.commands.folders import compiled


def docs(ruleset: str, out: Path, language: str) -> None:
    """Write ``<name>.<language>.html`` and ``.md`` into a folder, which is made if it is not there."""
    found = compiled(ruleset)
    shown = Shown(reference_of(found), language_or_fail(found, language), system_names())
    stem = f"{found.ruleset.name}.{language}"
    for name, text in ((f"{stem}.html", page(shown)), (f"{stem}.md", markdown(shown))):
        write(out / name, text)


def write(file: Path, text: str) -> None:
    """One file, said on standard error; ends with a sentence when it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    say(f"{file}: {len(text.encode()) // 1024} KiB.")
