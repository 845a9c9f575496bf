"""Where the text of rule files comes from: a folder and the folders of what it extends, or a mapping that holds all."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nsmallest
from pathlib import Path
from typing import Final, Protocol

from airace_rules.language.diagnostics import Findings
from airace_rules.language.leaves import FOLDER_NAME, OWN_FOLDERS
from airace_rules.language.reader import MAX_FILE_BYTES

MAX_FILES: Final = 64  # of one ruleset
SUFFIXES: Final = (".yaml", ".yml")
PATTERNS: Final = ("*.y*ml", "texts/*.y*ml", "texts/*/*.y*ml")  # of paths inside a ruleset

RulesetSource = Path | Mapping[str, str]


class Library(Protocol):
    """The files of a ruleset, and of others that it may extend."""

    def own(self, findings: Findings) -> dict[str, str]:
        """Path → text of the ruleset itself."""

    def base(self, name: str, findings: Findings) -> dict[str, str] | None:
        """Path → text of the ruleset with this name; None when there is none."""

    def names(self) -> list[str]:
        """The rulesets that could be extended."""


def open_library(source: RulesetSource) -> Library:
    """The files at a source."""
    return FolderLibrary(source) if isinstance(source, Path) else MappingLibrary(source)


class MappingLibrary:
    """A mapping from paths to texts. Files of a ruleset that is extended stand under ``<its name>/``, so that a
    mapping is complete: nothing is ever looked for elsewhere."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._own: dict[str, str] = {}
        self._bases: dict[str, dict[str, str]] = {}
        for path, text in files.items():
            head, _, rest = path.partition("/")
            if rest and FOLDER_NAME.fullmatch(head) and head not in OWN_FOLDERS:
                self._bases.setdefault(head, {})[rest] = text
            else:
                self._own[path] = text

    def own(self, findings: Findings) -> dict[str, str]:
        """The files that stand under no name."""
        return self._own

    def base(self, name: str, findings: Findings) -> dict[str, str] | None:
        """The files under ``<name>/``."""
        return self._bases.get(name)

    def names(self) -> list[str]:
        """All that stand under a name."""
        return sorted(self._bases)


class FolderLibrary:
    """A folder. What it extends is a folder beside it or, without such a one, a ruleset that ships with the game."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def own(self, findings: Findings) -> dict[str, str]:
        """The rule files of the folder."""
        return read_folder(self._folder, findings)

    def base(self, name: str, findings: Findings) -> dict[str, str] | None:
        """The rule files of another folder, found by its name."""
        folder = base_folder(self._folder, name)
        return None if folder is None else read_folder(folder, findings, f"{name}/")

    def names(self) -> list[str]:
        """Folders with rule files beside this one, and rulesets that ship."""
        places = (self._folder.resolve().parent, shipped_rulesets())
        return sorted({path.parent.name for place in places for path in place.glob("*/*.yaml")} - {*OWN_FOLDERS})


def base_folder(folder: Path, name: str) -> Path | None:
    """Where the ruleset called ``name``, which the one in ``folder`` extends, stands; None when there is none."""
    own = folder.resolve()
    for place in (own.parent, shipped_rulesets()):
        found = place / name
        if FOLDER_NAME.fullmatch(name) and name not in OWN_FOLDERS and found.is_dir() and found.resolve() != own:
            return found
    return None


def located(folder: Path, file: str) -> Path:
    """Where a file stands that a diagnostic of the ruleset in ``folder`` names: there, or in the folder of a base."""
    name, _, rest = file.partition("/")
    base = base_folder(folder, name) if rest else None
    return folder / file if base is None else base / rest


def shipped_rulesets() -> Path:
    """The rulesets that come with the game: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "rulesets"
    return inside if inside.is_dir() else package.parent / "rulesets"


def text_above(source: RulesetSource, name: str) -> str:
    """The text of a file one or two folders above a ruleset, else of the game's own; empty if there is none."""
    above = source.resolve().parents[:2] if isinstance(source, Path) else ()
    for file in (folder / name for folder in (*above, shipped_rulesets().parent)):
        if file.is_file():
            return file.read_text("utf-8", "replace")
    return ""


def read_folder(folder: Path, findings: Findings, prefix: str = "") -> dict[str, str]:
    """The rule files of a folder as text. Other files are left alone. ``prefix`` goes before the paths that
    ``findings`` name."""
    if not folder.is_dir():
        findings.error("R001", str(folder), "there is no such folder", expected="a folder with rule files (*.yaml)")
        return {}
    files: dict[str, str] = {}
    found = (path for pattern in PATTERNS for path in folder.glob(pattern))
    for path in nsmallest(MAX_FILES + 1, found):
        name = path.relative_to(folder).as_posix()
        text = _read_file(path, prefix + name, findings)
        if text is not None:
            files[name] = text
    return files


def _read_file(path: Path, name: str, findings: Findings) -> str | None:
    try:
        if not path.is_file():
            findings.error("R001", name, "this is not an ordinary file", hint="remove it from the ruleset")
            return None
        if path.is_symlink() and path.resolve().suffix not in SUFFIXES:
            # Diagnostics quote lines: a link must not bring in a file that was never meant to be shown.
            findings.error("R001", name, "this link leads to something that is no rule file", hint="put the file here")
            return None
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        findings.error("R001", name, f"the file cannot be read: {error.strerror}")
        return None
    if len(data) > MAX_FILE_BYTES:
        return "x" * (MAX_FILE_BYTES + 1)  # refused by the reader, with its own words
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.error(
            "R001", name, f"the file is not UTF-8: byte {error.start} in line {line}", hint="save it as UTF-8"
        )
        return None
