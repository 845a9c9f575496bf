"""Whether two values of rule files say the same, however they are written."""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic import BaseModel

from airace_rules.ids import SIDES
from airace_rules.language.leaves import NUMBER
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node
from airace_rules.language.shapes import bare_shape, item_shape

_TOKEN: Final = re.compile(r"[\w.]+|\*\*|[<>=!]=|\S")


def same_value(old: Leaf, new: Leaf, shape: Any) -> bool:
    """Whether two scalars mean the same: numbers by value, formulas by their tokens, all else by its words."""
    if old.text == new.text or old.text.split() == new.text.split():
        return True
    if NUMBER.fullmatch(old.text) and NUMBER.fullmatch(new.text):
        return float(old.text) == float(new.text)
    return bare_shape(shape) is Leaf and _tokens(old.text) == _tokens(new.text)


def _tokens(formula: str) -> list[str | float]:
    return [float(token) if NUMBER.fullmatch(token) else token for token in _TOKEN.findall(formula)]


def same(old: Node, new: Node, shape: Any) -> bool:
    """Whether two scalars or lists of scalars say the same."""
    if isinstance(old, Leaf) and isinstance(new, Leaf):
        return same_value(old, new, shape)
    if isinstance(old, ListNode) and isinstance(new, ListNode):
        inner = item_shape(shape)
        pairs = zip(old.items, new.items, strict=False)
        return len(old.items) == len(new.items) and all(same(a, b, inner) for a, b in pairs)
    return False


def by_sides(old: Node, new: Node) -> tuple[Node, Node]:
    """Both values; where one is written once and the other once a side, the former is written out."""
    if isinstance(old, Leaf) and _is_pair(new):
        return _pair(old), new
    if isinstance(new, Leaf) and _is_pair(old):
        return old, _pair(new)
    return old, new


def _is_pair(node: Node) -> bool:
    return isinstance(node, MapNode) and node.entries.keys() == {*SIDES}


def _pair(leaf: Leaf) -> MapNode:
    return MapNode(leaf.source, leaf.start, dict.fromkeys(SIDES, leaf), dict.fromkeys(SIDES, leaf))


def is_default(node: Node, shape: Any, key: str) -> bool:
    """Whether a field says only what holds without it."""
    bare = bare_shape(shape)
    if not (isinstance(bare, type) and issubclass(bare, BaseModel)):
        return False
    fields = {field.alias or name: field for name, field in bare.model_fields.items()}
    if key not in fields or fields[key].is_required():
        return False
    default = fields[key].get_default(call_default_factory=True)
    if isinstance(node, Leaf):
        return isinstance(default, (str, int, float)) and node.text in (str(default), str(default).lower())
    return default in ([], {}) and not (node.items if isinstance(node, ListNode) else node.entries)
