"""A file with a mistake in its YAML, read without the entries in which the mistakes stand: one open quote hides nothing
of what is wrong further down."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import yaml

from airace_rules.language.diagnostics import Findings
from airace_rules.language.nodes import MapNode, Node, Source
from airace_rules.language.sections import ENTRY_SECTIONS, SECTIONS
from airace_rules.language.syntax import syntax_of

MAX_MISTAKES: Final = 6  # of one file
_KEY: Final = re.compile(r"( {0,4})[\w.-]+\s*:")

Compose: TypeAlias = Callable[[str], Node | None]
Readable: TypeAlias = Callable[[int], bool]


def salvage(
    source: Source, error: yaml.YAMLError, compose: Compose, readable: Readable, findings: Findings
) -> MapNode | None:
    """What stands in a file beside its mistakes, which are all reported; None if that cannot be told.

    ``compose`` reads a text that differs from the file's only in blanks, raising YAMLError; ``readable`` says whether
    so many characters more may be read.
    """
    lines = source.text.split("\n")
    read_to = -1  # the last line that belongs to a mistake found
    for _ in range(MAX_MISTAKES):
        said = syntax_of(Source(source.path, "\n".join(lines)), error)
        if said.line <= read_to:
            return None  # it follows from the one before
        findings.error("R003", source.place(said.line, said.column, 1) if said.placed else source.path, **said.words)
        if not said.placed or not readable(len(source.text)):
            return None
        first, last = _block(lines, said.line, said.until)
        lines[first : last + 1] = [" " * len(line) for line in lines[first : last + 1]]
        read_to = max(last, said.until)
        try:
            root = compose("\n".join(lines))
        except yaml.YAMLError as next_error:
            error = next_error
        else:
            return _known(source, root)
    return None


def _block(lines: Sequence[str], at: int, until: int) -> tuple[int, int]:
    """The first and the last line of the entry, or of the section, in which the lines ``at`` to ``until`` stand."""
    begins = {number: len(found[1]) for number, line in enumerate(lines) if (found := _KEY.match(line))}
    top = max((n for n, indent in begins.items() if indent == 0 and n <= at), default=0)
    section = lines[top].partition(":")[0].strip()
    steps = [indent for n, indent in begins.items() if n > top and indent > 0]
    step = steps[0] if section in ENTRY_SECTIONS and steps else 0
    first = max((n for n, indent in begins.items() if top <= n <= at and indent in (0, step)), default=0)
    depth = begins.get(first, 0)
    ends = (n for n, indent in begins.items() if n > max(at, until - 1, first) and indent <= depth)
    return first, min(ends, default=len(lines)) - 1


def _known(source: Source, root: Node | None) -> MapNode | None:
    """The sections that there are: what has become a section by a mistake is none."""
    if not isinstance(root, MapNode) or source.path.rpartition("texts/")[1]:
        return root if isinstance(root, MapNode) else None
    for key in [key for key in root.entries if key not in SECTIONS]:
        del root.entries[key], root.keys[key]
    return root
