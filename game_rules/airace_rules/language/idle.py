"""What is declared and changes nothing: warned of, since a player would meet a control without an effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from airace_rules.ids import SIDES
from airace_rules.language import values as v
from airace_rules.language.declarations import Declarations, Entry
from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.leaves import NUMBER
from airace_rules.language.model import Model, Use
from airace_rules.language.nodes import Leaf
from airace_rules.language.undertakings_schema import InstrumentTerm

_OF_BOTS: Final = "bots."


def check_idle(model: Model, findings: Findings) -> None:
    """Warns of what no formula reads, of stances that no strategy chooses an option of either, and of what never comes
    to pass; not while there are mistakes: what has one may be what reads them."""
    if findings.failed:
        return
    for what, entries in _read_by_formulas(model.decl):
        used = _used(model.uses, bots=what != "instrument" and what != "stance")
        if what == "stance":
            used |= {*_tabled(model.decl), *_chosen(model)}
        for name, key, hint in entries:
            if name not in used and not key.source.inherited:
                findings.warning("R105", key.place(), f"no formula reads the {what} `{name}`", hint=hint)
    _undertakings(model, findings)
    _of_the_other_side(model, findings)
    _never_open(model.decl, findings)


def check_chances(model: Model, findings: Findings) -> None:
    """A chance that is written as a number lies between 0 and 1."""
    for uses in (model.chances, model.slips, model.detects):
        for use in uses.values():
            if NUMBER.fullmatch(use.text) and not 0 <= float(use.text) <= 1:
                place, message, hint = use.leaf.place(), "this is no chance", "30 % is written `0.3`"
                findings.error("R086", place, message, found=use.text, expected="0 to 1", hint=hint)


def _read_by_formulas(decl: Declarations) -> Iterator[tuple[str, Iterable[tuple[str, Leaf, str]]]]:
    remove = "remove it or use it"
    nothing = "what is spent on it changes nothing: read it in a formula, or remove it"
    plain: tuple[tuple[str, Mapping[str, Entry[Any]], str], ...] = (
        ("param", decl.params, remove),
        ("draw", decl.draws, remove),
        ("pipeline", decl.pipelines, remove),
        ("stance", decl.stances, "its options change nothing: read `stance.…` in a formula, or remove it"),
    )
    for what, entries, hint in plain:
        yield what, [(name, entry.key, hint) for name, entry in entries.items()]
    yield "instrument", [(name, entry.key, nothing) for name, entry in decl.instruments.items()]


def _used(uses: Iterable[Use], *, bots: bool) -> set[str]:
    read = (use for use in uses if bots or not use.label.startswith(_OF_BOTS))
    return {target.name for use in read for target in (use.targets or {}).values()}


def _tabled(decl: Declarations) -> Iterator[str]:
    """The stances that params have a table for."""
    for entry in decl.params.values():
        value = entry.decl.value
        for table in (value.washington, value.beijing) if isinstance(value, v.ValuePair) else (value,):
            if isinstance(table, v.StanceTable):
                yield table.by.text


def _chosen(model: Model) -> Iterator[str]:
    """The stances that house strategies choose an option of."""
    for strategies in model.bots.values():
        for strategy in strategies.values():
            yield from strategy.stances


def _undertakings(model: Model, findings: Findings) -> None:
    used = _used(model.uses, bots=False)
    for name, project in model.decl.projects.items():
        if not project.decl.do and name not in used and not project.key.source.inherited:
            message = f"the project `{name}` changes nothing"
            hint = f"give it a `do:`, or read `done.{name}` in a formula"
            findings.warning("R105", project.key.place(), message, hint=hint)
    for name, deal in model.decl.deals.items():
        does = deal.decl.terms or deal.decl.signed or deal.decl.left or deal.decl.caught
        if not does and name not in used and not deal.key.source.inherited:
            message = f"the deal `{name}` changes nothing"
            hint = f"give it `terms:` or `signed:`, or read `world.deal.{name}` in a formula"
            findings.warning("R105", deal.key.place(), message, hint=hint)


def _of_the_other_side(model: Model, findings: Findings) -> None:
    """What a strategy of one side, or a term for it, says of what this side does not have."""
    hint = "remove this, or say it of the side that has it"
    projects = {name: entry.decl.runners or "both" for name, entry in model.decl.projects.items()}
    instruments = {name: entry.decl.users for name, entry in model.decl.instruments.items()}
    stances = {name: entry.decl.users for name, entry in model.decl.stances.items()}
    for bot in model.decl.bots.values():
        for side in SIDES if bot.decl.both is None else ():
            own = bot.decl.of(side)
            for said, users in ((own.instruments, instruments), (own.stances, stances), (own.projects, projects)):
                for name, leaf in said.items():
                    if users.get(name, side) not in (side, "both") and not leaf.source.inherited:
                        message = f"{quote(name)} is not {side}'s: this changes nothing"
                        findings.warning("R105", leaf.place(), message, hint=hint)
    for deal in model.decl.deals.values():
        for term in deal.decl.terms:
            if not isinstance(term, InstrumentTerm) or term.side is None or term.instrument.source.inherited:
                continue
            if instruments.get(term.instrument.text, term.side) not in (term.side, "both"):
                message = f"{quote(term.instrument.text)} is not {term.side}'s: this term changes nothing"
                findings.warning("R105", term.instrument.place(), message, hint=hint)


def _never_open(decl: Declarations, findings: Findings) -> None:
    for name, stance in decl.stances.items():
        opens = stance.decl.opens
        if isinstance(opens, int) and opens > decl.turn_count and not stance.key.source.inherited:
            message = f"the stance `{name}` opens in turn {opens}, and there are {decl.turn_count}"
            findings.warning("R105", stance.key.place(), message, hint="say an earlier turn, or `opens: never`")
