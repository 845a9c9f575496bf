"""What each thing that a side can do is worth: the same games played with it and without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from airace_rules.balance.arena import Arena
from airace_rules.balance.mixture import Mixture, Result, Trial, gained, play_trials
from airace_rules.balance.policy import NEVER, Policy, Strategy, as_policy, name_of
from airace_rules.balance.runner import Runner
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset

Kind = Literal["lever", "instrument", "stance", "project", "deal"]
CURVE: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)  # factors on the money of a lever
ENDS: Final = (0.0, 3.0)  # and of an instrument


@dataclass(frozen=True, slots=True)
class Worth:
    """How the payoff of a side changes when it does something otherwise. ``context``: the strategy that it changes.
    ``option``: the factor on the money, the option of a stance, or ``always`` and ``never``."""

    side: Side
    context: str
    kind: Kind
    key: str
    option: str
    payoff: float
    change: float
    error: float


@dataclass(frozen=True, slots=True)
class _Variant:
    kind: Kind
    key: str
    option: str
    policy: Policy


def worths(
    runner: Runner,
    arena: Arena,
    contexts: tuple[Sequence[Strategy], Sequence[Strategy]],
    mixtures: tuple[Mixture, Mixture],
    games: int,
) -> list[Worth]:
    """Everything that each context does otherwise, against the other side's mixture. ``contexts``: strategies of
    Washington and of Beijing, the best reply found first; levers are asked of that one alone."""
    cases: list[tuple[Side, str, list[_Variant]]] = []
    trials: list[Trial] = []
    for row, side in enumerate(SIDES):
        for number, strategy in enumerate(contexts[row]):
            policy = as_policy(arena.ruleset, strategy)
            variants = list(_variants(arena.ruleset, policy, levers=number == 0))
            cases.append((side, name_of(strategy), variants))
            policies = [policy, *(variant.policy for variant in variants)]
            trials += [Trial(side, each, mixtures[1 - row], f"worth {side}", games) for each in policies]
    results = play_trials(runner, arena, trials, "asking what levers are worth")
    found: list[Worth] = []
    for side, context, variants in cases:
        mine, results = results[: len(variants) + 1], results[len(variants) + 1 :]
        found += [_worth(side, context, v, result, mine[0]) for v, result in zip(variants, mine[1:], strict=True)]
    return found


def _worth(side: Side, context: str, variant: _Variant, result: Result, base: Result) -> Worth:
    change, error = gained(result, base)
    return Worth(side, context, variant.kind, variant.key, variant.option, result.payoff, change, error)


def _variants(ruleset: Ruleset, policy: Policy, *, levers: bool) -> Iterator[_Variant]:
    keys = list(ruleset.instruments)
    if levers:
        for lever, instruments in ruleset.levers.items():
            for factor in CURVE:
                if factor != 1.0:
                    bent = _scaled(policy, [keys.index(key) for key in instruments], factor)
                    yield _Variant("lever", lever, f"{factor:g}", bent)
    for place, key in enumerate(keys):
        for factor in ENDS:
            yield _Variant("instrument", key, f"{factor:g}", _scaled(policy, [place], factor))
    for place, (key, stance) in enumerate(ruleset.stances.items()):
        for number, option in enumerate(stance.options):
            early, late = (_put(half, place, number) for half in policy.stances)
            yield _Variant("stance", key, option, replace(policy, stances=(early, late)))
    for place, key in enumerate(ruleset.projects):
        for word, first in (("always", 1), ("never", NEVER)):
            yield _Variant("project", key, word, replace(policy, projects=_put(policy.projects, place, first)))
    for place, key in enumerate(ruleset.deals):
        for word, first in (("always", 1), ("never", NEVER)):
            yield _Variant("deal", key, word, replace(policy, deals=_put(policy.deals, place, first)))


def _scaled(policy: Policy, places: Sequence[int], factor: float) -> Policy:
    early, late = (
        tuple(value * factor if place in places else value for place, value in enumerate(half))
        for half in policy.factors
    )
    return replace(policy, factors=(early, late))


def _put(values: tuple[int, ...], place: int, value: int) -> tuple[int, ...]:
    return (*values[:place], value, *values[place + 1 :])


def lever_losses(found: Sequence[Worth]) -> dict[str, dict[Side, float]]:
    """Lever → side → payoff that its best reply loses when the lever gets nothing."""
    losses: dict[str, dict[Side, float]] = {}
    for worth in found:
        if worth.kind == "lever" and float(worth.option) == 0.0:
            losses.setdefault(worth.key, {})[worth.side] = 0.0 - worth.change
    return losses


def lever_curves(found: Sequence[Worth]) -> dict[str, dict[Side, list[tuple[float, float]]]]:
    """Lever → side → factors on its money and the payoff with each; that of the best reply itself stands at 1."""
    curves: dict[str, dict[Side, list[tuple[float, float]]]] = {}
    for worth in found:
        if worth.kind == "lever":
            curve = curves.setdefault(worth.key, {}).setdefault(worth.side, [(1.0, worth.payoff - worth.change)])
            curve.append((float(worth.option), worth.payoff))
    for sides in curves.values():
        for curve in sides.values():
            curve.sort()
    return curves


def by_choice(found: Sequence[Worth], kind: Kind) -> dict[tuple[Side, str], dict[str, dict[str, Worth]]]:
    """Side and key → option → context → what it is worth."""
    grouped: dict[tuple[Side, str], dict[str, dict[str, Worth]]] = {}
    for worth in found:
        if worth.kind == kind:
            grouped.setdefault((worth.side, worth.key), {}).setdefault(worth.option, {})[worth.context] = worth
    return grouped


def everywhere(
    options: dict[str, dict[str, Worth]], one: str, test: Callable[[Worth, Worth], bool], other: str
) -> bool:
    """Whether a test holds between two options in every context."""
    return all(test(options[one][context], options[other][context]) for context in options[one])


def count_variants(ruleset: Ruleset) -> int:
    """How many changes are played, over both sides and both contexts of each."""
    options = sum(len(stance.options) for stance in ruleset.stances.values())
    undertakings = 2 * (len(ruleset.projects) + len(ruleset.deals))
    every = 1 + len(ENDS) * len(ruleset.instruments) + options + undertakings
    return 2 * (2 * every + (len(CURVE) - 1) * len(ruleset.levers))
