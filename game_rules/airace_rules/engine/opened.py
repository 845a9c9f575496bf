"""A state as its turn opens, worked out once: whoever checks orders, makes defaults or resolves the turn needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from airace_rules.engine.cells import state_cells
from airace_rules.engine.identity import ByIdentity, once_per_object
from airace_rules.engine.plan import Plan
from airace_rules.state import MatchState

_KEPT_PLANS: Final = 64
_KEPT_STATES: Final = 64  # of a ruleset; some 30 KiB each


@dataclass(frozen=True, slots=True)
class Opened:
    """A state together with its cells, the outputs of the opening program among them, and these outputs alone. Shared:
    nobody may change the cells."""

    state: MatchState
    cells: Mapping[str, float]
    opening: Mapping[str, float]


def open_state(plan: Plan, state: MatchState) -> Opened:
    """Raises NotFinite when a formula of the opening program fails."""
    remembered = _remembered(plan)
    found = remembered.get(state)
    if found is None:
        cells = state_cells(plan, state)
        opening = plan.opening.run(cells)
        found = Opened(state, {**cells, **opening}, opening)
        remembered.keep(state, found)
    return found


def same_opening(plan: Plan, opened: Opened, state: MatchState) -> None:
    """Remember that another state opens alike: nothing that the opening program reads tells the two apart."""
    _remembered(plan).keep(state, replace(opened, state=state))


@once_per_object(_KEPT_PLANS)
def _remembered(plan: Plan) -> ByIdentity[MatchState, Opened]:
    return ByIdentity(_KEPT_STATES)
