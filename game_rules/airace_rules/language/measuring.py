"""The units of formulas: says where different ones are mixed. Warnings only, and none about what cannot be known.

A number written in a formula may carry any unit: added or compared it takes that of its neighbour, and a product with
it has no unit that could be checked. A param says its unit. So does everything that is declared, and what follows from
it without such numbers is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from airace_rules.language import expressions as e
from airace_rules.language.diagnostics import Findings
from airace_rules.language.model import Use
from airace_rules.language.names import Target
from airace_rules.language.units import ONE, Unit
from airace_rules.language.years import YEARS

POINT: Final = Unit((("point", Fraction(1)),))
YEAR: Final = Unit((("year", Fraction(1)),))
_SAME: Final = frozenset({"min", "max", "clamp"})  # of one unit, and so is the result
_PURE: Final = frozenset({"exp", "log"})  # of a number without unit
_MEASURING: Final = frozenset({"step", "smooth"})  # of one unit; the result has none
_KEEPING: Final = frozenset({"abs", "floor", "total", "highest", "lowest"})
_MOST_POWER: Final = 9


@dataclass(frozen=True, slots=True)
class Literal:
    """A number as written, or made of such numbers alone: of any unit."""

    value: float | None = None


@dataclass(frozen=True, slots=True)
class Mixed:
    """Of different units, which was told."""


Measure = Unit | Literal | Mixed | None  # None: not known


@dataclass(slots=True, eq=False)
class Measuring:
    """Works out the unit of one formula. ``units``: what its names stand for."""

    use: Use
    units: Mapping[tuple[str, str], Measure]
    findings: Findings
    lets: Mapping[str, Measure] = field(default_factory=dict)

    def unit(self) -> Measure:
        """The unit of the whole formula."""
        return self._of(self.use.formula.expr) if self.use.formula and self.use.targets is not None else None

    def _of(self, expr: e.Expr) -> Measure:
        match expr:
            case e.Number():
                return Literal(expr.value)
            case e.Name():
                return self._name(expr)
            case e.Negate():
                inner = self._of(expr.operand)
                return Literal(-inner.value) if isinstance(inner, Literal) and inner.value is not None else inner
            case e.Binary():
                return self._binary(expr)
            case e.Compare():
                self._one_unit(expr.operands, "compared")
                return ONE
            case e.Both() | e.Not():
                for child in e.children(expr):
                    self._of(child)
                return ONE
            case e.Choice():
                self._of(expr.condition)
                return self._one_unit((expr.yes, expr.no), "alternatives")
            case e.Call():
                return self._call(expr)

    def _name(self, name: e.Name) -> Measure:
        target: Target | None = (self.use.targets or {}).get(name)
        if target is not None and target.kind == "clock" and target.name in YEARS:
            return YEAR
        if target is None or target.kind in ("broken", "clock"):
            return None if name.text != "aftermath" else ONE
        if target.kind == "let":
            return self.lets.get(target.name)
        if target.aspect in ("value", "new", "band"):
            return self.units.get((target.kind, target.name), ONE)
        return ONE

    def _binary(self, expr: e.Binary) -> Measure:
        if expr.operator in ("+", "-"):
            return self._one_unit((expr.left, expr.right), "added" if expr.operator == "+" else "subtracted")
        left, right = self._of(expr.left), self._of(expr.right)
        if expr.operator == "**":
            return self._power(expr, left, right)
        if isinstance(left, Literal) and isinstance(right, Literal):
            return Literal()
        ours, theirs = _as_factor(left), _as_factor(right)
        if ours is None or theirs is None:
            return None
        return ours * theirs if expr.operator == "*" else ours / theirs

    def _power(self, expr: e.Binary, base: Measure, exponent: Measure) -> Measure:
        if isinstance(exponent, Unit) and exponent not in (ONE, YEAR):  # growth a year, to the power of years
            self._tell("R153", expr.right, "an exponent has a unit", str(exponent), "a number without unit")
        if isinstance(base, Literal):
            return Literal()
        if not isinstance(base, Unit) or base == ONE:
            return base
        value = exponent.value if isinstance(exponent, Literal) else None
        whole = value is not None and value == int(value) and abs(value) <= _MOST_POWER
        return base.to(Fraction(int(value))) if whole and value is not None else None

    def _call(self, call: e.Call) -> Measure:
        if call.function in _SAME:
            return self._one_unit(call.arguments, f"compared by `{call.function}`")
        if call.function in _MEASURING:
            self._one_unit(call.arguments, f"compared by `{call.function}`")
            return ONE
        if call.function in _PURE:
            self._pure(call, self._of(call.arguments[0]))
            return ONE
        if call.function == "ratio":
            return self._ratio(call)
        inner = self._of(call.arguments[0])
        if call.function in _KEEPING:
            return inner
        if isinstance(inner, Unit):  # a root turns an effort into an effect: of what unit, only squares say
            halved = inner.to(Fraction(1, 2))
            return halved if all(power.denominator == 1 for _, power in halved.powers) else None
        return Literal() if isinstance(inner, Literal) else inner

    def _pure(self, call: e.Call, inner: Measure) -> None:
        argument = call.arguments[0]
        scaled = isinstance(argument, e.Binary) and argument.operator in ("+", "-")
        if scaled and any(isinstance(self._of(child), Literal) for child in e.children(argument)):
            return  # as in log(1 + x), where the 1 stands for one unit of x
        if isinstance(inner, Unit) and inner != ONE:
            words = f"`{call.function}` of something with a unit"
            hint = "divide by a value of the same unit: its scale"
            self._tell("R153", argument, words, str(inner), "a number without unit", hint)

    def _ratio(self, call: e.Call) -> Measure:
        above, below = (_as_factor(self._of(argument)) for argument in call.arguments[:2])
        unit = above / below if above is not None and below is not None else None
        for instead in call.arguments[2:]:
            other = self._of(instead)
            if isinstance(unit, Unit) and isinstance(other, Unit) and other != unit:
                self._mixed(instead, "alternatives", unit, other)
        return unit

    def _one_unit(self, operands: Iterable[e.Expr], how: str) -> Measure:
        """The unit that all of them have, as far as it is known. Once two differ, it is not."""
        measures = [(operand, self._of(operand)) for operand in operands]
        if any(isinstance(measure, Mixed) for _, measure in measures):
            return Mixed()
        known = [(operand, measure) for operand, measure in measures if isinstance(measure, Unit)]
        for operand, measure in known[1:]:
            if measure != known[0][1]:
                self._mixed(operand, how, known[0][1], measure)
                return Mixed()
        if known:
            return known[0][1]
        return Literal() if all(isinstance(measure, Literal) for _, measure in measures) else None

    def _mixed(self, expr: e.Expr, how: str, first: Unit, second: Unit) -> None:
        words = f"different units are {how}"
        self._tell("R151", expr, words, f"{first} and {second}", "one unit", conversion(second, first))

    def _tell(self, code: str, expr: e.Expr, message: str, found: str, expected: str, hint: str = "") -> None:
        place = self.use.leaf.place(expr.start, expr.end)
        self.findings.warning(code, place, message, found=found, expected=expected, hint=hint)


def conversion(found: Unit, wanted: Unit) -> str:
    """What makes one unit of another."""
    factor = wanted / found
    return f"a factor in `{factor}` is missing (a param with that unit, or a number), or a unit is declared wrongly"


def _as_factor(measure: Measure) -> Unit | None:
    """The unit in a product; a number written there may carry any, only 1 surely has none."""
    if isinstance(measure, Literal):
        return ONE if measure.value is not None and abs(measure.value) == 1.0 else None
    return measure if isinstance(measure, Unit) else None
