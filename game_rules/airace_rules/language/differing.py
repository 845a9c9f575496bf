"""What one ruleset says otherwise than another, entry by entry. How it is written makes no difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from airace_rules.language.comparing import by_sides, is_default, same
from airace_rules.language.loader import Compiled
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node
from airace_rules.language.ruletests import RuleTestDecl
from airace_rules.language.sections import ENTRY_SECTIONS, LIST_SECTIONS, SINGLE_SECTIONS, Sections
from airace_rules.language.shapes import inner_shape, item_shape
from airace_rules.language.written import one_line, origin

ORDERED: Final = ("levers", "stances", "scores", "victory")  # their order is seen, or decides
APART: Final = ("extends",)

Kind = Literal["added", "removed", "changed", "order"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two rulesets say otherwise. ``section``: a section, or ``texts.<language>``; ``entry``: its key,
    empty for a section that is one thing; ``path``: the field inside, such as ``("value", "washington")``.

    ``old`` and ``new`` are values on one line, ``old_at`` and ``new_at`` where they stand (``file:line``); empty where
    there is none. ``unit``: that of a param or stock."""

    section: str
    entry: str
    path: tuple[str, ...]
    kind: Kind
    old: str = ""
    new: str = ""
    old_at: str = ""
    new_at: str = ""
    unit: str = ""


def differences(old: Compiled, new: Compiled) -> list[Difference]:
    """All of them: sections in a fixed order, in each the entries of ``old`` in its order and then new ones."""
    found = [*section_differences(old.sections, new.sections), *_promises(old, new)]
    for language in [*old.texts, *(language for language in new.texts if language not in old.texts)]:
        before, after = old.texts.get(language, {}), new.texts.get(language, {})
        place = _Place(f"texts.{language}", "", "")
        for key in [*before, *(key for key in after if key not in before)]:
            found += place.of(key, "").compare((), before.get(key), after.get(key), str)
    return found


def section_differences(old: Sections, new: Sections) -> list[Difference]:
    """Those of the rules alone, without tests and texts."""
    return [*_single(old, new), *_entries(old, new)]


def _single(old: Sections, new: Sections) -> Iterator[Difference]:
    for section, shape in SINGLE_SECTIONS.items():
        if section not in APART:
            place = _Place(section, "", "")
            yield from place.compare((), old.nodes.get(section), new.nodes.get(section), shape)


def _entries(old: Sections, new: Sections) -> Iterator[Difference]:
    for section, shape in ENTRY_SECTIONS.items():
        before, after = _mapping(old.nodes.get(section)), _mapping(new.nodes.get(section))
        for key in [*before, *(key for key in after if key not in before)]:
            place = _Place(section, key, _unit(after.get(key) or before.get(key)))
            yield from place.compare((), before.get(key), after.get(key), shape)
        if section in ORDERED:
            yield from _order(section, before, after, new)


def _promises(old: Compiled, new: Compiled) -> Iterator[Difference]:
    """Of the tests. What a base promises is not repeated by a ruleset that builds on it, which is no difference."""
    for section in LIST_SECTIONS:
        before, after = _named(old.sections.nodes.get(section)), _named(new.sections.nodes.get(section))
        for key in [*before, *(key for key in after if key not in before)]:
            left_out = (key not in after and _builds_on(new, old)) or (key not in before and _builds_on(old, new))
            if not left_out:
                yield from _Place(section, key, "").compare((), before.get(key), after.get(key), RuleTestDecl)


def _builds_on(child: Compiled, base: Compiled) -> bool:
    return any(path.startswith(f"{base.ruleset.name}/") for path in child.ruleset.files)


def _order(section: str, before: dict[str, Node], after: dict[str, Node], new: Sections) -> Iterator[Difference]:
    kept = [key for key in before if key in after], [key for key in after if key in before]
    if kept[0] != kept[1]:
        old_order, new_order = (", ".join(keys) for keys in kept)
        yield Difference(section, "", (), "order", old_order, new_order, "", origin(new.keys[section]))


def _mapping(node: Node | None) -> dict[str, Node]:
    return node.entries if isinstance(node, MapNode) else {}


def _named(node: Node | None) -> dict[str, Node]:
    """The items of a list of named things, by name."""
    items = node.items if isinstance(node, ListNode) else []
    return {one_line(_mapping(item).get("name") or item): item for item in items}


def _unit(node: Node | None) -> str:
    unit = _mapping(node).get("unit")
    return unit.text if isinstance(unit, Leaf) and unit.text != "1" else ""


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry of a section whose two versions are compared."""

    section: str
    entry: str
    unit: str

    def of(self, entry: str, unit: str) -> _Place:
        """Another entry of the section."""
        return _Place(self.section, entry, unit)

    def compare(self, path: tuple[str, ...], old: Node | None, new: Node | None, shape: Any) -> Iterator[Difference]:
        """The differences between two values; None where there is none."""
        if old is None or new is None:
            yield from self._one_sided(path, old, new)
            return
        old, new = by_sides(old, new)
        if isinstance(old, MapNode) and isinstance(new, MapNode) and ("by" in old.entries) == ("by" in new.entries):
            yield from self._fields(path, old, new, shape)
        elif isinstance(old, ListNode) and isinstance(new, ListNode) and not _plain(old, new):
            yield from self._items(path, old, new, item_shape(shape))
        elif not same(old, new, shape):
            words = one_line(old), one_line(new)
            yield Difference(self.section, self.entry, path, "changed", *words, origin(old), origin(new), self.unit)

    def _fields(self, path: tuple[str, ...], old: MapNode, new: MapNode, shape: Any) -> Iterator[Difference]:
        for key in [*old.entries, *(key for key in new.entries if key not in old.entries)]:
            before, after = old.entries.get(key), new.entries.get(key)
            alone = before or after if before is None or after is None else None
            if alone is None or not is_default(alone, shape, key):
                yield from self.compare((*path, key), before, after, inner_shape(shape, key))

    def _items(self, path: tuple[str, ...], old: ListNode, new: ListNode, shape: Any) -> Iterator[Difference]:
        """Items that begin alike (an effect on the same stock, a turn of the same key) are compared with each other."""
        marks = [_mark(item) for item in old.items], [_mark(item) for item in new.items]
        for tag, i, j, k, m in SequenceMatcher(None, *marks, autojunk=False).get_opcodes():
            if tag == "equal":
                for number, (before, after) in enumerate(zip(old.items[i:j], new.items[k:m], strict=True), start=k + 1):
                    yield from self.compare((*path, str(number)), before, after, shape)
                continue
            for number, item in enumerate(old.items[i:j], start=i + 1):
                yield from self._one_sided((*path, str(number)), item, None)
            for number, item in enumerate(new.items[k:m], start=k + 1):
                yield from self._one_sided((*path, str(number)), None, item)

    def _one_sided(self, path: tuple[str, ...], old: Node | None, new: Node | None) -> Iterator[Difference]:
        if old is not None:
            yield Difference(self.section, self.entry, path, "removed", one_line(old), "", origin(old), "", self.unit)
        if new is not None:
            yield Difference(self.section, self.entry, path, "added", "", one_line(new), "", origin(new), self.unit)


def _plain(*lists: ListNode) -> bool:
    """Whether all items are scalars: such a list is told as a whole."""
    return all(isinstance(item, Leaf) for found in lists for item in found.items)


def _mark(item: Node) -> str:
    """What an item of a list is about: its first field, or all of it."""
    if isinstance(item, MapNode) and item.entries:
        key, value = next(iter(item.entries.items()))
        return f"{key}: {one_line(value)}"
    return one_line(item)
