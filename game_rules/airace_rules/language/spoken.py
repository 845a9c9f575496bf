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
}  # of what a text is about, by the first word of its key


def needed_by(key: str, sections: Sections) -> Iterator[str]:
    """Says where what a text is about is declared: what needs it. Nothing where that is not one place."""
    kind, *words = key.split(".")
    for path in _SECTIONS.get(kind, ()):
        if place := next(filter(None, (_declared(holder, words) for holder in _holders(path, sections))), None):
            yield f"{quote(place.text)} is declared at {place.place()}"
            return
    if kind == "turn" and (turn := _turn(".".join(words), sections)):
        yield f"{quote(turn.text)} is declared at {turn.place()}"


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
        if rest[0] in entry.keys:
            return entry.keys[rest[0]]
        options = getattr(entry.entries.get("options"), "items", ())
        return next((leaf for leaf in options if isinstance(leaf, Leaf) and leaf.text == rest[0]), holder.keys[name])
    return holder.keys[name]


def _turn(key: str, sections: Sections) -> Leaf | None:
    for turn in getattr(sections.nodes.get("turns"), "items", ()):
        said = turn.entries.get("key") if isinstance(turn, MapNode) else None
        if isinstance(said, Leaf) and said.text == key:
            return said
    return None
