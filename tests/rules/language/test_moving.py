"""Moves of a child ruleset are carried out together, and the order is that of one after the other."""

from __future__ import annotations

import random

import pytest

from airace_rules.language.moving import Moves
from airace_rules.language.nodes import Leaf, MapNode, Source

PLACE = Source("kid.yaml", "")
BASE = ("a", "b", "c", "d", "", "e")


def leaf(name: str) -> Leaf:
    return Leaf(PLACE, name, 0, 0, False)


def put_before(names: list[str], name: str, before: str) -> list[str]:
    """One move by itself: taken out, then put in again."""
    rest = [other for other in names if other != name]
    rest.insert(rest.index(before), name)
    return rest


@pytest.mark.parametrize("seed", range(200))
def test_entries_that_move_come_and_go_end_in_the_order_of_one_move_after_the_other(seed: int) -> None:
    chance = random.Random(seed)
    node = MapNode(PLACE, 0, {name: leaf(name) for name in BASE}, {name: leaf(name) for name in BASE})
    moves, expected = Moves(node), list(BASE)
    for name in chance.sample([*BASE, "new", "newer", "newest"], 9):
        if name in expected and chance.random() < 0.3:
            expected.remove(name)
            del node.entries[name], node.keys[name]
            continue
        node.entries[name] = node.keys[name] = leaf(name)
        expected += [name] if name not in expected else []
        others = [other for other in expected if other != name]
        if others and chance.random() < 0.7:
            before = chance.choice(others)
            moves.add(name, before)
            expected = put_before(expected, name, before)
    moves.carry_out()
    assert list(node.entries) == list(node.keys) == expected
