"""Where in the rules stands what a text is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from airace_rules.language.diagnostics import quote
from airace_rules.language.nodes import Leaf, MapNode, Node
from airace_rules.language.sections import Sections

_SECTIONS: Final = {
    "lever": ("levers",),
    "instrument": ("levers.*.instruments",),
    "stance": ("stances",),
    "var": ("vars", "stocks", "perceived"),
    "flow": ("flows",),
    "event": ("events",),
    "headline": ("headlines",),
    "project": ("projects",),
    "deal": ("deals",),
    "score": ("scores",),
    "ending": ("victory",),
    "bot": ("bots",),
    "lesson": ("lessons",),
    "seat": ("seats",),
    "param": ("params",),
    "draw": ("draws",),
    "pipeline": ("pipelines",),
    "codex": ("codex",),
}  # of what a text is about, by the first word of its key


def needed_by(key: str, sections: Sections) -> Iterator[str]:
    """Says where what a text is about is declared: what needs it. Nothing where that is not one place."""
    if leaf := declared_at(key, sections):
        yield f"{quote(leaf.text)} is declared at {leaf.place()}"


def declared_at(key: str, sections: Sections) -> Leaf | None:
    """The key of what a text is about, or of what one part of it is about."""
    kind, *words = key.split(".")
    if kind == "codex" and words:
        words = [words[0].upper(), *words[2:]]
    for path in _SECTIONS.get(kind, ()):
        if leaf := next(filter(None, (_declared(holder, words) for holder in _holders(path, sections))), None):
            return leaf
    return _turn(".".join(words), sections) if kind == "turn" else None


def _holders(path: str, sections: Sections) -> Iterator[MapNode]:
    """The mappings whose keys are the names."""
    section, *inner = path.split(".*.")
    node = sections.nodes.get(section)
    holders = [node] if not inner else list(node.entries.values()) if isinstance(node, MapNode) else []
    for holder in holders:
        found: Node | None = holder.entries.get(inner[0]) if inner and isinstance(holder, MapNode) else holder
        if isinstance(found, MapNode):
            yield found


def _declared(holder: MapNode, words: list[str]) -> Leaf | None:
    """The key of the entry, or what inside it the text is about: a part of a flow, an option of a stance."""
    name, *rest = words
    if name not in holder.keys:
        return None
    entry = holder.entries[name]
    if rest and isinstance(entry, MapNode):
        facts = entry.entries.get("facts")
        for inside in (entry, *([facts] if isinstance(facts, MapNode) else [])):
            if rest[0] in inside.keys:
                return inside.keys[rest[0]]
        options = getattr(entry.entries.get("options"), "items", ())
        return next((leaf for leaf in options if isinstance(leaf, Leaf) and leaf.text == rest[0]), holder.keys[name])
    return holder.keys[name]


def _turn(key: str, sections: Sections) -> Leaf | None:
    for turn in getattr(sections.nodes.get("turns"), "items", ()):
        said = turn.entries.get("key") if isinstance(turn, MapNode) else None
        if isinstance(said, Leaf) and said.text == key:
            return said
    return None
