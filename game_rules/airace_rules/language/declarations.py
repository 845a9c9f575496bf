"""All that the rule files declare, merged over the files, each entry with the place of its key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from airace_rules.ids import Scope
from airace_rules.language import classroom_schema as c
from airace_rules.language import schema as s
from airace_rules.language import undertakings_schema as u
from airace_rules.language import values as v
from airace_rules.language.diagnostics import Findings, Place, TooManyErrors, listed, quote
from airace_rules.language.leaves import NAME, SYSTEM
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node, report_duplicate
from airace_rules.language.sections import ENTRY_SECTIONS, REQUIRED, SINGLE_SECTIONS, Sections, misplaced
from airace_rules.language.shapes import read_as

if TYPE_CHECKING:
    from airace_rules.language.ruletests import RuleTestDecl

T = TypeVar("T")
PLAIN_NAME: Final = "small letters, digits and `_`, beginning with a letter, at most 48 characters"
MAX_ENTRIES: Final = 2_000  # of a section
MAX_FEW: Final = 64  # of a section with few entries, each of which costs a program, a column or a slider


@dataclass(frozen=True, slots=True, eq=False)
class Entry(Generic[T]):
    """One declaration under its name. ``key`` is where the name stands."""

    name: str
    key: Leaf
    node: Node
    decl: T


@dataclass(frozen=True, slots=True, eq=False)
class Listed(Generic[T]):
    """One declaration in a section that is a list."""

    node: MapNode
    decl: T


Entries = dict[str, Entry[T]]


@dataclass(slots=True, eq=False)
class Declarations:
    """The merged ruleset. ``broken`` holds the names of entries that did not parse, so that their users are not
    blamed for an unknown name; ``incomplete`` the sections in which one did not. ``keys`` holds where each section was
    opened first, ``nodes`` what stands in it."""

    name: str = ""
    extends: str = ""
    turns: list[s.TurnDecl] = field(default_factory=list)
    aftermath: bool = False
    clock: s.ClockDecl | None = None
    budget: s.BudgetDecl | None = None
    limits: u.LimitsDecl = field(default_factory=u.LimitsDecl)
    score_total: s.ScoreTotalDecl | None = None
    gauges: list[Leaf] = field(default_factory=list)
    bottleneck: Leaf | None = None
    params: Entries[s.ParamDecl] = field(default_factory=dict)
    draws: Entries[s.DrawDecl] = field(default_factory=dict)
    stocks: Entries[s.StockDecl] = field(default_factory=dict)
    levers: Entries[s.LeverDecl] = field(default_factory=dict)
    instruments: Entries[s.InstrumentDecl] = field(default_factory=dict)
    stances: Entries[s.StanceDecl] = field(default_factory=dict)
    vars: Entries[s.VarDecl] = field(default_factory=dict)
    flows: Entries[s.Flow] = field(default_factory=dict)
    pipelines: Entries[s.PipelineDecl] = field(default_factory=dict)
    perceived: Entries[s.PerceivedDecl] = field(default_factory=dict)
    events: Entries[s.EventDecl] = field(default_factory=dict)
    projects: Entries[u.ProjectDecl] = field(default_factory=dict)
    deals: Entries[u.DealDecl] = field(default_factory=dict)
    headlines: Entries[s.HeadlineDecl] = field(default_factory=dict)
    scores: Entries[s.ScoreDecl] = field(default_factory=dict)
    par: Entries[v.NumbersPair] = field(default_factory=dict)
    victory: Entries[s.EndingDecl] = field(default_factory=dict)
    bots: Entries[s.BotDecl] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    codex: Entries[s.CodexDecl] = field(default_factory=dict)
    seats: Entries[c.SeatDecl] = field(default_factory=dict)
    lessons: Entries[c.LessonDecl] = field(default_factory=dict)
    tests: list[Listed[RuleTestDecl]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    incomplete: set[str] = field(default_factory=set)
    keys: dict[str, Leaf] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)

    @property
    def shown(self) -> list[Leaf]:
        """What the screens always show: the gauges, and what tells of a bottleneck."""
        return [*self.gauges, *([self.bottleneck] if self.bottleneck else [])]

    @property
    def turn_count(self) -> int:
        """Number of turns (at least 1, also when the section is broken)."""
        return max(1, len(self.turns))


_FEW: Final = frozenset(
    {"levers", "stances", "projects", "deals", "scores", "par", "victory", "bots", "seats", "lessons"}
)
_KEYS: Final = {"sources": re.compile(".*", re.DOTALL), "codex": SYSTEM}  # of sections whose keys are no names


def read_declarations(merged: Sections, findings: Findings, broken: Iterable[str] = ()) -> Declarations:
    """Every section by its schema. Entries of a wrong shape are reported and left out. ``broken``: names that were
    lost before."""
    sections, keys = merged.nodes, merged.keys
    found = Declarations(keys=keys, nodes=sections, broken=set(broken))
    for name, shape in SINGLE_SECTIONS.items():
        if name not in sections:
            continue
        value = read_as(shape, sections[name], findings, keys.get(name))
        if value is None:
            found.broken.add(name)
        elif name != "format":
            setattr(found, name, value)
    for name, shape in ENTRY_SECTIONS.items():
        node = sections.get(name)
        if isinstance(node, MapNode):
            _read_entries(name, shape, node, found, findings)
    tests = sections.get("tests")
    if isinstance(tests, ListNode) and tests.items:
        _read_tests(tests, found, findings)
    _spread_instruments(found, findings)
    return found


def require_sections(decl: Declarations, unknown: Iterable[str], findings: Findings) -> None:
    """Reports the sections that no file has, at the head of the ruleset. ``unknown``: names that no section has; each
    of them may be a missing one with a mistake in it."""
    missing = [name for name in REQUIRED if name not in decl.keys]
    for word in unknown:
        for meant in difflib.get_close_matches(word, missing, n=1):
            missing.remove(meant)
    head = decl.keys.get("name") or decl.keys.get("format")
    place = head.place() if head else "(ruleset)"
    if "extends" not in decl.keys and len(missing) > len(REQUIRED) // 2:
        message, expected = f"the sections {listed(missing)} are missing", "each in one of the files"
        hint = "is `extends:` missing? `extends: standard` takes what is not said here from another ruleset"
        findings.error("R021", place, message, expected=expected, hint=hint)
        return
    for name in missing:
        expected = f"`{name}:` in one of the files"
        findings.error("R021", place, f"the section `{name}` is missing", expected=expected)


def _read_entries(section: str, shape: Any, node: MapNode, found: Declarations, findings: Findings) -> None:
    target = getattr(found, section)
    _check_number(section, len(node.entries), found.keys[section], findings)
    strays = {""}
    for name, value in node.entries.items():
        key = node.keys[name]
        if not _KEYS.get(section, NAME).fullmatch(name):
            system = section == "codex" and SYSTEM.fullmatch(name.upper())
            hint = f"did you mean `{name.upper()}`?" if system else ""
            bad_name(key, findings, "a system such as `C1`" if section == "codex" else PLAIN_NAME, hint)
            continue
        stray = misplaced(section, shape, value)
        if stray and stray not in strays:
            _report_stray(section, stray, key, findings)
        strays.add(stray)
        decl = None if stray else read_as(shape, value, findings, key)
        if decl is None:
            found.broken.update(names_in(name, value))
            found.incomplete.add(section)
        elif section == "sources":
            target[name] = decl
        else:
            target[name] = Entry(name, key, value, decl)


def _report_stray(section: str, other: str, key: Leaf, findings: Findings) -> None:
    """Told once: behind a missing line `section:` stand all its entries."""
    message = f"{quote(key.text)} is written like an entry of `{other}`, but stands in `{section}`"
    hint = f"is the line `{other}:` missing above, or indented?"
    findings.error("R020", key.place(), message, expected=f"an entry of `{section}`", hint=hint)


def _read_tests(node: ListNode, found: Declarations, findings: Findings) -> None:
    from airace_rules.language.ruletests import RuleTestDecl  # costs time that a ruleset without tests need not spend

    _check_number("tests", len(node.items), found.keys["tests"], findings)
    for item in node.items:
        decl = read_as(RuleTestDecl, item, findings)
        if decl is not None and isinstance(item, MapNode):
            found.tests.append(Listed(item, decl))


def _check_number(section: str, count: int, key: Leaf, findings: Findings) -> None:
    most = MAX_FEW if section in _FEW else MAX_ENTRIES
    if count > most:
        message = f"the section `{section}` has too many entries"
        findings.error("R029", key.place(), message, found=str(count), expected=f"at most {most}")
        raise TooManyErrors


def names_in(name: str, node: Node) -> set[str]:
    """The name of an entry, and the instruments in it if it is a lever."""
    inner = node.entries.get("instruments") if isinstance(node, MapNode) else None
    return {name, *inner.entries} if isinstance(inner, MapNode) else {name}


def _spread_instruments(found: Declarations, findings: Findings) -> None:
    for lever in found.levers.values():
        group = lever.node.entries["instruments"] if isinstance(lever.node, MapNode) else None
        for name, decl in lever.decl.instruments.items():
            if not isinstance(group, MapNode):
                continue
            key = group.keys[name]
            if not NAME.fullmatch(name):
                bad_name(key, findings)
            elif name in found.instruments:
                report_duplicate(found.instruments[name].key, key, findings)
            else:
                found.instruments[name] = Entry(name, key, group.entries[name], decl)


def options_at(stance: Entry[s.StanceDecl]) -> Place:
    """Where the options of a stance are declared."""
    return stance.decl.options[0].place()


def no_longer(stance: str, option: str, entry: Entry[s.StanceDecl], place: Place, findings: Findings) -> bool:
    """Whether a ruleset took an option away that the one which it extends names at ``place``; then that is told."""
    message = f"the stance `{stance}` no longer has the option {quote(option)}, which is still named"
    hint = "keep the option, or change what names it"
    return findings.upset("R066", options_at(entry), message, place, hint=hint)


def other_owner(name: str, key: Leaf, scope: Scope, place: Place, findings: Findings) -> bool:
    """Whether a ruleset gave a value to the world or to the sides that was the other's in the ruleset that it extends,
    which uses it at ``place``; then that is told. ``scope``: whose it is now."""
    here, there = ("the world", "of a side") if scope == "world" else ("the sides", "of the world")
    message = f"{quote(name)} belongs to {here}, but the extended ruleset uses it as a value {there}"
    return findings.upset("R063", key.place(), message, place, hint="keep its `per`, or change what uses it")


def bad_name(key: Leaf, findings: Findings, expected: str = PLAIN_NAME, hint: str = "") -> None:
    """A key that cannot be a name here."""
    findings.error("R025", key.place(), f"{quote(key.text)} cannot be a name", expected=expected, hint=hint)
