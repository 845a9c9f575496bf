"""Puts a number in the place of every name in formulas whose thing was removed with ``instead:``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from airace_rules.language import expressions as e
from airace_rules.language.declarations import ENTRY_SECTIONS, SINGLE_SECTIONS, Sections
from airace_rules.language.diagnostics import Findings
from airace_rules.language.formulas import parse_formula
from airace_rules.language.names import DEAL_ASPECTS, GATHERING, OWNERS, PROJECT_ASPECTS
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node
from airace_rules.language.shapes import inner_shape, is_formula, item_shape

BARE: Final = ("stocks", "vars", "perceived", "params", "instruments", "levers", "pipelines", "draws")
_SPACE: Final = {  # aspect of a name → the section in which it is declared (empty: any of ``BARE``)
    **dict.fromkeys(("", "new", "band"), ""),
    **dict.fromkeys(("stance", "changed"), "stances"),
    **dict.fromkeys(PROJECT_ASPECTS, "projects"),
    **dict.fromkeys(DEAL_ASPECTS, "deals"),
    "happened": "events",
}
READ: Final = frozenset({*BARE, *_SPACE.values()} - {""})  # sections whose names formulas read


@dataclass(frozen=True, slots=True, eq=False)
class StandIn:
    """``value``: a number, or one of the ``options`` of a stance. ``mark``: the name, where it is removed."""

    value: str
    mark: Leaf
    options: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """As it may stand in any formula."""
        value = str(self.options.index(self.value)) if self.options else self.value
        return f"({value})" if value.startswith(("-", "+")) else value


StandIns = Mapping[tuple[str, str], StandIn]
"""Section (empty: any of ``BARE``) and name → what stands in for it."""


def space_of(section: str) -> str:
    """The first half of a key of ``StandIns``."""
    return "" if section in BARE else section


def options_of(stance: Node) -> tuple[str, ...]:
    """The options that a stance declares."""
    options = stance.entries.get("options") if isinstance(stance, MapNode) else None
    items = options.items if isinstance(options, ListNode) else []
    return tuple(item.text for item in items if isinstance(item, Leaf))


def stand_in(made: Sections, stand_ins: StandIns) -> None:
    """Writes them into every formula of ``made``, and takes the row of its option from every table of a stance."""
    if not stand_ins:
        return
    writer = _Writer(stand_ins)
    for section, node in made.nodes.items():
        if section in SINGLE_SECTIONS:
            made.nodes[section] = writer.rewritten(node, SINGLE_SECTIONS[section])
        elif section in ENTRY_SECTIONS and isinstance(node, MapNode):
            made.nodes[section] = writer.rewritten(node, _entries_of(ENTRY_SECTIONS[section]))


def _entries_of(shape: Any) -> Any:
    return dict.__class_getitem__((str, shape))


class _Writer:
    def __init__(self, stand_ins: StandIns) -> None:
        self.stand_ins = stand_ins

    def rewritten(self, node: Node, shape: Any) -> Node:
        """The node, or a copy with other formulas in it."""
        if isinstance(node, Leaf):
            return self._formula(node) if is_formula(shape) else node
        if isinstance(node, ListNode):
            items = [self.rewritten(item, item_shape(shape)) for item in node.items]
            return node if _same(items, node.items) else ListNode(node.source, node.start, items)
        if (row := self._row(node)) is not None:
            return row
        inner = {key: self.rewritten(value, inner_shape(shape, key)) for key, value in node.entries.items()}
        if _same(inner.values(), node.entries.values()):
            return node
        return MapNode(node.source, node.start, inner, dict(node.keys))

    def _row(self, table: MapNode) -> Node | None:
        by = table.entries.get("by")
        found = self.stand_ins.get(("stances", by.text)) if isinstance(by, Leaf) else None
        row = table.entries.get(found.value) if found else None
        if found is None or not isinstance(row, Leaf):
            return row
        return Leaf(row.source, row.text, row.start, row.end, row.quoted, found.mark)

    def _formula(self, leaf: Leaf) -> Leaf:
        if not any(name in leaf.text for _, name in self.stand_ins):
            return leaf
        formula = parse_formula(leaf, Findings())
        swaps = sorted(self._swaps(formula.expr, None), key=lambda swap: swap[0]) if formula else []
        text, at = "", 0
        for start, end, new, _ in swaps:
            text, at = f"{text}{leaf.text[at:start]}{new}", end
        if not swaps:
            return leaf
        return Leaf(leaf.source, text + leaf.text[at:], leaf.start, leaf.end, True, swaps[0][3].mark)

    def _swaps(self, expr: e.Expr, stance: StandIn | None) -> Iterator[tuple[int, int, str, StandIn]]:
        """Start, end, new text and its reason, none inside another. ``stance``: whose options are meant."""
        if isinstance(expr, e.Name):
            yield from self._name(expr, stance)
            return
        if isinstance(expr, e.Call) and expr.function in GATHERING and isinstance(expr.arguments[0], e.Name):
            for _, _, number, found in self._name(expr.arguments[0], None):
                yield expr.start, expr.end, f"(2 * {number})" if expr.function == "total" else number, found
            return
        if isinstance(expr, e.Compare):
            compared = (self._found(name) for name in expr.operands if isinstance(name, e.Name))
            stance = next((found for found in compared if found and found.options), stance)
        for child in e.children(expr):
            yield from self._swaps(child, stance)

    def _name(self, name: e.Name, stance: StandIn | None) -> Iterator[tuple[int, int, str, StandIn]]:
        if stance is not None and name.path[0] == "option" and name.path[-1] in stance.options:
            yield name.start, name.end, str(stance.options.index(name.path[-1])), stance
        elif found := self._found(name):
            yield name.start, name.end, "0" if "changed" in name.path[:-1] else found.number, found

    def _found(self, name: e.Name) -> StandIn | None:
        rest = name.path[1:] if name.path[0] in OWNERS and len(name.path) > 1 else name.path
        aspect = rest[0] if len(rest) == 2 else ""
        space = _SPACE.get(aspect) if len(rest) < 3 else None
        return None if space is None else self.stand_ins.get((space, rest[-1]))


def _same(new: Any, old: Any) -> bool:
    return all(a is b for a, b in zip(new, old, strict=True))
