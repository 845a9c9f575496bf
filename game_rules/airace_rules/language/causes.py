"""What has effects: events, finished projects, deals that are signed, left or broken. And the stocks that the compiler
adds for them: turns that effects still last, progress of projects, turns of deals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from airace_rules.ids import Scope
from airace_rules.language.declarations import Declarations
from airace_rules.language.schema import EffectDecl
from airace_rules.ruleset import Sight

CauseKind = Literal["event", "project", "signed", "left", "caught"]

_HIDDEN: Final = Sight("hidden", "hidden")
_PUBLIC: Final = Sight("exact", "exact")
_PHRASES: Final[Mapping[CauseKind, str]] = {
    "event": "an event",
    "project": "a project",
    "signed": "a signature",
    "left": "a walk-out",
    "caught": "a breach",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that has effects when it happens, to a side or to the world."""

    kind: CauseKind
    key: str
    scope: Scope

    @property
    def phrase(self) -> str:
        """What to call it in messages."""
        return _PHRASES[self.kind]

    @property
    def part(self) -> str:
        """The name of its part in the flow of a stock."""
        return f"{self.kind}_{self.key}" if self.kind in ("event", "project") else f"deal_{self.key}_{self.kind}"

    @property
    def step(self) -> Literal["happened", "finished", "signed", "left", "caught"]:
        """The step of evaluation in which it is known."""
        if self.kind == "event":
            return "happened"
        return "finished" if self.kind == "project" else self.kind

    def cell(self, holder: str) -> str:
        """Where the turn program tells whether it happened."""
        match self.kind:
            case "event":
                return f"event:{holder}.{self.key}"
            case "project":
                return f"project:{holder}.{self.key}.finished"
            case _:
                return f"deal:{holder}.{self.key}.{self.kind}"

    def countdown(self, turns: int) -> str:
        """The implicit stock of the turns that its effects still last; effects of one cause and length share it."""
        return f"event_{self.key}_{turns}" if self.kind == "event" else f"lasting.{self.part}.{turns}"


def causes_of(decl: Declarations) -> Iterator[tuple[Cause, list[EffectDecl]]]:
    """Everything that may have effects, with its effects, in the order of the sections."""
    for name, event in decl.events.items():
        yield Cause("event", name, event.decl.per), event.decl.do
    for name, project in decl.projects.items():
        yield Cause("project", name, project.decl.scope), project.decl.do
    for name, deal in decl.deals.items():
        yield Cause("signed", name, "world"), deal.decl.signed
        yield Cause("left", name, "side"), deal.decl.left
        yield Cause("caught", name, "side"), deal.decl.caught


def lasting_turns(effects: Iterable[EffectDecl]) -> list[int]:
    """For how many turns these effects last, where that is more than one."""
    return sorted({effect.turns for effect in effects if effect.turns is not None and effect.turns > 1})


@dataclass(frozen=True, slots=True)
class Counter:
    """A stock that the compiler adds: from 0 to ``most``, beginning at 0."""

    name: str
    scope: Scope
    most: float
    unit: str = "turn"
    sight: Sight = _HIDDEN


def counters_of(decl: Declarations) -> Iterator[Counter]:
    """All stocks that the compiler adds."""
    for cause, effects in causes_of(decl):
        for turns in lasting_turns(effects):
            yield Counter(cause.countdown(turns), cause.scope, turns - 1.0)
    for name, project in decl.projects.items():
        most = project.decl.turns + (1.0 if project.decl.slip is not None else 0.0)
        known = _PUBLIC if project.decl.joint or project.decl.seen_by_rival == "exact" else Sight("exact", "hidden")
        progress = Counter(f"progress.{name}", project.decl.scope, most, "1", known)
        yield progress
        if project.decl.slip is not None:
            yield replace(progress, name=f"slipped.{name}", most=1.0)
        if project.decl.escrow is not None:
            own = Sight("exact", "exact" if project.decl.seen_by_rival == "exact" else "hidden")
            yield Counter(f"escrow.{name}", "side", most, "1", own)
            yield Counter(f"waiting.{name}", "side", float(project.decl.escrow.wait), sight=own)
    for name, deal in decl.deals.items():
        yield Counter(f"deal.{name}", "world", float(deal.decl.duration), sight=_PUBLIC)
        yield Counter(f"offered.{name}", "side", 1.0, "1", _PUBLIC)
        if deal.decl.locked:
            yield Counter(f"locked.{name}", "world", float(deal.decl.locked), sight=_PUBLIC)
