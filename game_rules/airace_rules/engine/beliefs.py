"""Scores as a side itself can work them out during the match, from nothing but what it sees.

The true score of a dimension may read things that a side only estimates, or does not know at all. So for each side the
opening program is rebuilt on top of its view: wherever a formula meets a stock or variable that the side sees, it reads
the seen value or the estimate instead. A dimension that needs anything else is left out until the match is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from airace_rules.engine.cells import turn_cells
from airace_rules.engine.identity import once_per_object
from airace_rules.engine.kernel import Kernel, kernel_of
from airace_rules.engine.plan import plan_of
from airace_rules.engine.sight import known_of, sees
from airace_rules.ids import SIDES, WORLD, Owner, Side, rival_of
from airace_rules.language.ir import Node, Op, Program
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState

_KEPT: Final = 64
_PUBLIC_KINDS: Final = frozenset({"par", "turn"})


class _Unknown(Exception):
    """The side cannot work this out."""


@dataclass(slots=True)
class _Rebuilding:
    """The program under construction for one side."""

    ruleset: Ruleset
    side: Side
    named: Mapping[int, str]  # node → the variable that it is the value of
    nodes: list[Node] = field(default_factory=list)
    done: dict[int, int] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=dict)

    def node(self, index: int) -> int:
        """The new index of an old node."""
        if index not in self.done:
            self.done[index] = self._rebuild(index)
        return self.done[index]

    def _rebuild(self, index: int) -> int:
        old = self.ruleset.opening.nodes[index]
        cell = self.named.get(index) or old.cell
        seen = self._seen(cell) if cell else None
        if seen is not None:
            return self._input(seen)
        if old.op is Op.INPUT:
            raise _Unknown(cell)
        return self._add(Node(old.op, tuple(self.node(a) for a in old.args), old.value))

    def _seen(self, cell: str) -> str | None:
        """The cell of the view that stands for a cell of the truth; None when the side does not see it."""
        kind, _, rest = cell.partition(":")
        owner, _, name = rest.partition(".")
        if kind in _PUBLIC_KINDS:
            return cell
        place = "own" if owner == self.side else "world" if owner == WORLD else "rival"
        if kind == "stance":
            visible = known_of(self.ruleset)
            keys = visible.own_stances if place == "own" else visible.rival_stances
            return f"view:{place}.stance.{name}" if name in keys else None
        if kind == "done":
            name = f"done.{name}"
        if kind in ("stock", "var", "done") and sees(self.ruleset, self.side, _owner(owner), name) != "hidden":
            return f"view:{place}.{name}"
        return None

    def _input(self, cell: str) -> int:
        if cell not in self.inputs:
            self.inputs[cell] = self._add(Node(Op.INPUT, cell=cell))
        return self.inputs[cell]

    def _add(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1


def _owner(text: str) -> Owner:
    return "washington" if text == "washington" else "beijing" if text == "beijing" else "world"


def believed_program(ruleset: Ruleset, side: Side) -> Program:
    """The part of the opening program that a side can work out from its view: its own dimensions, and ``total`` if all
    that goes into it is known."""
    work = _Rebuilding(ruleset, side, _named_nodes(ruleset, side))
    outputs = []
    for cell, index in ruleset.opening.outputs:
        if cell.startswith(f"score:{side}."):
            try:
                outputs.append((cell, work.node(index)))
            except _Unknown:
                continue
    return Program(tuple(work.nodes), tuple(work.inputs), tuple(outputs))


def _named_nodes(ruleset: Ruleset, side: Side) -> dict[int, str]:
    """Node → the variable it is the value of; of several, one that the side sees."""
    named: dict[int, str] = {}
    for cell, index in ruleset.opening.outputs:
        kind, _, rest = cell.partition(":")
        owner, _, name = rest.partition(".")
        name = f"done.{name}" if kind == "done" else name
        if kind in ("var", "done") and (index not in named or sees(ruleset, side, _owner(owner), name) != "hidden"):
            named[index] = cell
    return named


@dataclass(frozen=True, slots=True)
class _Beliefs:
    """A side's program; ``sources``: for each of its inputs the part of the view and the name there."""

    kernel: Kernel
    sources: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]


@once_per_object(_KEPT)
def _beliefs_of(ruleset: Ruleset) -> dict[Side, _Beliefs]:
    return {side: _beliefs(ruleset, side) for side in SIDES}


def _beliefs(ruleset: Ruleset, side: Side) -> _Beliefs:
    kernel = kernel_of(believed_program(ruleset, side))
    keys = tuple(cell.removeprefix(f"score:{side}.") for cell in kernel.outputs)
    return _Beliefs(kernel, tuple(_source(cell) for cell in kernel.inputs), keys)


def _source(cell: str) -> tuple[str, str]:
    kind, _, rest = cell.partition(":")
    if kind in _PUBLIC_KINDS:
        return "turn", cell
    place, _, name = rest.partition(".")
    return (f"{place} stances", name.removeprefix("stance.")) if name.startswith("stance.") else (place, name)


def score_sources(ruleset: Ruleset, side: Side) -> frozenset[tuple[str, str]]:
    """Places and names in a side's window that its scores are worked out from."""
    return frozenset(_beliefs_of(ruleset)[side].sources)


def believed_scores(
    ruleset: Ruleset, state: MatchState, side: Side, seen: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """Dimension → score as the side can work it out; also ``total`` when no dimension is missing.

    ``seen``: what the side sees, place → name → value.

    An estimate may lie outside the range that formulas are proved for; a score that then is not finite is left out.
    """
    beliefs = _beliefs_of(ruleset)[side]
    tables = {
        **seen,
        "turn": turn_cells(plan_of(ruleset), state.turn),
        "own stances": _stance_places(ruleset, state, side, known_of(ruleset).own_stances),
        "rival stances": _stance_places(ruleset, state, rival_of(side), known_of(ruleset).rival_stances),
    }
    values = beliefs.kernel.scalar([tables[place][name] for place, name in beliefs.sources])
    return {key: value for key, value in zip(beliefs.keys, values, strict=True) if isfinite(value)}


def _stance_places(ruleset: Ruleset, state: MatchState, side: Side, keys: tuple[str, ...]) -> dict[str, float]:
    """The place of each option in force among its options."""
    stances = state.sides[side].stances
    return {key: float(ruleset.stances[key].options.index(stances[key])) for key in keys}
