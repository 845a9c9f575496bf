"""``airace verify``: replays an exported match."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from airace_rules import Replay, load_ruleset, replay
from airace_rules.errors import RulesError
from airace_rules.ruleset import Ruleset
from airace_server.commands.console import fail, say
from airace_server.commands.match_files import matches_of, read, told
from airace_server.seals import broken

Load = Callable[[Mapping[str, str]], Ruleset]


def verify(file: Path) -> None:
    """Replay a match file, or every match of a session's export; end with exit code 1 at the first difference."""
    content = read(file)
    matches = matches_of(content)
    if not matches:
        fail(f"{file} holds no match. Export the session again once one of its matches is over.")
    load = loading_once()
    for name, match in matches.items():
        verified(told(f"{file}, {name}" if name else str(file)), match, load)
    unbroken(str(file), content)


def loading_once() -> Load:
    """``load_ruleset`` for files in which every match repeats the rules."""

    @cache
    def load(files: tuple[tuple[str, str], ...]) -> Ruleset:
        return load_ruleset(dict(files))

    return lambda files: load(tuple(files.items()))


def unbroken(name: str, content: Mapping[str, Any]) -> None:
    """End with exit code 1 when what people said or did is not as it was exported."""
    try:
        for part in broken(content):
            fail(told(f"{name}: {part} is not as it was exported: something in it, or its seal, was changed."))
    except RecursionError:
        fail(f"{name}: something in it is too deeply nested to be an export. Export it again.")


def verified(name: str, match: Any, load: Load, consequence: str = "") -> Replay:
    """Say that a match agrees in every figure, or end with the first difference and its ``consequence``."""
    try:
        result = replay(match, load)
    except RulesError as error:
        fail(told(f"{name}: {error}{consequence}"))
    except RecursionError:
        fail(f"{name}: something in it is too deeply nested to be a match. Export it again.")
    unbroken(name, match)
    say(f"{name}: {summary(result)}")
    return result


def summary(result: Replay) -> str:
    """What was compared."""
    last = result.history[-1]
    return f"{len(result.history)} turns of {result.ruleset.name} agree in every figure; last hash {last.hash[:16]}."
