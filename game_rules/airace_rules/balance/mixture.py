"""Games against a mixture of strategies, shared out by its probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from airace_rules.balance.arena import Arena, Lot, Outcome
from airace_rules.balance.matrix import WIN, given_to_nobody, halves
from airace_rules.balance.policy import Strategy, name_of
from airace_rules.balance.runner import Runner
from airace_rules.engine.mathfn_array import Floats, Whole
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Mixture:
    """Strategies that are played with these probabilities, all above 0."""

    strategies: tuple[Strategy, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, strategies: Sequence[Strategy], shares: Floats, least: float) -> Mixture:
        """Without those whose share is below ``least``."""
        kept = [(strategy, float(share)) for strategy, share in zip(strategies, shares, strict=True) if share >= least]
        total = sum(share for _, share in kept)
        return cls(tuple(strategy for strategy, _ in kept), tuple(share / total for _, share in kept))


def quotas(shares: Sequence[float], games: int) -> list[int]:
    """Whole numbers that sum to ``games``, in proportion to ``shares`` (largest remainders)."""
    exact = [share / sum(shares) * games for share in shares]
    given = [int(value) for value in exact]
    order = sorted(range(len(shares)), key=lambda k: (given[k] - exact[k], k))
    for k in order[: games - sum(given)]:
        given[k] += 1
    return given


@dataclass(frozen=True, slots=True)
class Trial:
    """A strategy of ``side`` in ``games`` games against a mixture. Trials with the same ``cell`` share draws."""

    side: Side
    strategy: Strategy
    against: Mixture
    cell: str
    games: int
    start: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a trial, game by game: payoff of its side in halves, and its lead in the final score,
    which is endlessly far behind where nobody won."""

    halves: Whole
    margins: Floats

    @property
    def payoff(self) -> float:
        """Mean payoff, 0 to 1."""
        return float(self.halves.sum()) / (WIN * len(self.halves))


def play_trials(runner: Runner, arena: Arena, trials: Sequence[Trial], stage: str) -> list[Result]:
    """All trials in one go, in order."""
    outcomes = played(runner, arena, trials, stage)
    return [result_of(arena.ruleset, trial.side, part) for trial, part in zip(trials, outcomes, strict=True)]


def played(runner: Runner, arena: Arena, trials: Sequence[Trial], stage: str) -> list[Outcome]:
    """The outcome of each trial."""
    places: dict[Strategy, int] = {}
    lots: list[Lot] = []
    sizes: list[int] = []
    for trial in trials:
        own = places.setdefault(trial.strategy, len(places))
        sizes.append(trial.games)
        for strategy, games in zip(trial.against.strategies, quotas(trial.against.shares, trial.games), strict=True):
            if games:
                other = places.setdefault(strategy, len(places))
                pair = (own, other) if trial.side == "washington" else (other, own)
                lots.append(Lot(*pair, f"{trial.cell} {name_of(strategy)}", 0, games, trial.start))
    outcome = runner.play(arena, tuple(places), lots, stage)
    edges = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    return [outcome.part(slice(edges[k], edges[k + 1])) for k in range(len(trials))]


def result_of(ruleset: Ruleset, side: Side, outcome: Outcome) -> Result:
    """What an outcome means to one side."""
    row = SIDES.index(side)
    leads = (outcome.totals[0] - outcome.totals[1]) * (1 - 2 * row)
    return Result(halves(ruleset, outcome, row), np.where(given_to_nobody(ruleset, outcome), -np.inf, leads))


def gained(result: Result, base: Result) -> tuple[float, float]:
    """Mean gain in payoff over ``base`` in the same games, and its standard error."""
    differences = (result.halves - base.halves) / WIN
    count = len(differences)
    mean = float(differences.sum()) / count
    variance = float((differences * differences).sum()) / count - mean * mean
    return mean, (max(variance, 1.0 / count) / count) ** 0.5


def paired(own: Mixture, other: Mixture, games: int) -> list[tuple[int, int, int, int]]:
    """The games of a mixture against another: ``(own, other, first, games)`` with places in both; the games of each
    strategy of ``other`` are numbered through, so that a single strategy can be played in the same ones."""
    pairs = [(j, k) for k in range(len(other.shares)) for j in range(len(own.shares))]
    counts = quotas([own.shares[j] * other.shares[k] for j, k in pairs], games)
    rows, first = [], dict.fromkeys(range(len(other.shares)), 0)
    for (j, k), count in zip(pairs, counts, strict=True):
        if count:
            rows.append((j, k, first[k], count))
            first[k] += count
    return rows


def mixed_lots(one: Mixture, other: Mixture, games: int, cell: str) -> tuple[list[Strategy], list[Lot]]:
    """Games of Washington's mixture ``one`` against Beijing's ``other``."""
    strategies = [*one.strategies, *other.strategies]
    lots = [
        Lot(j, len(one.strategies) + k, f"{cell} {name_of(other.strategies[k])}", first, count)
        for j, k, first, count in paired(one, other, games)
    ]
    return strategies, lots


def most_played(mixture: Mixture) -> Strategy:
    """The strategy with the largest share, the first of several."""
    return mixture.strategies[max(range(len(mixture.shares)), key=mixture.shares.__getitem__)]
