"""How fast the rules are here: one live turn and its parts, and batches of games.

    python benchmarks/rules.py [RULESET FOLDER] [--games N] [--json]

Prints medians and best values over many short runs; compare figures of one run only.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from airace_rules import Seed, bot_orders, check_orders, load_ruleset, new_match, replay, resolve_turn, view_for
from airace_rules import export_match as export
from airace_rules.balance import simulate
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import TurnResult

QUICK = Path(__file__).parents[1] / "game_rules" / "rulesets" / "quick"
SEED = Seed(bytes(range(32)), b"benchmark")
ROUNDS, REPEATS = 60, 20
MICRO = 1e6


def played(ruleset: Ruleset) -> list[TurnResult]:
    """A whole match of the balanced pair."""
    state, history = new_match(ruleset, SEED), []
    while state.ending is None:
        orders: dict[Side, Orders] = {
            side: bot_orders(ruleset, "balanced", view_for(ruleset, state, history, side), SEED) for side in SIDES
        }
        history.append(resolve_turn(ruleset, state, orders, SEED, history[-1].hash if history else ""))
        state = history[-1].after
    return history


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Microseconds a call: best and median of many short runs."""
    runs = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(REPEATS):
            work()
        runs.append((time.perf_counter() - start) / REPEATS * MICRO)
    return {"best": round(min(runs), 1), "median": round(statistics.median(runs), 1)}


def live(ruleset: Ruleset) -> dict[str, dict[str, float]]:
    """One turn in the middle of a match, and what surrounds it."""
    history = played(ruleset)
    middle = history[len(history) // 2]
    before = history[: middle.turn - 1]

    def whole_turn() -> None:
        result = resolve_turn(ruleset, middle.before, middle.orders, SEED)
        for side in SIDES:
            view_for(ruleset, result.after, [*before, result], side)

    view = view_for(ruleset, middle.before, before, "beijing")
    return {
        "resolve_turn": timed(lambda: resolve_turn(ruleset, middle.before, middle.orders, SEED)),
        "view_for one side": timed(lambda: view_for(ruleset, middle.after, [*before, middle], "beijing")),
        "resolve_turn and both views": timed(whole_turn),
        "check_orders": timed(lambda: check_orders(ruleset, middle.before, "beijing", middle.orders["beijing"])),
        "bot_orders": timed(lambda: bot_orders(ruleset, "balanced", view, SEED)),
        "view to JSON": timed(view.model_dump_json),
    }


def replaying(ruleset: Ruleset) -> dict[str, float]:
    """Milliseconds to replay a match file without compiling its ruleset."""
    file = export(ruleset, played(ruleset), SEED)
    start = time.perf_counter()
    replay(file, lambda files: ruleset)
    return {"milliseconds": round((time.perf_counter() - start) * 1e3, 2)}


def batches(ruleset: Ruleset, games: int) -> dict[str, dict[str, float]]:
    """Seconds and games a second, on one core and on two; the pool is warm."""
    simulate(ruleset, "balanced", "balanced", 100, 0)
    start = time.perf_counter()
    simulate(ruleset, "balanced", "balanced", games, 1)
    one = time.perf_counter() - start
    with ProcessPoolExecutor(2) as pool:
        simulate(ruleset, "balanced", "balanced", 100, 0, executor=pool, workers=2)
        start = time.perf_counter()
        simulate(ruleset, "balanced", "balanced", games, 1, executor=pool, workers=2)
        two = time.perf_counter() - start
    return {
        "one core": {"seconds": round(one, 3), "games_per_second": round(games / one)},
        "two cores": {"seconds": round(two, 3), "games_per_second": round(games / two)},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ruleset", nargs="?", type=Path, default=QUICK)
    parser.add_argument("--games", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    ruleset = load_ruleset(chosen.ruleset)
    figures: dict[str, Any] = {
        "ruleset": ruleset.name,
        "operations of a turn": len(ruleset.turn.nodes),
        "live, microseconds": live(ruleset),
        "replay of a match": replaying(ruleset),
        f"{chosen.games} games": batches(ruleset, chosen.games),
    }
    if chosen.json:
        json.dump(figures, sys.stdout, indent=2)
        return
    for title, value in figures.items():
        print(f"{title}: {value}" if not isinstance(value, dict) else f"{title}:")
        for name, figure in value.items() if isinstance(value, dict) else ():
            print(f"  {name:<28} {figure}")


if __name__ == "__main__":
    main()
