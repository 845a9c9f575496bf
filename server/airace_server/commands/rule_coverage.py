"""``airace rules coverage``: which systems a ruleset models, tests and explains."""

from __future__ import annotations

from pathlib import Path

import yaml

from airace_rules.coverage import Row, coverage, coverage_page
from airace_rules.language.folders import shipped_rulesets
from airace_server.commands.console import fail, say
from airace_server.commands.folders import compiled, folder_of

CATALOGUE = "systems.yaml"


def tell(name: str, systems: Path | None, write: Path | None) -> None:
    """Print the table of a ruleset, or write it to a file."""
    found = compiled(name)
    rows = coverage(found, _catalogue(folder_of(name), systems))
    page = coverage_page(found.ruleset.name, rows)
    if write is None:
        print(page, end="")
    else:
        write.parent.mkdir(parents=True, exist_ok=True)
        write.write_text(page, "utf-8", newline="\n")
    for word in ("rule", "test", "codex"):
        _lacking(word, rows)


def _lacking(word: str, rows: list[Row]) -> None:
    what = {"rule": "rules", "test": "a test", "codex": "a page in the codex"}[word]
    lacking = [row.system for row in rows if word in row.lacks]
    say(f"without {what}: {', '.join(lacking) or 'none'}")


def _catalogue(folder: Path, given: Path | None) -> dict[str, str]:
    """The systems there are: from the file given, from ``systems.yaml`` above the folder, or those of the game."""
    if given is not None and not given.is_file():
        fail(f"There is no file {given}.")
    above = [parent / CATALOGUE for parent in (*folder.resolve().parents[:2], shipped_rulesets().parent)]
    file = given or next((path for path in above if path.is_file()), None)
    if file is None:
        return {}
    try:
        systems = yaml.safe_load(file.read_text("utf-8"))["systems"]
        return {str(key): str(name) for key, name in systems.items()}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, UnicodeDecodeError):
        fail(f"{file} is no list of systems: a mapping `systems:` with a name for each key, such as `C1: Chip gap`.")
