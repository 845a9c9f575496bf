"""Expressions to nodes. Names are read through a function, so that every program can say what they mean in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from airace_rules.ids import SIDES, Side
from airace_rules.language import expressions as e
from airace_rules.language.builder import Builder, Truth
from airace_rules.language.ir import Op
from airace_rules.language.model import Use
from airace_rules.language.names import GATHERING, Target

RATIO_THRESHOLD: Final = 1e-9
MAX_UNROLLED_POWER: Final = 16
BROKEN_CELL: Final = "broken:"

_BINARY: Final = {"+": Op.ADD, "-": Op.SUB, "*": Op.MUL, "/": Op.DIV, "**": Op.POW}
_ONE_TO_ONE: Final = {"exp": Op.EXP, "log": Op.LOG, "sqrt": Op.SQRT, "abs": Op.ABS, "floor": Op.FLOOR}
_LEFT_TO_RIGHT: Final = {"min": Op.MIN, "max": Op.MAX, "total": Op.ADD, "highest": Op.MAX, "lowest": Op.MIN}

Read = Callable[[Target, Side | None], int]


@dataclass(slots=True, eq=False)
class Lowerer:
    """Lowers the formulas of one program. ``read`` gives the node of a name in a formula of a side (None: world)."""

    builder: Builder
    read: Read

    def number(self, use: Use, side: Side | None) -> int:
        """The value of a formula."""
        if use.formula is None or use.targets is None:
            return self.builder.input(BROKEN_CELL)
        node = _Pass(self, use).number(use.formula.expr, side)
        self.builder.origin = None
        return node

    def truth(self, use: Use, side: Side | None) -> Truth:
        """Whether a condition holds."""
        if use.formula is None or use.targets is None:
            return self.builder.as_truth(self.builder.input(BROKEN_CELL))
        truth = _Pass(self, use).truth(use.formula.expr, side)
        self.builder.origin = None
        return truth


@dataclass(slots=True, eq=False)
class _Pass:
    lowerer: Lowerer
    use: Use

    @property
    def _b(self) -> Builder:
        return self.lowerer.builder

    def _op(self, expr: e.Expr, op: Op, *args: int) -> int:
        self._b.origin = (self.use, expr)
        return self._b.op(op, *args)

    def number(self, expr: e.Expr, side: Side | None) -> int:
        match expr:
            case e.Number():
                return self._b.const(expr.value)
            case e.Name():
                return self._name(expr, side)
            case e.Negate():
                return self._op(expr, Op.NEG, self.number(expr.operand, side))
            case e.Binary():
                return self._binary(expr, side)
            case e.Choice():
                condition = self.truth(expr.condition, side)
                return self._b.select(condition, self.number(expr.yes, side), self.number(expr.no, side))
            case e.Call():
                return self._call(expr, side)
            case _:
                return self._b.as_number(self.truth(expr, side))

    def truth(self, expr: e.Expr, side: Side | None) -> Truth:
        match expr:
            case e.Compare():
                return self._compare(expr, side)
            case e.Both():
                return self._b.both(expr.every, [self.truth(operand, side) for operand in expr.operands])
            case e.Not():
                return self._b.negate(self.truth(expr.operand, side))
            case _:
                return self._b.as_truth(self.number(expr, side))

    def _name(self, expr: e.Name, side: Side | None) -> int:
        self._b.origin = None
        return self.lowerer.read((self.use.targets or {})[expr], side)

    def _compare(self, expr: e.Compare, side: Side | None) -> Truth:
        operands = [self.number(operand, side) for operand in expr.operands]
        links: list[Truth] = []
        for operator, (left, right) in zip(expr.operators, pairwise(operands), strict=True):
            if operator in (">", ">="):
                left, right = right, left
            op = {"<": Op.LT, ">": Op.LT, "<=": Op.LE, ">=": Op.LE}.get(operator, Op.EQ)
            link = self._b.compare(op, left, right)
            links.append(self._b.negate(link) if operator == "!=" else link)
        return self._b.both(True, links)

    def _binary(self, expr: e.Binary, side: Side | None) -> int:
        left = self.number(expr.left, side)
        if (
            expr.operator == "**"
            and isinstance(expr.right, e.Number)
            and expr.right.value in range(MAX_UNROLLED_POWER + 1)
        ):
            return self._whole_power(expr, left, int(expr.right.value))
        return self._op(expr, _BINARY[expr.operator], left, self.number(expr.right, side))

    def _whole_power(self, expr: e.Expr, base: int, exponent: int) -> int:
        """Repeated squaring: exact for every base, negative ones too."""
        result: int | None = None
        square = base
        while exponent:
            if exponent & 1:
                result = square if result is None else self._op(expr, Op.MUL, result, square)
            exponent >>= 1
            if exponent:
                square = self._op(expr, Op.MUL, square, square)
        return self._b.const(1.0) if result is None else result

    def _call(self, expr: e.Call, side: Side | None) -> int:
        if expr.function in GATHERING:
            args = [self.number(expr.arguments[0], each) for each in SIDES]
        else:
            args = [self.number(argument, side) for argument in expr.arguments]
        if expr.function in _LEFT_TO_RIGHT:
            result = args[0]
            for other in args[1:]:
                result = self._op(expr, _LEFT_TO_RIGHT[expr.function], result, other)
            return result
        if expr.function in _ONE_TO_ONE:
            return self._op(expr, _ONE_TO_ONE[expr.function], args[0])
        self._b.origin = (self.use, expr)
        return self._composed(expr.function, args)

    def _composed(self, function: str, args: list[int]) -> int:
        b = self._b
        match function:
            case "clamp":
                return b.clamp(args[0], args[1], args[2])
            case "ratio":
                otherwise = args[2] if len(args) == 3 else b.const(0.0)
                return b.guarded_ratio(args[0], args[1], otherwise, RATIO_THRESHOLD)
            case "step":
                return b.as_number(b.compare(Op.LE, args[1], args[0]))
            case _:
                return self._smooth(*args)

    def _smooth(self, x: int, start: int, end: int) -> int:
        b = self._b
        share = b.op(Op.DIV, b.op(Op.SUB, x, start), b.op(Op.SUB, end, start))
        t = b.clamp(share, b.const(0.0), b.const(1.0))
        curve = b.op(Op.SUB, b.const(3.0), b.op(Op.MUL, b.const(2.0), t))
        return b.op(Op.MIN, b.op(Op.MUL, b.op(Op.MUL, t, t), curve), b.const(1.0))
