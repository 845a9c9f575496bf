"""Formula text to its typed tree: a small subset of Python expressions.

The text is first cut into tokens and bounded (length, nesting, number of operators); only then does Python's own
parser see it, and only listed constructs are taken over. Nothing is ever evaluated here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from airace_rules.language import expressions as e
from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.nodes import Leaf
from airace_rules.language.signs import ordinary, ordinary_signs
from airace_rules.language.slips import instead_of
from airace_rules.language.unreadable import unreadable

MAX_LENGTH: Final = 2_000
MAX_NESTING: Final = 30
MAX_OPERATORS: Final = 150
MAX_NUMBER: Final = 1e15
KEPT: Final = 4096  # formulas, about 1 KB each

FUNCTIONS: Final[dict[str, tuple[int, int]]] = {  # name → fewest and most arguments
    "min": (2, 20),
    "max": (2, 20),
    "clamp": (3, 3),
    "exp": (1, 1),
    "log": (1, 1),
    "sqrt": (1, 1),
    "abs": (1, 1),
    "floor": (1, 1),
    "ratio": (2, 3),
    "step": (2, 2),
    "smooth": (3, 3),
    "total": (1, 1),
    "highest": (1, 1),
    "lowest": (1, 1),
}
SIGNATURES: Final[dict[str, str]] = {
    "min": "min(a, b, …)",
    "max": "max(a, b, …)",
    "clamp": "clamp(x, lowest, highest)",
    "ratio": "ratio(a, b) or ratio(a, b, or_=value)",
    "step": "step(x, at)",
    "smooth": "smooth(x, from, to)",
}
_WORDS: Final = frozenset({"if", "else", "and", "or", "not"})
_TOKEN: Final = re.compile(
    r"(?P<space>\s+)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![A-Za-z0-9_.])|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<operator>\*\*|<=|>=|==|!=|[-+*/<>])|(?P<open>\()|(?P<close>\))|(?P<other>[.,]|=(?!=))"
)
_OPERATORS: Final[dict[type[ast.operator], e.Arithmetic]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_COMPARISONS: Final[dict[type[ast.cmpop], e.Comparison]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """A formula and the scalar it was written in. ``whole``: nothing in it was refused; else a number stands for what
    was, so that the names of the rest can be looked at."""

    leaf: Leaf
    expr: e.Expr
    whole: bool = True

    @property
    def text(self) -> str:
        """As the designer wrote it, on one line."""
        return " ".join(self.leaf.text.split())


class _Several(Exception):
    """Characters that the language does not have."""

    def __init__(self, refused: list[_Refused]) -> None:
        super().__init__()
        self.refused = refused


class _Refused(Exception):
    """A construct that the language does not have. Offsets into the text."""

    def __init__(self, code: str, start: int, end: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.start, self.end, self.message, self.hint = code, start, end, message, hint


def parse_formula(leaf: Leaf, findings: Findings) -> Formula | None:
    """The formula in a scalar, or None when it cannot be read. ``findings`` says what is wrong: all foreign characters,
    else what makes no formula, else all that the language does not have."""
    try:
        return Formula(leaf, _tree(leaf.text))
    except (_Several, _Refused):
        return _told(leaf, findings)


@lru_cache(KEPT)
def _tree(text: str) -> e.Expr:
    """What a formula says, if nothing is wrong with it: most are read again after every save as they were before."""
    reader = _Reader(text, _check_tokens(text), Findings())
    tree = reader.read()
    if reader.refused:
        raise reader.refused[0]
    return tree


def _told(leaf: Leaf, findings: Findings) -> Formula | None:
    """What can be read of a formula with mistakes, and ``findings`` about all of them."""
    try:
        shift = _check_tokens(leaf.text)
        reader = _Reader(leaf.text, shift, findings, leaf.quoted)
        found = Formula(leaf, reader.read(), whole=not reader.refused)
        refused = reader.refused
    except _Several as several:
        found, refused = None, several.refused
    except _Refused as error:
        found, refused = None, [error]
    for each in refused:
        place, said = leaf.place(each.start, max(each.end, each.start + 1)), leaf.text[each.start : each.end]
        findings.error(each.code, place, each.message, found=quote(said), hint=each.hint)
    return found


def _check_tokens(text: str) -> int:
    """Refuses what is too long, too deep or foreign; returns the offset of the first token."""
    if len(text) > MAX_LENGTH:
        raise _Refused("R040", 0, 1, f"a formula has at most {MAX_LENGTH} characters", "split it into variables")
    at = depth = operators = 0
    first = -1
    foreign: list[int] = []
    for token in _TOKEN.finditer(text):
        foreign += range(at, token.start())
        at = token.start()
        kind = token.lastgroup
        if kind != "space" and first < 0:
            first = at
        if kind == "open":
            depth += 1
            operators += 1
        elif kind == "close":
            depth -= 1
        elif kind == "operator" or (kind == "name" and token[0] in _WORDS):
            operators += 1
        if depth > MAX_NESTING or operators > MAX_OPERATORS:
            limit = f"{MAX_OPERATORS} operators and {MAX_NESTING} nested brackets"
            raise _Refused("R040", at, token.end(), f"a formula has at most {limit}", "split it into variables")
        at = token.end()
    if foreign := [*foreign, *range(at, len(text))]:
        raise _Several(list(_foreign(text, foreign)))
    if first < 0:
        raise _Refused("R042", 0, 1, "a formula is missing", 'write a number or a formula such as "chips * 0.5"')
    return first


def _foreign(text: str, places: list[int]) -> Iterator[_Refused]:
    """Each foreign character once; all that a keyboard of another script wrote are told of together."""
    told: set[str] = set()
    for at in places:
        sign, hint = text[at], instead_of(text, at)
        if sign in told or (told and (not hint or hint in told)):
            continue  # inside of words and numbers that a foreign character cut, or the second half of a sign
        signs = dict.fromkeys(text[other] for other in places if ordinary(text[other]))
        if sign in signs:
            hint = ordinary_signs(signs)
            told.update(signs)
        told.update((sign, hint))
        yield _Refused("R041", at, at + 1, "this character has no meaning in a formula", hint)


_ELSEWHERE: Final = {
    **dict.fromkeys(("random", "rand", "uniform", "normal", "gauss"), "Chance is a draw: declare it under `draws:`."),
    **dict.fromkeys(("round", "int", "ceil"), "Whole numbers are made by `floor(x + 0.5)`."),
    **dict.fromkeys(("sum", "mean", "avg", "average"), "Write it with `+` and `/`, or `total(x)` over both sides."),
    **dict.fromkeys(("pow", "power"), "A power is written `a ** b`."),
    **dict.fromkeys(("if", "iff", "ifelse", "when", "where", "choose"), "A choice is written `a if condition else b`."),
    **dict.fromkeys(("and", "or"), "Write the word between conditions: `a > 1 and b > 2`."),
    "not": "Write the word before a condition: `not a > 1`.",
    **dict.fromkeys(("ln", "log10", "log2"), "`log` is the natural logarithm; divide by `log(10)` for another."),
}  # functions of other languages


class _Reader:
    """Takes Python's tree over into ours, node by node."""

    def __init__(self, text: str, shift: int, findings: Findings, quoted: bool = True) -> None:
        self.text = text
        self.quoted = quoted
        self.shift = shift
        self.findings = findings
        self.refused: list[_Refused] = []

    def read(self) -> e.Expr:
        flat = re.sub(r"\s", " ", self.text[self.shift :]).rstrip()
        try:
            tree = ast.parse(flat, mode="eval")
        except SyntaxError as error:
            said = unreadable(flat, error, self.quoted)
            start, end = said.start + self.shift, said.end + self.shift
            raise _Refused("R042", start, end, said.message, said.hint) from None
        return self._taken(tree.body)

    def _taken(self, node: ast.expr) -> e.Expr:
        """The node as ours; 0 for one that is refused, which is noted, so that all mistakes are found."""
        try:
            return self._convert(node)
        except _Refused as refused:
            self.refused.append(refused)
            return e.Number(*self._span(node), 0.0)

    def _span(self, node: ast.expr) -> tuple[int, int]:
        return node.col_offset + self.shift, (node.end_col_offset or node.col_offset + 1) + self.shift

    def _refuse(self, node: ast.expr, code: str, message: str, hint: str = "") -> _Refused:
        return _Refused(code, *self._span(node), message, hint)

    def _convert(self, node: ast.expr) -> e.Expr:
        match node:
            case ast.Constant():
                return self._number(node)
            case ast.Name() | ast.Attribute():
                return e.Name(*self._span(node), self._path(node))
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BinOp():
                return self._binary(node)
            case ast.BoolOp():
                operands = tuple(self._taken(v) for v in node.values)
                return e.Both(*self._span(node), isinstance(node.op, ast.And), operands)
            case ast.Compare():
                return self._compare(node)
            case ast.IfExp():
                parts = (self._taken(n) for n in (node.test, node.body, node.orelse))
                return e.Choice(*self._span(node), *parts)
            case ast.Call():
                return self._call(node)
        if isinstance(node, ast.Tuple):
            hint = "a comma stands between the arguments of a function; decimals have a point: `0.5`"
            raise self._refuse(node, "R043", "a comma cannot stand here", hint)
        words = "numbers, names, + - * / **, comparisons, and/or/not, `a if c else b` and the listed functions"
        raise self._refuse(node, "R043", "this construct is not part of the formula language", f"there are {words}")

    def _number(self, node: ast.Constant) -> e.Number:
        start, end = self._span(node)
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            raise self._refuse(node, "R043", "only numbers may stand here", "true is 1 and false is 0")
        value = float(self.text[start:end])
        if value > MAX_NUMBER:
            raise self._refuse(node, "R045", f"a number in a formula is at most {MAX_NUMBER:g}", "use another unit")
        return e.Number(start, end, value)

    def _path(self, node: ast.expr) -> tuple[str, ...]:
        if isinstance(node, ast.Name):
            return (node.id,)
        if isinstance(node, ast.Attribute):
            return (*self._path(node.value), node.attr)
        raise self._refuse(node, "R043", "a dot may stand only inside a name", "scopes are `opp.`, `world.`, `new.` …")

    def _unary(self, node: ast.UnaryOp) -> e.Expr:
        operand = self._taken(node.operand)
        match node.op:
            case ast.Not():
                return e.Not(*self._span(node), operand)
            case ast.USub():
                return e.Negate(*self._span(node), operand)
            case _:
                return operand

    def _binary(self, node: ast.BinOp) -> e.Binary:
        operator = _OPERATORS.get(type(node.op))
        if operator is None:
            raise self._refuse(node, "R043", "this operator is not part of the formula language", "use + - * / **")
        return e.Binary(*self._span(node), operator, self._taken(node.left), self._taken(node.right))

    def _compare(self, node: ast.Compare) -> e.Compare:
        operators = []
        for op in node.ops:
            if type(op) not in _COMPARISONS:
                raise self._refuse(node, "R043", "this comparison is not part of the language", "use < <= > >= == !=")
            operators.append(_COMPARISONS[type(op)])
        operands = tuple(self._taken(n) for n in (node.left, *node.comparators))
        return e.Compare(*self._span(node), tuple(operators), operands)

    def _call(self, node: ast.Call) -> e.Call:
        if isinstance(node.func, ast.Constant):
            start, end = self._span(node.func)
            factor = self.text[start:end]
            hint = f"multiplication is written `{factor} * (…)`"
            raise self._refuse(node.func, "R042", f"an operator is missing after `{factor}`", hint)
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            hint = _ELSEWHERE.get(name.lower(), "") or (self.findings.suggest(name.lower(), FUNCTIONS) if name else "")
            known = f"the functions are {listed(list(FUNCTIONS), 20)}"
            hint = f"{hint} T{known[1:]}" if hint else known
            self.refused.append(self._refuse(node.func, "R044", "there is no such function", hint))
            return e.Call(*self._span(node), next(iter(FUNCTIONS)), tuple(map(self._taken, node.args)))
        arguments = [self._taken(argument) for argument in node.args]
        for keyword in node.keywords:
            if node.func.id != "ratio" or keyword.arg != "or_" or len(arguments) != 2:
                hint = f"write {SIGNATURES.get(node.func.id, node.func.id + '(x)')}"
                raise self._refuse(keyword.value, "R044", "no argument of that name here", hint)
            arguments.append(self._taken(keyword.value))
        fewest, most = FUNCTIONS[node.func.id]
        if not fewest <= len(arguments) <= most:
            hint = f"write {SIGNATURES.get(node.func.id, node.func.id + '(x)')}"
            message = f"`{node.func.id}` does not take {len(arguments)} arguments"
            self.refused.append(self._refuse(node, "R044", message, hint))
        return e.Call(*self._span(node), node.func.id, tuple(arguments))
