"""``airace rules resolve``: a ruleset with all that it builds on, written out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from airace_rules.language.loader import Compiled
from airace_rules.language.written import origin, origins, plain, written_files, written_rules, written_texts
from airace_server.commands.console import fail, give, say
from airace_server.commands.folders import compiled


def resolve(ruleset: str, format: str, texts: str | None, to: Path | None) -> None:
    """Print the rules, or the texts of one language, or write everything into a new folder."""
    found = compiled(ruleset)
    if to is not None:
        write(found, to)
    elif format == "json":
        give(as_json(found))
    elif texts is None:
        sys.stdout.write(written_rules(found.sections))
    elif texts in found.texts:
        sys.stdout.write(written_texts(found.texts[texts]))
    else:
        fail(f"{ruleset} has no texts in the language {texts}. It has: {', '.join(found.texts)}.")


def write(found: Compiled, to: Path) -> None:
    """A folder that loads by itself; ends with a sentence when something stands there."""
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        fail(f"{to} is there already. Name a folder that does not exist, or an empty one.")
    files = written_files(found.sections, found.texts)
    for path, text in files.items():
        try:
            (to / path).parent.mkdir(parents=True, exist_ok=True)
            (to / path).write_text(text, encoding="utf-8")
        except OSError as error:
            fail(f"{to / path} cannot be written: {error.strerror}.")
    say(f"{to}: {len(files)} files. They load as {found.ruleset.name} and build on nothing.")


def as_json(found: Compiled) -> dict[str, Any]:
    """Rules and texts as plain values, and where each stands by JSON pointer. Every scalar is text."""
    sections = {name: node for name, node in found.sections.nodes.items() if name != "extends"}
    return {
        "name": found.ruleset.name,
        "hash": found.ruleset.hash,
        "rules": {name: plain(node) for name, node in sections.items()},
        "origins": {at: place for name, node in sections.items() for at, place in origins(node, f"/{name}")},
        "texts": {
            language: {key: {"text": leaf.text, "origin": origin(leaf)} for key, leaf in known.items()}
            for language, known in found.texts.items()
        },
    }
