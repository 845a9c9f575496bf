"""The list of systems of the AI race, by whose keys rules say what they model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.folders import RulesetSource, text_above
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
    return tuple(_KEY.findall(text_above(source, LIST)))


def _named(sections: Sections) -> Iterator[Leaf]:
    pages: Node | None = sections.nodes.get("codex")
    yield from pages.keys.values() if isinstance(pages, MapNode) else ()
    for node in sections.nodes.values():
        for holder in holders_in(node):
            if isinstance(holder, MapNode) and "systems" in holder.entries:
                yield from leaves_in(holder.entries["systems"])
