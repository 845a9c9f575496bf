"""Loads a ruleset: reads, checks, compiles. On any error nothing loads, and every mistake found is told at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from airace_rules.errors import RulesetError
from airace_rules.language.assemble import assemble
from airace_rules.language.audience import check_audiences, read_sights
from airace_rules.language.builder import MAX_PROGRAM, ProgramTooLarge
from airace_rules.language.checks import check_declarations
from airace_rules.language.compiling import compile_programs
from airace_rules.language.declarations import Declarations, merge_files, read_declarations, require_sections
from airace_rules.language.diagnostics import Diagnostic, Findings, TooManyErrors, quote
from airace_rules.language.graph import Order, check_timing, order_steps
from airace_rules.language.model import Model, build_model
from airace_rules.language.nodes import MapNode, Source, is_blank
from airace_rules.language.reader import MAX_FILE_BYTES, Allowance, read_yaml
from airace_rules.language.texts import Texts, check_texts, flatten
from airace_rules.ruleset import Ruleset

MAX_FILES: Final = 64
MAX_TOTAL_BYTES: Final = 1024 * 1024
_RULE_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.yaml")
_TEXT_FILE: Final = re.compile(r"texts/([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\.yaml")

RulesetSource = Path | Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A ruleset, and the declarations it was made of with their places and formulas as trees."""

    ruleset: Ruleset
    model: Model
    order: Order


def load_ruleset(source: RulesetSource) -> Ruleset:
    """The compiled ruleset in a folder, or in a mapping from paths inside the ruleset to texts.

    Raises ``RulesetError`` with all diagnostics of all files when anything is wrong. Warnings do not stop a load.
    """
    return load_compiled(source).ruleset


def load_compiled(source: RulesetSource) -> Compiled:
    """The same, with what the compiler knew: for tools that explain a ruleset. Raises ``RulesetError``."""
    compiled, findings = _load(source)
    if compiled is None:
        raise RulesetError(findings.sorted())
    return compiled


def check_ruleset(source: RulesetSource) -> list[Diagnostic]:
    """All errors and warnings, by file and line; an empty list when there is nothing to say."""
    return _load(source)[1].sorted()


def content_hash(files: Mapping[str, str]) -> str:
    """SHA-256 (hex) over paths and texts, in the order of the paths, each with its length before it."""
    digest = hashlib.sha256(b"airace ruleset 1\n")
    for path in sorted(files):
        for part in (path, files[path]):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _load(source: RulesetSource) -> tuple[Compiled | None, Findings]:
    findings = Findings()
    try:
        compiled = _read_and_compile(source, findings)
    except TooManyErrors:
        compiled = None
    except ProgramTooLarge:
        compiled = None
        message = f"the formulas together need more than {MAX_PROGRAM} operations"
        findings.error("R004", "(ruleset)", message, hint="make the ruleset smaller")
    return (None if findings.failed else compiled), findings


def _read_and_compile(source: RulesetSource, findings: Findings) -> Compiled | None:
    given = _read_folder(source, findings) if isinstance(source, Path) else dict(source)
    files = _accepted(given, findings)
    roots = _roots(files, findings)
    texts = {match[1]: roots.pop(path) for path in list(roots) if (match := _TEXT_FILE.fullmatch(path))}
    complete = not findings.failed
    decl = read_declarations(*merge_files(roots.values(), findings), findings)
    if not complete:
        return None  # what is missing may stand in the file that could not be read: no follow-up errors
    require_sections(decl, findings)
    return _compile(decl, texts, files, findings)


def _compile(
    decl: Declarations, text_roots: dict[str, MapNode], files: dict[str, str], findings: Findings
) -> Compiled | None:
    model = build_model(decl, findings)
    check_declarations(model, findings)
    sights = read_sights(model, findings)
    check_audiences(model, sights, findings)
    order = order_steps(model, findings)
    check_timing(model, order, findings)
    programs = compile_programs(model, order, sights, findings)
    texts: Texts = {language: flatten(root, findings) for language, root in text_roots.items()}
    if decl.clock is None or decl.budget is None:
        return None
    words = {language: {key: leaf.text for key, leaf in known.items()} for language, known in texts.items()}
    ruleset = assemble(model, order, sights, programs, files, content_hash(files), words)
    if not decl.broken:
        check_texts(ruleset, texts, findings)
    return Compiled(ruleset, model, order)


def _read_folder(folder: Path, findings: Findings) -> dict[str, str]:
    """The rule files of a folder as text. Other files are left alone."""
    if not folder.is_dir():
        findings.error("R001", str(folder), "there is no such folder", expected="a folder with rule files (*.yaml)")
        return {}
    files: dict[str, str] = {}
    for path in sorted([*folder.glob("*.y*ml"), *(folder / "texts").glob("*.y*ml")])[: MAX_FILES + 1]:
        text = _read_file(path, path.relative_to(folder).as_posix(), findings)
        if text is not None:
            files[path.relative_to(folder).as_posix()] = text
    return files


def _read_file(path: Path, name: str, findings: Findings) -> str | None:
    try:
        if not path.is_file():
            findings.error("R001", name, "this is not an ordinary file", hint="remove it from the ruleset")
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


def _accepted(given: Mapping[str, str], findings: Findings) -> dict[str, str]:
    """Files with a path that belongs into a ruleset, newlines normalised, sorted by path."""
    if len(given) > MAX_FILES:
        findings.error("R012", "(ruleset)", f"a ruleset has at most {MAX_FILES} files")
        return {}
    if sum(map(len, given.values())) > MAX_TOTAL_BYTES:
        findings.error("R002", "(ruleset)", "the files are too large together", expected=f"{MAX_TOTAL_BYTES} bytes")
        return {}
    files: dict[str, str] = {}
    for path in sorted(given):
        if not (_RULE_FILE.fullmatch(path) or _TEXT_FILE.fullmatch(path)):
            message = f"{quote(path)} is not a rule file"
            findings.error("R012", "(ruleset)", message, expected="`name.yaml` or `texts/<language>.yaml`")
            continue
        text = given[path].removeprefix("\ufeff")
        files[path] = text.replace("\r\n", "\n").replace("\r", "\n")
    return files


def _roots(files: Mapping[str, str], findings: Findings) -> dict[str, MapNode]:
    roots: dict[str, MapNode] = {}
    allowance = Allowance()
    for path, text in files.items():
        node = read_yaml(Source(path, text), findings, allowance)
        if isinstance(node, MapNode):
            roots[path] = node
        elif node is not None and not is_blank(node):
            findings.error("R022", node.place(), "a rule file is a mapping", expected="`section:` lines")
    return roots
