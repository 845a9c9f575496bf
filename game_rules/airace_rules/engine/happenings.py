"""Events and headlines of a step, read from the outputs of the turn program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from airace_rules.engine.identity import once_per_object
from airace_rules.engine.plan import Plan, owners_of
from airace_rules.events import Happening
from airace_rules.ids import WORLD, Side
from airace_rules.ruleset import HappeningRule, Ruleset

_KEPT: Final = 64


Source = tuple[HappeningRule, Side | None, str, tuple[tuple[str, str], ...]]  # rule, to whom, its cell, args' cells


def happenings_of(plan: Plan, outputs: Mapping[str, float]) -> tuple[Happening, ...]:
    """What happened, in the order of the rule files; per-side happenings Washington first."""
    return tuple(
        Happening(
            kind=rule.kind,
            key=rule.key,
            side=side,
            visibility=rule.visibility,
            weight=rule.weight,
            args={name: outputs[arg] for name, arg in args},
        )
        for rule, side, cell, args in _sources(plan.ruleset)
        if outputs[cell] != 0.0
    )


@once_per_object(_KEPT)
def _sources(ruleset: Ruleset) -> tuple[Source, ...]:
    return tuple(
        (
            rule,
            None if owner == WORLD else owner,
            f"{rule.kind}:{owner}.{rule.key}",
            tuple((name, f"arg:{owner}.{rule.key}.{name}") for name in rule.args),
        )
        for rule in ruleset.happenings
        for owner in owners_of(rule.scope)
    )
