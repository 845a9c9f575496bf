"""The files of one ruleset as one: each section once, with the entries of all files."""

from __future__ import annotations

from collections.abc import Iterable

from airace_rules.language.declarations import ENTRY_SECTIONS, LIST_SECTIONS, SINGLE_SECTIONS, Sections
from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node, is_blank, report_duplicate, words_in


def merge_files(roots: Iterable[MapNode], findings: Findings) -> Sections:
    """The sections of one ruleset."""
    made = Sections()
    merged, keys = made.nodes, made.keys
    for root in roots:
        for name, node in root.entries.items():
            if name not in ENTRY_SECTIONS and name not in SINGLE_SECTIONS and name not in LIST_SECTIONS:
                _unknown_section(root.keys[name], findings)
                made.unknown.append(name)
                made.lost.update(words_in(node))
                continue
            if name in ENTRY_SECTIONS and not isinstance(node, MapNode):
                made.lost.update(words_in(node))
            if name not in merged:
                keys[name] = root.keys[name]
                merged[name] = _opened(name, node, root.keys[name], findings)
            elif name in SINGLE_SECTIONS:
                report_duplicate(keys[name], root.keys[name], findings)
            else:
                _merge_into(merged[name], _opened(name, node, root.keys[name], findings), findings)
    return made


def _unknown_section(key: Leaf, findings: Findings) -> None:
    known = [*SINGLE_SECTIONS, *ENTRY_SECTIONS, *LIST_SECTIONS]
    hint = findings.suggest(key.text, known)
    findings.error("R020", key.place(), f"there is no section {quote(key.text)}", expected=listed(known, 30), hint=hint)


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
