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

from airace_rules.bots import bot_orders, strategies_of
from airace_rules.engine.budget import Budget, budget_of, default_orders
from airace_rules.engine.canonical import from_json, to_json
from airace_rules.engine.check import check_orders
from airace_rules.engine.debrief import TableTruth, debrief_for, table_truth
from airace_rules.engine.describe import manifest_for
from airace_rules.engine.dice import Seed
from airace_rules.engine.replay import Replay, export_match, replay
from airace_rules.engine.resolve import new_match, opening_of, resolve_turn
from airace_rules.engine.view import view_for
from airace_rules.language.loader import check_ruleset, load_ruleset

__all__ = [
    "Budget",
    "Replay",
    "Seed",
    "TableTruth",
    "bot_orders",
    "budget_of",
    "check_orders",
    "check_ruleset",
    "debrief_for",
    "default_orders",
    "export_match",
    "from_json",
    "load_ruleset",
    "manifest_for",
    "new_match",
    "opening_of",
    "replay",
    "resolve_turn",
    "strategies_of",
    "table_truth",
    "to_json",
    "view_for",
]
