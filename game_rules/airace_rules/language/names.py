"""Names and their scopes: what a dotted name in a formula means.

A name is ``[owner.][aspect.]name``. Owners: none (the side itself, or the world in a formula of the world), ``opp``,
``world``; in formulas of the world ``washington`` and ``beijing``. Aspects: none (the value at the start of the turn),
``new``, ``happened``, ``stance``, ``changed``, ``option``, ``band``, ``draw``; of projects ``done``, ``progress``,
``paid``, ``escrow``; of deals ``deal`` (in force), ``signed``, ``offered``, ``left``, ``broke``, ``caught``. Time has
names of its own: ``turn``, ``turns``, ``aftermath``, and years (``turn.years``, ``match.years``, ``match.elapsed``).
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast

from airace_rules.ids import SIDES, Scope
from airace_rules.language import schema as s
from airace_rules.language import undertakings_schema as u
from airace_rules.language import values as v
from airace_rules.language.declarations import Declarations, Entry
from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.formulas import FUNCTIONS
from airace_rules.language.nodes import Leaf

Kind = Literal[
    "stock", "var", "param", "instrument", "pipeline", "draw", "perceived", "stance", "event", "project", "deal",
    "option", "choice", "clock", "let", "broken",
]  # fmt: skip
Owner = Literal["own", "rival", "world", "washington", "beijing"]
Aspect = Literal[
    "value", "new", "happened", "stance", "changed", "option", "band", "draw",
    "done", "progress", "paid", "escrow", "deal", "signed", "offered", "left", "broke", "caught",
]  # fmt: skip

CLOCK: Final = {"turn": "turn:number", "turns": "turn:count", "aftermath": "turn:aftermath"}
WORDS: Final = ("new", "happened", "stance", "changed", "option", "band")
DRAWN: Final = "draw"  # of a choice: the option that is drawn
PROJECT_ASPECTS: Final = ("done", "progress", "paid", "escrow")
DEAL_ASPECTS: Final = ("deal", "signed", "offered", "left", "broke", "caught")
ASPECTS: Final = (*WORDS, DRAWN, *PROJECT_ASPECTS, *DEAL_ASPECTS)
OWNERS: Final = ("opp", "world", *SIDES)
RESERVED: Final = frozenset({*CLOCK, *WORDS, *OWNERS, *FUNCTIONS, *keyword.kwlist, "own", "both", "by", "total"})
RESERVED_BEGINNINGS: Final = ("event_", "view_")
GATHERING: Final = frozenset({"total", "highest", "lowest"})


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """A declared name. ``scope`` is None for what both the sides and the world may read (a shared param)."""

    name: str
    kind: Kind
    scope: Scope | None
    key: Leaf


@dataclass(frozen=True, slots=True)
class Target:
    """What a name in a formula refers to. ``index``: of an option. ``name`` of an option is its stance."""

    owner: Owner
    aspect: Aspect
    kind: Kind
    name: str
    index: int = 0


_TURN_KINDS: Final = frozenset({"instrument", "pipeline", "draw"})
_TURN_ASPECTS: Final = frozenset({"new", "happened", "changed", "paid", "signed", "left", "broke", "caught"})


def is_of_turn(target: Target) -> bool:
    """Whether it is known only while a turn is resolved (for a variable its formula says it)."""
    return target.kind in _TURN_KINDS or target.aspect in _TURN_ASPECTS


@dataclass(slots=True, eq=False)
class Names:
    """Every declared name. Bare names share one space; stances, events, projects and deals have their own
    (``stance.x``)."""

    plain: dict[str, Symbol] = field(default_factory=dict)
    stances: dict[str, Entry[s.StanceDecl]] = field(default_factory=dict)
    events: dict[str, Entry[s.EventDecl]] = field(default_factory=dict)
    projects: dict[str, Entry[u.ProjectDecl]] = field(default_factory=dict)
    deals: dict[str, Entry[u.DealDecl]] = field(default_factory=dict)
    choices: dict[str, Entry[s.DrawDecl]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def collect_names(decl: Declarations, findings: Findings) -> Names:
    """The name table; names that stand twice or are reserved are reported."""
    choices = {name: entry for name, entry in decl.draws.items() if entry.decl.choice is not None}
    names = Names({}, decl.stances, decl.events, decl.projects, decl.deals, choices, decl.broken)
    groups: tuple[tuple[Kind, Mapping[str, Entry[Any]]], ...] = (
        ("stock", decl.stocks),
        ("var", decl.vars),
        ("perceived", decl.perceived),
        ("param", decl.params),
        ("instrument", decl.instruments),
        ("pipeline", decl.pipelines),
        ("draw", decl.draws),
    )
    for kind, entries in groups:
        for entry in entries.values():
            _add(names, Symbol(entry.name, kind, _scope_of(kind, entry.decl), entry.key), findings)
    spaces: tuple[Mapping[str, Entry[Any]], ...] = (decl.stances, decl.events, decl.projects, decl.deals)
    for entries in spaces:
        for entry in entries.values():
            _check_reserved(entry.key, findings)
    for event in decl.events.values():
        _check_implicit_draw(names, event, findings)
    return names


def _add(names: Names, symbol: Symbol, findings: Findings) -> None:
    _check_reserved(symbol.key, findings)
    first = names.plain.setdefault(symbol.name, symbol)
    if first is not symbol:
        new, old = (first, symbol) if symbol.key.source.inherited else (symbol, first)
        findings.error(
            "R061",
            new.key.place(),
            f"the name {quote(symbol.name)} is taken",
            found=f"a {old.kind} of that name at {old.key.place()}",
            expected="stocks, variables, params, instruments, pipelines and draws share one space of names",
            hint="rename one of them",
        )


def _check_reserved(key: Leaf, findings: Findings) -> None:
    if key.text in RESERVED or key.text.startswith(RESERVED_BEGINNINGS):
        findings.error(
            "R062",
            key.place(),
            f"the name {quote(key.text)} is reserved",
            expected="a name that is not a word of the language and does not begin with `event_` or `view_`",
            hint="choose another name",
        )


def _check_implicit_draw(names: Names, event: Entry[s.EventDecl], findings: Findings) -> None:
    symbol = names.plain.get(event.name)
    if symbol and symbol.kind == "draw":
        findings.error(
            "R061",
            event.key.place(),
            f"the name {quote(event.name)} is taken by a draw",
            hint="every event has a draw of its own under its name; rename one of them",
        )


def undertaking_scope(names: Names, aspect: Aspect, key: str) -> Scope | None:
    """Whose an aspect of a project or deal is; None when there is no such aspect of it."""
    if aspect in PROJECT_ASPECTS:
        project = names.projects.get(key)
        if project is None or (aspect == "escrow" and not project.decl.joint):
            return None
        return project.decl.scope if aspect in ("done", "progress") else "side"
    deal = names.deals.get(key)
    if deal is None or (aspect in ("broke", "caught") and not deal.decl.breakable):
        return None
    return "world" if aspect in ("deal", "signed") else "side"


def _scope_of(kind: Kind, decl: object) -> Scope | None:
    if kind == "param":
        value = cast(s.ParamDecl, decl).value
        return None if isinstance(value, (float, v.TurnTable, v.YearsValue)) else "side"
    if kind in ("instrument", "perceived"):
        return "side"
    return cast(Scope, getattr(decl, "per", "side"))
