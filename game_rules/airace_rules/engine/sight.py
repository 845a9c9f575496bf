"""Who may see what, gathered once from the declarations of a ruleset. The only place that decides it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from airace_rules.engine.identity import once_per_object
from airace_rules.ids import SIDES, WORLD, Owner, Side
from airace_rules.ruleset import Ruleset, Sight

_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Known:
    """Names by kind, each in the order of the rule files. ``*_stocks`` and ``*_opening`` are known when a turn opens,
    ``*_turn`` are told in the report of the turn in which they were computed. ``rough`` are estimated by the rival.
    ``gauges`` are without their scope (names are unique in a ruleset).
    """

    own_stocks: tuple[str, ...]
    own_opening: tuple[str, ...]
    own_turn: tuple[str, ...]
    rival_stocks: tuple[str, ...]
    rival_opening: tuple[str, ...]
    rival_turn: tuple[str, ...]
    rough: tuple[str, ...]
    world_stocks: tuple[str, ...]
    world_opening: tuple[str, ...]
    world_turn: tuple[str, ...]
    common_stocks: tuple[str, ...]
    common_opening: tuple[str, ...]
    own_stances: tuple[str, ...]
    rival_stances: tuple[str, ...]
    gauges: tuple[str, ...]


@once_per_object(_KEPT)
def known_of(ruleset: Ruleset) -> Known:
    """What the declarations of a ruleset let each audience know."""
    stocks = [(s.name, s.scope, "stock", s.sight) for s in ruleset.stocks.values() if not s.implicit]
    variables = [(v.name, v.scope, v.timing, v.sight) for v in ruleset.variables.values()]
    everything = [*stocks, *variables]

    def names(scope: str, kind: str, *, own: str | None = None, rival: str | None = None) -> tuple[str, ...]:
        return tuple(
            name
            for name, its_scope, its_kind, sight in everything
            if its_scope == scope and its_kind == kind and own in (None, sight.own) and rival in (None, sight.rival)
        )

    return Known(
        own_stocks=names("side", "stock", own="exact"),
        own_opening=names("side", "opening", own="exact"),
        own_turn=names("side", "turn", own="exact"),
        rival_stocks=names("side", "stock", rival="exact"),
        rival_opening=names("side", "opening", rival="exact"),
        rival_turn=names("side", "turn", rival="exact"),
        rough=(*names("side", "stock", rival="rough"), *names("side", "opening", rival="rough")),
        world_stocks=names(WORLD, "stock", own="exact"),
        world_opening=names(WORLD, "opening", own="exact"),
        world_turn=names(WORLD, "turn", own="exact"),
        common_stocks=names("side", "stock", own="exact", rival="exact"),
        common_opening=names("side", "opening", own="exact", rival="exact"),
        own_stances=tuple(k for k, s in ruleset.stances.items() if s.sight.own == "exact"),
        gauges=tuple(gauge.removeprefix(f"{WORLD}.") for gauge in ruleset.gauges),
        rival_stances=tuple(k for k, s in ruleset.stances.items() if s.sight.rival == "exact"),
    )


def sight_of(ruleset: Ruleset, name: str) -> Sight | None:
    """Who may see a stock or variable, or whether a project is finished (``done.fab``); None when there is none."""
    stock = ruleset.stocks.get(name)
    if stock is not None:
        return stock.sight
    aspect, _, key = name.partition(".")
    if aspect == "done" and key in ruleset.projects:
        return Sight("exact", "hidden" if ruleset.projects[key].rival_sight == "hidden" else "exact")
    variable = ruleset.variables.get(name)
    return None if variable is None else variable.sight


def sees(ruleset: Ruleset, side: Side, owner: Owner, name: str) -> str:
    """How a side knows a stock or variable: ``exact``, ``rough`` or ``hidden``."""
    sight = sight_of(ruleset, name)
    if sight is None:
        return "hidden"
    return sight.own if owner in (side, WORLD) else sight.rival


def sides_that_see(sight: Sight, owner: Side) -> tuple[Side, ...]:
    """The sides that know something of ``owner`` exactly."""
    return tuple(s for s in SIDES if (sight.own if s == owner else sight.rival) == "exact")
