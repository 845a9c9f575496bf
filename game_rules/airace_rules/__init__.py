"""The rules of airace: pure, deterministic, driven by rule files.

The public door::

    ruleset = load_ruleset(Path("game_rules/rulesets/quick"))
    state = new_match(ruleset, seed)
    orders = check_orders(ruleset, state, "washington", orders)
    result = resolve_turn(ruleset, state, {"washington": orders, "beijing": orders}, seed)
    view = view_for(ruleset, result.after, [result], "beijing")

Nothing here reads a clock, a socket, a database or global chance; ``load_ruleset`` alone reads files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airace_rules.bots import bot_orders, steady_of, strategies_of
    from airace_rules.choices import drawn_options
    from airace_rules.engine.asked import asked_of, asked_seen, asked_through, asked_truly
    from airace_rules.engine.budget import Budget, budget_of, default_orders
    from airace_rules.engine.canonical import from_json, to_json
    from airace_rules.engine.check import check_orders
    from airace_rules.engine.debrief import TableTruth, debrief_for, table_truth
    from airace_rules.engine.describe import manifest_for
    from airace_rules.engine.dice import Seed
    from airace_rules.engine.replay import Replay, export_match, replay
    from airace_rules.engine.resolve import new_match, opening_of, resolve_turn
    from airace_rules.engine.telling import as_told, told_for
    from airace_rules.engine.view import view_for
    from airace_rules.language.loader import check_ruleset, load_ruleset

__all__ = [
    "Budget",
    "Replay",
    "Seed",
    "TableTruth",
    "as_told",
    "asked_of",
    "asked_seen",
    "asked_through",
    "asked_truly",
    "bot_orders",
    "budget_of",
    "check_orders",
    "check_ruleset",
    "debrief_for",
    "default_orders",
    "drawn_options",
    "export_match",
    "from_json",
    "load_ruleset",
    "manifest_for",
    "new_match",
    "opening_of",
    "replay",
    "resolve_turn",
    "steady_of",
    "strategies_of",
    "table_truth",
    "to_json",
    "told_for",
    "view_for",
]

_HOMES = {
    "airace_rules.bots": ("bot_orders", "steady_of", "strategies_of"),
    "airace_rules.choices": ("drawn_options",),
    "airace_rules.engine.asked": ("asked_of", "asked_seen", "asked_through", "asked_truly"),
    "airace_rules.engine.budget": ("Budget", "budget_of", "default_orders"),
    "airace_rules.engine.canonical": ("from_json", "to_json"),
    "airace_rules.engine.check": ("check_orders",),
    "airace_rules.engine.debrief": ("TableTruth", "debrief_for", "table_truth"),
    "airace_rules.engine.describe": ("manifest_for",),
    "airace_rules.engine.dice": ("Seed",),
    "airace_rules.engine.replay": ("Replay", "export_match", "replay"),
    "airace_rules.engine.resolve": ("new_match", "opening_of", "resolve_turn"),
    "airace_rules.engine.telling": ("as_told", "told_for"),
    "airace_rules.engine.view": ("view_for",),
    "airace_rules.language.loader": ("check_ruleset", "load_ruleset"),
}


def __getattr__(name: str) -> object:
    """Bring a public name when it is first asked for: a program that checks rule files need not load the engine."""
    for home, names in _HOMES.items():
        if name in names:
            found: object = getattr(import_module(home), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
