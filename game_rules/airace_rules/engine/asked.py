"""The number that players are asked to foresee: how each side sees it, and how it really stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from airace_rules.engine.cells import state_cells
from airace_rules.engine.plan import plan_of
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import View

LEAD: Final = "lead"
TOTAL: Final = "score.total"


def asked_of(ruleset: Ruleset) -> str:
    """What players are asked about: the perceived ``lead`` in months; in a ruleset without one the first variable under
    ``perceived``; without any, ``score.total``."""
    perceived = [v.name for v in ruleset.variables.values() if v.timing == "perceived"]
    return LEAD if LEAD in perceived else next(iter(perceived), TOTAL)


def asked_seen(ruleset: Ruleset, view: View) -> list[float | None]:
    """The number at the start of every turn so far, as the side of the view saw it then; None for a score of which
    something is hidden from it."""
    asked = asked_of(ruleset)
    if asked == TOTAL:
        return [past.scores.get("total") for past in view.history]
    return [past.perceived[asked].value for past in view.history]


def asked_truly(ruleset: Ruleset, history: Sequence[TurnResult]) -> dict[Side, list[float]]:
    """Side → the number at the start of every turn and after the last one, without any error of estimate. It tells
    what the sides do not know: for matches that are over."""
    return asked_through(ruleset, [history[0].before, *(result.after for result in history)] if history else [])


def asked_through(ruleset: Ruleset, states: Sequence[MatchState]) -> dict[Side, list[float]]:
    """The same of these states, one after the other."""
    asked = asked_of(ruleset)
    cells = [true_cells(ruleset, state) for state in states]
    if asked == TOTAL:
        return {side: [known[f"score:{side}.total"] for known in cells] for side in SIDES}
    return {side: [known[f"perceived:{side}.{asked}"] for known in cells] for side in SIDES}


def true_cells(ruleset: Ruleset, state: MatchState) -> Mapping[str, float]:
    """The cells of a state when the turn opens, with beliefs as they would be if every estimate were the truth."""
    plan = plan_of(ruleset)
    cells = state_cells(plan, state)
    cells.update(plan.opening.run(cells))
    cells.update(dict.fromkeys(plan.view_draws.cells, 0.0))  # no noise: every estimate is the truth
    return {**cells, **plan.perception.run(cells)}
