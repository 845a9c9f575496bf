"""Puts the sections of a ruleset over those of the ruleset that it extends. Nothing is replaced, added to or removed
unless the entry says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from airace_rules.ids import SIDES
from airace_rules.language.declarations import MAX_ENTRIES, names_in
from airace_rules.language.diagnostics import Findings, Place, listed, quote
from airace_rules.language.instead import no_stand_in, stand_in_of
from airace_rules.language.leaves import Text
from airace_rules.language.letting_go import GENERATED, let_go
from airace_rules.language.marks import WORDS, Marks, misspelt_mark, read_marks
from airace_rules.language.moving import Moves
from airace_rules.language.nodes import Leaf, MapNode, Node
from airace_rules.language.rescaling import rescale_splits, rescale_weights
from airace_rules.language.sections import ENTRY_SECTIONS, LIST_SECTIONS, SINGLE_SECTIONS, Sections
from airace_rules.language.shapes import inner_shape, names_are_free
from airace_rules.language.standing_in import StandIn, space_of, stand_in

_LOST: Final = "check its spelling and its section"
HEAD: Final = ("format", "name", "extends")  # every ruleset says these itself


@dataclass(slots=True, eq=False)
class Extended:
    """The sections of a chain as one ruleset. ``removed``: name → where it was removed; ``broken``: names that are
    not there because of a mistake that was told."""

    sections: Sections
    removed: dict[str, Place] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def extend(chain: Iterable[Sections], findings: Findings) -> Extended:
    """The sections of rulesets each of which extends the one after it, as one. Every mistake is told; an entry with
    one keeps what the base says."""
    done = Extended(Sections())
    for depth, sections in enumerate(reversed(list(chain))):
        done = _Extension(done, sections, depth == 0, findings).run()
    return done


class _Extension:
    """One ruleset over its base."""

    def __init__(self, base: Extended, child: Sections, first: bool, findings: Findings) -> None:
        self.base, self.child, self.first, self.findings = base.sections, child, first, findings
        self.made = Extended(
            Sections(dict(self.base.nodes), dict(self.base.keys)), dict(base.removed), set(base.broken)
        )
        self.removed: dict[str, set[str]] = {}  # section → names that this ruleset removes
        self.stand_ins: dict[tuple[str, str], StandIn] = {}
        self.moves: dict[MapNode, Moves] = {}

    def run(self) -> Extended:
        for word in (*HEAD, *LIST_SECTIONS):  # tests are promises of the ruleset that makes them
            self.made.sections.nodes.pop(word, None)
            self.made.sections.keys.pop(word, None)
        for section, node in self.child.nodes.items():
            self.made.sections.keys[section] = self.child.keys[section]
            if section == GENERATED or section in LIST_SECTIONS:
                self.made.sections.nodes[section] = node
            elif section in SINGLE_SECTIONS:
                self._single(section, node)
            elif isinstance(node, MapNode):
                self._entries(section, node)
        let_go(self.made.sections, self.base, self.child, self.removed)
        stand_in(self.made.sections, self.stand_ins)
        return self.made

    # ------------------------------------------------------------ sections

    def _single(self, section: str, node: Node) -> None:
        """Replaced as a whole, unless it says ``change``."""
        marks = read_marks(node, False, self.findings)
        self._no_shares(marks)
        old = self.base.nodes.get(section)
        nodes = self.made.sections.nodes
        if marks.wrong:
            return
        if marks.deed and old is None:
            self._nothing_there(section, marks.place or self.child.keys[section], marks.deed, self.base.nodes)
        elif "remove" in marks.words:
            self.made.sections.keys.pop(section)
            nodes.pop(section)
        elif marks.deed in ("change", "add") and isinstance(old, MapNode):
            nodes[section] = self._merged(old, marks, SINGLE_SECTIONS[section], frozenset(marks.words), section)
        else:
            if old is not None:
                self._replaced(self.child.keys[section])
            nodes[section] = marks.rest

    def _entries(self, section: str, node: MapNode) -> None:
        old = self.base.nodes.get(section)
        made = _copy(old) if isinstance(old, MapNode) else MapNode(node.source, node.start)
        self.made.sections.nodes[section] = made
        shape = ENTRY_SECTIONS[section]
        if len(node.entries) > MAX_ENTRIES:
            self.made.sections.nodes[section] = node  # refused later, in the words for that
            return
        for name, value in node.entries.items():
            if name in WORDS and section != "sources" and isinstance(value, Leaf) and value.text == "true":
                self._mark_of_a_section(section, node.keys[name])
                continue
            marks = read_marks(value, names_are_free(shape), self.findings)
            self._entry(section, made, node.keys[name], marks, shape)
        self._in_order(made)
        if section == "scores" and not rescale_weights(made, node, self.findings):
            self.made.sections.nodes[section] = old if isinstance(old, MapNode) else MapNode(node.source, node.start)
            self.made.broken.update(node.entries)

    def _entry(self, section: str, made: MapNode, key: Leaf, marks: Marks, shape: Any) -> None:
        name = key.text
        if section != "scores" and (section != "levers" or "remove" in marks.words):
            self._no_shares(marks)
        if marks.wrong:
            self.made.broken.update(names_in(name, marks.rest))
            return
        if name not in made.entries:
            if marks.deed:
                self._nothing_there(name, key, marks.deed, made.entries)
                self.made.broken.update(names_in(name, marks.rest))
                return
            value: Node | None = marks.rest
        elif not marks.deed:
            hint = "say `change: true`, `add: true`, `override: true` or `remove: true`, or choose another name"
            self._stands_already(key, made.keys[name], misspelt_mark(marks.rest, self.findings) or hint)
            self.made.broken.update(names_in(name, marks.rest))
            return
        elif "remove" in marks.words:
            self._remove(section, made, key, marks)
            return
        elif "override" in marks.words:
            self._replaced(key)
            value = _titled(marks.rest) if shape is Text else marks.rest
        else:
            old = made.entries[name]
            value = self._merged(old, marks, shape, frozenset(marks.words), section)
        if section == "levers":
            value = rescale_splits(value or marks.rest, marks, self.findings)
        if value is None or not self._put(made, key, value, marks.before):
            self.made.broken.update(names_in(name, marks.rest))

    def _remove(self, section: str, made: MapNode, key: Leaf, marks: Marks) -> None:
        if isinstance(marks.rest, MapNode) and (more := next(iter(marks.rest.keys.values()), None)):
            message = f"{quote(key.text)} is removed; nothing else is said of it"
            self.findings.error("R124", more.place(), message, hint="remove this line, or `remove: true`")
        gone = made.entries[key.text]
        for name, node in _instruments(gone).items() if section == "levers" else [(key.text, gone)]:
            self._gone(section if section != "levers" else "instruments", name, key, marks.instead, node)
        if section == "levers":
            self._gone(section, key.text, key, None, gone)
        del made.entries[key.text], made.keys[key.text]

    # ------------------------------------------------------------ inside an entry

    def _merged(self, old: Node, marks: Marks, shape: Any, words: frozenset[str], section: str) -> Node:
        """The base's entry with the given fields over it; mappings are merged key by key, all else is replaced."""
        given = marks.rest
        if not isinstance(old, MapNode) or not isinstance(given, MapNode):
            return given
        made = _copy(old)
        for name, node in given.entries.items():
            inner = inner_shape(shape, name)
            inside = read_marks(node, names_are_free(inner), self.findings)
            self._field(made, given.keys[name], inside, (shape, inner), words, section)
        self._in_order(made)
        return made

    def _field(
        self, made: MapNode, key: Leaf, marks: Marks, shapes: tuple[Any, Any], words: frozenset[str], section: str
    ) -> None:
        name, (shape, inner) = key.text, shapes
        self._no_shares(marks)
        if marks.wrong:
            self.made.broken.update(names_in(name, marks.rest))
            return
        if name not in made.entries:
            if marks.deed in ("change", "override", "remove"):
                self._nothing_there(name, key, marks.deed, made.entries)
            elif names_are_free(shape) and "add" not in words:
                self._nothing_there(name, key, "change", made.entries, "to put in something new, say `add: true` here")
            else:
                self._put(made, key, marks.rest, marks.before)
            return
        old = _spread(made.entries[name], marks.rest)
        if "remove" in marks.words:
            if section == "levers" and names_are_free(shape):
                self._gone("instruments", name, key, marks.instead, old)
            elif marks.instead is not None:
                no_stand_in(marks.instead, "formulas do not read this field", self.findings)
            del made.entries[name], made.keys[name]
        elif "override" in marks.words:
            self._put(made, key, marks.rest, marks.before)
        elif isinstance(old, MapNode) and isinstance(marks.rest, MapNode) and "by" not in marks.rest.entries:
            value = self._merged(old, marks, inner, words | marks.words.keys(), section)
            self._put(made, key, value, marks.before)
        elif "change" in words:
            self._put(made, key, marks.rest, marks.before)
        else:
            self._stands_already(
                key, made.keys[name], "to change it, say `change: true` beside `add: true`, or choose another name"
            )

    def _put(self, made: MapNode, key: Leaf, value: Node, before: Leaf | None) -> bool:
        """Whether there was a place for it: in the order, its own, the end, or before another."""
        name = key.text
        if before is None:
            made.entries[name], made.keys[name] = value, key
            return True
        if self.first or before.text == name or before.text not in made.entries:
            self._nothing_there(before.text, before, "stand before", made.entries)
            return False
        made.entries[name], made.keys[name] = value, key
        if made not in self.moves:
            self.moves[made] = Moves(made)
        self.moves[made].add(name, before.text)
        return True

    def _in_order(self, made: MapNode) -> None:
        """Carries out the moves inside one mapping, when nothing more is put into it."""
        if moves := self.moves.pop(made, None):
            moves.carry_out()

    def _gone(self, section: str, name: str, key: Leaf, instead: Node | None, node: Node) -> None:
        self.removed.setdefault(section, set()).add(name)
        self.made.removed[name] = key.place()
        found = None if instead is None else stand_in_of(section, key, instead, node, self.findings)
        if found is not None:
            self.stand_ins[space_of(section), name] = found
        elif instead is not None:
            self.made.broken.add(name)
            self.made.removed.pop(name)

    # ------------------------------------------------------------ mistakes

    def _replaced(self, key: Leaf) -> None:
        place = key.place()
        self.findings.replaced.add((place.file, place.line, place.column))

    def _stands_already(self, key: Leaf, old: Leaf, hint: str) -> None:
        self.made.broken.add(key.text)
        before = old.place()
        self.findings.error(
            "R122",
            key.place(),
            f"{quote(key.text)} stands in the base already",
            found=f"{before.file}:{before.line}:{before.column}",
            hint=hint,
        )

    def _mark_of_a_section(self, section: str, key: Leaf) -> None:
        self.made.broken.add(key.text)
        expected = f"`{key.text}: true` in each entry of `{section}` that is meant"
        self.findings.error(
            "R124", key.place(), f"{quote(key.text)} stands in entries, not beside them", expected=expected
        )

    def _no_shares(self, marks: Marks) -> None:
        if "rescale" in marks.words:
            place = marks.words["rescale"].place()
            expected = "`rescale` beside `change` or `add` of a lever, or in a score"
            self.findings.error("R124", place, "nothing is shared out here", expected=expected)

    def _nothing_there(self, name: str, key: Leaf, deed: str, known: Iterable[str], hint: str = "") -> None:
        self.made.broken.add(key.text)
        if self.first:
            message, hint = (
                f"there is nothing to {deed}: this ruleset extends no other",
                "is `extends:` missing? Else remove this line",
            )
        else:
            message = f"there is no {quote(name)} to {deed}"
            elsewhere = self._elsewhere(name)
            hint = self._where_removed(name) or elsewhere or self.findings.suggest(name, known) or hint or _LOST
        self.findings.error("R123", key.place(), message, hint=hint)

    def _where_removed(self, name: str) -> str:
        gone = self.made.removed.get(name)
        where = gone and f"{gone.file}:{gone.line}:{gone.column}"
        return f"it is removed at {where}; declare it anew without such a word" if where else ""

    def _elsewhere(self, name: str) -> str:
        """Which other section has this name."""
        found = [section for section in ENTRY_SECTIONS if name in getattr(self.base.nodes.get(section), "entries", ())]
        sections = "the section" if len(found) == 1 else "the sections"
        return f"{quote(name)} stands in {sections} {listed(found)}" if found else ""


def _copy(node: MapNode) -> MapNode:
    return MapNode(node.source, node.start, dict(node.entries), dict(node.keys))


def _instruments(lever: Node) -> dict[str, Node]:
    found = lever.entries.get("instruments") if isinstance(lever, MapNode) else None
    return found.entries if isinstance(found, MapNode) else {}


def _titled(node: Node) -> Node:
    """The text in ``{title: …}``: how an entry that is one text is replaced."""
    found = node.entries.get("title") if isinstance(node, MapNode) and len(node.entries) == 1 else None
    return node if found is None else found


def _spread(old: Node, new: Node) -> Node:
    """What the base says once for both sides, written out for each, where one side is to be changed. A mapping of
    anything but a table (``by:``) is said for neither."""
    if not isinstance(new, MapNode) or not new.entries or not new.entries.keys() <= {*SIDES}:
        return old
    if isinstance(old, MapNode) and "by" not in old.entries:
        return old
    made = MapNode(old.source, old.start)
    for side in SIDES:
        made.entries[side], made.keys[side] = old, Leaf(old.source, side, old.start, old.start, False)
    return made
