"""Puts a number in the place of every name in formulas whose thing was removed with ``instead:``.

Where each side has its own number, a param with both takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from airace_rules.ids import SIDES, Side
from airace_rules.language import expressions as e
from airace_rules.language.declarations import names_in
from airace_rules.language.diagnostics import Findings
from airace_rules.language.formulas import parse_formula
from airace_rules.language.names import DEAL_ASPECTS, DRAWN, GATHERING, OWNERS, PROJECT_ASPECTS
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node
from airace_rules.language.sections import ENTRY_SECTIONS, SINGLE_SECTIONS, Sections
from airace_rules.language.shapes import inner_shape, is_formula, item_shape

BARE: Final = ("stocks", "vars", "perceived", "params", "instruments", "levers", "pipelines", "draws")
_SPACE: Final = {  # aspect of a name → the section in which it is declared (empty: any of ``BARE``)
    **dict.fromkeys(("", "new", "band", DRAWN), ""),
    **dict.fromkeys(("stance", "changed"), "stances"),
    **dict.fromkeys(PROJECT_ASPECTS, "projects"),
    **dict.fromkeys(DEAL_ASPECTS, "deals"),
    "happened": "events",
}
_SIDE: Final[dict[str, Side]] = {side: side for side in SIDES}
LONGEST_STEM: Final = 38  # of a name, so that the param made of it has a free place and at most 48 characters
POINT: Final = "point"
NO_UNIT: Final = "1"
READ: Final = frozenset({*BARE, *_SPACE.values()} - {""})  # sections whose names formulas read


@dataclass(frozen=True, slots=True, eq=False)
class StandIn:
    """``values``: for each side a number, or one of the ``options`` of a stance. ``mark``: the name, where it is
    removed; ``written``: what stands there under ``instead``; ``gone``: the removed entry. ``param``: the param that
    holds the numbers, where the sides have different ones."""

    values: Mapping[Side, str]
    mark: Leaf
    written: Node
    gone: Node
    options: tuple[str, ...] = ()
    param: str = ""

    @property
    def alike(self) -> bool:
        """Whether it is the same for both sides."""
        return len(set(self.values.values())) == 1

    def plain(self, side: Side) -> str:
        """A number as a param may have it."""
        value = self.values[side]
        return str(self.options.index(value)) if self.options else value

    def number(self, side: Side) -> str:
        """As it may stand in any formula."""
        value = self.plain(side)
        return f"({value})" if value.startswith(("-", "+")) else value

    def read(self, owner: str) -> str:
        """What a formula reads of an owner, as it is written before a name (empty: of its own)."""
        if owner in SIDES:
            return self.number("washington" if owner == "washington" else "beijing")
        if not self.param:
            return self.number("washington")
        return f"{owner}.{self.param}" if owner else self.param

    def gathered(self, function: str) -> str:
        """``total``, ``highest`` or ``lowest`` over both sides."""
        ours, theirs = (self.number(side) for side in SIDES)
        if function == "total":
            return f"(2 * {ours})" if self.alike else f"({ours} + {theirs})"
        chosen = max if function == "highest" else min
        return chosen(ours, theirs, key=lambda number: float(number.strip("()")))


StandIns = Mapping[tuple[str, str], StandIn]
"""Section (empty: any of ``BARE``) and name → what stands in for it."""
Swap = tuple[int, int, str, StandIn]
"""Start and end in a formula, what is to stand there, and why."""
_WORD: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")


def space_of(section: str) -> str:
    """The first half of a key of ``StandIns``."""
    return "" if section in BARE else section


def stand_in(made: Sections, stand_ins: StandIns) -> None:
    """Writes them into every formula of ``made``, and takes the row of its option from every table of a stance."""
    if not stand_ins:
        return
    writer = _Writer(_named(made, stand_ins))
    for section, node in made.nodes.items():
        if section in SINGLE_SECTIONS:
            made.nodes[section] = writer.rewritten(node, SINGLE_SECTIONS[section])
        elif section in ENTRY_SECTIONS and isinstance(node, MapNode):
            made.nodes[section] = writer.rewritten(node, _entries_of(ENTRY_SECTIONS[section]))
    _add_params(made, writer.params.values())


def _named(made: Sections, stand_ins: StandIns) -> StandIns:
    """The same, with a free name for the param of each whose sides differ."""
    taken = {name for section in BARE for name in getattr(made.nodes.get(section), "entries", ())}
    levers = getattr(made.nodes.get("levers"), "entries", {})
    taken |= {name for lever, node in levers.items() for name in names_in(lever, node)}
    found = {}
    for (space, name), each in stand_ins.items():
        wanted = name if space == "" else f"{name[:LONGEST_STEM]}_instead"
        while wanted in taken:
            wanted += "_"
        if not each.alike:
            taken.add(wanted)
        found[space, name] = each if each.alike else replace(each, param=wanted)
    return found


def _add_params(made: Sections, found: Iterable[StandIn]) -> None:
    """The params that formulas of ``made`` read now."""
    for each in found:
        old = made.nodes.get("params")
        params = MapNode(each.mark.source, each.mark.start)
        if isinstance(old, MapNode):
            params = MapNode(old.source, old.start, dict(old.entries), dict(old.keys))
        params.entries[each.param], params.keys[each.param] = _param(each), _word(each, each.param)
        made.nodes["params"] = params
        made.keys.setdefault("params", each.mark)


def _param(found: StandIn) -> MapNode:
    """Both numbers, in the unit of what they stand for."""
    said = found.gone.entries if isinstance(found.gone, MapNode) else {}
    pair = MapNode(found.written.source, found.written.start)
    for side in SIDES:
        pair.entries[side], pair.keys[side] = _word(found, found.plain(side)), _word(found, side)
    made = MapNode(found.mark.source, found.mark.start)
    unit = said.get("unit") or _word(found, POINT if "split" in said else NO_UNIT)
    for key, node in (("value", pair), ("unit", unit), *([("systems", said["systems"])] if "systems" in said else [])):
        made.entries[key], made.keys[key] = node, _word(found, key)
    return made


def _word(found: StandIn, text: str) -> Leaf:
    """A word that nobody wrote; its place is where the thing is removed."""
    return Leaf(found.mark.source, text, found.mark.start, found.mark.end, True, found.mark)


def _entries_of(shape: Any) -> Any:
    return dict.__class_getitem__((str, shape))


class _Writer:
    def __init__(self, stand_ins: StandIns) -> None:
        self.stand_ins = stand_ins
        self.names = frozenset(name for _, name in stand_ins)
        self.params: dict[str, StandIn] = {}  # those that formulas read

    def rewritten(self, node: Node, shape: Any, side: Side | None = None) -> Node:
        """The node, or a copy with other formulas in it. ``side``: the one whose value it is."""
        if isinstance(node, Leaf):
            return self._formula(node) if is_formula(shape) else node
        if isinstance(node, ListNode):
            items = [self.rewritten(item, item_shape(shape), side) for item in node.items]
            return node if _same(items, node.items) else ListNode(node.source, node.start, items)
        if (row := self._row(node, side)) is not None:
            return row
        inner = {
            key: self.rewritten(value, inner_shape(shape, key), _SIDE.get(key, side))
            for key, value in node.entries.items()
        }
        if _same(inner.values(), node.entries.values()):
            return node
        return MapNode(node.source, node.start, inner, dict(node.keys))

    def _row(self, table: MapNode, side: Side | None) -> Node | None:
        by = table.entries.get("by")
        found = self.stand_ins.get(("stances", by.text)) if isinstance(by, Leaf) else None
        if found is None:
            return None
        rows = {each: table.entries.get(found.values[each]) for each in SIDES}
        if side is not None or found.alike:
            return _marked(rows[side or "washington"], found)
        made = MapNode(table.source, table.start)
        for each, row in rows.items():
            if row is None:
                return None
            made.entries[each], made.keys[each] = _marked(row, found) or row, _word(found, each)
        return made

    def _formula(self, leaf: Leaf) -> Leaf:
        if self.names.isdisjoint(_WORD.findall(leaf.text)):
            return leaf
        formula = parse_formula(leaf, Findings())
        formula = formula if formula and formula.whole else None
        swaps: list[Swap] = []
        if formula:
            self._gather(formula.expr, None, swaps)
        if not swaps:
            return leaf
        swaps.sort(key=lambda swap: swap[0])
        text, at = "", 0
        for start, end, new, _ in swaps:
            text, at = f"{text}{leaf.text[at:start]}{new}", end
        return Leaf(leaf.source, text + leaf.text[at:], leaf.start, leaf.end, True, swaps[0][3].mark)

    def _gather(self, expr: e.Expr, stance: StandIn | None, swaps: list[Swap]) -> None:
        """Adds to ``swaps``, none inside another. ``stance``: whose options are meant."""
        if isinstance(expr, e.Name):
            if swap := self._name(expr, stance):
                swaps.append(swap)
            return
        if isinstance(expr, e.Call) and expr.function in GATHERING and isinstance(expr.arguments[0], e.Name):
            if found := self._found(expr.arguments[0]):
                changed = "changed" in expr.arguments[0].path[:-1]
                swaps.append((expr.start, expr.end, "0" if changed else found.gathered(expr.function), found))
            return
        if isinstance(expr, e.Compare):
            compared = (self._found(name) for name in expr.operands if isinstance(name, e.Name))
            stance = next((found for found in compared if found and found.options), stance)
        for child in e.children(expr):
            self._gather(child, stance, swaps)

    def _name(self, name: e.Name, stance: StandIn | None) -> Swap | None:
        if stance is not None and name.path[0] == "option" and name.path[-1] in stance.options:
            return name.start, name.end, str(stance.options.index(name.path[-1])), stance
        found = self._found(name)
        if found is None:
            return None
        owner = name.path[0] if name.path[0] in OWNERS and len(name.path) > 1 else ""
        read = "0" if "changed" in name.path[:-1] else found.read(owner)
        if found.param and found.param in read:
            self.params[found.param] = found
        return name.start, name.end, read, found

    def _found(self, name: e.Name) -> StandIn | None:
        rest = name.path[1:] if name.path[0] in OWNERS and len(name.path) > 1 else name.path
        aspect = rest[0] if len(rest) == 2 else ""
        space = _SPACE.get(aspect) if len(rest) < 3 else None
        return None if space is None else self.stand_ins.get((space, rest[-1]))


def _marked(row: Node | None, found: StandIn) -> Node | None:
    """A row of a table, as what the removal made of the table."""
    if not isinstance(row, Leaf):
        return row
    return Leaf(row.source, row.text, row.start, row.end, row.quoted, found.mark)


def _same(new: Any, old: Any) -> bool:
    return all(a is b for a, b in zip(new, old, strict=True))
