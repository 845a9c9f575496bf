"""``airace rules explain``: one name of a ruleset, with its formulas and what depends on it."""

from __future__ import annotations

import difflib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NoReturn

import typer
import yaml

from airace_rules.engine.replay import Replay, replay
from airace_rules.errors import ReplayError
from airace_rules.language.loader import Compiled, load_compiled
from airace_rules.reference.explaining import Explainer
from airace_rules.reference.figures import Figures
from airace_rules.reference.gather import reference_of
from airace_rules.reference.moment import Moment
from airace_rules.reference.systems import system_data, system_of, system_told
from airace_rules.reference.telling import told
from airace_rules.reference.topics import Reference
from airace_server.commands.console import fail, give, say
from airace_server.commands.folders import compiled
from airace_server.commands.match_files import matches_of, read

WRONG_USE: Final = 2


def explain(ruleset: str, name: str, match: Path | None, turn: int | None, language: str, format: str) -> None:
    """Explain a name. Exit code 1 when the ruleset or the match cannot be read, 2 for a name or turn that is none."""
    if (match is None) != (turn is None):
        misused("--match and --turn belong together: name an exported match and a turn of it.")
    found = compiled(ruleset)
    moment = None
    if match is not None and turn is not None:
        moment = moment_of(match, turn, found)
        found = moment.compiled
    reference = reference_of(found)
    figures = Figures(reference, moment) if moment else None
    topics, system = reference.named(name), system_of(found, system_names(), name)
    language = language_or_fail(found, language)
    if not topics and system is None:
        misused(f"{ruleset} declares no `{name}`.{did_you_mean(name, reference)}")
    explainer = Explainer(reference, system_names(), language, figures)
    explained = [explainer.explain(topic) for topic in topics]
    systems = [system_data(row, found, language) for row in (system,) if row]
    if format == "json":
        give({"explained": [*explained, *systems]})
    else:
        print("\n".join([*map(told, explained), *map(system_told, systems)]), end="")


def language_or_fail(found: Compiled, language: str) -> str:
    """A language that the ruleset has texts in."""
    known = found.ruleset.texts
    if language not in known:
        misused(f"{found.ruleset.name} has no texts in `{language}`. It has: {', '.join(known)}.")
    return language


def moment_of(file: Path, turn: int, found: Compiled) -> Moment:
    """A turn of an exported match. It is explained with the rules it was played with, which may be older ones."""
    matches = matches_of(read(file))
    if len(matches) != 1:
        fail(f"{file} holds {len(matches)} matches. Export one of them, with `--format match` and one table.")
    match = next(iter(matches.values()))
    try:
        played = replay(match)
    except ReplayError as error:
        fail(f"{file}: {error}. Export the match again; `airace verify {file}` says more.")
    if not turn <= len(played.history):
        misused(f"The match in {file} has turns 1 to {len(played.history)}, and no turn {turn}.")
    if played.ruleset.hash != found.ruleset.hash:
        say(
            f"{file} was played with another version of the rules than those on the disk; it is explained with its own."
        )
        found = load_compiled(dict(played.ruleset.files))
    return moment_in(played, turn, found)


def moment_in(played: Replay, turn: int, found: Compiled) -> Moment:
    """The turn of a match that was played again."""
    result = played.history[turn - 1]
    return Moment(found, result.before, result)


def did_you_mean(name: str, reference: Reference) -> str:
    """`` Did you mean …?`` or an empty string."""
    near = difflib.get_close_matches(name.split(".")[-1], reference.names(), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(f'`{word}`' for word in near)}?" if near else ""


@lru_cache
def system_names() -> dict[str, str]:
    """Key → name of the systems that a ruleset may model."""
    package = Path(str(files("airace_rules")))
    for file in (package / "systems.yaml", package.parent / "systems.yaml"):
        if file.is_file():
            found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
            return {key: str(name) for key, name in found["systems"].items()}
    return {}


def misused(text: str) -> NoReturn:
    """End with a sentence and exit code 2."""
    say(text)
    raise typer.Exit(WRONG_USE)
