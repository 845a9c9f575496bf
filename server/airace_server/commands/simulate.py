"""``airace simulate``: many games between two house strategies."""

from __future__ import annotations

import time
from math import ceil
from typing import Any

from airace_rules import strategies_of
from airace_rules.balance import simulate as play
from airace_rules.balance.simulate import CHUNK, PLANNED
from airace_rules.planner.levels import PLANNERS
from airace_rules.ruleset import Ruleset
from airace_server.commands.console import fail, give, progress
from airace_server.commands.folders import compiled
from airace_server.commands.pool import pool


def simulate(ruleset: str, washington: str, beijing: str, games: int, seed: int, as_json: bool) -> None:
    """Play ``games`` games and tell how they ended."""
    rules = load(ruleset)
    for strategy in (washington, beijing):
        if strategy not in strategies_of(rules):
            fail(f"{rules.name} has no strategy called {strategy}. It has: {', '.join(strategies_of(rules))}.")
    started = time.perf_counter()
    with pool(None) as (executor, count), progress(f"{washington} against {beijing}", games) as bar:
        tasks = max(count, ceil(games / (PLANNED if {washington, beijing} & set(PLANNERS) else CHUNK)))
        result = play(rules, washington, beijing, games, seed, executor=executor, workers=tasks, progress=bar)
    report = result.figures(rules, round(time.perf_counter() - started, 3))
    if as_json:
        give(report)
    else:
        tell(report, washington, beijing)


def load(name: str) -> Ruleset:
    """A ruleset by its folder, or by name among those that ship; ends with every mistake in it when it does not
    load."""
    return compiled(name).ruleset


def tell(report: dict[str, Any], washington: str, beijing: str) -> None:
    """The figures for people."""
    games = report["games"]
    rows = [(f"washington ({washington})", "washington_wins"), (f"beijing ({beijing})", "beijing_wins")]
    for title, key in [*rows, ("nobody", "draws")]:
        print(f"{title:<28}{report[key]:>8}  {report[key] / games:6.1%}")
    for name, share in report["endings"].items():
        print(f"  ending {name:<19}{share * games:>8.0f}  {share:6.1%}")
    print(f"{games} games of {report['mean_length']:.2f} turns in {report['seconds']} s")
