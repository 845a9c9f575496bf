"""Match files made without a server: two house strategies play, and the match is exported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from airace_rules import Seed, bot_orders, export_match, new_match, resolve_turn, view_for
from airace_rules.ids import SIDES
from airace_rules.ruleset import Ruleset
from airace_rules.state import TurnResult

SEED = Seed(bytes(range(32)), b"salt")


def match_file(ruleset: Ruleset, strategy: str = "random", seed: Seed = SEED) -> dict[str, Any]:
    """A whole match between two of the same strategy, as ``airace export`` writes it."""
    state = new_match(ruleset, seed)
    history: list[TurnResult] = []
    while state.ending is None:
        views = {side: view_for(ruleset, state, history, side) for side in SIDES}
        orders = {side: bot_orders(ruleset, strategy, views[side], seed) for side in SIDES}
        history.append(resolve_turn(ruleset, state, orders, seed, history[-1].hash if history else ""))
        state = history[-1].after
    found: dict[str, Any] = json.loads(json.dumps(export_match(ruleset, history, seed)))
    return found


def write_match(path: Path, ruleset: Ruleset, strategy: str = "random") -> Path:
    """The same in a file."""
    path.write_text(json.dumps(match_file(ruleset, strategy)))
    return path
