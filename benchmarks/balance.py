"""How long a balance report takes here: until its first figures, each of its parts, and the whole.

    python benchmarks/balance.py [RULESET FOLDER ...] [--games N] [--rounds N] [--watched] [--workers N] [--json]

``--watched``: what is made after every save, instead of a whole report. ``games`` is the measure of a report;
``played`` counts all games that it took. ``processor`` is the processor time of all processes: on a busy machine it
says more than the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from airace_rules.balance.effort import WATCHED, Effort
from airace_rules.balance.report import Report, balance
from airace_rules.balance.runner import Runner
from airace_rules.language.loader import load_compiled
from airace_server.commands.pool import pool

RULESETS = Path(__file__).parents[1] / "game_rules" / "rulesets"
PARTS = ("even", "controls", "house", "sensitivity", "oracle", "found", "worths")


def measured(folder: Path, effort: Effort, workers: int) -> dict[str, Any]:
    """One report, its processes started anew."""
    stages: dict[str, int] = {}
    reached: dict[str, float] = {}
    before = os.times()
    with pool(workers) as (executor, _):
        start = time.perf_counter()

        def tell(count: int, stage: str) -> None:
            stages[stage] = stages.get(stage, 0) + count

        def ready(report: Report) -> None:
            for part in PARTS:
                if getattr(report, part) is not None:
                    reached.setdefault(part, round(time.perf_counter() - start, 2))

        compiled = load_compiled(folder)
        made = balance(Runner(0, executor, workers, tell), compiled, effort, ready=ready)
        seconds = time.perf_counter() - start
    after = os.times()
    processor = sum(after[:4]) - sum(before[:4])
    played = sum(stages.values())
    return {
        "games": effort.games,
        "workers": workers,
        "first figures, seconds": reached["even"],
        "whole report, seconds": round(seconds, 2),
        "processor, seconds": round(processor, 2),
        "played": played,
        "played a second of processor": round(played / processor),
        "parts reached, seconds": reached,
        "played for": stages,
        "exploitability": made.oracle.gap if made.oracle else None,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rulesets", nargs="*", type=Path, default=sorted(p for p in RULESETS.iterdir() if p.is_dir()))
    parser.add_argument("--games", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--watched", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    usual = WATCHED if chosen.watched else Effort()
    rounds = usual.rounds if chosen.rounds is None else chosen.rounds
    effort = replace(usual, games=chosen.games or usual.games, rounds=rounds)
    figures = {folder.name: measured(folder, effort, chosen.workers) for folder in chosen.rulesets}
    if chosen.json:
        json.dump(figures, sys.stdout, indent=2)
        return
    for name, values in figures.items():
        print(f"{name}:")
        for title, value in values.items():
            print(f"  {title:<32} {value}")


if __name__ == "__main__":
    main()
