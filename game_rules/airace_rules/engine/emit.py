"""From the intermediate form to Python source, for both emitters: dead nodes dropped, constants folded.

Source text is made from operations, indices and float literals only: nothing a designer wrote reaches it.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from airace_rules.engine import mathfn
from airace_rules.language.ir import Node, Op, Program

_NAME: Final = re.compile(r"\b[it]\d+\b")
_DEEPEST: Final = 16  # operations inside one another in a line; Python takes 200 brackets

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
    """A node as the emitters see it: its source text and, when it does not depend on any input, its value. ``depth``:
    how many operations deep its text is, 0 for a name or a constant; ``stage``: how many gathered calls, one after the
    other, it needs first."""

    text: str
    constant: float | bool | None = None
    depth: int = 0
    stage: int = 0


Template = Callable[[Op, Sequence[Term]], str]


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


def emit(program: Program, template: Template, gathered: Mapping[Op, str] = MappingProxyType({})) -> str:
    """Source of one flat function ``compute(cells)`` that returns the outputs as a tuple.

    ``template`` gives the text of one operation on terms that are not all constant, with ``{0}`` for the first of them.
    What is used once stands where it is used: in the scalar form a choice works out only the side that it takes, in
    the array form memory is free again at once.

    Operations in ``gathered`` are called together, as far as they need nothing of each other, by the function named
    there: it takes a tuple of operands for each place and gives as many results.
    """
    live = live_nodes(program)
    uses = Counter([*(a for i in live for a in program.nodes[i].args), *(index for _, index in program.outputs)])
    work = _Source({cell: Term(f"i{k}") for k, cell in enumerate(program.inputs)}, template, gathered)
    for index, node in enumerate(program.nodes):
        if index in live:
            work.write(index, node)
            if uses[index] > 1 or work.terms[index].depth >= _DEEPEST:
                work.name(index)
    results = "".join(f"{work.terms[index].text}, " for _, index in program.outputs)
    lines = reusing([*work.lines(), f"    return ({results})"], [f"i{k}" for k in range(len(program.inputs))])
    return "\n".join(["def compute(cells):", _unpack(program), *lines]) + "\n"


def reusing(lines: Sequence[str], inputs: Sequence[str] = ()) -> list[str]:
    """The same lines with names used again once nothing reads what they held; ``inputs`` have values from the start.

    A frame of a thousand names fills the piece of stack that Python allots at a time: where it ends close to the end of
    one, each call from inside costs another piece, and a turn takes half as long again. Arrays are free sooner, too.

    >>> reusing(["    t1 = i0 + 2", "    t2 = t1 * t1", "    t9 = t2 + i1", "    return (t9, )"], ["i0", "i1"])
    ['    i0 = i0 + 2', '    i0 = i0 * i0', '    i1 = i0 + i1', '    return (i1, )']
    """
    last = {name: at for at, line in enumerate(lines) for name in _NAME.findall(line)}
    ends: defaultdict[int, list[str]] = defaultdict(list)
    for name, at in last.items():
        ends[at].append(name)
    places = {name: name for name in inputs}
    free = [name for name in inputs if name not in last]
    fresh = (f"t{number}" for number in itertools.count())
    renamed: list[str] = []
    for at, line in enumerate(lines):
        targets, sign, value = line.partition(" = ")
        if not sign:
            renamed.append(_NAME.sub(lambda found: places[found[0]], line))
            continue
        value = _NAME.sub(lambda found: places[found[0]], value)
        free += [places[name] for name in ends[at] if name in places]
        for name in _NAME.findall(targets):
            places[name] = free.pop() if free else next(fresh)
        renamed.append(_NAME.sub(lambda found: places[found[0]], targets) + sign + value)
    return renamed


@dataclass(slots=True)
class _Source:
    """The function under construction: the terms of the nodes so far, and its lines and gathered calls by stage."""

    inputs: Mapping[str, Term]
    template: Template
    gathered: Mapping[Op, str]
    terms: dict[int, Term] = field(default_factory=dict)
    named: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    calls: defaultdict[tuple[int, Op], list[tuple[str, list[str]]]] = field(default_factory=lambda: defaultdict(list))

    def write(self, index: int, node: Node) -> None:
        """Make the term of a node."""
        term = _known(node, self.inputs, self.terms)
        if term is None:
            term = self._call(index, node) if node.op in self.gathered else self._operation(node)
        self.terms[index] = term

    def name(self, index: int) -> None:
        """Give a node a line and a name, unless it is a name or a constant already."""
        term = self.terms[index]
        if term.depth:
            self.named[term.stage].append(f"    t{index} = {term.text}")
            self.terms[index] = Term(f"t{index}", stage=term.stage)

    def lines(self) -> Iterator[str]:
        """All lines: those of a stage, then the calls that need no more than that."""
        for stage in range(max([*self.named, *(stage for stage, _ in self.calls)], default=0) + 1):
            yield from self.named[stage]
            for op, function in self.gathered.items():
                if calls := self.calls.get((stage, op)):
                    places = zip(*(operands for _, operands in calls), strict=True)
                    operands = ", ".join(f"({', '.join(place)},)" for place in places)
                    yield f"    {', '.join(name for name, _ in calls)}, = {function}({operands})"

    def _call(self, index: int, node: Node) -> Term:
        args = [self.terms[a] for a in node.args]
        stage = max(arg.stage for arg in args)
        self.calls[stage, node.op].append((f"t{index}", [arg.text for arg in args]))
        return Term(f"t{index}", stage=stage + 1)

    def _operation(self, node: Node) -> Term:
        text = self.template(node.op, [self.terms[a] for a in node.args])
        for place, arg in enumerate(node.args):
            if text.count(f"{{{place}}}") > 1:
                self.name(arg)
        args = [self.terms[a] for a in node.args]
        operands = [f"({arg.text})" if arg.depth else arg.text for arg in args]
        depth, stage = 1 + max(arg.depth for arg in args), max(arg.stage for arg in args)
        return Term(text.format(*operands), depth=depth, stage=stage)


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
