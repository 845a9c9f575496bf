"""Playing: a new match, and one turn at a time.

A turn has six phases, always in this order: *lock* the orders, *draw* the chances, *evaluate* the turn, the
*aftermath* (the year after the last turn, with no orders), what each side *perceives* of the new state, and the *end*
check. Nothing here knows what a ruleset is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from airace_rules.engine.budget import budget_from, carry_over, cost_of
from airace_rules.engine.cells import Cells, advance, idle_cells, order_cells
from airace_rules.engine.check import check_from
from airace_rules.engine.dice import FixedDraws, Seed
from airace_rules.engine.happenings import happenings_of
from airace_rules.engine.hashing import link
from airace_rules.engine.opened import Opened, open_state, same_opening
from airace_rules.engine.plan import DrawSet, Plan, plan_of
from airace_rules.engine.undertakings import in_line
from airace_rules.errors import MatchOver
from airace_rules.ids import SIDES, WORLD, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ending, Ruleset
from airace_rules.state import MatchState, SideState, StepRecord, TurnResult

Refunds = Mapping[Side, int]  # tenths that come back with the next budget


@dataclass(frozen=True, slots=True)
class _Chance:
    """All draws of a turn. ``aftermath`` is empty except in the last turn."""

    turn: list[float]
    views: list[float]
    aftermath: list[float]


def new_match(ruleset: Ruleset, seed: Seed | FixedDraws) -> MatchState:
    """The state at the start of turn 1, with each side's first estimates of the other."""
    sides: dict[Side, SideState] = {}
    for side in SIDES:
        stocks = {name: stock.start[side] for name, stock in ruleset.stocks.items() if stock.scope == "side"}
        pipelines = {name: pipe.start[side] for name, pipe in ruleset.pipelines.items() if pipe.scope == "side"}
        stances = {key: stance.start[side] for key, stance in ruleset.stances.items()}
        sides[side] = SideState(stocks, pipelines, stances, Orders(), 0, {})
    world = {name: stock.start[WORLD] for name, stock in ruleset.stocks.items() if stock.scope == WORLD}
    arrivals = {name: pipe.start[WORLD] for name, pipe in ruleset.pipelines.items() if pipe.scope == WORLD}
    state = MatchState(1, sides, world, world_pipelines=arrivals)
    return perceived_anew(ruleset, state, seed)


def perceived_anew(ruleset: Ruleset, state: MatchState, seed: Seed | FixedDraws) -> MatchState:
    """A state made by hand, with what each side makes of it at the start of its turn."""
    plan = plan_of(ruleset)
    return _perceive(plan, open_state(plan, state), _drawn(plan.view_draws, state.turn, seed))


def resolve_turn(
    ruleset: Ruleset, state: MatchState, orders: Mapping[Side, Orders], seed: Seed | FixedDraws, prev_hash: str = ""
) -> TurnResult:
    """Resolve one turn. ``orders`` must hold both sides'; ``prev_hash`` is the hash of the turn before.

    Raises OrdersError when orders are not allowed, MatchOver, and NotFinite when a formula fails.
    """
    if state.ending is not None:
        raise MatchOver(f"the match ended in turn {state.turn - 1} ({state.ending}); there is no turn to resolve")
    if set(orders) != set(SIDES):
        raise ValueError(f"a turn needs the orders of {' and '.join(SIDES)}; found {sorted(orders)}")
    plan = plan_of(ruleset)
    opened = open_state(plan, state)
    locked = {side: check_from(plan, state, side, orders[side], opened.opening) for side in SIDES}
    chance = _draw(plan, state.turn, seed)
    record, after, refunds = _evaluate(plan, opened, order_cells(plan, state, locked), chance.turn)
    after = _settle(plan, opened, locked, after, refunds)
    last = state.turn == len(ruleset.turns)
    steps = [record]
    new = open_state(plan, after)
    ending = _ending(plan, new, last=last and not ruleset.aftermath)
    if last and ruleset.aftermath and ending is None:
        record, after, _ = _evaluate(plan, new, idle_cells(plan), chance.aftermath)
        steps.append(record)
        new = open_state(plan, after)
        ending = _ending(plan, new, last=True)
    final = _close(_perceive(plan, new, chance.views), new, ending)
    same_opening(plan, new, final)
    return TurnResult(
        turn=state.turn,
        orders=locked,
        steps=tuple(steps),
        before=state,
        after=final,
        opening=opening_record(plan, new.opening),
        hash=link(prev_hash, ruleset.hash, locked, final),
    )


