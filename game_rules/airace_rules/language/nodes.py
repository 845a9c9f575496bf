"""Nodes of a rule file: scalars, lists and mappings that know where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from airace_rules.language.diagnostics import Findings, Place, quote


@dataclass(slots=True, eq=False)
class Source:
    """One rule file: its path inside the ruleset and its text with ``\\n`` newlines. ``inherited``: it belongs to a
    ruleset that this one extends."""

    path: str
    text: str
    inherited: bool = False
    _starts: list[int] = field(default_factory=list)  # of the lines; made when the first place is asked for

    def place(self, line: int, column: int, width: int) -> Place:
        """A place from zero-based line and column."""
        starts = self._line_starts()
        start = starts[min(line, len(starts) - 1)]
        end = self.text.find("\n", start)
        source_line = self.text[start : end if end >= 0 else len(self.text)]
        return Place(self.path, line + 1, column + 1, max(1, width), source_line)

    def place_at(self, index: int, width: int) -> Place:
        """A place from an index into the text."""
        starts = self._line_starts()
        line = bisect_right(starts, index) - 1
        return self.place(line, index - starts[line], width)

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        return self._starts


@dataclass(slots=True, eq=False)
class Leaf:
    """A scalar. ``start`` and ``end`` are indices into the text of its file, quotes included. ``by``: the word in
    another ruleset that made this value of what stands there."""

    source: Source
    text: str
    start: int
    end: int
    quoted: bool
    by: Leaf | None = None

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Where the characters ``start:end`` of its text stand in the file; the whole scalar by default."""
        stop = len(self.text) if end is None else end
        if (start == 0 and end is None) or self.by:
            raw = self.source.text[self.start : self.end]
            return self.source.place_at(self.start, len(raw.split("\n", 1)[0].rstrip()))
        at = self._index_of(start)
        return self.source.place_at(at, stop - start)

    def _index_of(self, offset: int) -> int:
        """Walks raw text and value side by side, past quotes, indentation and line breaks."""
        raw, at = self.source.text, self.start
        for position, wanted in enumerate(self.text):
            if wanted.isspace() and position < offset:
                continue
            while at < self.end and raw[at] != wanted:
                at += 1
            if position >= offset:
                break
            at += 1
        return min(at, self.end)


@dataclass(slots=True, eq=False)
class ListNode:
    """A sequence."""

    source: Source
    start: int
    items: list[Node] = field(default_factory=list)

    def place(self) -> Place:
        """Where it begins."""
        return self.source.place_at(self.start, 1)


@dataclass(slots=True, eq=False)
class MapNode:
    """A mapping. ``keys`` holds the scalars of the keys, for their places."""

    source: Source
    start: int
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Leaf] = field(default_factory=dict)

    def place(self) -> Place:
        """Where it begins: its first key."""
        first = next(iter(self.keys.values()), None)
        return first.place() if first else self.source.place_at(self.start, 1)


Node = Leaf | ListNode | MapNode


def is_blank(node: Node) -> bool:
    """Whether nothing was written: ``key:`` with no value."""
    return isinstance(node, Leaf) and not node.quoted and node.text in ("", "~", "null")


def leaves_in(node: Node) -> Iterator[Leaf]:
    """Every value, in the order of the file."""
    if isinstance(node, Leaf):
        yield node
        return
    for inner in node.entries.values() if isinstance(node, MapNode) else node.items:
        yield from leaves_in(inner)


def holders_in(node: Node) -> Iterator[ListNode | MapNode]:
    """Every list and mapping, the outer ones first."""
    if not isinstance(node, Leaf):
        yield node
        for inner in node.entries.values() if isinstance(node, MapNode) else node.items:
            yield from holders_in(inner)


def words_in(node: Node) -> Iterator[str]:
    """Every key and every value."""
    if isinstance(node, Leaf):
        yield node.text
        return
    if isinstance(node, MapNode):
        yield from node.entries
    for inner in node.entries.values() if isinstance(node, MapNode) else node.items:
        yield from words_in(inner)


def report_duplicate(first: Leaf, second: Leaf, findings: Findings, key: str = "") -> None:
    """A key that stands twice, naming both places. ``key``: its name, where the leaves are not themselves the keys."""
    before = first.place()
    findings.error(
        "R009",
        second.place(),
        f"the key {quote(key or second.text)} stands twice",
        found=f"first at {before.file}:{before.line}:{before.column}",
        expected="each key once, over all files",
        hint="remove or rename one of them",
    )
