"""Exploitability by double oracle: find the equilibrium, search for a best reply to it on both sides, measure its gain
in fresh games, add it, and repeat (H. B. McMahan, G. J. Gordon, A. Blum, 2003)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from airace_rules.balance.arena import Arena, Lot
from airace_rules.balance.effort import Effort
from airace_rules.balance.equilibrium import Equilibrium, equilibrium
from airace_rules.balance.matrix import Matrix, joined_matrix, play_matrix
from airace_rules.balance.mixture import Mixture, gained, paired, result_of
from airace_rules.balance.policy import Policy, Strategy, name_of
from airace_rules.balance.runner import Runner
from airace_rules.balance.search import Found, Search, run_searches
from airace_rules.balance.simplify import simplified
from airace_rules.balance.space import Space
from airace_rules.ids import SIDES, Side

ENOUGH: Final = 0.02  # a gap below this ends the rounds
LEAST_SHARE: Final = 0.005  # strategies below this are left out of a mixture


@dataclass(frozen=True, slots=True)
class Reply:
    """The best reply that a search found for a side against the other's mixture. ``payoff`` is its own, ``gain`` over
    the side's equilibrium mixture in the same fresh games, with its standard error."""

    side: Side
    found: Found
    payoff: float
    gain: float
    error: float
    games: int


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the equilibrium it began with and the replies found to it. ``evaluations``: games of the search."""

    equilibrium: Equilibrium
    mixtures: tuple[Mixture, Mixture]
    replies: tuple[Reply, Reply]
    evaluations: int

    @property
    def gap(self) -> float:
        """The larger gain of the two sides, never below 0."""
        return max(0.0, *(reply.gain for reply in self.replies))


@dataclass(frozen=True, slots=True)
class Oracle:
    """All rounds, and the matrix that the last one began with."""

    rounds: tuple[Round, ...]
    matrix: Matrix

    @property
    def gap(self) -> float:
        """Exploitability after the last round."""
        return self.rounds[-1].gap


def mixtures_of(matrix: Matrix, found: Equilibrium) -> tuple[Mixture, Mixture]:
    """What Washington and Beijing mix in an equilibrium of a matrix."""
    return (
        Mixture.of(matrix.rows, found.rows, LEAST_SHARE),
        Mixture.of(matrix.columns, found.columns, LEAST_SHARE),
    )


def double_oracle(runner: Runner, arena: Arena, house: Matrix, effort: Effort) -> Oracle:
    """Rounds until no search gains ``ENOUGH``, at most ``effort.rounds``, at least one."""
    spaces, matrix = {side: Space.of(arena.ruleset, side) for side in SIDES}, house
    known: tuple[list[Found], list[Found]] = ([], [])
    done: list[Round] = []
    while True:
        solved = equilibrium(*matrix.payoffs())
        mixtures = mixtures_of(matrix, solved)
        searches = [
            Search(
                spaces[side],
                side,
                mixtures[1 - row],
                runner.seed,
                f"round {len(done) + 1}",
                effort.search,
                tuple(known[row]),
            )
            for row, side in enumerate(SIDES)
        ]
        best = simplified(runner, arena, searches, run_searches(runner, arena, searches), effort.ladder)
        found = [_named(one, side, len(done) + 1) for one, side in zip(best, SIDES, strict=True)]
        replies = _retest(runner, arena, mixtures, found, len(done) + 1, effort.retest)
        done.append(Round(solved, mixtures, replies, 2 * effort.search))
        if done[-1].gap < ENOUGH or len(done) >= effort.rounds:
            return Oracle(tuple(done), matrix)
        for some, reply in zip(known, replies, strict=True):
            some.append(reply.found)
        matrix = _extended(runner, arena, matrix, [reply.found.policy for reply in replies])


def _named(found: Found, side: Side, number: int) -> Found:
    return replace(found, policy=replace(found.policy, name=f"found_{side}_{number}"))


def _retest(
    runner: Runner, arena: Arena, mixtures: tuple[Mixture, Mixture], found: Sequence[Found], number: int, games: int
) -> tuple[Reply, Reply]:
    """Gains in fresh games, which no search has seen: the reply and the side's own mixture play the same ones."""
    strategies: list[Strategy] = []
    lots: list[Lot] = []
    for row, side in enumerate(SIDES):
        own, other = mixtures[row], mixtures[1 - row]
        places = len(strategies)
        strategies += [*own.strategies, found[row].policy, *other.strategies]
        pairs = paired(own, other, games)
        for strategy in ("reply", "own"):
            for j, k, first, count in pairs:
                ours = places + (len(own.strategies) if strategy == "reply" else j)
                theirs = places + len(own.strategies) + 1 + k
                pair = (ours, theirs) if side == "washington" else (theirs, ours)
                lots.append(Lot(*pair, f"retest {number} {side} {name_of(other.strategies[k])}", first, count))
    outcome = runner.play(arena, strategies, lots, "testing best replies anew")
    parts = [outcome.part(slice(k * games, (k + 1) * games)) for k in range(2 * len(SIDES))]
    replies = []
    for row, side in enumerate(SIDES):
        reply, own_play = (result_of(arena.ruleset, side, part) for part in parts[2 * row : 2 * row + 2])
        gain, error = gained(reply, own_play)
        replies.append(Reply(side, found[row], reply.payoff, gain, error, games))
    return replies[0], replies[1]


def _extended(runner: Runner, arena: Arena, matrix: Matrix, found: Sequence[Policy]) -> Matrix:
    """The matrix with one more strategy a side, in cells of the same size as those that it has."""
    size = int(matrix.games.max())
    right, _, _ = play_matrix(runner, arena, matrix.rows, found[1:], size * len(matrix.rows), "playing the matrix")
    columns = (*matrix.columns, found[1])
    below, _, _ = play_matrix(runner, arena, found[:1], columns, size * len(columns), "playing the matrix")
    return joined_matrix(matrix, right, below)
