"""Formulas as MathML: fractions, powers and roots as on paper, in pieces between which a line may break."""

from __future__ import annotations

import re
from typing import Final

from airace_rules.language import expressions as e
from airace_rules.reference.markup import escape
from airace_rules.reference.readable import (
    AND,
    ATOM,
    CHOICE,
    COMPARE,
    COMPARISONS,
    MINUS,
    NOT,
    OR,
    PRODUCT,
    SUM,
    number,
    readable,
)
from airace_rules.reference.words import Words

_TAG: Final = re.compile("<[^>]*>")
DRAWN: Final = frozenset({"sqrt", "exp", "abs", "floor", "ratio"})  # functions with a sign of their own
SIGNS: Final = {"+": "+", "-": "−", "*": "×", "/": "÷"}
BINDS: Final = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}
LONG_FRACTION: Final = 48  # characters above or below the line; longer ones are written in a row, where lines may break


def math(expr: e.Expr, words: Words) -> str:
    """The formula as several ``<math>`` elements: terms, factors, arguments. A fraction, a power, a root and a choice
    are never broken up."""
    return "".join(f"<math>{piece}</math> " for piece in _Layout(words).pieces(expr, CHOICE)).rstrip()


def widest(drawn: str) -> int:
    """Characters of the longest piece that no line may break, of a formula as ``math`` draws it."""
    return max((len(_TAG.sub("", piece)) for piece in drawn.split("</math>")), default=0)


class _Layout:
    def __init__(self, words: Words) -> None:
        self.words = words

    def pieces(self, expr: e.Expr, least: int) -> list[str]:
        """Parts of a row between which a line may break; signs, commas and brackets stand with what they belong to."""
        match expr:
            case e.Binary() if expr.operator in BINDS and not _is_fraction(expr):
                binds = BINDS[expr.operator]
                right = self.pieces(expr.right, binds + 1)
                parts = [*self.pieces(expr.left, binds), *_begun(self._sign(expr.operator), right)]
            case e.Both():
                binds = AND if expr.every else OR
                word = self._word("and" if expr.every else "or")
                first, *others = (self.pieces(operand, binds + 1) for operand in expr.operands)
                parts = [*first, *(part for other in others for part in _begun(word, other))]
            case e.Call() if expr.function not in DRAWN:
                binds = ATOM
                inner = [self.pieces(argument, CHOICE) for argument in expr.arguments]
                separated = [part for each in inner[:-1] for part in _ended(each, "<mo>,</mo>")] + inner[-1]
                parts = _ended(_begun(f"<mi>{expr.function}</mi><mo>(</mo>", separated), "<mo>)</mo>")
            case _:
                return [self.row(expr, least)]
        return _ended(_begun("<mo>(</mo>", parts), "<mo>)</mo>") if binds < least else parts

    def row(self, expr: e.Expr, least: int = CHOICE) -> str:
        """One element, in brackets where it binds less than its place needs."""
        markup, binds = self._form(expr)
        bracketed = f"<mo>(</mo>{markup}<mo>)</mo>" if binds < least else markup
        return f"<mrow>{bracketed}</mrow>"

    def _form(self, expr: e.Expr) -> tuple[str, int]:
        match expr:
            case e.Number():
                return f"<mn>{number(expr.value)}</mn>", ATOM
            case e.Name():
                return f"<mi>{escape(expr.text)}</mi>", ATOM
            case e.Negate():
                return f'<mo form="prefix">−</mo>{self.row(expr.operand, MINUS)}', MINUS
            case e.Not():
                return f"{self._word('not')}{self.row(expr.operand, NOT)}", NOT
            case e.Binary():
                return self._binary(expr)
            case e.Compare():
                return self._compare(expr), COMPARE
            case e.Both():
                binds = AND if expr.every else OR
                word = self._word("and" if expr.every else "or")
                return word.join(self.row(operand, binds + 1) for operand in expr.operands), binds
            case e.Choice():
                return self._choice(expr), ATOM
            case e.Call():
                return self._call(expr), ATOM

    def _binary(self, expr: e.Binary) -> tuple[str, int]:
        if _is_fraction(expr):
            return f"<mfrac>{self.row(expr.left)}{self.row(expr.right)}</mfrac>", ATOM
        if expr.operator == "**":
            return f"<msup>{self.row(expr.left, ATOM)}{self.row(expr.right)}</msup>", MINUS
        binds = BINDS[expr.operator]
        return f"{self.row(expr.left, binds)}{self._sign(expr.operator)}{self.row(expr.right, binds + 1)}", binds

    def _compare(self, expr: e.Compare) -> str:
        parts = [self.row(expr.operands[0], SUM)]
        for operator, operand in zip(expr.operators, expr.operands[1:], strict=True):
            parts += [f"<mo>{escape(COMPARISONS[operator])}</mo>", self.row(operand, SUM)]
        return "".join(parts)

    def _choice(self, expr: e.Choice) -> str:
        rows, rest = [], e.Choice(0, 0, expr.condition, expr.yes, expr.no)
        while True:
            rows.append((self.row(rest.yes), f"{self._word('if')}{self.row(rest.condition)}"))
            if not isinstance(rest.no, e.Choice):
                break
            rest = rest.no
        rows.append((self.row(rest.no), self._word("otherwise")))
        table = "".join(f"<mtr><mtd>{value}</mtd><mtd>{when}</mtd></mtr>" for value, when in rows)
        return f'<mo form="prefix">{{</mo><mtable>{table}</mtable>'

    def _call(self, expr: e.Call) -> str:
        inner = [self.row(argument) for argument in expr.arguments]
        match expr.function:
            case "sqrt":
                return f"<msqrt>{inner[0]}</msqrt>"
            case "exp":
                return f"<msup><mi>e</mi>{inner[0]}</msup>"
            case "abs":
                return f'<mo form="prefix">|</mo>{inner[0]}<mo form="postfix">|</mo>'
            case "floor":
                return f"<mo>⌊</mo>{inner[0]}<mo>⌋</mo>"
            case "ratio":
                return self._ratio(expr, inner)
            case function:
                return f"<mi>{function}</mi><mo>(</mo>{'<mo>,</mo>'.join(inner)}<mo>)</mo>"

    def _ratio(self, expr: e.Call, inner: list[str]) -> str:
        instead = inner[2] if len(inner) == 3 else "<mn>0</mn>"
        before, after = (escape(part) for part in self.words["where_zero"].split("{value}"))
        note = f"<mtext>{before}</mtext>{instead}<mtext>{after}</mtext>"
        return f"<mfrac>{inner[0]}{inner[1]}</mfrac><mo>(</mo>{note}<mo>)</mo>"

    def _sign(self, operator: str) -> str:
        return f'<mo form="infix">{SIGNS[operator]}</mo>'

    def _word(self, key: str) -> str:
        return f"<mtext>&#160;{escape(self.words[key])}&#160;</mtext>"


def _begun(markup: str, parts: list[str]) -> list[str]:
    return [markup + parts[0], *parts[1:]]


def _ended(parts: list[str], markup: str) -> list[str]:
    return [*parts[:-1], parts[-1] + markup]


def _is_fraction(expr: e.Binary) -> bool:
    """Whether a division is drawn with a line."""
    return expr.operator == "/" and max(len(readable(expr.left)), len(readable(expr.right))) <= LONG_FRACTION
