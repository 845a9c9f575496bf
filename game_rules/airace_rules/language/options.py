"""Formulas that are the place of an option and nothing else: people read its name instead of a number."""

from __future__ import annotations

from typing import Final

from airace_rules.language import expressions as e
from airace_rules.language.model import Model, Use
from airace_rules.language.names import Target

MOST_STEPS: Final = 8  # of variables that are one another


def options_of(use: Use, model: Model) -> tuple[str, ...]:
    """The text keys of the options whose place a formula is, in their order; none if it is another number. It may be
    that of a variable which is such a place."""
    formula: Use | None = use
    for _ in range(MOST_STEPS):
        target = _meant(formula)
        if target is None:
            return ()
        if target.aspect != "value":
            return _keys(target, model)
        formula = {"var": model.vars, "perceived": model.perceived}.get(target.kind, {}).get(target.name)
    return ()


def _meant(use: Use | None) -> Target | None:
    """What a formula of one name alone refers to."""
    expr = use.formula.expr if use and use.formula else None
    return (use.targets or {}).get(expr) if use and isinstance(expr, e.Name) else None


def _keys(target: Target, model: Model) -> tuple[str, ...]:
    if target.kind == "draw":
        return tuple(f"draw.{target.name}.{option}" for option in model.decl.draws[target.name].decl.choice or ())
    if target.aspect == "stance":
        options = model.decl.stances[target.name].decl.options
        return tuple(f"stance.{target.name}.{leaf.text}.name" for leaf in options)
    return ()
