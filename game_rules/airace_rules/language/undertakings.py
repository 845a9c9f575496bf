"""Projects and deals of the model: their formulas, effects and terms."""

from __future__ import annotations

from typing import Final, Protocol

from airace_rules.ids import SIDES, TENTHS_PER_POINT, Scope, Side
from airace_rules.language import undertakings_schema as u
from airace_rules.language import values as v
from airace_rules.language.causes import Cause, causes_of
from airace_rules.language.declarations import Declarations, Entry, no_longer
from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.model import Model, Purpose, Term, Use
from airace_rules.language.nodes import Leaf
from airace_rules.language.resolver import Resolver
from airace_rules.language.schema import EffectDecl, StanceDecl

Bounds = tuple[float, float]
_ANY: Final[Bounds] = (float("-inf"), float("inf"))


class Reader(Protocol):
    """What ``modelling.ModelBuilder`` offers."""

    model: Model
    decl: Declarations
    findings: Findings

    def use(
        self, leaf: Leaf, label: str, purpose: Purpose, scope: Scope = "side", resolver: Resolver | None = None
    ) -> Use: ...

    def effect(self, cause: Cause, effect: EffectDecl, label: str) -> None: ...


def read_undertakings(reader: Reader) -> None:
    """Everything under ``projects`` and ``deals``."""
    model = reader.model
    for name, project in reader.decl.projects.items():
        label, scope = f"projects.{name}", project.decl.scope
        if project.decl.slip is not None:
            model.slips[name] = reader.use(project.decl.slip, f"{label}.slip", "chance", scope)
        gates = [reader.use(leaf, f"{label}.needs", "gate", scope) for leaf in project.decl.needs]
        model.gates["project", name] = gates
    for name, deal in reader.decl.deals.items():
        label = f"deals.{name}"
        model.gates["deal", name] = [reader.use(leaf, f"{label}.needs", "gate", "world") for leaf in deal.decl.needs]
        found = [_term(reader, label, term) for term in deal.decl.terms]
        model.terms[name] = [term for term in found if term is not None]
        if deal.decl.detect is not None:
            model.detects[name] = reader.use(deal.decl.detect, f"{label}.detect", "chance")
    for cause, effects in causes_of(reader.decl):
        if cause.kind != "event":
            section = "projects" if cause.kind == "project" else "deals"
            key = "do" if cause.kind == "project" else cause.kind
            for effect in effects:
                reader.effect(cause, effect, f"{section}.{cause.key}.{key}")
    _check_limits(reader)
    _check_agreement(reader)


def _check_limits(reader: Reader) -> None:
    """One number of projects that may be started for each turn."""
    said, count = reader.decl.limits.new_projects, reader.decl.turn_count
    if not isinstance(said, int) and len(said.values) != count and reader.decl.turns:
        place = reader.decl.keys["limits"].place()
        message, expected = "the number of values under `new_projects` is wrong", f"{count}, one a turn"
        reader.findings.error("R029", place, message, found=f"{len(said.values)} values", expected=expected)


def _term(reader: Reader, label: str, decl: u.Term) -> Term | None:
    match decl:
        case u.StanceTerm():
            return _stance_term(reader, decl)
        case u.InstrumentTerm():
            return _instrument_term(reader, decl)
        case _:
            return Term(decl.side, condition=reader.use(decl.needs, f"{label}.terms", "term"))


def _stance_term(reader: Reader, decl: u.StanceTerm) -> Term | None:
    stance = reader.decl.stances.get(decl.stance.text)
    if stance is None:
        _no_such(reader, "stance", decl.stance, list(reader.decl.stances))
        return None
    options = [leaf.text for leaf in stance.decl.options]
    places: list[int | None] = []
    for leaf in (decl.at_least, decl.at_most):
        if leaf is not None and leaf.text not in options:
            if no_longer(stance.name, leaf.text, stance, leaf.place(), reader.findings):
                return None
            message = f"the stance `{stance.name}` has no option {quote(leaf.text)}"
            hint = reader.findings.suggest(leaf.text, options)
            reader.findings.error("R066", leaf.place(), message, expected=listed(options), hint=hint)
            return None
        places.append(None if leaf is None else options.index(leaf.text))
    term = Term(decl.side, stance=stance.name, low=places[0], high=places[1])
    _check_fixed(reader, stance, term, decl.stance)
    return term