def opening_of(ruleset: Ruleset, state: MatchState) -> dict[str, float]:
    """The opening variables and scores of a state, named as in ``TurnResult.opening``."""
    plan = plan_of(ruleset)
    return opening_record(plan, open_state(plan, state).opening)


def opening_record(plan: Plan, opening: Mapping[str, float]) -> dict[str, float]:
    """Outputs of the opening program, named as in ``TurnResult.opening``."""
    return plan.harvest.opening.of(opening)


def _draw(plan: Plan, turn: int, seed: Seed | FixedDraws) -> _Chance:
    last = turn == len(plan.ruleset.turns)
    return _Chance(
        _drawn(plan.turn_draws, turn, seed),
        _drawn(plan.view_draws, turn + 1, seed),
        _drawn(plan.turn_draws, turn + 1, seed) if last else [],
    )


def _drawn(draws: DrawSet, turn: int, seed: Seed | FixedDraws) -> list[float]:
    if isinstance(seed, FixedDraws):
        return [seed.values[name] for name in draws.names]
    from airace_rules.engine.draws import drawn  # brings NumPy, which a program that only starts need not load

    return drawn(draws, turn, seed)


def _evaluate(plan: Plan, opened: Opened, orders: Cells, values: list[float]) -> tuple[StepRecord, MatchState, Refunds]:
    """One run of the turn program on an opened state, with the values of its draws."""
    draws = plan.turn_draws
    cells = {**opened.cells, **orders, **dict(zip(draws.cells, values, strict=True))}
    outputs = plan.turn.values(cells)
    record = StepRecord(
        aftermath=cells["turn:aftermath"] > 0.0,
        values=plan.harvest.values.of(outputs),
        parts=plan.harvest.parts.of(outputs),
        draws=dict(zip(draws.names, values, strict=True)),
        happenings=happenings_of(plan, outputs),
    )
    refunds = plan.harvest.refunds.of(outputs)
    return record, advance(plan, opened.state, outputs), {side: int(refunds.get(side, 0.0)) for side in SIDES}


def _settle(
    plan: Plan, opened: Opened, locked: Mapping[Side, Orders], after: MatchState, refunds: Refunds
) -> MatchState:
    """Turn the page: orders as given, stances as given and in line with the binding deals now in force, what was not
    spent carried over, and what escrows give back."""
    state, opening = opened.state, opened.opening
    sides = {}
    for side in SIDES:
        orders, new = locked[side], after.sides[side]
        unspent = budget_from(plan, state, side, opening).total - cost_of(plan, state, side, orders)
        sides[side] = SideState(
            new.stocks,
            new.pipelines,
            in_line(plan, orders.stances, side, after.world),
            orders,
            carry_over(plan, unspent) + refunds[side],
            new.estimates,
            new.perceived,
            new.bands,
        )
    return MatchState(after.turn + 1, sides, after.world, after.ending, after.winner, after.world_pipelines)


def _perceive(plan: Plan, opened: Opened, values: list[float]) -> MatchState:
    """Each side's estimates of the other, and what it concludes from them; ``values`` blur the estimates."""
    state = opened.state
    outputs = plan.perception.values({**opened.cells, **dict(zip(plan.view_draws.cells, values, strict=True))})
    sides = {}
    for side in SIDES:
        estimates, perceived, bands = (believed.of(outputs) for believed in plan.harvest.beliefs[side])
        own = state.sides[side]
        sides[side] = SideState(
            own.stocks, own.pipelines, own.stances, own.orders, own.carried, estimates, perceived, bands
        )
    return MatchState(state.turn, sides, state.world, state.ending, state.winner, state.world_pipelines)


def _ending(plan: Plan, opened: Opened, *, last: bool) -> Ending | None:
    for ending in plan.ruleset.endings:
        if (last or ending.at == "any") and opened.opening[f"ending:{ending.key}"] != 0.0:
            return ending
    return None


def _close(state: MatchState, opened: Opened, ending: Ending | None) -> MatchState:
    if ending is None:
        return state
    return replace(state, ending=ending.key, winner=winner_of(ending, opened.opening))


def winner_of(ending: Ending, opening: Mapping[str, float]) -> Side | None:
    """Who wins an ending: decided by the totals, named by the ruleset, or nobody."""
    if ending.winner == "nobody":
        return None
    if ending.winner != "score":
        return ending.winner
    washington, beijing = (opening[f"score:{side}.total"] for side in SIDES)
    if washington == beijing:
        return None
    return "washington" if washington > beijing else "beijing"
