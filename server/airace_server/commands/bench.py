"""``airace bench``: the project's own benchmarks, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from airace_server.commands.console import fail, give, say

BENCHMARKS: Final = ("orders", "serving", "rules", "forecasts")
ON_LINUX: Final = ("hostile",)
GAMES_TARGETS: Final = {"quick": "≤ 0.5 s"}
"""Of 10,000 games on two cores; for rulesets that are not named, ``USUAL_TARGET``."""
USUAL_TARGET: Final = "≤ 1 s"
ROW: Final = "{:<58} {:>10}  {}"


def bench(as_json: bool) -> None:
    """Run them all; print a table, or JSON."""
    folder = Path(__file__).resolve().parents[3] / "benchmarks"
    if not folder.is_dir():
        fail("The benchmarks are in the project's checkout; run `airace bench` from an installation made there.")
    figures = {name: run(folder / f"{name}.py") for name in chosen()}
    if as_json:
        give(figures)
    else:
        tell(figures)


def chosen() -> tuple[str, ...]:
    """Those that run on this system."""
    return (*BENCHMARKS, *(ON_LINUX if sys.platform.startswith("linux") else ()))


def run(program: Path) -> dict[str, Any]:
    """One benchmark's figures; ends with a sentence when it fails."""
    say(f"Running benchmarks/{program.name} …")
    done = subprocess.run([sys.executable, str(program), "--json"], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        fail(f"benchmarks/{program.name} failed; the lines above say why.")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def rule_rows(ruleset: str, measured: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The main figures of a ruleset, medians where there are several, beside their targets."""
    games = next(value for key, value in measured.items() if key.endswith(" games"))
    live, target = measured["live, microseconds"], GAMES_TARGETS.get(ruleset, USUAL_TARGET)
    return [
        (f"one live turn of {ruleset}", f"{live['resolve_turn']['median']} µs", "≤ 500 µs"),
        (f"the same and both views of {ruleset}", f"{live['resolve_turn and both views']['median']} µs", ""),
        (f"10,000 games of {ruleset}, one core", f"{games['one core']['seconds']} s", ""),
        (f"10,000 games of {ruleset}, two cores", f"{games['two cores']['seconds']} s", target),
        (f"airace rules check {ruleset}", f"{measured['check, from start to end']['median']} s", "≤ 0.5 s"),
    ]


def tell(figures: dict[str, Any]) -> None:
    """The main figures beside their targets, and all others below."""
    orders, serving, rules, forecasts = (figures[name] for name in BENCHMARKS)
    rows = [
        ("order → both clients, beside the rule-free floor", f"{orders['ratio_p50']} ×", "≤ 1.5 ×"),
        *(row for ruleset, measured in rules.items() for row in rule_rows(ruleset, measured)),
        ("start to listening, fresh database", f"{serving['start']['fresh_database_s']} s", "≤ 1.5 s"),
        ("start to listening, existing database", f"{serving['start']['existing_database_s']} s", "≤ 1.5 s"),
        ("memory of an idle socket", f"{serving['idle']['kib_each']} KiB", "≤ 60 KiB"),
        ("the same on the floor", f"{serving['idle']['floor_kib_each']} KiB", ""),
        ("first load of the page, gzip", f"{serving['page']['first_load_gzip_kb']} kB", "≤ 150 kB"),
    ]
    for who in ("alone", "together"):
        found = forecasts[who]
        rows.append((f"forecast of standard, {found['players']} dragging, p95", f"{found['p95_ms']} ms", "≤ 80 ms"))
    if hostile := figures.get("hostile"):
        rows += [
            ("worst hostile ruleset, processor time", f"{hostile['worst_seconds']} s", "≤ 1 s"),
            ("worst hostile ruleset, memory", f"{hostile['worst_mib']} MiB", "≤ 128 MiB"),
        ]
    print(ROW.format("", "measured", "target"))
    for row in rows:
        print(ROW.format(*row).rstrip())
    print(json.dumps(figures, indent=2))
