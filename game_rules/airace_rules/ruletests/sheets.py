"""What a test may name, as rows over many games: ``course.sheet_of`` on arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from airace_rules.balance.games import Games, Rows
from airace_rules.engine.plan import Plan, owners_of
from airace_rules.ids import SIDES, WORLD
from airace_rules.language.testnames import NOBODY, name_of
from airace_rules.ruleset import Ruleset


def sheet_rows(plan: Plan, games: Games, steps: Sequence[Rows]) -> Rows:
    """Name → row of shape (games,), after a turn of these steps (orders and outputs of the turn program; the second is
    the year after), or at the start if there are none. ``games`` has been opened and perceived."""
    rows: Rows = {}
    if steps:
        for cell, name in plan.part_records:
            rows[name] = sum((step[cell] for step in steps[1:]), steps[0][cell])
        rows.update(_happened(plan.ruleset, steps))
        rows.update((f"{side}.{key}", steps[0][cell]) for side, key, cell in plan.orders)
        rows.update((name, steps[0][cell]) for cell, name in plan.value_records)
    rows.update((name, games.cells[cell]) for cell, name in plan.opening_records)
    rows.update(_state(plan, games))
    if steps:
        rows.update(ending_sheet(plan.ruleset, "", "", len(games.index)))
    return rows


def ending_sheet(ruleset: Ruleset, ending: str, winner: str, count: int) -> Rows:
    """The outcome of games that ended so; of none of them if both are empty."""
    over = {f"ending.{each.key}": each.key == ending for each in ruleset.endings}
    won = {f"winner.{each}": each == winner for each in (*SIDES, NOBODY)}
    return {name: np.full(count, float(is_so)) for name, is_so in (over | won).items()}


def _happened(ruleset: Ruleset, steps: Sequence[Rows]) -> Rows:
    rows: Rows = {}
    for rule in ruleset.happenings:
        for owner in owners_of(rule.scope):
            cell = f"{rule.kind}:{owner}.{rule.key}"
            happened = np.any([step[cell] != 0.0 for step in steps], axis=0)
            rows[f"{owner}.happened.{name_of(rule.kind, rule.key)}"] = happened.astype(np.float64)
    return rows


def _state(plan: Plan, games: Games) -> Rows:
    rows: Rows = {f"{owner}.{name}": games.cells[cell] for owner, name, cell, _ in plan.stocks}
    rows.update((f"{side}.stance.{key}", games.cells[cell]) for side, key, cell, _ in plan.stances)
    for side in SIDES:
        for kind, word in (("perceived", ""), ("seen", "estimate."), ("band", "band.")):
            records = plan.perception_records[side][kind]
            rows.update((f"{side}.{word}{name}", games.cells[cell]) for cell, name in records)
    for key, project in plan.ruleset.projects.items():
        for owner in (WORLD,) if project.joint else tuple(project.cost):
            rows[f"{owner}.done.{key}"] = games.cells[f"done:{owner}.{key}"]
    for key in plan.ruleset.deals:
        rows[f"{WORLD}.deal.{key}"] = (rows[f"{WORLD}.deal.{key}"] > 0.0).astype(np.float64)
    return rows
