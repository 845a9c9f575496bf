"""``airace verify``: replays an exported match."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from airace_rules import Replay, replay
from airace_rules.errors import ReplayError
from airace_server.commands.console import fail, say
from airace_server.seals import broken


def verify(file: Path) -> None:
    """Replay a match file, or every match of a session's export; end with exit code 1 at the first difference."""
    content = read(file)
    matches = matches_of(content)
    if not matches:
        fail(f"{file} holds no match. Export the session again once one of its matches is over.")
    for name, match in matches.items():
        where = f"{file}, {name}" if name else str(file)
        say(f"{where}: {verified(where, match)}")
    unbroken(str(file), content)


class Misspelt(float):
    """A number whose text is not how any program writes it: with its last digit changed it may read as the same."""

    text: str

    def __repr__(self) -> str:
        return self.text


def figure(text: str) -> float:
    """A number with a point: a ``Misspelt`` unless its text is the shortest that gives this number, or the one of 17
    digits.

    >>> type(figure("0.1")), figure("0.10000000000000002"), type(figure("0.10000000000000001"))
    (<class 'float'>, 0.10000000000000002, <class 'float'>)
    >>> type(figure("0.30000000000000003")).__name__, figure("0.30000000000000003")
    ('Misspelt', 0.30000000000000003)
    """
    value = float(text)
    if text == repr(value) or Decimal(text) in (Decimal(repr(value)), Decimal(f"{value:.17g}")):
        return value
    wrong = Misspelt(value)
    wrong.text = text
    return wrong


def parsed(text: str) -> Any:
    """The content of a match file's text. Raises ValueError, RecursionError."""
    return json.loads(text, parse_float=figure)


def unbroken(name: str, content: Mapping[str, Any]) -> None:
    """End with exit code 1 when what people said or did is not as it was exported."""
    for part in broken(content):
        fail(f"{name}: {part} is not as it was exported: something in it, or its seal, was changed.")


def matches_of(content: dict[str, Any]) -> dict[str, Any]:
    """The matches in a file by what to call them: a single one has no name."""
    if isinstance(content.get("tables"), dict):
        return {f"table {table}": match for table, match in content["tables"].items()}
    if isinstance(content.get("matches"), list):
        return {f"match {number}": match for number, match in enumerate(content["matches"], start=1)}
    return {"": content}


def read(file: Path) -> dict[str, Any]:
    """The content of a match file; ends with a sentence when it is none."""
    try:
        content = parsed(file.read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.")
    except json.JSONDecodeError as error:
        fail(f"{file} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}. Export the match again.")
    except (ValueError, RecursionError):
        fail(f"{file} is not JSON text, or too deeply nested to be a match. Export the match again.")
    if not isinstance(content, dict):
        fail(f"{file} is no match file. Export the match again.")
    return content


def verified(name: str, match: dict[str, Any]) -> str:
    """A sentence about a match that agrees in every figure."""
    try:
        result = replay(match)
    except ReplayError as error:
        fail(f"{name}: {error}")
    unbroken(name, match)
    return summary(result)


def summary(result: Replay) -> str:
    """What was compared."""
    last = result.history[-1]
    return f"{len(result.history)} turns of {result.ruleset.name} agree in every figure; last hash {last.hash[:16]}."
