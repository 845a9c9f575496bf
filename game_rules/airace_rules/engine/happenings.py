"""Events and headlines of a step, read from the outputs of the turn program."""

from __future__ import annotations

from collections.abc import Mapping

from airace_rules.engine.plan import Plan, owners_of
from airace_rules.events import Happening
from airace_rules.ids import WORLD, Owner
from airace_rules.ruleset import HappeningRule


def happenings_of(plan: Plan, outputs: Mapping[str, float]) -> tuple[Happening, ...]:
    """What happened, in the order of the rule files; per-side happenings Washington first."""
    return tuple(
        _happening(rule, owner, outputs)
        for rule in plan.ruleset.happenings
        for owner in owners_of(rule.scope)
        if outputs[f"{rule.kind}:{owner}.{rule.key}"] != 0.0
    )


def _happening(rule: HappeningRule, owner: Owner, outputs: Mapping[str, float]) -> Happening:
    return Happening(
        kind=rule.kind,
        key=rule.key,
        side=None if owner == WORLD else owner,
        visibility=rule.visibility,
        weight=rule.weight,
        args={name: outputs[f"arg:{owner}.{rule.key}.{name}"] for name in rule.args},
    )
