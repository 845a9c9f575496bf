"""What a house strategy does about projects and deals, from the View of its side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from airace_rules.ids import Side, rival_of
from airace_rules.ruleset import DealTerm, Ruleset
from airace_rules.views import ProjectView, View

YES: Final = 0.5  # what a formula must reach to mean yes


def standing_cells(ruleset: Ruleset, view: View, side: Side) -> Iterator[tuple[str, float]]:
    """The cells of projects and deals that a strategy may read. What cannot be is 0."""
    for key, project in ruleset.projects.items():
        own, rival = view.projects.get(key), view.rival_projects.get(key)
        place = "world" if project.joint else "own"
        yield f"view:{place}.done.{key}", float(own is not None and own.done)
        yield f"view:{place}.progress.{key}", float(0 if own is None else own.progress)
        yield f"view:own.escrow.{key}", float(0 if own is None else own.escrow)
        if not project.joint:
            yield f"view:rival.done.{key}", float(rival is not None and rival.done)
        known = 0 if rival is None or rival.progress is None else rival.progress
        yield f"view:rival.progress.{key}", float(known)
        yield f"view:rival.escrow.{key}", float(max(0, known - (0 if own is None else own.progress)))
    for key, deal in view.deals.items():
        yield f"view:world.deal.{key}", float(deal.turns_left)
        yield f"view:own.offered.{key}", float(side in deal.offers)
        yield f"view:rival.offered.{key}", float(rival_of(side) in deal.offers)


def pay(
    ruleset: Ruleset, view: View, side: Side, choices: Mapping[str, float], left: int
) -> tuple[dict[str, bool], int]:
    """Instalments to pay, in the ruleset's order, as far as they are allowed and can be paid; tenths left."""
    paid, new = {}, 0
    for key, project in ruleset.projects.items():
        if side not in project.cost:
            continue
        seen = view.projects[key]
        allowed = seen.open and (_started(seen) or new < ruleset.starts_in(view.turn))
        paid[key] = choices.get(f"pay:{key}", 0.0) >= YES and allowed and project.cost[side] <= left
        if paid[key]:
            left -= project.cost[side]
            new += not _started(seen)
    return paid, left


def _started(seen: ProjectView) -> bool:
    return seen.progress > 0 or seen.escrow > 0


def sign(view: View, choices: Mapping[str, float]) -> dict[str, bool]:
    """Deals to sign, or to keep."""
    return {
        key: choices.get(f"sign:{key}", 0.0) >= YES and (deal.turns_left > 0 or deal.open)
        for key, deal in view.deals.items()
    }


def enforced(ruleset: Ruleset, view: View, side: Side) -> list[DealTerm]:
    """The terms of binding deals in force that this side must keep."""
    return [
        term
        for key, deal in ruleset.deals.items()
        if deal.binding and view.deals[key].turns_left > 0
        for term in deal.terms
        if term.side in (None, side)
    ]
