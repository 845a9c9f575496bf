"""What can be wrong with payments for projects, with signatures, and with orders that a binding deal forbids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from airace_rules.engine import undertakings as u
from airace_rules.engine.plan import Plan
from airace_rules.errors import Problem
from airace_rules.ids import TENTHS_PER_POINT, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Deal, DealTerm, Project, Ruleset
from airace_rules.state import MatchState

Opening = Mapping[str, float]


def undertaking_problems(
    plan: Plan, state: MatchState, side: Side, orders: Orders, opening: Opening
) -> Iterator[Problem]:
    """Everything wrong with the projects and deals of orders."""
    yield from _project_problems(plan, state, side, orders, opening)
    yield from _deal_problems(plan, state, side, orders, opening)
    for deal in u.binding_deals(plan.ruleset, state):
        for term in deal.terms:
            if term.side in (None, side):
                yield from _breach(plan.ruleset, deal, term, orders)


def paid_projects(plan: Plan, side: Side, orders: Orders) -> list[Project]:
    """The projects of this side that well-formed orders pay for."""
    found = [plan.ruleset.projects.get(key) for key, paid in orders.projects.items() if paid is True]
    return [project for project in found if project is not None and side in project.cost]


def _project_problems(plan: Plan, state: MatchState, side: Side, orders: Orders, opening: Opening) -> Iterator[Problem]:
    known = plan.ruleset.projects
    for key, paid in orders.projects.items():
        if key in known and paid is False:
            continue
        field = f"projects.{key}"
        if key not in known:
            words = f"There is no project {key!r}; there are {', '.join(known) or 'none'}."
            yield Problem("unknown_project", field, words, {"project": str(key)})
        elif not isinstance(paid, bool):
            yield _no_answer(field, key, paid)
        elif (problem := _payment_problem(known[key], state, side, opening)) is not None:
            yield problem
    new = [p.key for p in paid_projects(plan, side, orders) if not u.standing_of(p, state, side).started]
    most = plan.ruleset.starts_in(state.turn)
    if len(new) > most:
        words = f"{len(new)} projects are new ({', '.join(new)}); at most {most} may be started this turn."
        yield Problem("too_many_new_projects", "projects", words, {"new": len(new), "most": most})


def _payment_problem(project: Project, state: MatchState, side: Side, opening: Opening) -> Problem | None:
    field, key = f"projects.{project.key}", project.key
    if side not in project.cost:
        return Problem("not_your_project", field, f"{key} is not a project of this side.", {"project": key})
    standing = u.standing_of(project, state, side)
    if standing.done:
        words = f"{key} is finished; it takes no more instalments."
        return Problem("project_finished", field, words, {"project": key})
    if not standing.room:
        words = f"All your instalments of {key} are paid; they wait for the other side's."
        return Problem("project_waits", field, words, {"project": key})
    if not u.may_pay(project, standing, side, opening):
        unmet = "; ".join(u.unmet_gates(project, side, opening))
        words = f"{key} cannot be started: {unmet} does not hold."
        return Problem("needs_not_met", field, words, {"project": key, "needs": unmet})
    return None


def _deal_problems(plan: Plan, state: MatchState, side: Side, orders: Orders, opening: Opening) -> Iterator[Problem]:
    known = plan.ruleset.deals
    for key, signs in orders.deals.items():
        if key in known and signs is False:
            continue
        field = f"deals.{key}"
        if key not in known:
            words = f"There is no deal {key!r}; there are {', '.join(known) or 'none'}."
            yield Problem("unknown_deal", field, words, {"deal": str(key)})
        elif not isinstance(signs, bool):
            yield _no_answer(field, key, signs)
        elif not u.may_sign(known[key], state, opening):
            locked = u.locked_for(known[key], state)
            if locked:
                words = f"{key} was broken; it cannot be signed for {locked} more turns."
                yield Problem("deal_locked", field, words, {"deal": key, "turns": locked})
            else:
                unmet = "; ".join(u.unmet_gates(known[key], side, opening))
                words = f"{key} cannot be signed: {unmet} does not hold."
                yield Problem("needs_not_met", field, words, {"deal": key, "needs": unmet})


def _no_answer(field: str, key: str, given: object) -> Problem:
    words = f"{key} is {given!r}; give true or false."
    return Problem("not_true_or_false", field, words, {"key": key})


def _breach(ruleset: Ruleset, deal: Deal, term: DealTerm, orders: Orders) -> Iterator[Problem]:
    """A binding term that given orders break; what is left out is brought in line."""
    if term.stance is not None:
        options = ruleset.stances[term.stance].options
        option = orders.stances.get(term.stance)
        if option not in options:
            return
        place = options.index(option)
        for bound, word, broken in (
            (term.low, "at least", term.low is not None and place < term.low),
            (term.high, "at most", term.high is not None and place > term.high),
        ):
            if broken and bound is not None:
                args = {"deal": deal.key, "stance": term.stance, "option": options[bound]}
                words = f"The deal {deal.key} is in force: {term.stance} must be {word} {options[bound]}."
                yield Problem("breaks_deal", f"stances.{term.stance}", words, args)
    elif term.instrument is not None and term.high is not None:
        amount = orders.instruments.get(term.instrument, 0)
        if isinstance(amount, int) and amount > term.high:
            most = term.high / TENTHS_PER_POINT
            words = f"The deal {deal.key} is in force: put at most {most:g} points into {term.instrument}."
            numbers: dict[str, float | str] = {"deal": deal.key, "instrument": term.instrument, "points": most}
            yield Problem("breaks_deal", f"instruments.{term.instrument}", words, numbers)
