"""Projects and deals of many games at once: ``bots.undertakings`` and ``engine.undertakings`` on arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from airace_rules.bots.undertakings import YES
from airace_rules.engine.mathfn_array import Bools, Floats, Whole
from airace_rules.engine.plan import Plan
from airace_rules.engine.undertakings import owner_of
from airace_rules.ids import WORLD, Side
from airace_rules.ruleset import Deal, Project, Ruleset

Rows = Mapping[str, Floats]


def pay_games(plan: Plan, side: Side, cells: Rows, choices: Rows, left: Whole) -> tuple[dict[str, Floats], Whole]:
    """Cells of the instalments to pay, and the tenths left."""
    paid: dict[str, Floats] = {}
    new = np.zeros_like(left)
    for owner, key, cell in plan.pays:
        if owner != side:
            continue
        project = plan.ruleset.projects[key]
        open_, started = _payable(project, side, cells)
        most = plan.ruleset.starts_in(int(cells["turn:number"][0]))
        fits = (started | (new < most)) & (project.cost[side] <= left)
        pays = _wants(choices, f"pay:{key}", left) & open_ & fits
        new = new + (pays & ~started)
        left = left - np.where(pays, project.cost[side], 0)
        paid[cell] = pays.astype(np.float64)
    return paid, left


def _payable(project: Project, side: Side, cells: Rows) -> tuple[Bools, Bools]:
    """Whether an instalment may be paid, and whether the project is started already."""
    owner = owner_of(project, side)
    progress = cells[f"stock:{owner}.progress.{project.key}"]
    nothing = np.zeros_like(progress)
    escrow = cells.get(f"stock:{side}.escrow.{project.key}", nothing)
    needed = project.turns + cells.get(f"stock:{owner}.slipped.{project.key}", nothing)
    started = (progress > 0.0) | (escrow > 0.0)
    gates = _gates(project, f"gate:{owner}.project.{project.key}", cells, progress)
    return (progress + escrow < needed) & (started | gates), started


def sign_games(plan: Plan, side: Side, cells: Rows, choices: Rows, left: Whole) -> dict[str, Floats]:
    """Cells of the deals to sign, or to keep."""
    signed: dict[str, Floats] = {}
    for owner, key, cell in plan.signs:
        if owner == side:
            force = cells[f"stock:world.deal.{key}"]
            locked = cells.get(f"stock:world.locked.{key}", np.zeros_like(force))
            open_ = (locked == 0.0) & _gates(plan.ruleset.deals[key], f"gate:{WORLD}.deal.{key}", cells, force)
            signs = _wants(choices, f"sign:{key}", left) & ((force > 0.0) | open_)
            signed[cell] = signs.astype(np.float64)
    return signed


def _gates(undertaking: Project | Deal, prefix: str, cells: Rows, like: Floats) -> Bools:
    met: Bools = np.ones(like.shape, dtype=np.bool_)
    for at in range(len(undertaking.needs)):
        met = met & (cells[f"{prefix}.{at}"] != 0.0)
    return met


def _wants(choices: Rows, cell: str, left: Whole) -> Bools:
    wish = choices.get(cell)
    wanted: Bools = np.zeros(left.shape, dtype=np.bool_) if wish is None else wish >= YES
    return wanted


def caps_games(ruleset: Ruleset, side: Side, cells: Rows) -> list[int | Whole]:
    """Most tenths in each instrument, as binding deals in force allow it."""
    caps: dict[str, int | Whole] = {key: instrument.cap[side] for key, instrument in ruleset.instruments.items()}
    for deal in ruleset.deals.values():
        for term in deal.terms if deal.binding else ():
            if term.instrument is not None and term.high is not None and term.side in (None, side):
                lower = np.minimum(caps[term.instrument], term.high)
                force = cells[f"stock:world.deal.{deal.key}"] > 0.0
                caps[term.instrument] = np.where(force, lower, caps[term.instrument]).astype(np.int64)
    return list(caps.values())


def in_line_games(plan: Plan, stance: str, side: Side, place: Floats, cells: Rows) -> Floats:
    """Places of a stance moved to what binding deals in force ask for."""
    for deal, bound, key, low, high in plan.enforced:
        if bound == side and key == stance:
            force = cells[f"stock:world.deal.{deal}"] > 0.0
            place = np.where(force, np.minimum(np.maximum(place, float(low)), float(high)), place)
    return place
