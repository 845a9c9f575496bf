"""The codex: what players may read about each system, with what is known of it and from where.

The section ``codex`` holds what is the same in every language; the words are texts under ``codex.<system>``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from airace_rules.language import schema as s
from airace_rules.language.declarations import Declarations, Entry, bad_name
from airace_rules.language.diagnostics import Findings, Place, quote
from airace_rules.language.leaves import NAME
from airace_rules.language.nodes import Leaf, MapNode
from airace_rules.ruleset import CodexPage, Fact

WORDS: Final = ("title", "body", "washington", "beijing", "elsewhere")
ASSUMPTION: Final = "assumption"


def codex_page(entry: Entry[s.CodexDecl]) -> CodexPage:
    """The page of a declaration without errors."""
    facts = {key: Fact(fact.kind, tuple(leaf.text for leaf in fact.source)) for key, fact in entry.decl.facts.items()}
    return CodexPage(entry.name, facts, tuple(_bare(leaf) for leaf in entry.decl.shows))


def codex_keys(pages: Mapping[str, CodexPage]) -> Iterator[str]:
    """The text keys that pages need in every language."""
    for page in pages.values():
        prefix = f"codex.{page.system.lower()}"
        yield from (f"{prefix}.{word}" for word in WORDS)
        yield from (f"{prefix}.fact.{fact}" for fact in page.facts)


def check_codex(decl: Declarations, findings: Findings) -> None:
    """Sources and variables that are known, and a source for every fact that is not an assumption of the game."""
    for entry in decl.codex.values():
        keys = _fact_keys(entry)
        for name, fact in entry.decl.facts.items():
            if name in keys and not NAME.fullmatch(name):
                bad_name(keys[name], findings)
            if not fact.source and fact.kind != ASSUMPTION and name in keys:
                sourceless(f"the fact `{name}`", fact.kind, keys[name], findings.error)
            for source in fact.source:
                check_source(decl, source, findings)
        for leaf in entry.decl.shows:
            _check_shown(decl, leaf, findings)


class Teller(Protocol):
    """Adds an error, or a warning."""

    def __call__(self, code: str, place: Place, message: str, *, expected: str = "", hint: str = "") -> None: ...


def sourceless(what: str, kind: str, key: Leaf, tell: Teller) -> None:
    """A fact or number that is no assumption of the game, of nobody."""
    message = f"{what} says that it is `{kind}`, but not whose"
    expected = "`source: KEY`, a key of the section `sources`"
    hint = "what no source supports has `kind: assumption`"
    tell("R110", key.place(), message, expected=expected, hint=hint)


def check_source(decl: Declarations, source: Leaf, findings: Findings) -> None:
    """A reference to a source must lead to one."""
    if source.text not in decl.sources and source.text not in decl.broken:
        hint = findings.suggest(source.text, decl.sources) or "declare it under `sources:`"
        findings.error("R066", source.place(), f"there is no source {quote(source.text)}", hint=hint)


def _check_shown(decl: Declarations, leaf: Leaf, findings: Findings) -> None:
    known = {**decl.stocks, **decl.vars, **decl.perceived}
    if _bare(leaf) not in known and leaf.text not in decl.broken:
        hint = findings.suggest(_bare(leaf), known)
        findings.error("R066", leaf.place(), f"there is no stock or variable {quote(leaf.text)}", hint=hint)


def _bare(leaf: Leaf) -> str:
    return leaf.text.removeprefix("world.")


def _fact_keys(entry: Entry[s.CodexDecl]) -> Mapping[str, Leaf]:
    facts = entry.node.entries.get("facts") if isinstance(entry.node, MapNode) else None
    return facts.keys if isinstance(facts, MapNode) else {}
