"""Brings rule files from an older format to the newest, step by step, by edits in their text: what no step names stays
as its author wrote it, comments and spacing included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic_core import PydanticCustomError

from airace_rules.errors import RulesetError
from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.format import NEWEST, readable
from airace_rules.language.leaves import refusal, whole_number
from airace_rules.language.nodes import Leaf, MapNode, Source
from airace_rules.language.reader import Allowance, read_yaml

Roots = Mapping[str, MapNode]
"""Path → what a file says; the texts' files too."""


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One change: the characters ``start:end`` of a file become ``text``. ``about``: why, for its designer."""

    source: Source
    start: int
    end: int
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Step:
    """From the format ``start`` to the one after it. ``about``: what is new, in a sentence. ``edits`` must not overlap;
    the number after `format:` is changed by itself."""

    start: int
    about: str
    edits: Callable[[Roots], Iterable[Edit]]


STEPS: Final[tuple[Step, ...]] = ()
"""One for each format that was ever left behind. There is one format so far."""


@dataclass(frozen=True, slots=True)
class Change:
    """One edit as told: where it was made (line and column in the file as it was before its step) and why."""

    file: str
    line: int
    column: int
    about: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, and its changes by file and line."""

    step: Step
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Migration:
    """``files``: path → text in the format ``end``; equal to what was given where nothing had to change."""

    start: int
    end: int
    taken: tuple[Taken, ...]
    files: Mapping[str, str]


def replaced(leaf: Leaf, text: str, about: str) -> Edit:
    """A key or a value written anew; quotes belong to what is replaced."""
    return Edit(leaf.source, leaf.start, leaf.end, text, about)


def put_before(key: Leaf, text: str, about: str) -> Edit:
    """Text in front of a key."""
    return Edit(key.source, key.start, key.start, text, about)


def migrate(files: Mapping[str, str], steps: Sequence[Step] = STEPS, newest: int = NEWEST) -> Migration:
    """The files of one ruleset (path → text, lines ending in ``\\n``) in the format ``newest``.

    Raises ``RulesetError`` when a file is no YAML, no file says its `format:`, or no step leads from there.
    """
    by_start = {step.start: step for step in steps}
    first = _format_of(files, newest, by_start)
    taken: list[Taken] = []
    done = dict(files)
    for number in range(first, newest):
        roots = _roots(done)
        step = by_start[number]
        written = next(root.entries["format"] for root in roots.values() if "format" in root.entries)
        edits = sorted(step.edits(roots), key=lambda edit: (edit.source.path, edit.start))
        if isinstance(written, Leaf):
            done = _edited(done, [*edits, replaced(written, str(number + 1), step.about)])
        taken.append(Taken(step, tuple(map(_told, edits))))
    return Migration(first, max(first, newest), tuple(taken), done)


def _format_of(files: Mapping[str, str], newest: int, steps: Mapping[int, Step]) -> int:
    findings = Findings()
    said = [root.entries["format"] for root in _roots(files).values() if "format" in root.entries]
    if not said or not isinstance(said[0], Leaf):
        findings.error("R021", "(ruleset)", "no file says `format:`", expected=f"`format: {newest}`")
        raise RulesetError(findings.sorted())
    try:
        return _reachable(whole_number(said[0]), newest, steps)
    except PydanticCustomError as error:
        words = {name: str((error.context or {}).get(name, "")) for name in ("message", "expected", "hint")}
        findings.error(error.type, said[0].place(), found=quote(said[0].text), **words)
        raise RulesetError(findings.sorted()) from None


def _reachable(number: int, newest: int, steps: Mapping[int, Step]) -> int:
    """The number, if steps lead from that format to the newest; raises a refusal otherwise."""
    if not 1 <= number <= newest:
        return readable(number, newest)
    missing = [str(step) for step in range(number, newest) if step not in steps]
    if missing:
        message = f"nothing leads on from format {missing[0]}"
        raise refusal("R027", message, f"`format: {newest}`", "take an older version of airace for the first steps")
    return number


def _roots(files: Mapping[str, str]) -> dict[str, MapNode]:
    findings = Findings()
    allowance = Allowance()
    roots = {path: read_yaml(Source(path, text), findings, allowance)[0] for path, text in sorted(files.items())}
    if findings.failed:
        raise RulesetError(findings.sorted())
    return {path: root for path, root in roots.items() if isinstance(root, MapNode)}


def _edited(files: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """The files with all edits made; raises ``ValueError`` when two of them overlap."""
    done = dict(files)
    end = {path: len(text) for path, text in files.items()}
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        path = edit.source.path
        if edit.end > end[path]:
            raise ValueError(f"two edits of {path} overlap at character {edit.start}")
        done[path] = done[path][: edit.start] + edit.text + done[path][edit.end :]
        end[path] = edit.start
    return done


def _told(edit: Edit) -> Change:
    place = edit.source.place_at(edit.start, 1)
    return Change(edit.source.path, place.line, place.column, edit.about)
