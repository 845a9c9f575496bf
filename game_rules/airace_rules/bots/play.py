"""One turn of a house strategy, from the View of its side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from airace_rules.bots.undertakings import enforced, pay, sign, standing_cells
from airace_rules.engine.allocate import allocate
from airace_rules.engine.dice import Seed
from airace_rules.engine.kernel import kernel_of
from airace_rules.errors import MatchOver, NotFinite, RulesError
from airace_rules.ids import Side
from airace_rules.orders import Orders
from airace_rules.planner.levels import PLANNERS, level_of
from airace_rules.ruleset import DealTerm, Ruleset
from airace_rules.views import View

RANDOM: Final = "random"
STEADY: Final = "balanced"


def strategies_of(ruleset: Ruleset) -> tuple[str, ...]:
    """The strategies that can play a ruleset: its own, ``random``, and the planners."""
    return tuple(dict.fromkeys((*ruleset.bots, RANDOM, *PLANNERS)))


def steady_of(ruleset: Ruleset) -> str:
    """The strategy that stands for usual play: ``balanced``, else the first that is declared, else ``random``."""
    return STEADY if STEADY in ruleset.bots else next(iter(ruleset.bots), RANDOM)


def bot_orders(ruleset: Ruleset, strategy: str, view: View, seed: Seed) -> Orders:
    """The orders of a strategy for the side whose View it is given. They always pass ``check_orders``.

    ``seed`` is read by ``random`` alone. Raises RulesError for an unknown strategy or a spectator's view, MatchOver
    when the match has ended.
    """
    if view.side is None:
        raise RulesError("a strategy plays from the view of a side, not of a spectator")
    if view.over:
        raise MatchOver("the match is over; a strategy has nothing to order")
    return orders_of(ruleset, view, _choices(ruleset, strategy, view.side, view, seed))


def orders_of(ruleset: Ruleset, view: View, choices: Mapping[str, float]) -> Orders:
    """The orders that wishes come to, for the side of a View, while the match goes on. They always pass
    ``check_orders``: what is not allowed or cannot be paid is left as it is.

    ``choices``: as the programs of house strategies give them. ``spend:share`` of what stances and projects leave (1 if
    not named) is shared out over ``weight:<instrument>`` (0); ``choose:<stance>`` is the index of an option, rounded
    (no change); ``pay:<project>`` and ``sign:<deal>`` mean yes from 0.5 on (no).
    """
    if view.side is None or view.budget is None:
        raise RulesError("only a side of a match that goes on has orders to give")
    terms = enforced(ruleset, view, view.side)
    stances, left = _stances(ruleset, view, view.side, choices, view.budget.total, terms)
    projects, left = pay(ruleset, view, view.side, choices, left)
    weights = [max(0.0, choices.get(f"weight:{key}", 0.0)) for key in ruleset.instruments]
    caps = {key: instrument.cap[view.side] for key, instrument in ruleset.instruments.items()}
    for term in terms:
        if term.instrument is not None and term.high is not None:
            caps[term.instrument] = min(caps[term.instrument], term.high)
    amounts = allocate(weights, to_spend(choices.get("spend:share", 1.0), left), list(caps.values()))
    return Orders(dict(zip(caps, amounts, strict=True)), stances, projects, sign(view, choices))


def to_spend(share: float, left: int) -> int:
    """Tenths that a strategy spends of those it has left after its stances and projects."""
    return int(min(1.0, max(0.0, share)) * left)


def _choices(ruleset: Ruleset, strategy: str, side: Side, view: View, seed: Seed) -> Mapping[str, float]:
    if strategy in ruleset.bots:
        return kernel_of(ruleset.bots[strategy][side]).run(view_cells(ruleset, view, side))
    if strategy == RANDOM:
        from airace_rules.bots.chance import random_choices

        return random_choices(ruleset, side, view.turn, seed)
    if strategy in PLANNERS:
        from airace_rules.planner.play import planner_choices

        try:
            return planner_choices(ruleset, level_of(strategy), side, view)
        except NotFinite:  # in a match that it imagined: the real one goes on
            return _choices(ruleset, steady_of(ruleset), side, view, seed)
    known = ", ".join(strategies_of(ruleset))
    raise RulesError(f"ruleset {ruleset.name} has no strategy {strategy!r}; it has {known}")


def view_cells(ruleset: Ruleset, view: View, side: Side) -> dict[str, float]:
    """The cells that a strategy may read: what its View holds, and the turn."""
    after = 1.0 if view.turn > view.turns and ruleset.aftermath else 0.0
    cells = {"turn:number": float(view.turn), "turn:count": float(view.turns), "turn:aftermath": after}
    cells.update((f"view:own.{name}", value) for name, value in view.own.items())
    cells.update((f"view:own.{name}", estimate.value) for name, estimate in view.perceived.items())
    cells.update((f"view:rival.{name}", estimate.value) for name, estimate in view.rival.items())
    cells.update((f"view:world.{name}", value) for name, value in view.world.items())
    cells.update(standing_cells(ruleset, view, side))
    for place, stances in (("own", view.stances), ("rival", view.rival_stances)):
        for key, option in stances.items():
            cells[f"view:{place}.stance.{key}"] = float(ruleset.stances[key].options.index(option))
    return cells


def _stances(
    ruleset: Ruleset, view: View, side: Side, choices: Mapping[str, float], total: int, terms: Sequence[DealTerm]
) -> tuple[dict[str, str], int]:
    """The stances to take, in the ruleset's order, as many changes as are allowed and can be paid, within the terms of
    binding deals; tenths left."""
    stances, left, changes = {}, total, 0
    for key, stance in ruleset.stances.items():
        now = stance.options.index(view.stances[key])
        wanted = int(choices.get(f"choose:{key}", float(now)) + 0.5)
        wanted = min(len(stance.options) - 1, max(0, wanted))
        for term in terms:
            if term.stance == key:
                wanted = max(wanted, wanted if term.low is None else term.low)
                wanted = min(wanted, wanted if term.high is None else term.high)
        may_change = stance.is_open(view.turn, side) and changes < ruleset.budget.stance_changes and stance.cost <= left
        if wanted != now and may_change:
            changes += 1
            left -= stance.cost
            now = wanted
        stances[key] = stance.options[now]
    return stances, left
