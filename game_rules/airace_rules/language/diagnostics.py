"""What the loader says about a mistake in a rule file. Codes and the fields of the JSON form are public."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Severity = Literal["error", "warning"]

MAX_DIAGNOSTICS: Final = 200  # more than anybody reads; bounds the work a hostile file can cause
MAX_EXCERPT: Final = 110
MAX_QUOTE: Final = 60
MAX_WORDS: Final = 500
MAX_SUGGESTIONS: Final = 60  # look-ups of similar names in one load
MAX_CANDIDATES: Final = 600
_MISSING: Final = ("R060", "R066")  # something named does not exist
_MISSED: Final = re.compile(r"^there is no .*`(?:\w+\.)*(\w+)`$")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text in a rule file. ``line`` and ``column`` count from 1; ``source_line`` is the whole line."""

    file: str
    line: int
    column: int
    width: int
    source_line: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake. ``excerpt`` is the line of the file (cut to fit), ``caret`` the marks to print below it."""

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    excerpt: str
    caret: str
    message: str
    found: str = ""
    expected: str = ""
    hint: str = ""

    def text(self) -> str:
        """The form for a terminal, several lines, the first of them ``file:line:column: error R060: message``."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        lines = [f"{where}: {self.severity} {self.code}: {self.message}"]
        if self.excerpt:
            number = str(self.line)
            lines += [f"  {number} | {self.excerpt}", f"  {' ' * len(number)} | {self.caret}"]
        labels = (("found", self.found), ("expected", self.expected), ("help", self.hint))
        return "\n".join([*lines, *(f"  {label}: {value}" for label, value in labels if value)])

    def to_json(self) -> dict[str, str | int]:
        """Plain values under the names of the fields, for editors and the server."""
        return {name: getattr(self, name) for name in self.__slots__}


class TooManyErrors(Exception):
    """So many errors that looking for more helps nobody; those found are in the findings."""


@dataclass(slots=True)
class Findings:
    """Collects the diagnostics of one load; repeats are dropped. The error that reaches the bound raises
    ``TooManyErrors``; warnings beyond it are dropped. ``removed``: names that a ruleset removes from the one that it
    extends; who still uses one is told where that happened."""

    items: list[Diagnostic] = field(default_factory=list)
    _seen: set[tuple[str, str, int, int]] = field(default_factory=set)
    _suggestions_left: int = MAX_SUGGESTIONS
    removed: Mapping[str, Place] = field(default_factory=dict)

    def error(
        self, code: str, place: Place | str, message: str, *, found: str = "", expected: str = "", hint: str = ""
    ) -> None:
        """Add an error at ``place`` (a ``str`` names a whole file)."""
        if code in _MISSING and (gone := self._where_removed(message)):
            code, message, found = "R125", f"{quote(gone[0])} is removed, but still used here", f"removed at {gone[1]}"
            expected, hint = "", "change, override or remove this too, or say `instead: 0` where it is removed"
        self._add(code, "error", place, (message, found, expected, hint))

    def warning(
        self, code: str, place: Place | str, message: str, *, found: str = "", expected: str = "", hint: str = ""
    ) -> None:
        """Add a warning; the ruleset still loads."""
        self._add(code, "warning", place, (message, found, expected, hint))

    def _where_removed(self, message: str) -> tuple[str, str] | None:
        """The name that a message misses, and where it was removed, if it was."""
        missed = _MISSED.search(message)
        place = self.removed.get(missed[1]) if missed else None
        return (missed[1], f"{place.file}:{place.line}:{place.column}") if missed and place else None

    def suggest(self, word: str, known: Iterable[str]) -> str:
        """``did you mean `chips`?`` or an empty string."""
        if self._suggestions_left <= 0:
            return ""
        near = [k for k in known if abs(len(k) - len(word)) <= 4][:MAX_CANDIDATES]
        self._suggestions_left -= bool(near)
        match = difflib.get_close_matches(word[:MAX_QUOTE], near, n=1, cutoff=0.6)
        return f"did you mean `{match[0]}`?" if match else ""

    @property
    def failed(self) -> bool:
        """Whether there is at least one error."""
        return any(d.severity == "error" for d in self.items)

    def sorted(self) -> list[Diagnostic]:
        """By file, line and column."""
        return sorted(self.items, key=lambda d: (d.file, d.line, d.column, d.code))

    def _add(self, code: str, severity: Severity, place: Place | str, words: tuple[str, str, str, str]) -> None:
        where = place if isinstance(place, Place) else Place(place, 0, 0, 0, "")
        # Diagnostics without a line differ only by what they say.
        key = (code if where.line else code + words[0], where.file, where.line, where.column)
        if key in self._seen or (severity == "warning" and len(self.items) >= MAX_DIAGNOSTICS // 2):
            return
        self._seen.add(key)
        excerpt, caret = _excerpt(where)
        self.items.append(
            Diagnostic(code, severity, where.file, where.line, where.column, excerpt, caret, *map(_clean, words))
        )
        if len(self.items) >= MAX_DIAGNOSTICS:
            raise TooManyErrors


def quote(text: str) -> str:
    """Text of the designer for use inside a message: one line, printable, cut."""
    line = _clean(" ".join(text.split()))
    return f"`{line[: MAX_QUOTE - 1]}…`" if len(line) > MAX_QUOTE else f"`{line}`"


def listed(words: Sequence[str], limit: int = 12) -> str:
    """``a, b and c``, cut after ``limit`` words."""
    shown = [f"`{word}`" for word in words[:limit]]
    if len(words) > limit:
        return ", ".join(shown) + f" and {len(words) - limit} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def _clean(text: str) -> str:
    text = text if len(text) <= MAX_WORDS else text[: MAX_WORDS - 1] + "…"
    return "".join(c if c.isprintable() else "�" for c in text)


def _excerpt(place: Place) -> tuple[str, str]:
    if not place.line:
        return "", ""
    at = place.column - 1
    first = 0 if len(place.source_line) <= MAX_EXCERPT else max(0, at - MAX_EXCERPT // 2)
    shown = _clean(place.source_line[first : first + MAX_EXCERPT].replace("\t", " "))
    start = min(at - first, len(shown))
    width = max(1, min(place.width, len(shown) - start))
    return shown, " " * _cells(shown[:start]) + "^" * max(1, _cells(shown[start : start + width]))


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
