"""Formulas as people write them: ``8 × √fab · (1 − hurt)`` rather than ``8*sqrt(fab)*(1-hurt)``, on one line."""

from __future__ import annotations

from typing import Final

from airace_rules.language import expressions as e

CHOICE, OR, AND, NOT, COMPARE, SUM, PRODUCT, MINUS, POWER, ATOM = range(10)
"""How tightly a form binds: an operand that binds less than its place needs brackets."""

OPERATORS: Final = {"+": (" + ", SUM), "-": (" − ", SUM), "*": (" × ", PRODUCT), "/": (" ÷ ", PRODUCT)}
COMPARISONS: Final = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}


def readable(expr: e.Expr) -> str:
    """One line of text.

    >>> x, two = e.Name(0, 0, ("opp", "x")), e.Number(0, 0, 2.0)
    >>> readable(e.Binary(0, 0, "*", e.Binary(0, 0, "-", x, two), e.Call(0, 0, "sqrt", (x,))))
    '(opp.x − 2) × √(opp.x)'
    """
    return _text(expr, CHOICE)


def number(value: float) -> str:
    """A number without needless digits.

    >>> number(3.0), number(0.25), number(1e15)
    ('3', '0.25', '1e+15')
    """
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e12 else f"{value:.12g}"


def _text(expr: e.Expr, least: int) -> str:
    text, binds = _form(expr)
    return f"({text})" if binds < least else text


def _form(expr: e.Expr) -> tuple[str, int]:
    match expr:
        case e.Number():
            return number(expr.value), ATOM
        case e.Name():
            return expr.text, ATOM
        case e.Negate():
            return f"−{_text(expr.operand, MINUS)}", MINUS
        case e.Not():
            return f"not {_text(expr.operand, NOT)}", NOT
        case e.Binary():
            return _binary(expr)
        case e.Compare():
            parts = [_text(expr.operands[0], SUM)]
            for operator, operand in zip(expr.operators, expr.operands[1:], strict=True):
                parts += [COMPARISONS[operator], _text(operand, SUM)]
            return " ".join(parts), COMPARE
        case e.Both():
            word, binds = (" and ", AND) if expr.every else (" or ", OR)
            return word.join(_text(operand, binds + 1) for operand in expr.operands), binds
        case e.Choice():
            yes, condition, no = _text(expr.yes, OR), _text(expr.condition, OR), _text(expr.no, CHOICE)
            return f"{yes} if {condition}, else {no}", CHOICE
        case e.Call():
            return _call(expr), ATOM


def _binary(expr: e.Binary) -> tuple[str, int]:
    if expr.operator == "**":
        return f"{_text(expr.left, ATOM)}^{_text(expr.right, MINUS)}", POWER
    sign, binds = OPERATORS[expr.operator]
    return f"{_text(expr.left, binds)}{sign}{_text(expr.right, binds + 1)}", binds


def _call(expr: e.Call) -> str:
    arguments = [_text(argument, CHOICE) for argument in expr.arguments]
    match expr.function, arguments:
        case "sqrt", [inside]:
            return f"√({inside})"
        case "abs", [inside]:
            return f"|{inside}|"
        case "floor", [inside]:
            return f"⌊{inside}⌋"
        case "ratio", [above, below, instead]:
            return f"ratio({above}, {below}, or {instead})"
        case function, _:
            return f"{function}({', '.join(arguments)})"
