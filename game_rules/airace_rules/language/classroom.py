"""Roles and lesson plans: what they say must fit the game that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from airace_rules.classroom import LessonPlan, LessonStep, Seat, Team
from airace_rules.language.classroom_schema import LessonDecl, SeatDecl
from airace_rules.language.declarations import Declarations, Entry
from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node

DRAFTED: Final = ("levers", "stances", "projects", "deals")
ALL: Final = "all"
REST: Final = "rest"
SEAT_WORDS: Final = ("name", "help", "briefing")

Seats = Mapping[str, Entry[SeatDecl]]


# ---------------------------------------------------------------- what a ruleset without mistakes says


def teams_of(decl: Declarations) -> tuple[Team, ...]:
    """The roles of a team of each size, smallest first; none without ``seats``."""
    return tuple(Team(size, _seats(decl, members)) for size, members in _teams(decl))


def lessons_of(decl: Declarations) -> dict[str, LessonPlan]:
    """The lesson plans by their keys."""
    return {name: _plan(entry) for name, entry in decl.lessons.items()}


def classroom_keys(teams: Iterable[Team], plans: Mapping[str, LessonPlan]) -> Iterator[str]:
    """The text keys that roles and lesson plans need in every language."""
    for key in dict.fromkeys(seat.key for team in teams for seat in team.seats):
        yield from (f"seat.{key}.{word}" for word in SEAT_WORDS)
    for plan in plans.values():
        yield from (f"lesson.{plan.key}.{word}" for word in ("name", "help"))
        yield from (f"lesson.{plan.key}.step.{number + 1}" for number in range(len(plan.steps)))
        yield from (f"lesson.{plan.key}.question.{number + 1}" for number in range(plan.questions))


def _teams(decl: Declarations) -> Iterator[tuple[int, Seats]]:
    """Team sizes with their roles. Who names no size belongs to every team."""
    sizes = {size for entry in decl.seats.values() for size in entry.decl.sizes} or {len(decl.seats)} - {0}
    for size in sorted(sizes):
        chosen = {name: entry for name, entry in decl.seats.items() if size in (entry.decl.sizes or sizes)}
        yield size, chosen


def _seats(decl: Declarations, members: Seats) -> tuple[Seat, ...]:
    drafted = {section: _drafted(decl, section, members) for section in DRAFTED}
    return tuple(
        Seat(name, entry.decl.signs, *(drafted[section][name] for section in DRAFTED))
        for name, entry in members.items()
    )


def _drafted(decl: Declarations, section: str, members: Seats) -> dict[str, tuple[str, ...]]:
    """Role → what it drafts of a section, in the order of the ruleset."""
    known = getattr(decl, section)
    said = {name: {leaf.text for leaf in getattr(entry.decl, section)} for name, entry in members.items()}
    taken = {key for words in said.values() for key in (known if ALL in words else words)}

    def drafts(words: set[str]) -> tuple[str, ...]:
        rest = REST in words
        return tuple(key for key in known if ALL in words or key in words or (rest and key not in taken))

    return {name: drafts(words) for name, words in said.items()}


def _plan(entry: Entry[LessonDecl]) -> LessonPlan:
    steps = tuple(LessonStep(step.minutes, step.do, tuple(step.turns)) for step in entry.decl.steps)
    return LessonPlan(entry.name, entry.decl.minutes, steps, entry.decl.questions)


# ---------------------------------------------------------------- mistakes


def check_classroom(decl: Declarations, findings: Findings) -> None:
    """Everything that a role drafts exists; in every team, all is drafted and one role signs; lessons add up."""
    unknown = [_check_drafted(decl, *drafted, findings) for drafted in _said(decl)]
    if not decl.broken and not any(unknown):  # else what is missing may be what could not be read
        _check_teams(decl, findings)
    for plan in decl.lessons.values():
        _check_minutes(plan, findings)
        if decl.turns:
            _check_turns(plan, decl.turn_count, findings)


def _said(decl: Declarations) -> Iterator[tuple[str, Leaf]]:
    for entry in decl.seats.values():
        yield from ((section, leaf) for section in DRAFTED for leaf in getattr(entry.decl, section))


def _check_drafted(decl: Declarations, section: str, leaf: Leaf, findings: Findings) -> bool:
    """Whether there is no such thing (which is told)."""
    known = getattr(decl, section)
    if leaf.text in known or leaf.text in (ALL, REST) or leaf.text in decl.broken:
        return False
    hint = findings.suggest(leaf.text, [*known, ALL, REST])
    message = f"there is no {section.removesuffix('s')} {quote(leaf.text)}"
    findings.error("R066", leaf.place(), message, expected=f"`{ALL}`, `{REST}` or {section} of the ruleset", hint=hint)
    return True


def _check_teams(decl: Declarations, findings: Findings) -> None:
    left_out: dict[tuple[str, str], list[str]] = {}
    for size, members in _teams(decl):
        if len(members) != size:
            _check_size(size, members, decl.keys["seats"], findings)
            continue
        _check_signing(decl, size, members, findings)
        for section in DRAFTED:
            drafted = {name for names in _drafted(decl, section, members).values() for name in names}
            for name in (name for name in getattr(decl, section) if name not in drafted):
                left_out.setdefault((section, name), []).append(str(size))
    for (section, name), sizes in left_out.items():
        message = f"in a team of {' or '.join(sizes)}, nobody drafts the {section.removesuffix('s')} {quote(name)}"
        expected = f"`{section}: [{name}, …]`, `{section}: {ALL}` or `{section}: {REST}` in a role of each team"
        findings.error("R117", getattr(decl, section)[name].key.place(), message, expected=expected)


def _check_signing(decl: Declarations, size: int, members: Seats, findings: Findings) -> None:
    signing = [name for name, entry in members.items() if entry.decl.signs]
    if len(signing) != 1:
        place = members[signing[-1]].key.place() if signing else decl.keys["seats"].place()
        expected = "`signs: true` in exactly one role of each team"
        message = f"in a team of {size}, one role signs"
        findings.error("R118", place, message, found=listed(signing) or "nobody", expected=expected)


def _check_size(size: int, members: Seats, key: Leaf, findings: Findings) -> None:
    found = f"{len(members)}: {', '.join(members)}"
    expected = f"{size} roles with {size} under `for:`"
    hint = "a role without `for:` belongs to every team"
    findings.error("R116", key.place(), f"a team of {size} has {size} roles", found=found, expected=expected, hint=hint)


def _check_minutes(entry: Entry[LessonDecl], findings: Findings) -> None:
    total = sum(step.minutes for step in entry.decl.steps)
    if total != entry.decl.minutes:
        place = _inside(entry.node, "minutes") or entry.key
        message = f"the steps of the lesson {quote(entry.name)} do not fill its time"
        expected = f"{entry.decl.minutes} minutes in all"
        findings.error("R119", place.place(), message, found=f"{total} minutes", expected=expected)


def _check_turns(entry: Entry[LessonDecl], count: int, findings: Findings) -> None:
    """The turns are played one after the other, from the first on."""
    wanted = 1
    for number, step in enumerate(entry.decl.steps):
        for turn in step.turns:
            if turn != wanted or turn > count:
                _wrong_turn(entry, number, turn, wanted, count, findings)
                return
            wanted += 1


def _wrong_turn(entry: Entry[LessonDecl], step: int, turn: int, wanted: int, count: int, findings: Findings) -> None:
    steps: Any = entry.node.entries["steps"] if isinstance(entry.node, MapNode) else entry.node
    node = steps.items[step] if isinstance(steps, ListNode) else entry.node
    place = _inside(node, "turns") or entry.key
    if turn > count:
        message, expected = f"the game has no turn {turn}", f"turns from 1 to {count}"
    else:
        message, expected = "the turns of a lesson follow one another", f"turn {wanted} here"
    findings.error("R119", place.place(), message, found=f"turn {turn}", expected=expected)


def _inside(node: Node, key: str) -> Node | None:
    return node.entries.get(key) if isinstance(node, MapNode) else None
