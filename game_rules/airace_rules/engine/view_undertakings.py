"""Projects and deals as an audience sees them when a turn opens. Plain data; ``view`` checks all of a view at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airace_rules.engine import undertakings as u
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.ruleset import Deal, Project, Ruleset
from airace_rules.state import MatchState

Data = dict[str, Any]
Opening = Mapping[str, float]  # cells of the opening program


def projects_data(ruleset: Ruleset, state: MatchState, side: Side, opening: Opening) -> Data:
    """Project → ``views.ProjectView``, of those that a side may run."""
    over = state.ending is not None
    return {
        key: _project(ruleset, project, state, side, opening, over)
        for key, project in ruleset.projects.items()
        if side in project.cost
    }


def _project(ruleset: Ruleset, project: Project, state: MatchState, side: Side, opening: Opening, over: bool) -> Data:
    now = u.standing_of(project, state, side)
    unmet = [] if now.started else u.unmet_gates(project, side, opening)
    staged = not over and not now.started and not ruleset.starts_in(state.turn)
    return {
        "progress": now.progress,
        "turns": now.needed,
        "done": now.done,
        "open": not over and not staged and now.room and not unmet,
        "unmet": unmet,
        "escrow": now.escrow,
        "escrow_left": now.waits,
        "starts": ruleset.next_starts(state.turn) if staged else None,
    }


def rival_projects_data(ruleset: Ruleset, state: MatchState, side: Side) -> Data:
    """Project → ``views.RivalProjectView``, of those of which a side knows something."""
    rival = rival_of(side)
    return {
        key: rival_project(project, state, rival)
        for key, project in ruleset.projects.items()
        if rival in project.cost and project.rival_sight != "hidden"
    }


def rival_project(project: Project, state: MatchState, rival: Side) -> Data:
    """What the other side may know of a project that is not hidden from it."""
    standing = u.standing_of(project, state, rival)
    paid = standing.progress + standing.escrow
    return {"done": standing.done, "progress": paid if project.rival_sight == "exact" else None}


def deals_data(ruleset: Ruleset, state: MatchState, opening: Opening) -> Data:
    """Deal → ``views.DealView``: the same for everybody."""
    over = state.ending is not None
    return {key: _deal(deal, state, opening, over) for key, deal in ruleset.deals.items()}


def _deal(deal: Deal, state: MatchState, opening: Opening, over: bool) -> Data:
    left, locked = u.turns_left(deal, state), u.locked_for(deal, state)
    unmet = [] if left else u.unmet_gates(deal, "washington", opening)
    return {
        "turns_left": left,
        "offers": [side for side in SIDES if u.has_offered(deal, state, side)],
        "open": not (over or left or locked or unmet),
        "unmet": unmet,
        "locked": locked,
    }
