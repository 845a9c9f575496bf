"""A ruleset and those it extends, read but not yet merged: one layer each, with the place of everything in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.folders import MAX_FILES, Library, RulesetSource, open_library
from airace_rules.language.format import Format
from airace_rules.language.leaves import FOLDER_NAME, OWN_FOLDERS
from airace_rules.language.merging import merge_files
from airace_rules.language.nodes import Leaf, MapNode, Source, is_blank
from airace_rules.language.reader import Allowance, read_yaml
from airace_rules.language.sections import Sections
from airace_rules.language.shapes import read_as

MAX_BASES: Final = 4  # of a chain
MAX_TOTAL_BYTES: Final = 1024 * 1024  # of one ruleset
_NAME: Final = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
_RULE_FILE: Final = re.compile(rf"{_NAME}\.yaml")
_TEXT_FILE: Final = re.compile(rf"texts/([a-z]{{2,3}}(?:-[A-Za-z]{{2,4}})?)(?:/{_NAME})?\.yaml")
_EXPECTED: Final = "`name.yaml`, `texts/<language>.yaml` or `texts/<language>/<part>.yaml`"


@dataclass(slots=True, eq=False)
class Layer:
    """One ruleset of a chain. ``base``: its name if others extend it, empty for the ruleset that was asked for.
    ``files``: path as diagnostics name it → text; ``texts``: language → roots of its files.
    ``foreign``: it is written in a format that this program does not read, and was not read further. ``unread``: one
    of its files could not be read, or does not belong here; ``unspoken``: one of its files of texts."""

    base: str
    files: dict[str, str] = field(default_factory=dict)
    sections: Sections = field(default_factory=Sections)
    texts: dict[str, list[MapNode]] = field(default_factory=dict)
    foreign: bool = False
    unread: bool = False
    unspoken: bool = False

    @property
    def name(self) -> str:
        """What the ruleset calls itself."""
        node = self.sections.nodes.get("name")
        return node.text if isinstance(node, Leaf) else ""

    @property
    def extends(self) -> Leaf | None:
        """The name of the ruleset that it extends."""
        node = self.sections.nodes.get("extends")
        return node if isinstance(node, Leaf) else None


def read_layers(source: RulesetSource, findings: Findings) -> list[Layer]:
    """The ruleset at a source, then what it extends, and so on, as far as these are found."""
    library = open_library(source)
    allowance = Allowance()
    known = len(findings.items)
    files: Mapping[str, str] | None = library.own(findings)
    layers = [_read_layer("", files or {}, len(findings.items) > known, allowance, findings)]
    while (wanted := layers[-1].extends) is not None:
        known = len(findings.items)
        files = _find(wanted, layers, library, findings)
        if files is None:
            return layers
        layers.append(_read_layer(wanted.text, files, len(findings.items) > known, allowance, findings))
        _check_base(wanted, layers[-1], findings)
    if findings.failed:
        return layers  # which files belong here may stand in one that could not be read
    for name in library.names() if isinstance(source, Mapping) else ():
        if name not in [layer.base for layer in layers]:
            message = f"{quote(f'{name}/…')} holds no file of this ruleset, nor of one that it extends"
            findings.error("R012", "(ruleset)", message, expected=_EXPECTED)
    return layers


def _find(wanted: Leaf, layers: list[Layer], library: Library, findings: Findings) -> dict[str, str] | None:
    name = wanted.text
    chain = [layers[0].name, *(layer.base for layer in layers[1:])]
    shown = " → ".join(quote(link) for link in [*chain, name])
    if name in chain:
        hint = "remove one `extends:` of the circle"
        findings.error("R121", wanted.place(), "rulesets extend each other in a circle", found=shown, hint=hint)
    elif len(layers) > MAX_BASES:
        expected = f"at most {MAX_BASES} below a ruleset"
        hint = "extend one further down in this chain"
        findings.error(
            "R121", wanted.place(), "too many rulesets build on each other", found=shown, expected=expected, hint=hint
        )
    elif is_blank(wanted):
        expected = "the name of a ruleset: a folder beside this one, or one that ships"
        findings.error("R120", wanted.place(), "nothing stands after `extends:`", expected=expected)
    elif not FOLDER_NAME.fullmatch(name) or name in OWN_FOLDERS:
        findings.error(
            "R120",
            wanted.place(),
            f"{quote(name)} is not the name of a ruleset's folder",
            expected=listed(library.names()),
        )
    else:
        files = library.base(name, findings)
        if files is None:
            hint = findings.suggest(name, library.names())
            findings.error(
                "R120",
                wanted.place(),
                f"there is no ruleset {quote(name)} to extend",
                expected=listed(library.names()) or "a folder beside this one",
                hint=hint or "put its folder beside this one",
            )
        return files
    return None


def _check_base(wanted: Leaf, layer: Layer, findings: Findings) -> None:
    name = layer.sections.nodes.get("name")
    if layer.name != wanted.text and not layer.foreign:
        place = name.place() if name else f"{layer.base}/"
        message = f"the ruleset in the folder {quote(layer.base)} has another name"
        findings.error("R120", place, message, found=quote(layer.name), expected=f"`name: {layer.base}`")


def _read_layer(base: str, given: Mapping[str, str], unread: bool, allowance: Allowance, findings: Findings) -> Layer:
    prefix = f"{base}/" if base else ""
    known = len(findings.items)
    files = _accepted(given, prefix, findings)
    unread |= len(findings.items) > known
    roots: dict[str, MapNode] = {}
    unspoken = False
    for path, text in files.items():
        node, whole = read_yaml(Source(prefix + path, text, inherited=bool(base)), findings, allowance)
        if isinstance(node, MapNode):
            roots[path] = node
        elif node is not None and not is_blank(node):
            findings.error("R022", node.place(), "a rule file is a mapping", expected="`section:` lines")
        partly = not whole or (path not in roots and node is not None and not is_blank(node))
        unspoken |= partly and bool(_TEXT_FILE.fullmatch(path))
        unread |= partly and not _TEXT_FILE.fullmatch(path)
    named = {prefix + path: text for path, text in files.items()}
    if not _in_this_format(roots.values(), findings):
        return Layer(base, named, foreign=True, unread=True)
    texts: dict[str, list[MapNode]] = {}
    for path in list(roots):
        if match := _TEXT_FILE.fullmatch(path):
            texts.setdefault(match[1], []).append(roots.pop(path))
    return Layer(base, named, merge_files(roots.values(), findings), texts, unread=unread, unspoken=unspoken)


def _in_this_format(roots: Iterable[MapNode], findings: Findings) -> bool:
    """Whether every `format:` can be read. Of a file in another format nothing else is worth telling."""
    said = [(root.entries["format"], root.keys["format"]) for root in roots if "format" in root.entries]
    formats = [read_as(Format, node, findings, key) for node, key in said]
    return None not in formats


def _accepted(given: Mapping[str, str], prefix: str, findings: Findings) -> dict[str, str]:
    """Files with a path that belongs into a ruleset, newlines normalised, sorted by path."""
    whole = prefix or "(ruleset)"
    if len(given) > MAX_FILES:
        findings.error("R012", whole, f"a ruleset has at most {MAX_FILES} files")
        return {}
    if sum(map(len, given.values())) > MAX_TOTAL_BYTES:
        findings.error("R002", whole, "the files are too large together", expected=f"{MAX_TOTAL_BYTES} bytes")
        return {}
    files: dict[str, str] = {}
    for path in sorted(given):
        if not (_RULE_FILE.fullmatch(path) or _TEXT_FILE.fullmatch(path)):
            message = f"{quote(path)} is not a rule file"
            meant = f"{path.removesuffix('.yml')}.yaml" if path.endswith(".yml") else ""
            known = _RULE_FILE.fullmatch(meant) or _TEXT_FILE.fullmatch(meant)
            hint = f"rename it to {quote(meant)}" if meant else ""
            findings.error("R012", prefix + path if known else whole, message, expected=_EXPECTED, hint=hint)
            continue
        text = given[path].removeprefix("\ufeff")
        files[path] = text.replace("\r\n", "\n").replace("\r", "\n")
    return files
