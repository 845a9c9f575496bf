"""Restricted YAML: text to nodes that know their place. No tags, anchors, aliases, merge keys or second documents;
bounded size, depth and number of nodes; every scalar is kept as text (the schema gives it a type, not YAML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

import yaml

from airace_rules.language.diagnostics import Findings, TooManyErrors
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node, Source, is_blank, report_duplicate
from airace_rules.language.salvaging import salvage
from airace_rules.language.syntax import LOADER

MAX_FILE_BYTES: Final = 384 * 1024
MAX_DEPTH: Final = 32
MAX_NODES: Final = 50_000  # of a ruleset
MAX_KEY: Final = 100
MAX_AGAIN: Final = 256 * 1024  # characters of a ruleset
_BAD_CHARACTER: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


class _Stop(Exception):
    """The file cannot be read further; the finding is recorded."""


@dataclass(slots=True)
class Allowance:
    """How many nodes the files of a ruleset may still have, and how many characters may be read once more."""

    nodes: int = MAX_NODES
    again: int = MAX_AGAIN

    def read_again(self, characters: int) -> bool:
        """Whether so many characters more may be read once more; then they are taken off."""
        if characters > self.again:
            return False
        self.again -= characters
        return True


def read_yaml(source: Source, findings: Findings, allowance: Allowance) -> tuple[Node | None, bool]:
    """The root node of a file, None if it holds nothing that can be read; and whether all of it could be read (if not,
    ``findings`` says why)."""
    if not _acceptable(source, findings):
        return None, False

    def compose(text: str) -> Node | None:
        known, nodes = len(findings.items), allowance.nodes
        try:
            return _Composer(source, text, findings, allowance).compose()
        except yaml.YAMLError:
            del findings.items[known:]  # the same is found again when the rest is read once more
            allowance.nodes = nodes
            raise

    try:
        return compose(source.text), True
    except _Stop:
        return None, False
    except yaml.YAMLError as error:
        try:
            return salvage(source, error, compose, allowance.read_again, findings), False
        except _Stop:
            return None, False


def _acceptable(source: Source, findings: Findings) -> bool:
    # Characters are counted first: encoding a huge text only to measure it would double the memory.
    size = len(source.text)
    if size <= MAX_FILE_BYTES:
        size = len(source.text.encode("utf-8", "surrogatepass"))
    if size > MAX_FILE_BYTES:
        findings.error(
            "R002",
            source.path,
            "the file is too large",
            found=f"more than {MAX_FILE_BYTES // 1024} KiB",
            expected=f"at most {MAX_FILE_BYTES // 1024} KiB",
            hint="split it; sections may be spread over several files",
        )
        return False
    if bad := _BAD_CHARACTER.search(source.text):
        place = source.place_at(bad.start(), 1)
        findings.error(
            "R010",
            place,
            f"the character U+{ord(bad.group()):04X} may not stand in a rule file",
            expected="printable text in UTF-8",
            hint="delete the character or save the file as plain UTF-8",
        )
        return False
    return True


def _mark(mark: Any) -> yaml.Mark:
    """Parser events always carry marks; the type of the library leaves it open."""
    return cast(yaml.Mark, mark)


class _Composer:
    """Builds nodes from parser events with its own stack, so that no input can exhaust Python's."""

    def __init__(self, source: Source, text: str, findings: Findings, allowance: Allowance) -> None:
        self.source = source
        self.text = text
        self.findings = findings
        self.stack: list[ListNode | MapNode] = []
        self.pending: list[Leaf | None] = []  # per mapping on the stack: the key that waits for its value
        self.root: Node | None = None
        self.allowance = allowance
        self.documents = 0

    def compose(self) -> Node | None:
        for event in self._events():
            if isinstance(event, yaml.ScalarEvent):
                self._count(event)
                self._place_leaf(self._leaf(event))
            elif isinstance(event, yaml.CollectionStartEvent):
                self._count(event)
                self._collection(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.stack.pop()
                self.pending.pop()
            elif isinstance(event, yaml.AliasEvent):
                self._stop("R005", event, "aliases (`*name`) are not allowed", "write the value out again")
            elif isinstance(event, yaml.DocumentStartEvent):
                self._document(event)
        return self.root

    def _events(self) -> Iterator[yaml.Event]:
        return iter(yaml.parse(self.text, Loader=LOADER))

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop("R008", event, "a rule file holds one document", "remove the `---` line or split the file")

    def _count(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._stop("R005", event, "anchors (`&name`) are not allowed", "write the value out where it is needed")
        if event.tag:
            self._stop("R006", event, "tags (`!name`) are not allowed", "remove the tag")
        self.allowance.nodes -= 1
        if self.allowance.nodes < 0:
            mark = _mark(event.start_mark)
            place = self.source.place(mark.line, mark.column, 1)
            self.findings.error("R004", place, f"the ruleset has more than {MAX_NODES} entries", hint="make it smaller")
            raise TooManyErrors

    def _leaf(self, event: yaml.ScalarEvent) -> Leaf:
        start, end = _mark(event.start_mark).index, _mark(event.end_mark).index
        return Leaf(self.source, event.value, start, end, bool(event.style))

    def _collection(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._stop("R004", event, f"nested deeper than {MAX_DEPTH} levels", "flatten the structure")
        kind = MapNode if isinstance(event, yaml.MappingStartEvent) else ListNode
        node = kind(self.source, _mark(event.start_mark).index)
        self._attach(node)
        self.stack.append(node)
        self.pending.append(None)

    def _place_leaf(self, leaf: Leaf) -> None:
        parent = self.stack[-1] if self.stack else None
        if not isinstance(parent, MapNode) or self.pending[-1] is not None:
            self._attach(leaf)
            return
        self._check_key(parent, leaf)
        self.pending[-1] = leaf

    def _check_key(self, parent: MapNode, key: Leaf) -> None:
        if key.text == "<<" and not key.quoted:
            self.findings.error("R007", key.place(), "merge keys (`<<`) are not allowed", hint="write the keys out")
            raise _Stop
        if len(key.text) > MAX_KEY:
            self.findings.error("R011", key.place(), f"a key has at most {MAX_KEY} characters", hint="shorten it")
            raise _Stop
        if first := parent.keys.get(key.text):
            report_duplicate(first, key, self.findings)

    def _attach(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent, ListNode):
            parent.items.append(node)
            return
        key = self.pending[-1]
        if key is None:
            self.findings.error("R011", node.place(), "a key must be a word, not a list or a mapping", hint="name it")
            raise _Stop
        self.pending[-1] = None
        if key.text not in parent.keys or is_blank(parent.entries[key.text]):
            parent.keys[key.text] = key
            parent.entries[key.text] = node

    def _stop(self, code: str, event: yaml.Event, message: str, hint: str) -> None:
        mark = _mark(event.start_mark)
        self.findings.error(code, self.source.place(mark.line, mark.column, 1), message, hint=hint)
        raise _Stop
