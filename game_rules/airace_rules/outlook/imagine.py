"""The match as one side may imagine it: what it knows as it is, what it estimates with its error, and for the rest the
usual course of a match. Only declared audiences decide what is read from the true state."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from airace_rules.balance.games import GameKeys, Games
from airace_rules.engine.cells import pipelines_of, stocks_of
from airace_rules.engine.dice import counter_of
from airace_rules.engine.mathfn_array import Floats, Whole
from airace_rules.engine.plan import Plan
from airace_rules.engine.sight import sees
from airace_rules.engine.undertakings import is_done
from airace_rules.engine.words import Words, draw_ids, normal_of, threefry
from airace_rules.ids import SIDES, WORLD, Owner, Side, rival_of
from airace_rules.language.names import CLOCK
from airace_rules.language.years import YEARS
from airace_rules.outlook.course import Moment, at_turn
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState


def imagine(plan: Plan, state: MatchState, side: Side, keys: GameKeys) -> Games:
    """Games at the start of the state's turn, one for each key, before their opening values are worked out.

    They differ in what the side can only estimate: there each takes a value from the side's error band.
    """
    usual = at_turn(plan.ruleset, state.turn)
    count = len(keys.draws[0])
    cells = {cell: np.full(count, value) for cell, value in _stances(plan, state, side)}
    for owner, name, cell, _ in plan.stocks:
        cells[cell] = _stock(plan, state, side, owner, name, usual.stocks[cell], keys)
    pipelines = {
        cell: [np.full(count, amount) for amount in _pipeline(plan.ruleset, state, side, owner, name, cell, usual)]
        for owner, name, cell, _ in plan.pipelines
    }
    carried: dict[Side, Whole] = {
        owner: np.full(count, state.sides[side].carried if owner == side else usual.carried[owner]) for owner in SIDES
    }
    return Games(state.turn, np.arange(count), cells, pipelines, carried, keys.draws, keys.bots)


def _stances(plan: Plan, state: MatchState, side: Side) -> Iterator[tuple[str, float]]:
    for owner, key, cell, changed in plan.stances:
        stance = plan.ruleset.stances[key]
        known = owner == side or stance.sight.rival == "exact"
        option = state.sides[owner].stances[key] if known else stance.start[owner]
        yield cell, float(stance.options.index(option))
        yield changed, 0.0


def _stock(plan: Plan, state: MatchState, side: Side, owner: Owner, name: str, usual: float, keys: GameKeys) -> Floats:
    """The values of a stock in each imagined game."""
    ruleset, count = plan.ruleset, len(keys.draws[0])
    stock = ruleset.stocks[name]
    knowledge = _implicit(ruleset, state, side, owner, name) if stock.implicit else sees(ruleset, side, owner, name)
    if knowledge == "exact":
        return np.full(count, stocks_of(state, owner)[name])
    if knowledge == "rough":
        believed = state.sides[side]
        noise = _noise(f"{owner}.{name}", keys.draws, state.turn)
        values: Floats = believed.estimates[name] + believed.bands.get(name, 0.0) * noise
        values = np.minimum(np.maximum(values, stock.minimum), stock.maximum)
        return values
    return np.full(count, _in_keeping(ruleset, state, owner, name, usual))


def _in_keeping(ruleset: Ruleset, state: MatchState, owner: Owner, name: str, usual: float) -> float:
    """The usual value, in keeping with what everybody knows of a project: whether it is finished."""
    kind, _, key = name.partition(".")
    project = ruleset.projects.get(key)
    if owner == WORLD or project is None or project.rival_sight != "finished" or kind not in ("progress", "slipped"):
        return usual
    if is_done(project, state, owner):
        return float(project.turns) if kind == "progress" else 0.0
    return min(usual, project.turns - 1.0) if kind == "progress" else usual


def _noise(name: str, keys: tuple[Words, Words], turn: int) -> Floats:
    """Standard normal numbers that differ from game to game."""
    ids = draw_ids([f"imagined {name}"])
    words = threefry(keys, (ids[:, np.newaxis], np.array([[counter_of(turn, 0)]], np.uint64)))[0]
    return normal_of(words[0])


def _implicit(ruleset: Ruleset, state: MatchState, side: Side, owner: Owner, name: str) -> str:
    """How a side knows a stock that the compiler made: ``exact`` or ``hidden``."""
    kind, _, key = name.partition(".")
    if key in ruleset.deals and kind in ("deal", "offered", "locked"):
        return "exact"
    if key in ruleset.projects:
        project = ruleset.projects[key]
        return "exact" if owner in (side, WORLD) or project.rival_sight == "exact" else "hidden"
    for rule in ruleset.happenings:
        if rule.kind == "event" and name.startswith(f"event_{rule.key}_"):
            told = rule.visibility == "public" or (rule.visibility == "own" and owner in (side, WORLD))
            return "exact" if told else "hidden"
    return "hidden"


def _pipeline(
    ruleset: Ruleset, state: MatchState, side: Side, owner: Owner, name: str, cell: str, usual: Moment
) -> tuple[float, ...]:
    """Amounts on their way: those of the state where the side can work out what went in."""
    pipeline = ruleset.pipelines[name]
    known = owner in (side, WORLD) and all(_told(ruleset, side, owner, input_) for input_ in pipeline.inputs)
    return pipelines_of(state, owner)[name] if known else usual.pipelines[cell]


def _told(ruleset: Ruleset, side: Side, owner: Owner, name: str) -> bool:
    """Whether a side knows, when the next turn opens, what a name in a formula of ``owner`` meant."""
    if name in ruleset.params or name in CLOCK or name in YEARS:
        return True
    if name in ruleset.instruments or name.startswith("stance."):
        return owner == side
    place, _, rest = name.rpartition(".")
    whose: dict[str, Owner] = {"": owner, "new": owner, "world": WORLD, "world.new": WORLD, **{s: s for s in SIDES}}
    if owner != WORLD:
        whose |= {"opp": rival_of(owner), "opp.new": rival_of(owner)}
    return place in whose and sees(ruleset, side, whose[place], rest) == "exact"
