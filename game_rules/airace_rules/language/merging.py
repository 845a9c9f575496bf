"""The files of one ruleset as one: each section once, with the entries of all files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node, is_blank, report_duplicate, words_in
from airace_rules.language.sections import ENTRY_SECTIONS, LIST_SECTIONS, SECTIONS, SINGLE_SECTIONS, Sections

_ENTRY: Final = "if it is an entry, it belongs below the line of its section, two spaces to the right"
_SURELY: Final = 0.8  # how much alike a word and the section it is taken for are


def merge_files(roots: Iterable[MapNode], findings: Findings) -> Sections:
    """The sections of one ruleset."""
    made = Sections()
    merged, keys = made.nodes, made.keys
    for root in roots:
        for said, node in root.entries.items():
            key = root.keys[said]
            name = said if said in SECTIONS else _meant(key, findings)
            if not name:
                made.unknown.append(said)
            if not name or (name in ENTRY_SECTIONS and not isinstance(node, MapNode)):
                made.lost.update(words_in(node))
            if name and name not in merged:
                keys[name] = key
                merged[name] = _opened(name, node, key, findings)
            elif name in SINGLE_SECTIONS and name == said:
                report_duplicate(keys[name], key, findings)
            elif name and name not in SINGLE_SECTIONS:
                _merge_into(merged[name], _opened(name, node, key, findings), findings)
    return made


def _meant(key: Leaf, findings: Findings) -> str:
    """The section that an unknown one surely is, or an empty string. Read as that one, nobody misses its names."""
    nearest = findings.nearest(key.text, SECTIONS)
    hint = f"did you mean `{nearest}`?" if nearest else _ENTRY
    if key.text == "instruments":
        hint = "instruments stand in a lever: `levers: {chips: {instruments: {…}}}`"
    message = f"there is no section {quote(key.text)}"
    findings.error("R020", key.place(), message, expected=listed(SECTIONS, len(SECTIONS)), hint=hint)
    return nearest if difflib.SequenceMatcher(None, key.text, nearest).ratio() >= _SURELY else ""


def _opened(name: str, node: Node, key: Leaf, findings: Findings) -> Node:
    """A section of entries as a fresh mapping that further files may extend."""
    if name in SINGLE_SECTIONS:
        return node
    if name in LIST_SECTIONS:
        return _opened_list(name, node, key, findings)
    fresh = MapNode(key.source, key.start)
    if isinstance(node, MapNode):
        fresh.entries.update(node.entries)
        fresh.keys.update(node.keys)
    elif not is_blank(node):
        findings.error("R022", key.place(), f"the section `{name}` is a mapping", expected="`key: value` lines")
    return fresh


def _opened_list(name: str, node: Node, key: Leaf, findings: Findings) -> ListNode:
    """A section that is a list as a fresh one that further files may extend."""
    if not isinstance(node, ListNode) and not is_blank(node):
        findings.error("R022", key.place(), f"the section `{name}` is a list", expected="lines that begin with `-`")
    return ListNode(key.source, key.start, list(node.items) if isinstance(node, ListNode) else [])


def _merge_into(section: Node, more: Node, findings: Findings) -> None:
    if isinstance(section, ListNode) and isinstance(more, ListNode):
        section.items.extend(more.items)
    if not isinstance(section, MapNode) or not isinstance(more, MapNode):
        return
    for key, node in more.entries.items():
        if key in section.keys:
            report_duplicate(section.keys[key], more.keys[key], findings)
        else:
            section.entries[key], section.keys[key] = node, more.keys[key]
