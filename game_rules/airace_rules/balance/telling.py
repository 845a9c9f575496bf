"""Short words for sides and policies."""

from __future__ import annotations

from typing import Final

from airace_rules.balance.policy import AS_BASE, EVEN, NEVER, Policy
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset

NOTABLE: Final = (0.5, 2.0)  # factors outside are told
MOST_TOLD: Final = 4
TINY: Final = 0.001


def side_name(side: Side) -> str:
    """As a sentence begins with it."""
    return side.capitalize()


def policy_in_words(ruleset: Ruleset, policy: Policy) -> str:
    """What a policy does, the largest of it."""
    base = f"like `{policy.base}`" if policy.base != EVEN else "an even spread"
    parts = [*_money(ruleset, policy), *_stances(ruleset, policy), *_undertakings(ruleset, policy)]
    return f"{base}, but {', '.join(parts)}" if parts else base


def _money(ruleset: Ruleset, policy: Policy) -> list[str]:
    early, late = policy.factors
    means = {key: (a * b) ** 0.5 for key, a, b in zip(ruleset.instruments, early, late, strict=True)}
    notable = [key for key, factor in means.items() if not NOTABLE[0] < factor < NOTABLE[1]]
    notable.sort(key=lambda key: -max(means[key], 1 / max(means[key], TINY)))
    return [f"`{key}` × {means[key]:.1f}" for key in notable[:MOST_TOLD]]


def _stances(ruleset: Ruleset, policy: Policy) -> list[str]:
    told = []
    for (key, stance), early, late in zip(ruleset.stances.items(), *policy.stances, strict=True):
        first, then = ("as before" if place == AS_BASE else f"`{stance.options[place]}`" for place in (early, late))
        if (early, late) != (AS_BASE, AS_BASE):
            told.append(f"{key} {first}" if early == late else f"{key} {first}, later {then}")
    return told


def _undertakings(ruleset: Ruleset, policy: Policy) -> list[str]:
    told = []
    for keys, starts, verb in ((ruleset.projects, policy.projects, "build"), (ruleset.deals, policy.deals, "sign")):
        for key, first in zip(keys, starts, strict=True):
            if first == NEVER:
                told.append(f"never {verb} `{key}`")
            elif first != AS_BASE:
                told.append(f"{verb} `{key}` from turn {first}")
    return told
