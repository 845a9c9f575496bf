"""What ``instead:`` says: the number, the option of a stance, or one of these for each side, that formulas read in the
place of what is removed."""

from __future__ import annotations

from airace_rules.ids import SIDES, Side
from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.leaves import NUMBER
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node
from airace_rules.language.standing_in import READ, StandIn

PAIR = "`{washington: …, beijing: …}`"
SHARED = ("deals",)  # sections all of whose entries belong to the world


def stand_in_of(section: str, key: Leaf, instead: Node, gone: Node, findings: Findings) -> StandIn | None:
    """What stands in for ``gone``, an entry of ``section`` removed at ``key``; None when it cannot (told as R124)."""
    options = _options(gone) if section in ("stances", "draws") else ()
    if section not in READ:
        no_stand_in(instead, f"formulas do not read what stands in `{section}`", findings)
    elif isinstance(instead, Leaf):
        if _fits(instead, options, findings):
            return StandIn(dict.fromkeys(SIDES, instead.text), key, instead, gone, options)
    elif not isinstance(instead, MapNode) or instead.entries.keys() != {*SIDES}:
        no_stand_in(instead, "something stands in for both sides", findings, f"one value, or {PAIR}")
    elif section in SHARED or _of_the_world(gone):
        no_stand_in(instead, "this belongs to the world, not to a side", findings, "one value")
    else:
        given: dict[Side, Node] = {side: instead.entries[side] for side in SIDES}
        if sum(_fits(node, options, findings) for node in given.values()) == len(given):
            values = {side: node.text for side, node in given.items() if isinstance(node, Leaf)}
            return StandIn(values, key, instead, gone, options)
    return None


def no_stand_in(instead: Node, message: str, findings: Findings, expected: str = "", hint: str = "") -> None:
    """Tell that this cannot stand in for anything."""
    found = quote(instead.text) if isinstance(instead, Leaf) else ""
    findings.error("R124", instead.place(), message, found=found, expected=expected, hint=hint)


def _fits(node: Node, options: tuple[str, ...], findings: Findings) -> bool:
    text = node.text if isinstance(node, Leaf) else ""
    if options and text not in options:
        hint = findings.suggest(text, options)
        no_stand_in(node, f"the stance has no option {quote(text)}", findings, listed(options), hint)
    elif not options and not NUMBER.fullmatch(text):
        no_stand_in(node, "this is not a number", findings, "a number such as 0")
    else:
        return True
    return False


def _options(gone: Node) -> tuple[str, ...]:
    """Those of a stance or of a choice."""
    choice = gone.entries.get("choice") if isinstance(gone, MapNode) else None
    if isinstance(choice, MapNode):
        return tuple(choice.entries)
    options = gone.entries.get("options") if isinstance(gone, MapNode) else None
    items = options.items if isinstance(options, ListNode) else []
    return tuple(item.text for item in items if isinstance(item, Leaf))


def _of_the_world(gone: Node) -> bool:
    said = gone.entries if isinstance(gone, MapNode) else {}
    words = {key: node.text for key, node in said.items() if isinstance(node, Leaf)}
    return words.get("per") == "world" or words.get("joint") == "true"
