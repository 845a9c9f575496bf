"""The typed tree of a formula. ``start`` and ``end`` are offsets into its text, for carets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Arithmetic = Literal["+", "-", "*", "/", "**"]
Comparison = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True, slots=True)
class Number:
    """A literal."""

    start: int
    end: int
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its scopes, as written: ``("opp", "new", "chips")``."""

    start: int
    end: int
    path: tuple[str, ...]

    @property
    def text(self) -> str:
        """As written, with dots."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Negate:
    """Minus."""

    start: int
    end: int
    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic on two operands."""

    start: int
    end: int
    operator: Arithmetic
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Compare:
    """A chain ``a < b <= c``: n operators between n + 1 operands."""

    start: int
    end: int
    operators: tuple[Comparison, ...]
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """``and`` (``every``) or ``or`` of two or more."""

    start: int
    end: int
    every: bool
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``not``."""

    start: int
    end: int
    operand: Expr


@dataclass(frozen=True, slots=True)
class Choice:
    """``yes if condition else no``."""

    start: int
    end: int
    condition: Expr
    yes: Expr
    no: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language; its number of arguments is already checked."""

    start: int
    end: int
    function: str
    arguments: tuple[Expr, ...]


Expr = Number | Name | Negate | Binary | Compare | Both | Not | Choice | Call


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct operands."""
    match expr:
        case Number() | Name():
            return ()
        case Negate() | Not():
            return (expr.operand,)
        case Binary():
            return (expr.left, expr.right)
        case Compare() | Both():
            return expr.operands
        case Choice():
            return (expr.condition, expr.yes, expr.no)
        case Call():
            return expr.arguments


def names_in(expr: Expr) -> Iterator[Name]:
    """All names, from left to right as operands are listed."""
    if isinstance(expr, Name):
        yield expr
    for child in children(expr):
        yield from names_in(child)
