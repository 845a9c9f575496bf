"""How projects and deals stand when a turn opens: what may be paid or signed, what binding deals ask for.

``opening`` holds cells of the opening program: ``gate:…`` among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from airace_rules.engine.plan import Plan
from airace_rules.ids import WORLD, Owner, Side
from airace_rules.ruleset import Deal, Project, Ruleset
from airace_rules.state import MatchState


class Standing(NamedTuple):
    """How a side stands with a project. ``progress``: instalments that count so far; ``needed``: those that finish it,
    one more than declared after a slip. Of a joint project, ``escrow``: own instalments that wait, and ``waits``: turns
    before a part of them comes back."""

    progress: int
    needed: int
    escrow: int = 0
    waits: int = 0

    @property
    def done(self) -> bool:
        """Whether it is finished."""
        return self.progress >= self.needed

    @property
    def started(self) -> bool:
        """Whether this side has paid for it before, or a joint one has progress."""
        return self.progress > 0 or self.escrow > 0

    @property
    def room(self) -> bool:
        """Whether one more instalment of this side can be of use."""
        return self.progress + self.escrow < self.needed


def standing_of(project: Project, state: MatchState, side: Side) -> Standing:
    """How a side stands with a project when the turn opens."""
    key, own = project.key, state.sides[side].stocks
    owned = state.world if project.joint else own
    needed = project.turns + int(owned[f"slipped.{key}"]) if project.slips else project.turns
    if not project.joint:
        return Standing(int(owned[f"progress.{key}"]), needed)
    return Standing(int(owned[f"progress.{key}"]), needed, int(own[f"escrow.{key}"]), int(own[f"waiting.{key}"]))


def owner_of(project: Project, side: Side) -> Owner:
    """Whose its progress is."""
    return WORLD if project.joint else side


def is_done(project: Project, state: MatchState, side: Side) -> bool:
    """Whether it is finished."""
    return standing_of(project, state, side).done


def may_pay(project: Project, standing: Standing, side: Side, opening: Mapping[str, float]) -> bool:
    """Whether this side may pay an instalment this turn, the budget and the limit of new projects apart."""
    return standing.room and (standing.started or not unmet_gates(project, side, opening))


def unmet_gates(undertaking: Project | Deal, side: Side, opening: Mapping[str, float]) -> list[str]:
    """Gate lines that do not hold, as written."""
    if not undertaking.needs:
        return []
    whose = f"{owner_of(undertaking, side)}.project" if isinstance(undertaking, Project) else f"{WORLD}.deal"
    lines = enumerate(undertaking.needs)
    return [line for at, line in lines if opening[f"gate:{whose}.{undertaking.key}.{at}"] == 0.0]


def turns_left(deal: Deal, state: MatchState) -> int:
    """Turns for which a deal is in force, this one included."""
    return int(state.world[f"deal.{deal.key}"])


def locked_for(deal: Deal, state: MatchState) -> int:
    """Turns before a deal may be signed again."""
    return int(state.world[f"locked.{deal.key}"]) if deal.locked else 0


def has_offered(deal: Deal, state: MatchState, side: Side) -> bool:
    """Whether this side signed last turn without the other."""
    return state.sides[side].stocks[f"offered.{deal.key}"] != 0.0


def is_open(deal: Deal, state: MatchState, opening: Mapping[str, float]) -> bool:
    """Whether a deal that is not in force may be signed."""
    if turns_left(deal, state) or locked_for(deal, state):
        return False
    return not unmet_gates(deal, "washington", opening)


def may_sign(deal: Deal, state: MatchState, opening: Mapping[str, float]) -> bool:
    """Whether a side may sign a deal, or keep its signature."""
    return turns_left(deal, state) > 0 or is_open(deal, state, opening)


def binding_deals(ruleset: Ruleset, state: MatchState) -> Iterable[Deal]:
    """Binding deals in force."""
    return (deal for deal in ruleset.deals.values() if deal.binding and turns_left(deal, state))


def caps_of(ruleset: Ruleset, state: MatchState, side: Side) -> dict[str, int]:
    """Most tenths of a point in each instrument this turn, as binding deals in force allow it."""
    caps = {key: instrument.cap[side] for key, instrument in ruleset.instruments.items()}
    for deal in binding_deals(ruleset, state):
        for term in deal.terms:
            if term.instrument is not None and term.high is not None and term.side in (None, side):
                caps[term.instrument] = min(caps[term.instrument], term.high)
    return caps


def in_line(plan: Plan, stances: Mapping[str, str], side: Side, deals: Mapping[str, float]) -> Mapping[str, str]:
    """Stances moved to what binding deals ask for; ``deals``: the world's stocks, with the turns left of each."""
    moved: dict[str, str] = {}
    for deal, bound, stance, low, high in plan.enforced:
        if bound == side and deals[f"deal.{deal}"] > 0.0:
            options = plan.ruleset.stances[stance].options
            place = options.index(moved.get(stance, stances[stance]))
            moved[stance] = options[min(max(place, low), high)]
    return {**stances, **moved} if moved else stances
