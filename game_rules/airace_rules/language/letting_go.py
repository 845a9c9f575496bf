"""What belongs to a thing that a ruleset removes goes with it: nobody has to remove it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from airace_rules.language.declarations import names_in
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node
from airace_rules.language.sections import Sections

GENERATED: Final = "par"  # written by a program for one ruleset: replaced as a whole
DRAFTED: Final = ("levers", "stances", "projects", "deals")  # by roles
CHOSEN: Final = ("instruments", "stances", "projects", "deals")  # by house strategies, under these keys


def let_go(made: Sections, base: Sections, child: Sections, removed: Mapping[str, set[str]]) -> None:
    """Drops from ``made`` the flow of a stock, the par of a score, what house strategies do with instruments, stances,
    projects and deals, and what roles draft, all ``removed`` by ``child`` (section → names); what ``child`` itself says
    stays. Par and lesson plans for another number of turns are not taken over either."""
    _drop(made, child, "flows", removed.get("stocks", set()))
    _drop(made, child, GENERATED, removed.get("scores", set()))
    if _count(child.nodes.get("turns")) not in (0, _count(base.nodes.get("turns"))):
        if GENERATED not in child.nodes:
            made.nodes.pop(GENERATED, None)
            made.keys.pop(GENERATED, None)
        _drop(made, child, "lessons", _names(made, "lessons"))
    _undraft(made, child, {section: removed.get(section, set()) - _names(made, section) for section in DRAFTED})
    gone = {key: removed.get(key, set()) - _names(made, key) for key in CHOSEN}
    gone["instruments"] |= removed.get("levers", set()) - _names(made, "instruments")
    bots, said = made.nodes.get("bots"), child.nodes.get("bots")
    if isinstance(bots, MapNode) and any(gone.values()):
        made.nodes["bots"] = kept = _copy(bots)
        for name, bot in bots.entries.items():
            kept.entries[name] = _without(bot, _inside(said, name), gone)


def _names(made: Sections, section: str) -> set[str]:
    """The names that there are."""
    if section == "instruments":
        levers = made.nodes.get("levers")
        entries = levers.entries.items() if isinstance(levers, MapNode) else ()
        return {name for lever, node in entries for name in names_in(lever, node) - {lever}}
    node = made.nodes.get(section)
    return set(node.entries) if isinstance(node, MapNode) else set()


def _count(node: Node | None) -> int:
    return len(node.items) if isinstance(node, ListNode) else 0


def _inside(node: Node | None, key: str) -> Node | None:
    return node.entries.get(key) if isinstance(node, MapNode) else None


def _drop(made: Sections, child: Sections, section: str, names: set[str]) -> None:
    node, said = made.nodes.get(section), child.nodes.get(section)
    if isinstance(node, MapNode):
        made.nodes[section] = _less(node, {name for name in names if _inside(said, name) is None})


def _undraft(made: Sections, child: Sections, gone: Mapping[str, set[str]]) -> None:
    """Takes out of the roles what is ``gone``, those lists apart that ``child`` gives itself."""
    seats, said = made.nodes.get("seats"), child.nodes.get("seats")
    if not isinstance(seats, MapNode) or not any(gone.values()):
        return
    made.nodes["seats"] = kept = _copy(seats)
    for name, seat in seats.entries.items():
        if isinstance(seat, MapNode):
            kept.entries[name] = changed = _copy(seat)
            for section in gone.keys() & seat.entries.keys():
                if _inside(_inside(said, name), section) is None:
                    changed.entries[section] = _shorter(seat.entries[section], gone[section])


def _shorter(node: Node, gone: set[str]) -> Node:
    """A list, or a word in the place of one, without some of its words."""
    items = node.items if isinstance(node, ListNode) else [node]
    left = [item for item in items if not isinstance(item, Leaf) or item.text not in gone]
    return node if len(left) == len(items) else ListNode(node.source, node.start, left)


def _without(bot: Node, said: Node | None, gone: Mapping[str, set[str]]) -> Node:
    """A strategy without the keys of its groups that are ``gone``, those apart that are ``said``."""
    if not isinstance(bot, MapNode):
        return bot
    made = _copy(bot)
    for name, inner in bot.entries.items():
        own = _inside(said, name)
        if name in gone and isinstance(inner, MapNode):
            made.entries[name] = _less(inner, {key for key in gone[name] if _inside(own, key) is None})
        else:
            made.entries[name] = _without(inner, own, gone)
    return made


def _less(node: MapNode, names: set[str]) -> MapNode:
    made = _copy(node)
    for name in names & node.entries.keys():
        del made.entries[name], made.keys[name]
    return made


def _copy(node: MapNode) -> MapNode:
    return MapNode(node.source, node.start, dict(node.entries), dict(node.keys))
