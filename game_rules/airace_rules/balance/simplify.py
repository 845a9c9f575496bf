"""Found policies without what does not matter: a search leaves choices that it had no reason to change where chance put
them, and a designer reads them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from airace_rules.balance.arena import Arena
from airace_rules.balance.mixture import Result, Trial, gained, play_trials
from airace_rules.balance.runner import Runner
from airace_rules.balance.search import Found, Search
from airace_rules.engine.mathfn_array import Whole

STAGE: Final = "simplifying what was found"
USUAL: Final = 0  # the place of every choice at which the base decides, or the first half of the match


def simplified(
    runner: Runner, arena: Arena, searches: Sequence[Search], found: Sequence[Found], least: int
) -> list[Found]:
    """Each policy with all choices left to its base that can be, without a loss that its games can tell. ``least``:
    games in which a plainer policy must hold its own."""
    singles = [[_with(search, one, {k}) for k in _chosen(one)] for search, one in zip(searches, found, strict=True)]
    results = _played(runner, arena, searches, [[one, *some] for one, some in zip(found, singles, strict=True)])
    ladders = [_ladder(*row) for row in zip(searches, found, results, strict=True)]
    again = _played(runner, arena, searches, ladders, least)
    return [_plainest(ladder, result) for ladder, result in zip(ladders, again, strict=True)]


def _ladder(search: Search, found: Found, results: Sequence[Result]) -> list[Found]:
    """The policy itself, then without what lost nothing at all alone, then without what lost nothing to speak of."""
    steps = [found]
    for tolerance in (0.0, 1.0):
        idle = [not _loses(each, results[0], tolerance) for each in results[1:]]
        steps.append(_with(search, found, {k for k, drop in zip(_chosen(found), idle, strict=True) if drop}))
    return steps


def _plainest(ladder: Sequence[Found], results: Sequence[Result]) -> Found:
    kept = [found for found, result in zip(ladder, results, strict=True) if not _loses(result, results[0], 1.0)]
    return kept[-1]


def _chosen(found: Found) -> list[int]:
    """Places of the choices, the base apart, that are not as usual."""
    return [k for k, place in enumerate(found.places.tolist()) if k > 0 and place != USUAL]


def _with(search: Search, found: Found, usual: set[int]) -> Found:
    """The same policy with some choices as usual."""
    places: Whole = found.places.copy()
    places[sorted(usual)] = USUAL
    return replace(found, policy=search.space.policy(found.policy.name, found.numbers, places), places=places)


def _played(
    runner: Runner, arena: Arena, searches: Sequence[Search], policies: Sequence[Sequence[Found]], least: int = 0
) -> list[list[Result]]:
    """Results of several policies of each search, in at least ``least`` games each."""
    games = max(least, *(search.final_games() for search in searches))
    trials = [
        Trial(search.side, each.policy, search.against, f"{search.name} {search.side} simple {least}", games)
        for search, some in zip(searches, policies, strict=True)
        for each in some
    ]
    results = play_trials(runner, arena, trials, STAGE)
    parts = []
    for some in policies:
        parts.append(results[: len(some)])
        results = results[len(some) :]
    return parts


def _loses(result: Result, base: Result, tolerance: float) -> bool:
    """Whether it does worse by more than so many standard errors."""
    gain, error = gained(result, base)
    return gain < -tolerance * error
