"""Whether formulas are in the units that the ruleset declares. Warnings only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from airace_rules.language.declarations import Entry
from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.measuring import POINT, Literal, Measure, Measuring, conversion
from airace_rules.language.model import Model, Strategy, Use
from airace_rules.language.nodes import MapNode
from airace_rules.language.units import ONE, Unit, parse_unit

Units = Mapping[tuple[str, str], Measure]


def check_units(model: Model, findings: Findings) -> None:
    """Warns of units that cannot be read, of formulas that mix units, and of those in another unit than declared."""
    units = _declared(model, findings)
    wanted = {id(use): (unit, what) for use, unit, what in _wanted(model, units)}
    lets: dict[int, dict[str, Measure]] = {}
    for strategies in model.bots.values():
        for strategy in strategies.values():
            lets.update(_lets(strategy, units, findings))
    for use in model.uses:
        measure = Measuring(use, units, findings, lets.get(id(use), {})).unit()
        if id(use) in wanted:
            _compare(use, measure, *wanted[id(use)], findings)
    _budget(model, units, findings)


def _budget(model: Model, units: Units, findings: Findings) -> None:
    """What is spent are points."""
    if model.decl.budget is None:
        return
    leaf = model.decl.budget.variable
    unit = units.get(("var", leaf.text), POINT)
    if isinstance(unit, Unit) and unit != POINT:
        message = f"the budget is in another unit than points: {quote(leaf.text)}"
        findings.warning("R152", leaf.place(), message, found=str(unit), expected=str(POINT))


def _declared(model: Model, findings: Findings) -> Units:
    decl = model.decl
    groups: tuple[tuple[str, Mapping[str, Entry[Any]]], ...] = (
        ("stock", decl.stocks),
        ("var", decl.vars),
        ("perceived", decl.perceived),
        ("param", decl.params),
        ("pipeline", decl.pipelines),
    )
    units: dict[tuple[str, str], Measure] = {("instrument", name): POINT for name in decl.instruments}
    for kind, entries in groups:
        for name, entry in entries.items():
            unit = parse_unit(entry.decl.unit)
            units[kind, name] = unit
            if unit is None:
                node = entry.node.entries.get("unit") if isinstance(entry.node, MapNode) else None
                place = node.place() if node else entry.key.place()
                expected = "words with `*`, `/` and `^`, such as `kchip/turn`, `1/lvl^2` or `1`"
                message = f"the unit {quote(entry.decl.unit)} cannot be read"
                findings.warning("R150", place, message, expected=expected)
    return units


def _wanted(model: Model, units: Units) -> Iterator[tuple[Use, Measure, str]]:
    """Formulas whose unit is declared, with that unit and what it belongs to."""
    for name, use in model.vars.items():
        yield use, units["var", name], f"the variable `{name}`"
    for name, use in model.perceived.items():
        yield use, units["perceived", name], f"the belief `{name}`"
    for name, use in model.bands.items():
        yield use, units["perceived", name], f"the belief `{name}`"
    for name, use in model.pipelines.items():
        yield use, units["pipeline", name], f"the pipeline `{name}`"
    for name, use in model.noise.items():
        kind = "stock" if name in model.decl.stocks else "var"
        entry: Any = model.decl.stocks.get(name) or model.decl.vars[name]
        share = entry.decl.noise.share is not None
        yield use, ONE if share else units[kind, name], "a share" if share else f"`{name}`"
    for name, parts in model.flows.items():
        for use in parts.values():
            yield use, units["stock", name], f"the stock `{name}` (a turn)"
    for effect in model.effects:
        unit = ONE if effect.verb == "scale" else units[effect.kind, effect.name]
        yield effect.amount, unit, "a factor" if effect.verb == "scale" else f"the stock `{effect.name}`"
    for chances in (model.chances, model.slips, model.detects):
        yield from ((use, ONE, "a chance") for use in chances.values())


def _lets(strategy: Strategy, units: Units, findings: Findings) -> dict[int, dict[str, Measure]]:
    """Formula of a strategy (by identity) → units of the local names that it may read."""
    known: dict[str, Measure] = {}
    found: dict[int, dict[str, Measure]] = {}
    for name, use in strategy.lets.items():
        found[id(use)] = dict(known)
        known[name] = Measuring(use, units, findings, known).unit()
    groups = (strategy.instruments, strategy.stances, strategy.projects, strategy.deals)
    uses = [*(use for group in groups for use in group.values()), *([strategy.spend] if strategy.spend else [])]
    return found | {id(use): known for use in uses}


def _compare(use: Use, found: Measure, wanted: Measure, what: str, findings: Findings) -> None:
    if not isinstance(found, Unit) or not isinstance(wanted, Unit) or found == wanted or isinstance(wanted, Literal):
        return
    message = f"`{use.label}` is in another unit than {what}"
    hint = conversion(found, wanted)
    findings.warning("R152", use.leaf.place(), message, found=str(found), expected=str(wanted), hint=hint)
