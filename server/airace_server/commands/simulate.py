"""``airace simulate``: many games between two house strategies."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path
from typing import Any

from airace_rules import load_ruleset, strategies_of
from airace_rules.balance import simulate as play
from airace_rules.errors import RulesetError
from airace_rules.ruleset import Ruleset
from airace_server.commands.console import fail, give, progress


def simulate(ruleset: str, washington: str, beijing: str, games: int, seed: int, as_json: bool) -> None:
    """Play ``games`` games and tell how they ended."""
    rules = load(ruleset)
    for strategy in (washington, beijing):
        if strategy not in strategies_of(rules):
            fail(f"{rules.name} has no strategy called {strategy}. It has: {', '.join(strategies_of(rules))}.")
    started = time.perf_counter()
    with progress(f"{washington} against {beijing}", games) as bar:
        result = play(rules, washington, beijing, games, seed, progress=bar)
    report = result.figures(rules, round(time.perf_counter() - started, 3))
    if as_json:
        give(report)
    else:
        tell(report, washington, beijing)


def load(name: str) -> Ruleset:
    """A ruleset by its folder, or by name among those that ship; ends with a sentence when it cannot be loaded."""
    folder = Path(name) if Path(name).is_dir() else shipped(name)
    try:
        return load_ruleset(folder)
    except RulesetError as error:
        fail(f"{error}\n\n{name} does not load. `airace rules check {folder}` says the same with an exit code.")


def shipped(name: str) -> Path:
    """The folder of a ruleset that ships; ends with a sentence when there is none of this name."""
    package = Path(str(files("airace_rules")))
    for folder in (package / "rulesets", package.parent / "rulesets"):
        names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
        if name in names:
            return folder / name
        if names:
            fail(f"There is no ruleset called {name}, and no such folder. Those that ship: {', '.join(names)}.")
    fail(f"There is no folder {name}, and no rulesets came with this installation.")


def tell(report: dict[str, Any], washington: str, beijing: str) -> None:
    """The figures for people."""
    games = report["games"]
    rows = [(f"washington ({washington})", "washington_wins"), (f"beijing ({beijing})", "beijing_wins")]
    for title, key in [*rows, ("nobody", "draws")]:
        print(f"{title:<28}{report[key]:>8}  {report[key] / games:6.1%}")
    for name, share in report["endings"].items():
        print(f"  ending {name:<19}{share * games:>8.0f}  {share:6.1%}")
    print(f"{games} games of {report['mean_length']:.2f} turns in {report['seconds']} s")
