"""The state of folders of rule files, cheap enough to be looked at a few times a second."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Final

SUFFIXES: Final = (".yaml", ".yml")
MOST_FILES: Final = 256  # of a folder; the loader refuses a ruleset with a quarter of them
MOST_FOLDERS: Final = 256
MOST_ENTRIES: Final = 20_000  # that are passed over in the search for them
DEPTH: Final = 2  # texts/en/part.yaml
HEAD_BYTES: Final = 384 * 1024  # the largest rule file
_EXTENDS: Final = re.compile(rb"^extends:[ \t]*[\"']?(?:[^\s\"'#]*/)?([A-Za-z0-9_-]{1,64})", re.MULTILINE)

Stamp = frozenset[tuple[str, int, int, int]]
"""Path, inode, time of change (ns) and size of every file: equal stamps, equal files."""


def shipped() -> Path:
    """The rulesets that come with the game: beside the package in a checkout, inside it when installed."""
    package = Path(str(files("airace_rules")))
    return package / "rulesets" if is_installed() else package.parent / "rulesets"


def is_installed() -> bool:
    """Whether the rulesets that ship are part of an installed package, which nobody edits."""
    return (Path(str(files("airace_rules"))) / "rulesets").is_dir()


@dataclass(frozen=True, slots=True)
class Seen:
    """A folder's own files, and the names of the rulesets that it extends."""

    own: Stamp
    bases: frozenset[str]


@dataclass(slots=True)
class Folders:
    """The folders with rule files inside ``root``. Remembers what it has seen: files are read only when they change."""

    root: Path
    _seen: dict[Path, Seen] = field(default_factory=dict)

    def look(self) -> dict[str, Stamp]:
        """Folder name → its state, which holds that of every ruleset it extends. Folders without rule files, and
        those whose names begin with a dot, are left out. Never raises: what cannot be read is not there."""
        folders = (entry.name for entry in _entries(str(self.root)) if _is_folder(entry))
        names = sorted(islice(folders, MOST_FOLDERS))
        stamps = {name: self._stamp(self.root / name, set()) for name in names}
        return {name: stamp for name, stamp in stamps.items() if stamp}

    def _stamp(self, folder: Path, passed: set[Path]) -> Stamp:
        passed.add(folder)
        seen = self._look_at(folder)
        if not seen.own:
            return frozenset()
        bases = {path for name in seen.bases for path in (self.root / name, shipped() / name)} - passed
        return seen.own.union(*(self._stamp(base, passed) for base in sorted(bases)))

    def _look_at(self, folder: Path) -> Seen:
        own = frozenset(_stamps(folder))
        before = self._seen.get(folder)
        if before is None or before.own != own:
            before = self._seen[folder] = Seen(own, frozenset(_bases(folder)))
        return before


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    """What is in a folder, hidden things left out."""
    try:
        with os.scandir(folder) as found:
            yield from (entry for entry in islice(found, MOST_ENTRIES) if not entry.name.startswith("."))
    except OSError:
        return


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _files(folder: str, depth: int = DEPTH) -> Iterator[os.DirEntry[str]]:
    """The rule files of a folder and of what is in it (texts, tests)."""
    inside: list[str] = []
    for entry in _entries(folder):
        if entry.name.endswith(SUFFIXES):
            yield entry
        elif depth and len(inside) < MOST_FOLDERS and _is_folder(entry):
            inside.append(entry.path)
    for path in inside:
        yield from _files(path, depth - 1)


def _stamps(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    return map(_stamp_of, islice(_files(str(folder)), MOST_FILES))


def _stamp_of(entry: os.DirEntry[str]) -> tuple[str, int, int, int]:
    try:
        # Not `entry.stat()`: its answer is kept from when the folder was listed on some systems.
        found = os.stat(entry.path)
    except OSError:
        return entry.path, 0, 0, 0
    return entry.path, found.st_ino, found.st_mtime_ns, found.st_size


def _bases(folder: Path) -> Iterator[str]:
    for entry in islice(_files(str(folder), depth=0), MOST_FILES):
        for match in _EXTENDS.finditer(_head(entry.path)):
            yield match[1].decode()


def _head(path: str) -> bytes:
    """The bytes of an ordinary file that is no larger than a rule file may be; nothing of any other."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size > HEAD_BYTES:
            return b""
        return Path(path).read_bytes()
    except OSError:
        return b""
