"""Shares that must sum to 1: those that a ruleset does not give itself make room for those that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from airace_rules.ids import SIDES
from airace_rules.language.diagnostics import Findings
from airace_rules.language.leaves import NUMBER
from airace_rules.language.marks import Marks
from airace_rules.language.nodes import Leaf, MapNode, Node

DIGITS: Final = 12


def rescale_splits(lever: Node, marks: Marks, findings: Findings) -> Node | None:
    """A lever whose ``rescale: true`` is obeyed: every `split` that the entry does not give is scaled. None when it
    cannot be obeyed (which was told)."""
    mark, group = marks.words.get("rescale"), _within(lever, "instruments")
    if mark is None or not isinstance(group, MapNode):
        return lever
    said = _within(marks.rest, "instruments")
    new = said.entries if isinstance(said, MapNode) else {}
    given = {name for name, node in new.items() if _within(node, "split") is not None}
    splits = {name: _within(node, "split") for name, node in group.entries.items()}
    scaled = _scaled({name: _number(leaf) for name, leaf in splits.items()}, given)
    if scaled is None:
        _nothing_left(mark, findings)
        return None
    made: Node = group
    for name, value in scaled.items():
        if isinstance(old := splits[name], Leaf):
            made = _with(made, name, _with(group.entries[name], "split", _leaf(old, value, mark)))
    return _with(lever, "instruments", made)


def rescale_weights(scores: MapNode, child: MapNode, findings: Findings) -> bool:
    """Obeys `rescale: true` in any score of ``child``: every `weight` that it does not give is scaled, in place.
    False when it cannot be obeyed (which was told)."""
    marks = [
        node.keys["rescale"] for node in child.entries.values() if isinstance(node, MapNode) and "rescale" in node.keys
    ]
    if not marks:
        return True
    given = {name for name, node in child.entries.items() if isinstance(node, MapNode) and "weight" in node.entries}
    weights = {name: _within(node, "weight") for name, node in scores.entries.items()}
    scaled = {
        side: _scaled({name: _number(_of(node, side)) for name, node in weights.items()}, given) for side in SIDES
    }
    for name, old in weights.items():
        if name in given or old is None:
            continue
        made = MapNode(old.source, old.start)
        for side, values in scaled.items():
            leaf = _of(old, side)
            if values is None:
                _nothing_left(marks[0], findings)
                return False
            if isinstance(leaf, Leaf):
                made.entries[side] = _leaf(leaf, values[name], marks[0])
                made.keys[side] = Leaf(leaf.source, side, leaf.start, leaf.end, False, marks[0])
        scores.entries[name] = _with(scores.entries[name], "weight", made)
    return True


def _scaled(shares: Mapping[str, float], given: set[str]) -> dict[str, float] | None:
    """The shares that are not given, scaled so that all sum to 1; None when there is no room or nothing to scale."""
    left = 1 - sum(shares[name] for name in given & shares.keys())
    others = {name: share for name, share in shares.items() if name not in given}
    total = sum(others.values())
    if left <= 0 or total <= 0:
        return None
    return {name: round(share * left / total, DIGITS) for name, share in others.items()}


def _nothing_left(mark: Leaf, findings: Findings) -> None:
    message = "there is nothing to rescale: no share is left, or none was given by the base"
    findings.error("R124", mark.place(), message, expected="given shares below 1 together, and others beside them")


def _within(node: Node | None, key: str) -> Node | None:
    return node.entries.get(key) if isinstance(node, MapNode) else None


def _of(node: Node | None, side: str) -> Node | None:
    """A side's part of what may be written once for both."""
    return node.entries.get(side) if isinstance(node, MapNode) else node


def _number(node: Node | None) -> float:
    """The number in a scalar; 0 for what is none (the schema tells)."""
    return float(node.text) if isinstance(node, Leaf) and NUMBER.fullmatch(node.text) else 0.0


def _leaf(old: Leaf, value: float, mark: Leaf) -> Leaf:
    return Leaf(old.source, f"{value:.{DIGITS}g}", old.start, old.end, False, mark)


def _with(node: Node, key: str, value: Node) -> Node:
    """A copy of a mapping with another value under a key that it has."""
    if not isinstance(node, MapNode):
        return node
    return MapNode(node.source, node.start, {**node.entries, key: value}, dict(node.keys))
