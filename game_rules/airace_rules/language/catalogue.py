"""The list of systems of the AI race, by whose keys rules say what they model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.folders import RulesetSource, shipped_rulesets
from airace_rules.language.nodes import Leaf, MapNode, Node, holders_in, leaves_in
from airace_rules.language.sections import Sections

LIST: Final = "systems.yaml"
_KEY: Final = re.compile(r"^ +([A-Z][0-9]{1,2}):", re.MULTILINE)


def check_systems(sections: Sections, source: RulesetSource, findings: Findings) -> None:
    """Warns of keys under ``systems:``, and of pages of the codex, that stand in no list of systems."""
    known = known_systems(source)
    for leaf in _named(sections):
        if known and leaf.text not in known and not leaf.source.inherited:
            hint = findings.suggest(leaf.text, known) or f"the systems and their keys stand in `{LIST}`"
            message = f"there is no system {quote(leaf.text)} in the list of systems"
            findings.warning("R113", leaf.place(), message, hint=hint)


def known_systems(source: RulesetSource) -> tuple[str, ...]:
    """The keys in ``systems.yaml`` above the folder of a ruleset, else those of the game; empty if neither is there."""
    above = source.resolve().parents[:2] if isinstance(source, Path) else ()
    files = [folder / LIST for folder in (*above, shipped_rulesets().parent)]
    file = next((file for file in files if file.is_file()), None)
    return tuple(_KEY.findall(file.read_text("utf-8", "replace"))) if file else ()


def _named(sections: Sections) -> Iterator[Leaf]:
    pages: Node | None = sections.nodes.get("codex")
    yield from pages.keys.values() if isinstance(pages, MapNode) else ()
    for node in sections.nodes.values():
        for holder in holders_in(node):
            if isinstance(holder, MapNode) and "systems" in holder.entries:
                yield from leaves_in(holder.entries["systems"])
