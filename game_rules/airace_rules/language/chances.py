"""Chances that are written as numbers: shares from 0 to 1, where people like to write 40 for 40 %."""

from __future__ import annotations

from collections.abc import Iterator

from airace_rules.language import expressions as e
from airace_rules.language.diagnostics import Findings
from airace_rules.language.model import Model, Use


def check_chances(model: Model, findings: Findings) -> None:
    """Warns of what a chance may be, as written, that is no share. A formula that only comes out above 1 is left alone:
    it is cut there."""
    for use in (*model.chances.values(), *model.slips.values(), *model.detects.values()):
        if use.formula is None or use.leaf.source.inherited:
            continue
        for expr, value in _outcomes(use.formula.expr):
            if not 0.0 <= value <= 1.0:
                _warn(use, expr, value, findings)


def _outcomes(expr: e.Expr) -> Iterator[tuple[e.Expr, float]]:
    """The numbers that a formula may be, in one case or another."""
    match expr:
        case e.Number():
            yield expr, expr.value
        case e.Negate(operand=e.Number(value=value)):
            yield expr, -value
        case e.Choice():
            yield from _outcomes(expr.yes)
            yield from _outcomes(expr.no)


def _warn(use: Use, expr: e.Expr, value: float, findings: Findings) -> None:
    percent = f"{value:g} % is written `{value / 100:g}`" if 1.0 < value <= 100.0 else ""
    findings.warning(
        "R131",
        use.leaf.place(expr.start, expr.end),
        "a chance lies between 0, never, and 1, always",
        found=f"{value:g}",
        expected="a share such as `0.3`",
        hint=percent,
    )
