"""How much hangs on each number: every param moved by a tenth, and the sides' different numbers made equal, in the
same games of the round-robin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from airace_rules.balance.arena import Arena, Lot, Outcome, arena_of
from airace_rules.balance.matrix import cell_name, shared_out
from airace_rules.balance.places import Places
from airace_rules.balance.runner import Runner
from airace_rules.ids import SIDES
from airace_rules.language import values as v
from airace_rules.language.lifting import lifted
from airace_rules.language.loader import Compiled

STEP: Final = 0.1
CELL: Final = "sensitivity"
Start = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Nudge:
    """What a change of one number does to the round-robin. ``name`` such as ``params.spill``; ``change`` in words;
    ``flipped``: share of games whose winner changed; ``shift``: change of Washington's share of decided games;
    ``broken``: games that a formula broke."""

    name: str
    place: str
    change: str
    flipped: float
    shift: float
    broken: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """``nudges``: two for every param that a program reads, down and up, in ``games`` games each, which have
    ``side_rate`` without any. ``evened``: one for every number that the sides have differently, with the middle given
    to both; ``even_rate``: side rate of their games without. ``unread``: params that change nothing."""

    games: int
    side_rate: float
    nudges: tuple[Nudge, ...]
    evened: tuple[Nudge, ...]
    even_rate: float
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    name: str
    words: str
    start: Start


def sensitivity(
    runner: Runner, compiled: Compiled, places: Places, strategies: Sequence[str], games: int, evened: int
) -> Sensitivity:
    """``games`` for each param and direction, ``evened`` for each number that is given to both sides."""
    ruleset = lifted(compiled)
    arena = arena_of(ruleset, purpose="lifted")
    read = _read(compiled, ruleset_inputs(arena))
    changes = [change for name in read for change in _nudges(name)]
    rate, nudges = _played(runner, arena, places, strategies, changes, games)
    even_rate, evens = _played(runner, arena, places, strategies, _evened(compiled), evened)
    unread = tuple(name for name in compiled.ruleset.params if name not in read)
    return Sensitivity(games, rate, nudges, evens, even_rate, unread)


def ruleset_inputs(arena: Arena) -> set[str]:
    """All cells that some program of the ruleset reads."""
    ruleset = arena.ruleset
    programs = [ruleset.opening, ruleset.turn, ruleset.perception]
    programs += [program for sides in ruleset.bots.values() for program in sides.values()]
    return {cell for program in programs for cell in program.inputs}


def _read(compiled: Compiled, inputs: set[str]) -> list[str]:
    return [name for name in compiled.ruleset.params if any(f"lift:{side}.{name}" in inputs for side in SIDES)]


def _nudges(name: str) -> list[_Change]:
    return [
        _Change(f"params.{name}", words, tuple((f"lift:{side}.{name}", factor) for side in SIDES))
        for words, factor in (("-10 %", 1 - STEP), ("+10 %", 1 + STEP))
    ]


def _evened(compiled: Compiled) -> list[_Change]:
    """Numbers that the sides have differently, params and starts of stocks, with the middle given to both."""
    changes = []
    for name, entry in compiled.model.decl.params.items():
        value = entry.decl.value
        if isinstance(value, v.ValuePair):
            ours, theirs = value.washington, value.beijing
            if isinstance(ours, float) and isinstance(theirs, float) and ours != theirs and ours and theirs:
                middle = _middle(ours, theirs)
                factors = ((f"lift:washington.{name}", middle / ours), (f"lift:beijing.{name}", middle / theirs))
                changes.append(_Change(f"params.{name}", f"{ours:g} and {theirs:g}", factors))
    for name, stock in compiled.ruleset.stocks.items():
        if stock.scope == "side" and not stock.implicit:
            ours, theirs = (stock.start[side] for side in SIDES)
            if ours != theirs:
                start = tuple((f"stock:{side}.{name}", _middle(ours, theirs)) for side in SIDES)
                changes.append(_Change(f"stocks.{name}", f"start {ours:g} and {theirs:g}", start))
    return changes


def _middle(one: float, other: float) -> float:
    """The geometric mean of numbers above 0, else their mean."""
    return sqrt(one * other) if min(one, other) > 0 else (one + other) / 2


def _played(
    runner: Runner, arena: Arena, places: Places, strategies: Sequence[str], changes: Sequence[_Change], games: int
) -> tuple[float, tuple[Nudge, ...]]:
    """The side rate of the unchanged games, and what each change does to them."""
    lots = _round_robin(strategies, games)
    size = sum(lot.games for lot in lots)
    starts: list[Start] = [(), *(change.start for change in changes)]
    every = [Lot(lot.washington, lot.beijing, lot.cell, 0, lot.games, start) for start in starts for lot in lots]
    outcome = runner.play(arena, strategies, every, "moving params")
    parts = [outcome.part(slice(k * size, (k + 1) * size)) for k in range(len(starts))]
    base = parts[0]
    return _rate(base), tuple(
        Nudge(
            name=change.name,
            place=places.of(change.name),
            change=change.words,
            flipped=int((part.winner != base.winner).sum()) / size,
            shift=_rate(part) - _rate(base),
            broken=int((part.ending < 0).sum()),
        )
        for change, part in zip(changes, parts[1:], strict=True)
    )


def _round_robin(strategies: Sequence[str], games: int) -> list[Lot]:
    """About ``games`` games over all pairs; over some pairs, evenly chosen, when there are more pairs than games."""
    pairs = [(i, j) for i in range(len(strategies)) for j in range(len(strategies))]
    pairs = pairs[:: -(-len(pairs) // max(1, games))]
    sizes = shared_out(games, len(pairs))
    return [
        Lot(i, j, f"{CELL} {cell_name(strategies[i], strategies[j])}", 0, size)
        for (i, j), size in zip(pairs, sizes, strict=True)
    ]


def _rate(outcome: Outcome) -> float:
    decided = int(np.count_nonzero(outcome.winner))
    return int((outcome.winner > 0).sum()) / decided if decided else 0.5
