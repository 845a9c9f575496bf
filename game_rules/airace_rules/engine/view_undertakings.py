"""Projects and deals as an audience sees them when a turn opens. Plain data; ``view`` checks all of a view at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airace_rules.engine import undertakings as u
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.ruleset import Project, Ruleset
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
    escrow, left = u.escrow_of(project, state, side)
    started = u.is_started(project, state, side)
    staged = not over and not started and not ruleset.starts_in(state.turn)
    return {
        "progress": u.progress_of(project, state, side),
        "turns": u.needed_of(project, state, side),
        "done": u.is_done(project, state, side),
        "open": not over and not staged and u.may_pay(project, state, side, opening),
        "unmet": [] if started else u.unmet_gates(project, side, opening),
        "escrow": escrow,
        "escrow_left": left,
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
    known = project.rival_sight == "exact"
    paid = u.progress_of(project, state, rival) + u.escrow_of(project, state, rival)[0]
    return {"done": u.is_done(project, state, rival), "progress": paid if known else None}


def deals_data(ruleset: Ruleset, state: MatchState, opening: Opening) -> Data:
    """Deal → ``views.DealView``: the same for everybody."""
    over = state.ending is not None
    return {
        key: {
            "turns_left": u.turns_left(deal, state),
            "offers": [side for side in SIDES if u.has_offered(deal, state, side)],
            "open": not over and u.is_open(deal, state, opening),
            "unmet": [] if u.turns_left(deal, state) else u.unmet_gates(deal, "washington", opening),
            "locked": u.locked_for(deal, state),
        }
        for key, deal in ruleset.deals.items()
    }
