"""``airace balance --planner``: how strong a planner is, against every house strategy of a ruleset."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from airace_rules.balance.matrix import house_strategies
from airace_rules.ids import SIDES
from airace_rules.planner import PLANNERS
from airace_rules.planner.field import Meeting, meetings
from airace_server.commands.balance import Wishes
from airace_server.commands.console import fail, give, progress
from airace_server.commands.folders import compiled
from airace_server.commands.pool import pool

GAMES: Final = 200


def require_alone(others: Sequence[str]) -> None:
    """Ends with a sentence when options of the report were given too."""
    if others:
        fail(f"--planner plays a planner instead of making the report, so it does not go with {', '.join(others)}.")


def report(ruleset: str, planner: str, games: int | None, wishes: Wishes, unseen: bool, as_json: bool) -> None:
    """Play and tell it."""
    if planner not in PLANNERS:
        fail(f"There is no planner called {planner}. There are: {', '.join(PLANNERS)}.")
    rules, each, started = compiled(ruleset).ruleset, games or GAMES, time.perf_counter()
    light = replace(rules, files={}, texts={}, codex={})
    found: list[Meeting] = []
    title = f"{planner} in {rules.name}"
    with pool(wishes.workers) as (executor, _), progress(title, len(SIDES) * len(house_strategies(rules))) as bar:
        for meeting in meetings(light, planner, each, wishes.seed, unseen=unseen, executor=executor):
            found.append(meeting)
            bar(len(found))
    seconds = round(time.perf_counter() - started, 3)
    if as_json:
        give(figures(rules.name, planner, unseen, found, seconds))
    else:
        print("\n".join(told(planner, unseen, found, seconds)))


def figures(ruleset: str, planner: str, unseen: bool, found: Sequence[Meeting], seconds: float) -> dict[str, Any]:
    """For programs."""
    rows = [
        {"side": m.side, "rival": m.rival, "won": m.won, "lost": m.lost, "nobody": m.nobody, "interval": m.interval}
        for m in found
    ]
    return {"ruleset": ruleset, "planner": planner, "unseen": unseen, "seconds": seconds, "meetings": rows}


def told(planner: str, unseen: bool, found: Sequence[Meeting], seconds: float) -> list[str]:
    """For people."""
    lines = []
    for side in SIDES:
        lines += [f"{planner} as {side:<18}   won   95 %           lost  nobody"]
        for m in (m for m in found if m.side == side):
            low, high = m.interval
            won, lost, nobody = (f"{count / m.games:6.1%}" for count in (m.won, m.lost, m.nobody))
            lines.append(f"  against {m.rival:<18} {won}  {low:4.0%} to {high:4.0%}  {lost}  {nobody}")
    games = sum(m.games for m in found)
    note = "It had not studied the strategy that it met." if unseen else "It knew all of these strategies."
    return [*lines, f"{games} games in {seconds} s. {note}"]
