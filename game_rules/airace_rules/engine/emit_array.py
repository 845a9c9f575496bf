"""Programs as Python on float64 arrays, one element a game: the fastest form for thousands of matches."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from airace_rules.engine import mathfn_array
from airace_rules.engine.emit import Term, build, emit
from airace_rules.engine.mathfn_array import Floats
from airace_rules.language.ir import Op, Program

_TEMPLATES: Final[Mapping[Op, str]] = {
    Op.NEG: "-{0}",
    Op.ABS: "absolute({0})",
    Op.FLOOR: "floor({0})",
    Op.SQRT: "sqrt({0})",
    Op.EXP: "exp({0})",
    Op.LOG: "log({0})",
    Op.NOT: "~{0}",
    Op.ADD: "{0} + {1}",
    Op.SUB: "{0} - {1}",
    Op.MUL: "{0} * {1}",
    Op.DIV: "{0} / {1}",
    Op.POW: "power({0}, {1})",
    Op.MIN: "where({1} < {0}, {1}, {0})",
    Op.MAX: "where({1} > {0}, {1}, {0})",
    Op.LT: "{0} < {1}",
    Op.LE: "{0} <= {1}",
    Op.EQ: "{0} == {1}",
    Op.AND: "{0} & {1}",
    Op.OR: "{0} | {1}",
    Op.SELECT: "where({0}, {1}, {2})",
}

# NumPy leaves open which zero it returns on a tie of 0 and -0: its own functions serve only against other constants.
_AGAINST_CONSTANT: Final[Mapping[Op, str]] = {Op.MIN: "minimum({0}, {1})", Op.MAX: "maximum({0}, {1})"}

_GATHERED: Final[Mapping[Op, str]] = {Op.EXP: "exps", Op.LOG: "logs", Op.POW: "powers"}
FEW: Final = 1024  # games: above, an operation is so much work that nothing is gained by joining it with others


def _gathered(function: Callable[..., Floats]) -> Callable[..., Sequence[Floats]]:
    """One of our own functions, worked out for many operands at once. Operands are rows of games, or numbers."""

    def on_all(*places: Sequence[Floats | float]) -> Sequence[Floats]:
        if len(places[0]) == 1:
            return [function(*(place[0] for place in places))]
        games = max(np.size(operand) for place in places for operand in place)
        return list(function(*(_stacked(place, games) for place in places)))

    return on_all


def _stacked(operands: Sequence[Floats | float], games: int) -> Floats:
    """Rows below each other; a column when all are numbers."""
    if not any(isinstance(operand, np.ndarray) for operand in operands):
        return np.array(operands, dtype=np.float64)[:, np.newaxis]
    rows = np.empty((len(operands), games))
    for row, operand in zip(rows, operands, strict=True):
        row[:] = operand
    return rows


_FUNCTIONS: Final[Mapping[str, Any]] = {
    "absolute": np.absolute,
    "floor": np.floor,
    "sqrt": np.sqrt,
    "where": np.where,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "exp": mathfn_array.exp,
    "log": mathfn_array.log,
    "power": mathfn_array.power,
    "exps": _gathered(mathfn_array.exp),
    "logs": _gathered(mathfn_array.log),
    "powers": _gathered(mathfn_array.power),
}


def _template(op: Op, args: Sequence[Term]) -> str:
    last = args[-1].constant
    against = _AGAINST_CONSTANT.get(op) if last and last == last else None
    return against or _TEMPLATES[op]


def source_of(program: Program, *, gather: bool) -> str:
    """The Python source of the array form; ``gather``: with calls of our own functions made together."""
    return emit(program, _template, _GATHERED if gather else {})


def compile_array(program: Program) -> Callable[[Sequence[Floats], tuple[int, ...]], tuple[Floats, ...]]:
    """A function from rows of games, in the order of ``program.inputs``, and their shape, to rows in the order of the
    outputs. Warnings of NumPy are switched off inside: infinities and NaN are found afterwards, where they reach an
    output.
    """

    @cache
    def compiled(gather: bool) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        return build(source_of(program, gather=gather), _FUNCTIONS, "array program")

    def run(rows: Sequence[Floats], shape: tuple[int, ...]) -> tuple[Floats, ...]:
        compute = compiled(math.prod(shape) <= FEW)
        with np.errstate(all="ignore"):
            results = compute(rows)
        return tuple(r if isinstance(r, np.ndarray) else np.full(shape, r, dtype=np.float64) for r in results)

    return run
