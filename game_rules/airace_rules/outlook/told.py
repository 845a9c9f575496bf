"""What forecasts tell a side of: gauges that it sees exactly, what it would believe, and its scores."""

from __future__ import annotations

from airace_rules.engine.sight import known_of, sees
from airace_rules.ids import WORLD, Owner, Scope, Side
from airace_rules.ruleset import Ruleset


def told(ruleset: Ruleset, side: Side) -> dict[str, tuple[str, str]]:
    """The cells that a forecast tells: cell → part of the outlook, name there."""
    own, world = gauges_of(ruleset, side, side), gauges_of(ruleset, side, WORLD)
    perceived = [name for name, variable in ruleset.variables.items() if variable.timing == "perceived"]
    return {
        **{f"{kind_of(ruleset, name)}:{side}.{name}": ("own", name) for name in own},
        **{f"{kind_of(ruleset, name)}:{WORLD}.{name}": ("world", name) for name in world},
        **{f"perceived:{side}.{name}": ("perceived", name) for name in perceived},
        **{f"score:{side}.{key}": ("scores", key) for key in (*ruleset.scores, "total")},
    }


def gauges_of(ruleset: Ruleset, side: Side, owner: Owner) -> list[str]:
    """The gauges of a side or of the world that the side sees exactly."""
    scope = WORLD if owner == WORLD else "side"
    gauges = [name for name in known_of(ruleset).gauges if _scope(ruleset, name) == scope]
    return [name for name in gauges if sees(ruleset, side, owner, name) == "exact"]


def _scope(ruleset: Ruleset, name: str) -> Scope:
    stock = ruleset.stocks.get(name)
    return ruleset.variables[name].scope if stock is None else stock.scope


def kind_of(ruleset: Ruleset, name: str) -> str:
    """What the cell of a stock or variable begins with."""
    return "stock" if name in ruleset.stocks else "var"
