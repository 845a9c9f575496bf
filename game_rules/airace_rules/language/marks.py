"""The words with which a ruleset says what it does to an entry of the ruleset that it extends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.nodes import Leaf, MapNode, Node
from airace_rules.language.signs import foreign_sign, ordinary_sign

WORDS: Final = ("change", "add", "override", "remove", "rescale")
BEFORE: Final = "before"
INSTEAD: Final = "instead"
_TOGETHER: Final = ({"change", "add"},)


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """``words``: each of ``WORDS`` that is said → where; ``before``: the entry to stand before; ``instead``: what
    formulas read when it is gone; ``rest``: the entry without all these; ``wrong``: they make no sense (told)."""

    words: Mapping[str, Leaf]
    before: Leaf | None
    rest: Node
    instead: Node | None = None
    wrong: bool = False

    @property
    def deed(self) -> str:
        """What is done to the entry of the base, for messages; empty when nothing is said."""
        return next((word for word in WORDS[:-1] if word in self.words), "")

    @property
    def place(self) -> Leaf | None:
        """Where it is said."""
        return self.words.get(self.deed)


def read_marks(node: Node, free_names: bool, findings: Findings) -> Marks:
    """The marks in an entry. Where its keys are ``free_names`` (the parts of a flow), only ``true`` makes a mark, so
    that every name stays usable."""
    if not isinstance(node, MapNode):
        return Marks({}, None, node)
    words: dict[str, Leaf] = {}
    before: Leaf | None = None
    instead: Node | None = None
    wrong = False
    rest = MapNode(node.source, node.start)
    for name, value in node.entries.items():
        key = node.keys[name]
        if name in WORDS and (not free_names or _is_true(value)):
            words[name] = key
            if not _is_true(value):
                wrong = True
                _not_true(key, value, findings)
        elif name == BEFORE and not free_names and isinstance(value, Leaf):
            before = value
        elif name == INSTEAD and not free_names:
            instead = value
        else:
            rest.entries[name], rest.keys[name] = value, key
    wrong |= not _fit_together(words, findings)
    if instead is not None and "remove" not in words:
        wrong = True
        findings.error(
            "R124", node.keys[INSTEAD].place(), "`instead` goes with `remove: true`", hint="remove this line"
        )
    return Marks(words, before, rest, instead, wrong)


def misspelt_mark(node: Node, findings: Findings) -> str:
    """What was meant by a key that is surely one of the words, misspelt; empty if there is none."""
    for key in node.entries if isinstance(node, MapNode) else ():
        word = re.split(r"[\s：]", key, maxsplit=1)[0]  # noqa: RUF001
        if word != key and word in WORDS and (sign := foreign_sign(key)):
            return ordinary_sign(sign)
        word, colon, _ = key.partition(":")
        if colon and word in WORDS:
            return f"a space is missing after the `:` of {quote(key)}: write `{word}: true`"
        if hint := findings.suggest(key, WORDS):
            return hint
    return ""


def _is_true(node: Node) -> bool:
    return isinstance(node, Leaf) and node.text == "true"


def _not_true(key: Leaf, value: Node, findings: Findings) -> None:
    found = quote(value.text) if isinstance(value, Leaf) else ""
    hint = "leave it out if it is not meant"
    findings.error(
        "R124", key.place(), f"{quote(key.text)} is said or left out", found=found, expected="`true`", hint=hint
    )


def _fit_together(words: Mapping[str, Leaf], findings: Findings) -> bool:
    deeds = words.keys() - {"rescale"}
    if len(deeds) < 2 or deeds in _TOGETHER:
        return True
    first, *_, last = (words[word] for word in WORDS if word in deeds)
    message = f"{listed([first.text, last.text])} do not go together"
    findings.error("R124", last.place(), message, expected="one of them; only `change` and `add` may stand together")
    return False
