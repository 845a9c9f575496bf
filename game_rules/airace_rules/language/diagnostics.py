"""What the loader says about a mistake in a rule file. Codes and the fields of the JSON form are public."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from airace_rules.language.meanings import meant_by
from airace_rules.language.signs import foreign_sign, ordinary_sign

Severity = Literal["error", "warning"]

MAX_DIAGNOSTICS: Final = 200  # more than anybody reads; bounds the work a hostile file can cause
MAX_EXCERPT: Final = 110
MAX_QUOTE: Final = 60
MAX_WORDS: Final = 500
MAX_SUGGESTIONS: Final = 60  # look-ups of similar names in one load
MAX_CANDIDATES: Final = 600
_MISSING: Final = ("R060", "R066")  # something named does not exist
_TOLD_ONCE: Final = (*_MISSING, "R140")  # however often it is used
_BY_WORDS: Final = ("R021", "R102")  # several at one place are several mistakes
MAX_USES: Final = 1_000  # of something that does not exist
MAX_PLACES: Final = 6  # that are named where something is used again and again
MAX_UPSET: Final = 24  # places that are named which a change upsets: each has to be looked at
_MISSED: Final = re.compile(r"^there is no .*`(?:\w+\.)*(\w+)`$")
_TEXTS: Final = "texts/"  # the one folder inside a ruleset
_NEAREST: Final = re.compile(r"^did you mean `([^`]+)`\?$")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text in a rule file. ``line`` and ``column`` count from 1; ``source_line`` is the whole line."""

    file: str
    line: int
    column: int
    width: int
    source_line: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def inherited(self) -> bool:
        """Whether it stands in a ruleset that the one in hand extends: its files are named with its folder."""
        return "/" in self.file and not self.file.startswith(_TEXTS)


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
    ``TooManyErrors``; warnings beyond it are dropped. What does not exist is told once, with every place that uses it.
    ``removed``: names that a ruleset removes from the one that it extends; who still uses one is told where that
    happened. ``declared`` finds where a name of the ruleset stands. ``replaced``: where entries are named that take the
    place of those of an extended ruleset as a whole. ``broken``: names of entries with a mistake, told already."""

    items: list[Diagnostic] = field(default_factory=list)
    _seen: set[tuple[str, str, int, int]] = field(default_factory=set)
    _uses: dict[tuple[str, str, str], list[Place]] = field(default_factory=dict)
    _upset: dict[tuple[str, str, str, int], list[Place]] = field(default_factory=dict)
    _suggestions_left: int = MAX_SUGGESTIONS
    removed: Mapping[str, Place] = field(default_factory=dict)
    declared: Callable[[str], Place | None] = lambda name: None
    broken: AbstractSet[str] = frozenset()
    replaced: set[tuple[str, int, int]] = field(default_factory=set)  # file, line, column

    def replaces(self, place: Place) -> bool:
        """Whether the entry named there takes the place of one in a ruleset that is extended."""
        return _position(place) in self.replaced

    def error(
        self, code: str, place: Place | str, message: str, *, found: str = "", expected: str = "", hint: str = ""
    ) -> None:
        """Add an error at ``place`` (a ``str`` names a whole file)."""
        if code in _MISSING and (gone := self._where_removed(message)):
            name, at = quote(gone[0]), gone[1]
            hint = "change, override or remove what uses it, or say `instead: 0` where it is removed"
            if self.upset("R125", at, f"{name} is removed, but still used", place, hint=hint):
                return
            code, message, found, expected = "R125", f"{name} is removed, but still used here", f"removed at {at}", ""
        self._add(code, "error", place, (message, found, expected, hint))

    def upset(self, code: str, at: Place | None, message: str, place: Place | str, *, hint: str = "") -> bool:
        """Whether what this ruleset says ``at`` a place is at fault for a mistake at another ``place``, since that
        stands in a ruleset that it extends, or ``code`` tells of a removal. It is told where it was said, once, with
        all places."""
        if at is None or at.inherited or not isinstance(place, Place) or not (place.inherited or code == "R125"):
            return False
        places = self._upset.setdefault((code, _clean(message), at.file, at.line), [])
        if not places:
            self._add(code, "error", at, (message, "", "", hint))
        if len(places) < MAX_USES and place not in places:
            places.append(place)
        return True

    def warning(
        self, code: str, place: Place | str, message: str, *, found: str = "", expected: str = "", hint: str = ""
    ) -> None:
        """Add a warning; the ruleset still loads."""
        self._add(code, "warning", place, (message, found, expected, hint))

    def _where_removed(self, message: str) -> tuple[str, Place] | None:
        """The name that a message misses, and where it was removed, if it was."""
        missed = _MISSED.search(message)
        place = self.removed.get(missed[1]) if missed else None
        return (missed[1], place) if missed and place else None

    def nearest(self, word: str, known: Iterable[str]) -> str:
        """The known word that looks most like this one, or an empty string."""
        if self._suggestions_left <= 0:
            return ""
        known = tuple(known)
        if meant := meant_by(word[:MAX_QUOTE], known):
            return meant
        near = [k for k in known if abs(len(k) - len(word)) <= 4][:MAX_CANDIDATES]
        self._suggestions_left -= bool(near)
        match = difflib.get_close_matches(word[:MAX_QUOTE], near, n=1, cutoff=0.6)
        return match[0] if match else ""

    def suggest(self, word: str, known: Iterable[str]) -> str:
        """``did you mean `chips`?``, or how a foreign sign in the word is written, or an empty string."""
        if sign := foreign_sign(word):
            return ordinary_sign(sign)
        nearest = self.nearest(word, known)
        return f"did you mean `{nearest}`?" if nearest else ""

    @property
    def failed(self) -> bool:
        """Whether there is at least one error."""
        return any(d.severity == "error" for d in self.items)

    def sorted(self) -> list[Diagnostic]:
        """By file, line and column."""
        return sorted(map(self._with_uses, self.items), key=lambda d: (d.file, d.line, d.column, d.code))

    def _with_uses(self, said: Diagnostic) -> Diagnostic:
        """What is told once, at its first place, naming the others."""
        if upset := self._upset.get((said.code, said.message, said.file, said.line)):
            return replace(said, found=f"used at {_places(sorted(upset, key=_position), MAX_UPSET)}")
        places = self._uses.get((said.code, said.message, said.expected), [])
        if len(places) < 2:
            return said
        first, *others = sorted(places, key=_position)
        excerpt, caret = _excerpt(first)
        found = f"here, and at {_places(others)}"
        hint, nearest = said.hint, _NEAREST.match(said.hint)
        if nearest and (declared := self.declared(nearest[1])):
            hint = f"{hint} It is declared at {declared}."
        at = replace(said, file=first.file, line=first.line, column=first.column, excerpt=excerpt, caret=caret)
        return replace(at, found=found, hint=hint)

    def _used_again(self, code: str, place: Place | str, message: str, expected: str) -> bool:
        """Whether it was told already that this does not exist; the place is kept."""
        if code not in _TOLD_ONCE or not message.startswith("there is no ") or not isinstance(place, Place):
            return False
        places = self._uses.setdefault((code, message, expected), [])
        if len(places) == MAX_USES or place in places:
            return True
        places.append(place)
        return len(places) > 1

    def _add(self, code: str, severity: Severity, place: Place | str, words: tuple[str, str, str, str]) -> None:
        words = (_clean(words[0]), _clean(words[1]), _clean(words[2]), _clean(words[3]))
        if self._used_again(code, place, words[0], words[2]):
            return
        where = place if isinstance(place, Place) else Place(place, 0, 0, 0, "")
        # Diagnostics without a line, and several that are missing at the same place, differ only by what they say.
        told = code in _BY_WORDS or not where.line or (code, words[0], where.file, where.line) in self._upset
        key = (code + words[0] if told else code, where.file, where.line, where.column)
        if key in self._seen or (severity == "warning" and len(self.items) >= MAX_DIAGNOSTICS // 2):
            return
        self._seen.add(key)
        excerpt, caret = _excerpt(where)
        self.items.append(Diagnostic(code, severity, where.file, where.line, where.column, excerpt, caret, *words))
        if len(self.items) >= MAX_DIAGNOSTICS:
            raise TooManyErrors


def _position(place: Place) -> tuple[str, int, int]:
    return place.file, place.line, place.column


def _places(places: Sequence[Place], most: int = MAX_PLACES) -> str:
    more = f" and {len(places) - most} more" if len(places) > most else ""
    return ", ".join(map(str, places[:most])) + more


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
