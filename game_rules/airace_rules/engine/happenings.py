"""Events and headlines of a step, read from the outputs of the turn program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Final, NamedTuple

from airace_rules.engine.extract import Extract
from airace_rules.engine.identity import once_per_object
from airace_rules.engine.plan import Plan, owners_of
from airace_rules.events import Happening
from airace_rules.ids import WORLD

_KEPT: Final = 64


class _Source(NamedTuple):
    """Something that may happen, without its arguments; its cell, and where the arguments are."""

    happening: Happening
    cell: str
    args: Extract


def happenings_of(plan: Plan, values: Sequence[float]) -> tuple[Happening, ...]:
    """What happened, in the order of the rule files; per-side happenings Washington first. ``values`` are those of the
    turn program."""
    sources, flags = _sources(plan)
    return tuple(
        _with_args(happening, args.of(values)) if args.names else happening
        for happening, _, args in compress(sources, flags.take(values))
    )


def _with_args(what: Happening, args: Mapping[str, float]) -> Happening:
    return Happening(what.kind, what.key, what.side, what.visibility, what.weight, args)


@once_per_object(_KEPT)
def _sources(plan: Plan) -> tuple[tuple[_Source, ...], Extract]:
    """All that may happen, and what takes its cells out."""
    sources = tuple(
        _Source(
            Happening(rule.kind, rule.key, None if owner == WORLD else owner, rule.visibility, rule.weight, {}),
            f"{rule.kind}:{owner}.{rule.key}",
            plan.turn.extract((f"arg:{owner}.{rule.key}.{name}", name) for name in rule.args),
        )
        for rule in plan.ruleset.happenings
        for owner in owners_of(rule.scope)
    )
    return sources, plan.turn.extract((source.cell, source.cell) for source in sources)
