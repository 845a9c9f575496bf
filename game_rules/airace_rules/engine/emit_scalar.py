"""Programs as plain Python on single floats: the fastest form for one match."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from airace_rules.engine import mathfn
from airace_rules.engine.emit import Term, build, emit
from airace_rules.language.ir import Op, Program

_TEMPLATES: Final[Mapping[Op, str]] = {
    Op.NEG: "-{0}",
    Op.ABS: "abs({0})",
    Op.FLOOR: "floor({0})",
    Op.SQRT: "sqrt({0})",
    Op.EXP: "exp({0})",
    Op.LOG: "log({0})",
    Op.NOT: "not {0}",
    Op.ADD: "{0} + {1}",
    Op.SUB: "{0} - {1}",
    Op.MUL: "{0} * {1}",
    Op.DIV: "{0} / {1} if {1} else divide({0}, {1})",
    Op.POW: "power({0}, {1})",
    Op.MIN: "{1} if {1} < {0} else {0}",
    Op.MAX: "{1} if {1} > {0} else {0}",
    Op.LT: "{0} < {1}",
    Op.LE: "{0} <= {1}",
    Op.EQ: "{0} == {1}",
    Op.AND: "{0} and {1}",
    Op.OR: "{0} or {1}",
    Op.SELECT: "{1} if {0} else {2}",
}

_FUNCTIONS: Final[Mapping[str, Any]] = {
    "abs": abs,
    "floor": mathfn.floor,
    "sqrt": mathfn.sqrt,
    "exp": mathfn.exp,
    "log": mathfn.log,
    "divide": mathfn.divide,
    "power": mathfn.power,
}


def _template(op: Op, args: Sequence[Term]) -> str:
    if op is Op.DIV and args[1].constant:
        return "{0} / {1}"
    return _TEMPLATES[op]


def source_of(program: Program) -> str:
    """The Python source of the scalar form."""
    return emit(program, _template)


def compile_scalar(program: Program) -> Callable[[Sequence[float]], tuple[float, ...]]:
    """A function from the input cells, in the order of ``program.inputs``, to the outputs in theirs."""
    return build(source_of(program), _FUNCTIONS, "scalar program")