def _check_fixed(reader: Reader, stance: Entry[StanceDecl], term: Term, at: Leaf) -> None:
    """Warns of a term that asks for another option a side that may not change the stance."""
    options, starts = [leaf.text for leaf in stance.decl.options], v.pair(stance.decl.start)
    for side in SIDES if term.side is None else (term.side,):
        start = starts[side].text
        if stance.decl.users in (side, "both") or start not in options:
            continue
        place = options.index(start)
        if place < (place if term.low is None else term.low) or place > (place if term.high is None else term.high):
            message = f"{side} cannot keep what this term asks of {quote(stance.name)}"
            found = f"its option stays {quote(start)}: it is the other side's to change"
            _warn(reader, at, message, found, "`side:` with the one that can")


def _instrument_term(reader: Reader, decl: u.InstrumentTerm) -> Term | None:
    if decl.instrument.text not in reader.decl.instruments:
        _no_such(reader, "instrument", decl.instrument, list(reader.decl.instruments))
        return None
    _check_reach(reader, decl)
    return Term(decl.side, instrument=decl.instrument.text, low=decl.at_least, high=decl.at_most)


def _check_reach(reader: Reader, decl: u.InstrumentTerm) -> None:
    """Warns of a term that asks a side for more than it can put in."""
    key, least = decl.instrument.text, decl.at_least or 0
    caps = reader.decl.instruments[key].decl.caps
    for side in SIDES if decl.side is None else (decl.side,):
        if least > caps[side]:
            most = (
                f"at most {caps[side] / TENTHS_PER_POINT:g}" if caps[side] else "nothing: it is the other side's alone"
            )
            message = f"{side} cannot keep what this term asks of {quote(key)}"
            expected = "what each side can put in, or `side:` with the one that can"
            _warn(reader, decl.instrument, message, most, expected)


def _warn(reader: Reader, at: Leaf, message: str, found: str, expected: str) -> None:
    if not at.source.inherited:
        reader.findings.warning("R114", at.place(), message, found=found, expected=expected)


def _no_such(reader: Reader, what: str, leaf: Leaf, known: list[str]) -> None:
    if leaf.text not in reader.decl.broken:
        hint = reader.findings.suggest(leaf.text, known)
        message = f"there is no {what} {quote(leaf.text)}"
        reader.findings.error("R066", leaf.place(), message, expected=listed(known), hint=hint)


def _check_agreement(reader: Reader) -> None:
    """No side may be asked for what cannot be: terms of one deal, and of all deals that are enforced together."""
    enforced: dict[tuple[Side, str], Bounds] = {}
    for name, deal in reader.decl.deals.items():
        bounds: dict[tuple[Side, str], Bounds] = enforced if deal.decl.binding else {}
        for term in reader.model.terms.get(name, []):
            subject = term.stance or term.instrument
            for side in SIDES:
                if subject is None or term.side not in (None, side):
                    continue
                low, high = bounds.get((side, subject), _ANY)
                low = max(low, _ANY[0] if term.low is None else term.low)
                high = min(high, _ANY[1] if term.high is None else term.high)
                bounds[side, subject] = low, high
                if low > high:
                    _contradicted(reader, deal, side, subject)
                    return


def _contradicted(reader: Reader, deal: Entry[u.DealDecl], side: Side, subject: str) -> None:
    reader.findings.error(
        "R115",
        deal.key.place(),
        f"{side} cannot keep what the deal `{deal.name}` asks of {quote(subject)}",
        found="an `at_least` above an `at_most`, here or in another binding deal that may be in force with it",
        expected="terms that can be kept together",
        hint="move one of the bounds, or make one of the deals `binding: false`",
    )
