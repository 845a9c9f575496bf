"""How fast the rules are here: one live turn and its parts, batches of games, and the checker from start to end.

    python benchmarks/rules.py [RULESET FOLDER ...] [--games N] [--json]

Prints medians and best values over many short runs; compare figures of one run only. Live figures and the checker's are
processor time, which says more than the clock on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from airace_rules import Seed, bot_orders, check_orders, load_ruleset, new_match, replay, resolve_turn, view_for
from airace_rules import export_match as export
from airace_rules.balance import simulate
from airace_rules.engine.draws import drawn
from airace_rules.engine.plan import plan_of
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import TurnResult
from airace_server.commands.pool import pool

RULESETS = Path(__file__).parents[1] / "game_rules" / "rulesets"
MEASURED = [RULESETS / "quick", RULESETS / "standard"]
SEED = Seed(bytes(range(32)), b"benchmark")
ROUNDS, REPEATS = 300, 4
STARTS = 7
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
    """Microseconds of processor time a call: best and median of many short runs."""
    runs = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        for _ in range(REPEATS):
            work()
        runs.append((time.thread_time() - start) / REPEATS * MICRO)
    return {"best": round(min(runs), 1), "median": round(statistics.median(runs), 1)}


def live(ruleset: Ruleset) -> dict[str, dict[str, float]]:
    """Turns of a match one after the other, and what surrounds a turn in its middle. What is remembered of a state is
    made use of as on a server, where a turn begins with the state that the one before ended with. The draws of a match
    are made in its first turn, which here is once in all: each turn is charged its share of what they cost."""
    history = played(ruleset)
    turns = passing(ruleset, history)
    middle = history[len(history) // 2]
    before = history[: middle.turn - 1]

    def whole_turn() -> None:
        result = turns()
        for side in SIDES:
            view_for(ruleset, result.after, [*history[: result.turn - 1], result], side)

    view = view_for(ruleset, middle.before, before, "beijing")
    draws = timed(drawing(ruleset))
    share = {name: microseconds / len(history) for name, microseconds in draws.items()}
    return {
        "resolve_turn": charged(timed(turns), share),
        "draws of a whole match": draws,
        "view_for one side": timed(lambda: view_for(ruleset, middle.after, [*before, middle], "beijing")),
        "resolve_turn and both views": charged(timed(whole_turn), share),
        "check_orders": timed(lambda: check_orders(ruleset, middle.before, "beijing", middle.orders["beijing"])),
        "bot_orders": timed(lambda: bot_orders(ruleset, "balanced", view, SEED)),
        "view to JSON": timed(view.model_dump_json),
    }


def charged(measured: dict[str, float], share: dict[str, float]) -> dict[str, float]:
    """What was measured, and a share of something else."""
    return {name: round(microseconds + share[name], 1) for name, microseconds in measured.items()}


def passing(ruleset: Ruleset, history: list[TurnResult]) -> Callable[[], TurnResult]:
    """A function that resolves the next turn of a match at each call, round and round; never its last turn."""
    now = history[0]

    def turn() -> TurnResult:
        nonlocal now
        place = now.turn % (len(history) - 1)
        before = now.after if place else replace(history[0].before)
        now = resolve_turn(ruleset, before, history[place].orders, SEED, now.hash if place else "")
        return now

    return turn


def drawing(ruleset: Ruleset) -> Callable[[], object]:
    """A function that makes the draws of another match at each call."""
    plan, numbers = plan_of(ruleset), count()

    def draws() -> None:
        seed = Seed(next(numbers).to_bytes(32, "big"))
        drawn(plan.turn_draws, 1, seed)
        drawn(plan.view_draws, 1, seed)

    return draws


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
    with pool(2) as (executor, workers):
        simulate(ruleset, "balanced", "balanced", 100, 0, executor=executor, workers=workers)
        start = time.perf_counter()
        simulate(ruleset, "balanced", "balanced", games, 1, executor=executor, workers=workers)
        two = time.perf_counter() - start
    return {
        "one core": {"seconds": round(one, 3), "games_per_second": round(games / one)},
        "two cores": {"seconds": round(two, 3), "games_per_second": round(games / two)},
    }


def measured(folder: Path, games: int) -> dict[str, Any]:
    """All figures of a ruleset."""
    ruleset = load_ruleset(folder)
    return {
        "operations of a turn": len(ruleset.turn.nodes),
        "check, from start to end": checking(folder),
        "live, microseconds": live(ruleset),
        "replay of a match": replaying(ruleset),
        f"{games} games": batches(ruleset, games),
    }


def checking(folder: Path) -> dict[str, float]:
    """Processor seconds of ``airace rules check`` in a process of its own: best and median. The first one, in which
    Python still translates the modules, does not count."""
    command = [sys.executable, "-c", "from airace_server.cli import main; main()", "rules", "check", str(folder)]
    spent = []
    with tempfile.TemporaryDirectory() as translated:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": translated, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(STARTS + 1):
            before = os.times()
            subprocess.run(command, check=True, capture_output=True, env=environment)
            after = os.times()
            spent.append(sum(after[2:4]) - sum(before[2:4]))
    del spent[0]
    return {"best": round(min(spent), 2), "median": round(statistics.median(spent), 2)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rulesets", nargs="*", type=Path, default=MEASURED)
    parser.add_argument("--games", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = {folder.name: measured(folder, chosen.games) for folder in chosen.rulesets}
    if chosen.json:
        json.dump(figures, sys.stdout, indent=2)
        return
    for ruleset, values in figures.items():
        for title, value in values.items():
            print(f"{ruleset}, {title}: {value}" if not isinstance(value, dict) else f"{ruleset}, {title}:")
            for name, figure in value.items() if isinstance(value, dict) else ():
                print(f"  {name:<28} {figure}")


if __name__ == "__main__":
    main()
