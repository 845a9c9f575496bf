"""Interval analysis: proves from declared ranges that no operation can meet a value it is not made for.

Exactly rounded operations are monotone, so computing with the end points in floats gives true bounds; our own exp,
log and pow get a margin. An unknown interval (None) stands for something reported elsewhere and spreads silently.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from airace_rules.language.ir import Node, Op

Interval = tuple[float, float]
LIMIT: Final = 1e300
_MARGIN: Final = 1e-9
_TRUTHS: Final = frozenset({Op.LT, Op.LE, Op.EQ, Op.AND, Op.OR, Op.NOT})


@dataclass(frozen=True, slots=True)
class Fault:
    """An operation that may fail: node, diagnostic code, and the interval that was found."""

    node: int
    code: str
    found: Interval


def analyse(
    nodes: Sequence[Node], inputs: Mapping[str, Interval | None], guarded: Mapping[int, float]
) -> tuple[list[Interval | None], list[Fault]]:
    """The interval of every node, and the faults. ``guarded``: divisions made by ``ratio`` with its threshold."""
    found: list[Interval | None] = []
    faults: list[Fault] = []
    for index, node in enumerate(nodes):
        interval = _interval(index, node, found, inputs, guarded, nodes, faults)
        if interval is not None and not (interval[0] >= -LIMIT and interval[1] <= LIMIT):
            faults.append(Fault(index, "R084", interval))
            interval = None
        found.append(interval)
    return found, faults


def truths(nodes: Sequence[Node], found: Sequence[Interval | None]) -> list[Interval]:
    """For every node that is a truth, or a truth as 1 or 0: (1, 1) if it always holds, (0, 0) if never, else (0, 1).
    ``found``: the intervals of all nodes."""
    sure: list[Interval] = []
    for node in nodes:
        sure.append(_truth(node, found, sure))
    return sure


def _truth(node: Node, found: Sequence[Interval | None], sure: Sequence[Interval]) -> Interval:
    parts = [sure[arg] for arg in node.args]
    match node.op:
        case Op.CONST:
            return (1.0, 1.0) if node.value else (0.0, 0.0)
        case Op.LT | Op.LE | Op.EQ:
            left, right = (found[arg] for arg in node.args)
            return (0.0, 1.0) if left is None or right is None else _compared(node.op, left, right)
        case Op.AND:
            return min(low for low, _ in parts), min(high for _, high in parts)
        case Op.OR:
            return max(low for low, _ in parts), max(high for _, high in parts)
        case Op.NOT:
            return 1.0 - parts[0][1], 1.0 - parts[0][0]
        case Op.SELECT if parts[1:] == [(1.0, 1.0), (0.0, 0.0)]:
            return parts[0]
    return 0.0, 1.0


def _compared(op: Op, left: Interval, right: Interval) -> Interval:
    apart = left[1] < right[0] or right[1] < left[0]
    if op is Op.EQ:
        return (0.0, 0.0) if apart else (1.0, 1.0) if left == right and left[0] == left[1] else (0.0, 1.0)
    if left[1] < right[0] or (op is Op.LE and left[1] <= right[0]):
        return 1.0, 1.0
    never = right[1] < left[0] or (op is Op.LT and right[1] <= left[0])
    return (0.0, 0.0) if never else (0.0, 1.0)


def hull(*intervals: Interval) -> Interval:
    """The smallest interval around all."""
    return min(i[0] for i in intervals), max(i[1] for i in intervals)


def _interval(
    index: int,
    node: Node,
    found: list[Interval | None],
    inputs: Mapping[str, Interval | None],
    guarded: Mapping[int, float],
    nodes: Sequence[Node],
    faults: list[Fault],
) -> Interval | None:
    if node.op is Op.CONST:
        return node.value, node.value
    if node.op is Op.INPUT:
        return inputs.get(node.cell)
    if node.op in _TRUTHS:
        return 0.0, 1.0
    operands = [found[arg] for arg in node.args]
    known = [operand for operand in operands if operand is not None]
    if node.op is Op.SELECT:
        return hull(*known[-2:]) if None not in operands[1:] else None
    if len(known) < len(operands):
        return None
    if index in guarded:
        divisor = found[nodes[node.args[1]].args[2]]
        return None if divisor is None else _guarded(known[0], divisor, guarded[index])
    if code := _fault_of(node.op, known):
        faults.append(Fault(index, code[0], code[1]))
        return None
    if node.op is Op.MUL and node.args[0] == node.args[1]:
        return _square(known[0])
    return _RULES[node.op](*known)


def _fault_of(op: Op, known: list[Interval]) -> tuple[str, Interval] | None:
    last = known[-1]
    if op is Op.DIV and last[0] <= 0 <= last[1]:
        return "R080", last
    if op is Op.LOG and last[0] <= 0:
        return "R081", last
    if op is Op.SQRT and last[0] < 0:
        return "R082", last
    if op is Op.POW and (known[0][0] < 0 or (known[0][0] == 0 and last[0] < 0)):
        return "R083", known[0]
    return None


def _corners(function: Callable[[float, float], float], a: Interval, b: Interval) -> Interval:
    (left, right), (low, high) = a, b
    values = function(left, low), function(left, high), function(right, low), function(right, high)
    if math.isnan(sum(values)) and any(map(math.isnan, values)):  # infinities of both signs have no sum either
        return -math.inf, math.inf
    return min(values), max(values)


def _square(a: Interval) -> Interval:
    low, high = sorted((a[0] * a[0], a[1] * a[1]))
    return (0.0, high) if a[0] <= 0 <= a[1] else (low, high)


def _guarded(a: Interval, b: Interval, threshold: float) -> Interval:
    parts = [a]  # the side not taken divides by 1
    if b[1] >= threshold:
        parts.append(_corners(_divide, a, (max(b[0], threshold), b[1])))
    if b[0] <= -threshold:
        parts.append(_corners(_divide, a, (b[0], min(b[1], -threshold))))
    return hull(*parts)


def _divide(x: float, y: float) -> float:
    return x / y


def _absolute(a: Interval) -> Interval:
    low, high = sorted((abs(a[0]), abs(a[1])))
    return (0.0, high) if a[0] <= 0 <= a[1] else (low, high)


def _exp(x: float) -> float:
    return math.exp(x) if x < 700 else math.inf


def _pow(x: float, y: float) -> float:
    if x == 0:
        return 1.0 if y == 0 else 0.0
    try:
        return math.pow(x, y)
    except OverflowError:
        return math.inf


def _widened(a: Interval) -> Interval:
    low, high = a
    return low - abs(low) * _MARGIN - 1e-300, high + abs(high) * _MARGIN + 1e-300


def _positive(a: Interval) -> Interval:
    low, high = _widened(a)
    return max(low, 0.0), high


_RULES: Final[dict[Op, Callable[..., Interval]]] = {
    Op.NEG: lambda a: (-a[1], -a[0]),
    Op.ABS: _absolute,
    Op.FLOOR: lambda a: (float(math.floor(a[0])), float(math.floor(a[1]))),
    Op.SQRT: lambda a: (math.sqrt(a[0]), math.sqrt(a[1])),
    Op.EXP: lambda a: _positive((_exp(a[0]), _exp(a[1]))),
    Op.LOG: lambda a: _widened((math.log(a[0]), math.log(a[1]))),
    Op.ADD: lambda a, b: (a[0] + b[0], a[1] + b[1]),
    Op.SUB: lambda a, b: (a[0] - b[1], a[1] - b[0]),
    Op.MUL: lambda a, b: _corners(lambda x, y: x * y, a, b),
    Op.DIV: lambda a, b: _corners(_divide, a, b),
    Op.POW: lambda a, b: _positive(_corners(_pow, a, b)),
    Op.MIN: lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    Op.MAX: lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
}
