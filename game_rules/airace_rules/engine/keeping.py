"""What default orders do so that a side that is absent keeps its word: the terms of deals that do not bind.

Terms of binding deals are enforced elsewhere and go before. A condition (``needs``) cannot be brought about by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airace_rules.engine.plan import Plan
from airace_rules.engine.undertakings import turns_left
from airace_rules.ids import Side
from airace_rules.ruleset import DealTerm, Ruleset
from airace_rules.state import MatchState

Terms = Sequence[DealTerm]


def terms_to_keep(ruleset: Ruleset, state: MatchState, side: Side) -> list[DealTerm]:
    """Terms of this side in deals that are in force and not enforced."""
    return [
        term
        for deal in ruleset.deals.values()
        if not deal.binding and turns_left(deal, state)
        for term in deal.terms
        if term.side in (None, side)
    ]


def kept_stances(plan: Plan, state: MatchState, side: Side, terms: Terms, total: int) -> tuple[dict[str, str], int]:
    """Stances moved to where ``terms`` want them, as far as the changes of a turn and ``total`` tenths allow; tenths
    left."""
    ruleset, stances = plan.ruleset, dict(state.sides[side].stances)
    before, left = dict(stances), total
    for term in terms:
        if term.stance is None:
            continue
        stance = ruleset.stances[term.stance]
        wanted = _wanted(plan, state, side, term, stance.options.index(stances[term.stance]))
        changed = {key for key in stances if stances[key] != before[key]} | {term.stance}
        cost = stance.cost if stances[term.stance] == before[term.stance] else 0
        may = stance.is_open(state.turn, side) and len(changed) <= ruleset.budget.stance_changes and cost <= left
        if may and stance.options[wanted] != stances[term.stance]:
            stances[term.stance] = stance.options[wanted]
            left -= cost
    return stances, left


def _wanted(plan: Plan, state: MatchState, side: Side, term: DealTerm, place: int) -> int:
    """The nearest place among the options that keeps a term; binding deals have the last word."""
    high = place if term.high is None else term.high
    wanted = min(max(place, term.low or 0), max(high, term.low or 0))
    for deal, bound, stance, lowest, highest in plan.enforced:
        if bound == side and stance == term.stance and state.world[f"deal.{deal}"] > 0.0:
            wanted = min(max(wanted, lowest), highest)
    return wanted


def kept_caps(terms: Terms, caps: Mapping[str, int]) -> dict[str, int]:
    """Most tenths in each instrument, as far as terms want them."""
    kept = dict(caps)
    for term in terms:
        if term.instrument is not None and term.high is not None:
            kept[term.instrument] = min(kept[term.instrument], term.high)
    return kept


def kept_floors(terms: Terms, caps: Mapping[str, int], left: int) -> dict[str, int]:
    """Fewest tenths in instruments that terms want something of, one after the other while ``left`` pays for them."""
    floors: dict[str, int] = {}
    for term in terms:
        if term.instrument is None or term.low is None:
            continue
        more = term.low - floors.get(term.instrument, 0)
        if term.low <= caps[term.instrument] and 0 < more <= left:
            floors[term.instrument], left = term.low, left - more
    return floors
