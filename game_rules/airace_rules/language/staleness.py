"""Whether the par that a ruleset takes over from another still fits: par is what a steady team scores by the rules that
it was made from, so that other rules have another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.differing import Difference, section_differences
from airace_rules.language.extending import extend
from airace_rules.language.letting_go import GENERATED
from airace_rules.language.nodes import MapNode
from airace_rules.language.sections import Sections

REFERENCE: Final = "balanced"  # the strategy whose scores are par; without it the first
OF_THE_GAME: Final = frozenset({
    "turns", "aftermath", "budget", "limits", "params", "draws", "stocks", "levers", "stances", "vars", "flows",
    "pipelines", "perceived", "events", "projects", "deals", "scores", "victory", "bots",
})  # fmt: skip
NEW_ALONE: Final = frozenset({"params", "draws", "vars", "perceived"})  # change nothing until something reads them
TELLING: Final = frozenset({
    "unit", "range", "source", "kind", "systems", "tell", "weight", "args", "scale", "bonus", "scene", "split",
    "instruments_from", "seen_by_own", "seen", "grain", "reveals",
})  # fmt: skip
"""Fields that say something about a thing and change no raw score."""


def check_par(chain: Sequence[Sections], merged: Sections, findings: Findings) -> None:
    """Warn when par comes from a base whose rules are changed here. ``chain``: the sections of the ruleset and of those
    that it extends, one after the other; ``merged``: all of them as one."""
    origin = next((at for at, sections in enumerate(chain) if GENERATED in sections.nodes), None)
    if not origin or GENERATED not in merged.nodes or "extends" not in merged.keys:
        return
    base = extend(chain[origin:], Findings()).sections
    bots = merged.nodes.get("bots")
    declared = list(bots.entries) if isinstance(bots, MapNode) else []
    reference = REFERENCE if REFERENCE in declared else next(iter(declared), "")
    changes = [each for each in section_differences(base, merged) if _matters(each, reference)]
    if changes:
        first, more = changes[0], len(changes) - 1
        others = f", and {more} more" if more else ""
        findings.warning(
            "R111",
            merged.keys["extends"].place(),
            "`par` is taken over from another ruleset, but the rules that it was made from are changed here",
            found=f"{' '.join(_named(first))}{others}",
            expected="a par of these rules",
            hint="make par.yaml for this ruleset with `airace rules derive`",
        )


def _matters(difference: Difference, reference: str) -> bool:
    if difference.section not in OF_THE_GAME or difference.kind == "order":
        return False
    if difference.kind == "added" and not difference.path and difference.section in NEW_ALONE:
        return False
    if difference.section == "bots" and difference.entry != reference:
        return False
    return not TELLING & {*difference.path}


def _named(difference: Difference) -> Iterator[str]:
    yield quote(f"{difference.section}.{difference.entry}" if difference.entry else difference.section)
    place = difference.new_at or difference.old_at
    if place:
        yield f"({'removed from ' if not difference.new_at else ''}{place})"
