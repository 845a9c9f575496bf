"""Reading what ``airace export`` wrote as JSON, from whoever may have changed it since."""

from __future__ import annotations

import json
import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, NoReturn

from airace_server.commands.console import fail

MOST_BYTES: Final = 64 * 2**20
"""Of a file. A match of `standard` takes 0.8 MB, so that forty tables take half of it."""
MOST_PARTS: Final = 3_000_000
"""Values in a file, each of which takes about a hundred bytes of memory. Forty tables have under one million."""
LONGEST_TOLD: Final = 2_000
"""Characters of a sentence about a file: what is wrong in it may be long."""


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
    if text == repr(value) or _same(text, value):
        return value
    wrong = Misspelt(value)
    wrong.text = text
    return wrong


def _same(text: str, value: float) -> bool:
    try:
        return Decimal(text) in (Decimal(repr(value)), Decimal(f"{value:.17g}"))
    except InvalidOperation:  # an exponent beyond all measure
        return False


def parsed(text: str) -> Any:
    """The content of a match file's text. Raises ValueError, RecursionError."""
    return json.loads(text, parse_float=figure, parse_constant=_no_number)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def matches_of(content: dict[str, Any]) -> dict[str, Any]:
    """The matches in a file by what to call them: a single one has no name."""
    if isinstance(content.get("tables"), dict):
        return {f"table {table}": match for table, match in content["tables"].items()}
    if isinstance(content.get("matches"), list):
        return {f"match {number}": match for number, match in enumerate(content["matches"], start=1)}
    return {"": content}


def read(file: Path) -> dict[str, Any]:
    """The content of a match file; ends with a sentence when it is none."""
    data = _bytes(file)
    if data is None:
        fail(f"{file} has more than {MOST_BYTES // 2**20} MB, which no export of this game has. Export it again.")
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_PARTS:
        fail(f"{file} holds more than {MOST_PARTS:,} values, which no export of this game does. Export it again.")
    try:
        content = parsed(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        fail(f"{file} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}. Export the match again.")
    except (ValueError, RecursionError):
        fail(f"{file} is not JSON text, or too deeply nested to be a match. Export the match again.")
    if not isinstance(content, dict):
        fail(f"{file} is no match file. Export the match again.")
    return content


def _bytes(file: Path) -> bytes | None:
    """All of it; None when that is more than is taken."""
    try:
        with file.open("rb") as source:
            if os.fstat(source.fileno()).st_size > MOST_BYTES:
                return None
            data = source.read(MOST_BYTES + 1)  # a pipe does not say how much it holds
            return data if len(data) <= MOST_BYTES else None
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.")


def told(text: str) -> str:
    """Words that quote a file, fit to be shown: not too long, and nothing that moves a cursor.

    >>> told("labs\\x1b[2J is 5")
    'labs[2J is 5'
    """
    clean = "".join(c for c in text if c.isprintable() or c == "\n")
    return clean if len(clean) <= LONGEST_TOLD else f"{clean[:LONGEST_TOLD]} … (cut)."
