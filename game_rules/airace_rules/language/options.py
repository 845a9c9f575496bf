"""Formulas that are the place of an option and nothing else: people read its name instead of a number."""

from __future__ import annotations

from airace_rules.language import expressions as e
from airace_rules.language.model import Model, Use


def options_of(use: Use, model: Model) -> tuple[str, ...]:
    """The text keys of the options whose place a formula is, in their order; none if it is another number. It may be
    that of a variable which is such a place. Only for a model without circles."""
    expr = use.formula.expr if use.formula else None
    target = (use.targets or {}).get(expr) if isinstance(expr, e.Name) else None
    if target is None:
        return ()
    if target.aspect == "draw":
        return tuple(f"draw.{target.name}.{option}" for option in model.decl.draws[target.name].decl.choice or ())
    if target.aspect == "stance":
        options = model.decl.stances[target.name].decl.options
        return tuple(f"stance.{target.name}.{leaf.text}.name" for leaf in options)
    read = {"var": model.vars, "perceived": model.perceived}.get(target.kind, {})
    return options_of(read[target.name], model) if target.aspect == "value" and target.name in read else ()
