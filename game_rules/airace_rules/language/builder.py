"""Builds one flat program: equal nodes are shared, and constants are folded where run time would give the same bits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from airace_rules.language import expressions as e
from airace_rules.language.ir import Node, Op, Program
from airace_rules.language.model import Use

Truth = int | bool  # index of a truth-valued node, or a truth known at load
Origin = tuple[Use, e.Expr]

MAX_ORIGINS: Final = 4
MAX_PROGRAM: Final = 40_000  # operations; the largest ruleset planned needs a fifth of that
# Exactly rounded in IEEE 754, so folding gives the bits of run time. Our own exp, log and pow stay for run time.
_FOLD: Final[dict[Op, Callable[..., float]]] = {
    Op.NEG: lambda a: -a,
    Op.ABS: abs,
    Op.ADD: lambda a, b: a + b,
    Op.SUB: lambda a, b: a - b,
    Op.MUL: lambda a, b: a * b,
    Op.DIV: lambda a, b: a / b,
    Op.MIN: min,
    Op.MAX: max,
}
_COMPARE: Final[dict[Op, Callable[[float, float], bool]]] = {
    Op.LT: lambda a, b: a < b,
    Op.LE: lambda a, b: a <= b,
    Op.EQ: lambda a, b: a == b,
}


class ProgramTooLarge(Exception):
    """More operations than a program may have."""


@dataclass(slots=True, eq=False)
class Builder:
    """A program under construction. ``origin`` is noted for every node made while it is set, for messages about
    ranges. ``guarded``: divisions whose divisor cannot be below ``ratio``'s threshold."""

    nodes: list[Node] = field(default_factory=list)
    outputs: dict[str, int] = field(default_factory=dict)
    origins: dict[int, list[Origin]] = field(default_factory=dict)
    guarded: dict[int, float] = field(default_factory=dict)
    origin: Origin | None = None
    _known: dict[tuple[object, ...], int] = field(default_factory=dict)

    def const(self, value: float) -> int:
        """A number."""
        return self._make(Node(Op.CONST, value=float(value)))

    def input(self, cell: str) -> int:
        """An input."""
        return self._make(Node(Op.INPUT, cell=cell))

    def op(self, op: Op, *args: int) -> int:
        """A number made of numbers."""
        folded = self._fold(op, args)
        return self.const(folded) if folded is not None else self._make(Node(op, args))

    def sum(self, terms: Iterable[int]) -> int:
        """From left to right; 0 for none."""
        total: int | None = None
        for term in terms:
            total = term if total is None else self.op(Op.ADD, total, term)
        return self.const(0.0) if total is None else total

    def clamp(self, value: int, lowest: int, highest: int) -> int:
        """``min(max(value, lowest), highest)``."""
        return self.op(Op.MIN, self.op(Op.MAX, value, lowest), highest)

    def compare(self, op: Op, left: int, right: int) -> Truth:
        """A comparison, known already when both sides are constants."""
        a, b = self.nodes[left], self.nodes[right]
        if a.op is Op.CONST and b.op is Op.CONST:
            return _COMPARE[op](a.value, b.value)
        return self._make(Node(op, (left, right)))

    def both(self, every: bool, truths: Iterable[Truth]) -> Truth:
        """``and`` (``every``) or ``or`` of truths."""
        result: Truth = every
        for truth in truths:
            if isinstance(truth, bool):
                if truth != every:
                    return not every
            elif isinstance(result, bool):
                result = truth
            else:
                result = self._make(Node(Op.AND if every else Op.OR, (result, truth)))
        return result

    def negate(self, truth: Truth) -> Truth:
        """``not``."""
        return (not truth) if isinstance(truth, bool) else self._make(Node(Op.NOT, (truth,)))

    def select(self, condition: Truth, yes: int, no: int) -> int:
        """``yes if condition else no``."""
        if isinstance(condition, bool):
            return yes if condition else no
        return yes if yes == no else self._make(Node(Op.SELECT, (condition, yes, no)))

    def as_number(self, truth: Truth) -> int:
        """1 or 0."""
        return self.select(truth, self.const(1.0), self.const(0.0))

    def as_truth(self, number: int) -> Truth:
        """Whether a number differs from 0."""
        node = self.nodes[number]
        if node.op is Op.CONST:
            return node.value != 0
        if node.op is Op.SELECT and node.args[1:] == (self.const(1.0), self.const(0.0)):
            return node.args[0]
        return self.negate(self.compare(Op.EQ, number, self.const(0.0)))

    def guarded_ratio(self, a: int, b: int, otherwise: int, threshold: float) -> int:
        """``a / b``, or ``otherwise`` where ``|b| < threshold``."""
        small = self.compare(Op.LT, self.op(Op.ABS, b), self.const(threshold))
        divided = self.op(Op.DIV, a, self.select(small, self.const(1.0), b))
        if not isinstance(small, bool):
            self.guarded[divided] = threshold
        return self.select(small, otherwise, divided)

    def finish(self) -> tuple[Program, list[int]]:
        """The program of what the outputs need, and for each of its nodes the index in this builder."""
        needed = bytearray(len(self.nodes))
        for index in self.outputs.values():
            needed[index] = 1
        for index in range(len(self.nodes) - 1, -1, -1):
            if needed[index]:
                for arg in self.nodes[index].args:
                    needed[arg] = 1
        kept = [index for index in range(len(self.nodes)) if needed[index]]
        place = {index: position for position, index in enumerate(kept)}
        nodes = tuple(_renumbered(self.nodes[index], place) for index in kept)
        inputs = tuple(node.cell for node in nodes if node.op is Op.INPUT)
        outputs = tuple((cell, place[index]) for cell, index in self.outputs.items())
        return Program(nodes, inputs, outputs), kept

    def _make(self, node: Node) -> int:
        # As numbers 0 and -0 are equal, as constants they are not.
        key = (node.op, node.args, node.value or str(node.value), node.cell)
        index = self._known.get(key)
        if index is None:
            index = self._known[key] = len(self.nodes)
            if index >= MAX_PROGRAM:
                raise ProgramTooLarge
            self.nodes.append(node)
        if self.origin is not None:
            known = self.origins.setdefault(index, [])
            if len(known) < MAX_ORIGINS and self.origin not in known:
                known.append(self.origin)
        return index

    def _fold(self, op: Op, args: tuple[int, ...]) -> float | None:
        if op not in _FOLD:
            return None
        values = []
        for arg in args:
            node = self.nodes[arg]
            if node.op is not Op.CONST:
                return None
            values.append(node.value)
        if op is Op.DIV and values[1] == 0:
            return None
        if op in (Op.MIN, Op.MAX) and values[0] == values[1] == 0:
            return None  # which zero is kept is the emitter's affair
        result = _FOLD[op](*values)
        return result if math.isfinite(result) else None


def _renumbered(node: Node, place: dict[int, int]) -> Node:
    return Node(node.op, tuple(place[arg] for arg in node.args), node.value, node.cell)
