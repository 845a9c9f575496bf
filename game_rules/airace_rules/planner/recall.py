"""What a side knows when a turn opens, as cells and as a state to imagine from. A View is enough for it: whatever a
View does not hold is taken from the usual course of a match, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from airace_rules.engine.identity import once_per_object
from airace_rules.engine.plan import plan_of
from airace_rules.engine.sight import known_of
from airace_rules.engine.window import Row, windows_of
from airace_rules.ids import SIDES, WORLD, Owner, Side, rival_of
from airace_rules.orders import Orders
from airace_rules.outlook.course import at_turn
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, SideState
from airace_rules.views import View

_KEPT: Final = 64

Cells = Mapping[str, float]


def carried_cell(side: Side) -> str:
    """The cell of what a side kept from the turn before, in tenths."""
    return f"carried:{side}"


def cells_of(ruleset: Ruleset, view: View, side: Side) -> dict[str, float]:
    """The cells of a game that a View holds. ``view.budget`` is there."""
    rival = rival_of(side)
    places: dict[str, Mapping[str, float]] = {
        "own": view.own,
        "rival": {name: estimate.value for name, estimate in view.rival.items()},
        "world": view.world,
    }
    cells = {_cell(side, row): places[row.place][row.name] for row in windows_of(ruleset)[side]}
    cells.update((f"band:{side}.{name}", estimate.band) for name, estimate in view.rival.items())
    cells.update((f"perceived:{side}.{name}", estimate.value) for name, estimate in view.perceived.items())
    options: tuple[tuple[Side, Mapping[str, str]], ...] = ((side, view.stances), (rival, view.rival_stances))
    for owner, chosen in options:
        for key, option in chosen.items():
            cells[f"stance:{owner}.{key}"] = float(ruleset.stances[key].options.index(option))
    cells.update(_projects(ruleset, view, side))
    cells.update(_deals(ruleset, view))
    after = 1.0 if view.turn > view.turns and ruleset.aftermath else 0.0
    cells |= {"turn:number": float(view.turn), "turn:count": float(view.turns), "turn:aftermath": after}
    if view.budget is not None:
        cells[carried_cell(side)] = float(view.budget.carried)
    return cells


def _cell(side: Side, row: Row) -> str:
    if row.table == "opening":
        return f"var:{row.key}"
    if row.table in (*SIDES, WORLD):
        return f"stock:{row.table}.{row.key}"
    return f"seen:{side}.{row.key}"


def _projects(ruleset: Ruleset, view: View, side: Side) -> Iterator[tuple[str, float]]:
    rival = rival_of(side)
    for key, seen in view.projects.items():
        project = ruleset.projects[key]
        owner: Owner = WORLD if project.joint else side
        yield f"done:{owner}.{key}", float(seen.done)
        yield f"stock:{owner}.progress.{key}", float(seen.progress)
        yield f"stock:{owner}.slipped.{key}", float(seen.turns - project.turns)
        yield f"stock:{side}.escrow.{key}", float(seen.escrow)
        yield f"stock:{side}.waiting.{key}", float(seen.escrow_left)
    for key, theirs in view.rival_projects.items():
        project, own = ruleset.projects[key], view.projects.get(key)
        if not project.joint:
            yield f"done:{rival}.{key}", float(theirs.done)
        if theirs.progress is not None and project.joint:
            yield f"stock:{rival}.escrow.{key}", float(theirs.progress - (0 if own is None else own.progress))
        elif theirs.progress is not None:
            yield f"stock:{rival}.progress.{key}", float(theirs.progress)


def _deals(ruleset: Ruleset, view: View) -> Iterator[tuple[str, float]]:
    for key, seen in view.deals.items():
        yield f"stock:{WORLD}.deal.{key}", float(seen.turns_left)
        yield f"stock:{WORLD}.locked.{key}", float(seen.locked)
        for side in SIDES:
            yield f"stock:{side}.offered.{key}", float(side in seen.offers)


@once_per_object(_KEPT)
def _viewed(ruleset: Ruleset) -> Mapping[Side, frozenset[str]]:
    """The cells of stocks that a side's View tells, directly or by what it shows of projects and deals."""
    return {side: frozenset(_viewed_by(ruleset, side)) for side in SIDES}


