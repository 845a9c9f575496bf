"""Events and headlines of a step, read from the outputs of the turn program."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import Final, NamedTuple

from airace_rules.engine.extract import Extract
from airace_rules.engine.identity import once_per_object
from airace_rules.engine.plan import Plan, owners_of
from airace_rules.events import Happening
from airace_rules.ids import WORLD, Side
from airace_rules.ruleset import HappeningRule

_KEPT: Final = 64


class _Source(NamedTuple):
    """Something that may happen to ``side`` (None: to the world), its cell, and where its arguments are."""

    rule: HappeningRule
    side: Side | None
    cell: str
    args: Extract


def happenings_of(plan: Plan, values: Sequence[float]) -> tuple[Happening, ...]:
    """What happened, in the order of the rule files; per-side happenings Washington first. ``values`` are those of the
    turn program."""
    sources, flags = _sources(plan)
    return tuple(
        Happening(
            kind=rule.kind,
            key=rule.key,
            side=side,
            visibility=rule.visibility,
            weight=rule.weight,
            args=args.of(values),
        )
        for rule, side, _, args in compress(sources, flags.take(values))
    )


@once_per_object(_KEPT)
def _sources(plan: Plan) -> tuple[tuple[_Source, ...], Extract]:
    """All that may happen, and what takes its cells out."""
    sources = tuple(
        _Source(
            rule,
            None if owner == WORLD else owner,
            f"{rule.kind}:{owner}.{rule.key}",
            plan.turn.extract((f"arg:{owner}.{rule.key}.{name}", name) for name in rule.args),
        )
        for rule in plan.ruleset.happenings
        for owner in owners_of(rule.scope)
    )
    return sources, plan.turn.extract((source.cell, source.cell) for source in sources)
