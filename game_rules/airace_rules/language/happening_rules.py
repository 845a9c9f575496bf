"""Everything that a turn may tell: events, headlines, and what befalls projects and deals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from airace_rules.events import Visibility
from airace_rules.language import schema as s
from airace_rules.language.declarations import Entry
from airace_rules.language.model import Model
from airace_rules.language.options import options_of
from airace_rules.language.undertakings_schema import DealDecl, ProjectDecl
from airace_rules.ruleset import HappeningRule


def happening_rules(model: Model) -> tuple[HappeningRule, ...]:
    """The rules in the order in which a turn tells of them."""
    decl = model.decl
    found: list[HappeningRule] = []
    groups: tuple[tuple[Any, Mapping[str, Entry[Any]]], ...] = (("event", decl.events), ("headline", decl.headlines))
    for kind, entries in groups:
        for name, entry in entries.items():
            one: s.HappeningDecl = entry.decl
            systems = tuple(one.systems)
            places = {arg: options_of(use, model) for arg, use in model.args.get(f"{kind}.{name}", {}).items()}
            options = {arg: keys for arg, keys in places.items() if keys}
            found.append(
                HappeningRule(kind, name, one.per, one.tell or "hidden", one.weight, tuple(one.args), systems, options)
            )
    for project in decl.projects.values():
        found += _of_project(project)
    for deal in decl.deals.values():
        found += _of_deal(deal)
    return tuple(found)


def _of_project(entry: Entry[ProjectDecl]) -> Iterator[HappeningRule]:
    key, decl, systems = entry.name, entry.decl, tuple(entry.decl.systems)
    weights = decl.weights
    finished: Visibility = "own" if decl.seen_by_rival == "hidden" else "public"
    progress: Visibility = "public" if decl.joint or decl.seen_by_rival == "exact" else "own"
    yield HappeningRule("project", f"{key}.finished", decl.scope, finished, weights.finished, (), systems)
    if decl.slip is not None:
        yield HappeningRule("project", f"{key}.slipped", decl.scope, progress, weights.slipped, (), systems)
    if decl.joint:
        known: Visibility = "public" if decl.seen_by_rival == "exact" else "own"
        yield HappeningRule("project", f"{key}.offered", "side", known, weights.offered, (), systems)
        yield HappeningRule("project", f"{key}.refunded", "side", known, weights.refunded, ("points",), systems)


def _of_deal(entry: Entry[DealDecl]) -> Iterator[HappeningRule]:
    key, systems, weights = entry.name, tuple(entry.decl.systems), entry.decl.weights
    yield HappeningRule("deal", f"{key}.signed", "world", "public", weights.signed, (), systems)
    yield HappeningRule("deal", f"{key}.offered", "side", "public", weights.offered, (), systems)
    yield HappeningRule("deal", f"{key}.left", "side", "public", weights.left, (), systems)
    if entry.decl.breakable:
        yield HappeningRule("deal", f"{key}.broke", "side", "own", weights.broke, (), systems)
        yield HappeningRule("deal", f"{key}.caught", "side", "public", weights.caught, (), systems)
    yield HappeningRule("deal", f"{key}.ended", "world", "public", weights.ended, (), systems)