def _viewed_by(ruleset: Ruleset, side: Side) -> Iterator[str]:
    yield from (_cell(side, row) for row in windows_of(ruleset)[side])
    rival = rival_of(side)
    for key, project in ruleset.projects.items():
        owners = ((WORLD, side) if project.joint else (side,)) if side in project.cost else ()
        aspects = ("progress", "slipped", "escrow", "waiting")
        yield from (f"stock:{owner}.{aspect}.{key}" for owner in owners for aspect in aspects)
        if rival in project.cost and project.rival_sight == "exact":
            yield f"stock:{rival}.{'escrow' if project.joint else 'progress'}.{key}"
    for key in ruleset.deals:
        yield f"stock:{WORLD}.deal.{key}"
        yield f"stock:{WORLD}.locked.{key}"
        yield from (f"stock:{owner}.offered.{key}" for owner in SIDES)


def state_from(ruleset: Ruleset, side: Side, turn: int, cells: Cells) -> MatchState:
    """A state that agrees with what ``side`` is told, and for the rest with the usual course. ``cells`` may hold more
    than that: no more of it is read."""
    plan, usual, viewed = plan_of(ruleset), at_turn(ruleset, turn), _viewed(ruleset)[side]
    stocks: dict[Owner, dict[str, float]] = {owner: {} for owner in (*SIDES, WORLD)}
    for owner, name, cell, _ in plan.stocks:
        stocks[owner][name] = cells[cell] if cell in viewed else usual.stocks[cell]
    stocks[rival_of(side)].update(_finished(ruleset, side, cells))
    pipelines: dict[Owner, dict[str, tuple[float, ...]]] = {owner: {} for owner in (*SIDES, WORLD)}
    for owner, name, cell, _ in plan.pipelines:
        pipelines[owner][name] = usual.pipelines[cell]
    rough = known_of(ruleset).rough
    sides = {
        owner: SideState(
            stocks=stocks[owner],
            pipelines=pipelines[owner],
            stances=_stances(ruleset, owner, side, cells),
            orders=Orders(),
            carried=int(cells[carried_cell(side)]) if owner == side else usual.carried[owner],
            estimates={name: cells[f"seen:{side}.{name}"] for name in rough} if owner == side else {},
            bands={name: cells.get(f"band:{side}.{name}", 0.0) for name in rough} if owner == side else {},
        )
        for owner in SIDES
    }
    return MatchState(turn, sides, stocks[WORLD], world_pipelines=pipelines[WORLD])


def _finished(ruleset: Ruleset, side: Side, cells: Cells) -> Iterator[tuple[str, float]]:
    """Progress of those projects of the rival of which it is known only whether they are finished, and for all that
    are known, slips that agree with it."""
    rival = rival_of(side)
    for key, project in ruleset.projects.items():
        if project.joint or rival not in project.cost or project.rival_sight == "hidden":
            continue
        done = cells[f"done:{rival}.{key}"] != 0.0
        progress = project.turns * done
        if project.rival_sight == "exact":
            progress = int(cells[f"stock:{rival}.progress.{key}"])
        yield f"progress.{key}", float(progress)
        if project.slips:
            yield f"slipped.{key}", float(progress > project.turns or (progress == project.turns and not done))


def _stances(ruleset: Ruleset, owner: Side, side: Side, cells: Cells) -> dict[str, str]:
    return {
        key: stance.options[int(cells[f"stance:{owner}.{key}"])]
        if owner == side or stance.sight.rival == "exact"
        else stance.start[owner]
        for key, stance in ruleset.stances.items()
    }
