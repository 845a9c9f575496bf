"""From the intermediate form to Python source, for both emitters: dead nodes dropped, constants folded.

Source text is made from operations, indices and float literals only: nothing a designer wrote reaches it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from airace_rules.engine import mathfn
from airace_rules.language.ir import Node, Op, Program

TRUTH: Final = frozenset({Op.LT, Op.LE, Op.EQ, Op.AND, Op.OR, Op.NOT})

FOLD: Final[Mapping[Op, Callable[..., Any]]] = {
    Op.NEG: lambda a: -a,
    Op.ABS: abs,
    Op.FLOOR: mathfn.floor,
    Op.SQRT: mathfn.sqrt,
    Op.EXP: mathfn.exp,
    Op.LOG: mathfn.log,
    Op.NOT: lambda a: not a,
    Op.ADD: lambda a, b: a + b,
    Op.SUB: lambda a, b: a - b,
    Op.MUL: lambda a, b: a * b,
    Op.DIV: mathfn.divide,
    Op.POW: mathfn.power,
    Op.MIN: mathfn.minimum,
    Op.MAX: mathfn.maximum,
    Op.LT: lambda a, b: a < b,
    Op.LE: lambda a, b: a <= b,
    Op.EQ: lambda a, b: a == b,
    Op.AND: lambda a, b: a and b,
    Op.OR: lambda a, b: a or b,
    Op.SELECT: lambda c, a, b: a if c else b,
}
"""What each operation means on floats and truth values: the reference for both emitters."""


@dataclass(frozen=True, slots=True)
class Term:
    """A node as the emitters see it: its source text and, when it does not depend on any input, its value."""

    text: str
    constant: float | bool | None = None


def literal(value: float | bool) -> Term:
    """A constant as source text that gives the same bits."""
    if isinstance(value, bool):
        return Term("True" if value else "False", value)
    if value != value:
        return Term("NAN", value)
    if value in (mathfn.INF, -mathfn.INF):
        return Term("INF" if value > 0 else "(-INF)", value)
    text = repr(float(value))
    return Term(f"({text})" if text.startswith("-") else text, value)


def live_nodes(program: Program) -> set[int]:
    """Indices of the nodes that some output depends on."""
    found: set[int] = set()
    waiting = [index for _, index in program.outputs]
    while waiting:
        index = waiting.pop()
        if index not in found:
            found.add(index)
            waiting.extend(program.nodes[index].args)
    return found


def emit(program: Program, expression: Callable[[Op, Sequence[Term]], str]) -> str:
    """Source of one flat function ``compute(cells)`` that returns the outputs as a tuple.

    ``expression`` gives the text of one operation on terms that are not all constant.
    """
    live = live_nodes(program)
    inputs = {cell: Term(f"i{k}") for k, cell in enumerate(program.inputs)}
    terms: dict[int, Term] = {}
    lines = [_unpack(program)]
    for index, node in enumerate(program.nodes):
        if index not in live:
            continue
        term = _known(node, inputs, terms)
        if term is None:
            lines.append(f"    t{index} = {expression(node.op, [terms[a] for a in node.args])}")
            term = Term(f"t{index}")
        terms[index] = term
    results = "".join(f"{terms[index].text}, " for _, index in program.outputs)
    return "\n".join(["def compute(cells):", *lines, f"    return ({results})"]) + "\n"


def _unpack(program: Program) -> str:
    names = "".join(f"i{k}, " for k in range(len(program.inputs)))
    return f"    ({names}) = cells" if names else "    () = cells"


def _known(node: Node, inputs: Mapping[str, Term], terms: Mapping[int, Term]) -> Term | None:
    """The term of a node that needs no line of its own: an input, a constant, a choice already made."""
    if node.op is Op.CONST:
        return literal(float(node.value))
    if node.op is Op.INPUT:
        return inputs[node.cell]
    args = [terms[a] for a in node.args]
    values = [arg.constant for arg in args]
    if all(value is not None for value in values):
        return literal(FOLD[node.op](*values))
    if node.op is Op.SELECT and values[0] is not None:
        return args[1] if values[0] else args[2]
    return None


def build(source: str, functions: Mapping[str, Any], name: str) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """The function that ``source`` defines. It can reach ``functions`` and nothing else."""
    namespace: dict[str, Any] = {"__builtins__": {}, "INF": mathfn.INF, "NAN": mathfn.NAN, **functions}
    exec(compile(source, f"<{name}>", "exec"), namespace)  # noqa: S102 - text made by emit() alone
    compute: Callable[[Sequence[Any]], tuple[Any, ...]] = namespace["compute"]
    return compute
