"""Projects and deals of a model as the public ``Ruleset`` has them, with the stocks and draws that go with them."""

from __future__ import annotations

from collections.abc import Iterator

from airace_rules import ruleset as r
from airace_rules.ids import SIDES
from airace_rules.language import values as v
from airace_rules.language.causes import counters_of
from airace_rules.language.model import Model, Term, Use


def projects_of(model: Model) -> dict[str, r.Project]:
    """Every project."""
    found = {}
    for key, entry in model.decl.projects.items():
        decl = entry.decl
        cost = {side: tenths for side, tenths in v.pair(decl.cost).items() if side in decl.sides}
        wait, back = (decl.escrow.wait, decl.escrow.back) if decl.escrow else (0, 0.0)
        found[key] = r.Project(
            key, cost, decl.turns, decl.slip is not None, decl.joint, wait, back, decl.seen_by_rival,
            _lines(model.gates.get(("project", key), [])), tuple(decl.systems),
        )  # fmt: skip
    return found


def deals_of(model: Model) -> dict[str, r.Deal]:
    """Every deal."""
    found = {}
    for key, entry in model.decl.deals.items():
        decl = entry.decl
        terms = tuple(_term(term) for term in model.terms.get(key, []))
        needs = _lines(model.gates.get(("deal", key), []))
        found[key] = r.Deal(key, decl.duration, decl.binding, terms, needs, decl.locked, tuple(decl.systems))
    return found


def _term(term: Term) -> r.DealTerm:
    needs = None if term.condition is None else term.condition.text
    return r.DealTerm(term.side, term.stance, term.instrument, term.low, term.high, needs)


def _lines(uses: list[Use]) -> tuple[str, ...]:
    return tuple(use.text for use in uses)


def implicit_stocks(model: Model) -> dict[str, r.Stock]:
    """The stocks that the compiler adds."""
    stocks = {}
    for counter in counters_of(model.decl):
        start: dict[str, float] = dict.fromkeys(SIDES if counter.scope == "side" else ("world",), 0.0)
        stocks[counter.name] = r.Stock(
            counter.name, counter.scope, counter.unit, start, 0.0, counter.most, counter.sight, (), (), {}, (),
            implicit=True,
        )  # fmt: skip
    return stocks


def undertaking_draws(model: Model) -> Iterator[r.Draw]:
    """The chances of projects and deals."""
    for key in model.slips:
        yield r.Draw(f"slip.{key}", model.decl.projects[key].decl.scope, "uniform", "slip")
    for key in model.detects:
        yield r.Draw(f"detect.{key}", "side", "uniform", "detect")
