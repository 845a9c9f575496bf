"""The sections of a ruleset: which there are, what they hold and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from airace_rules.language import classroom_schema as c
from airace_rules.language import schema as s
from airace_rules.language import undertakings_schema as u
from airace_rules.language import values as v
from airace_rules.language.diagnostics import Place
from airace_rules.language.format import Format
from airace_rules.language.leaves import Flag, Reference, RulesetName, Text
from airace_rules.language.nodes import Leaf, MapNode, Node
from airace_rules.language.shapes import allowed_keys

ENTRY_SECTIONS: Final[dict[str, Any]] = {
    "params": s.ParamDecl,
    "draws": s.DrawDecl,
    "stocks": s.StockDecl,
    "levers": s.LeverDecl,
    "stances": s.StanceDecl,
    "vars": s.VarDecl,
    "flows": s.Flow,
    "pipelines": s.PipelineDecl,
    "perceived": s.PerceivedDecl,
    "events": s.EventDecl,
    "projects": u.ProjectDecl,
    "deals": u.DealDecl,
    "headlines": s.HeadlineDecl,
    "scores": s.ScoreDecl,
    "par": v.NumbersPair,
    "victory": s.EndingDecl,
    "bots": s.BotDecl,
    "sources": Text,
    "codex": s.CodexDecl,
    "seats": c.SeatDecl,
    "lessons": c.LessonDecl,
}
SINGLE_SECTIONS: Final[dict[str, Any]] = {
    "format": Format,
    "name": RulesetName,
    "extends": Text,
    "turns": s.Turns,
    "aftermath": Flag,
    "clock": s.ClockDecl,
    "budget": s.BudgetDecl,
    "limits": u.LimitsDecl,
    "score_total": s.ScoreTotalDecl,
    "gauges": s.Gauges,
    "bottleneck": Reference,
}
LIST_SECTIONS: Final = ("tests",)
REQUIRED: Final = (*("format", "name", "turns", "clock", "budget", "stocks", "levers", "scores", "victory", "gauges"),)
SECTIONS: Final = (*SINGLE_SECTIONS, *ENTRY_SECTIONS, *LIST_SECTIONS)
_FREE: Final = ("levers", "flows", "par", "sources", "tests")  # which keys stand inside says little
_NO_NAMES: Final = ("flows", "par")  # their keys are names of something else


@dataclass(slots=True, eq=False)
class Sections:
    """Top-level section → its node, entries of all files together in the order of the files; and → its first key.
    ``unknown``: names that no section has. ``lost``: words in such sections and in those of a wrong kind; they may be
    names that others use."""

    nodes: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Leaf] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    def where(self, name: str) -> Place | None:
        """Where an entry of this name, or an instrument, is declared first."""
        for section in ENTRY_SECTIONS:
            node = None if section in _NO_NAMES else self.nodes.get(section)
            for holder in _holders(section, node) if isinstance(node, MapNode) else ():
                if name in holder.keys:
                    return holder.keys[name].place()
        return None


def _holders(section: str, node: MapNode) -> Iterator[MapNode]:
    """The mappings whose keys are names: of a section, and the instruments of each lever."""
    yield node
    for lever in node.entries.values() if section == "levers" else ():
        inner = lever.entries.get("instruments") if isinstance(lever, MapNode) else None
        if isinstance(inner, MapNode):
            yield inner


def misplaced(section: str, shape: Any, node: Node) -> str:
    """The only section whose entries have all the keys of this one, if two or more of them are unknown where it
    stands; else an empty string."""
    if not isinstance(node, MapNode) or section in _FREE:
        return ""
    said = set(node.entries)
    if len(said - set(allowed_keys(shape, []))) < 2:
        return ""
    others = [
        name for name, other in ENTRY_SECTIONS.items() if name not in _FREE and said <= set(allowed_keys(other, []))
    ]
    return others[0] if len(others) == 1 else ""
