"""``airace simulate``: one strategy against another, many times."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from airace_rules.balance.games import Finished, play, player_of
from airace_rules.engine.dice import Seed
from airace_rules.ids import SIDES, Side
from airace_rules.planner.levels import PLANNERS
from airace_rules.ruleset import Ruleset

CHUNK: Final = 2048  # games played side by side: the rows of one turn fit a core's cache
PLANNED: Final = 16  # the same where a planner plays, so that there is progress to tell of


@dataclass(slots=True)
class Simulation:
    """Counts over the games played; ``turns`` over all of them, ``endings`` by the ruleset's keys."""

    games: int = 0
    turns: int = 0
    washington_wins: int = 0
    beijing_wins: int = 0
    draws: int = 0
    endings: Counter[str] = field(default_factory=Counter)

    def add(self, finished: Finished) -> None:
        """Count games that finished."""
        count = len(finished.index)
        self.games += count
        self.turns += count * finished.turn
        self.washington_wins += int((finished.winner > 0).sum())
        self.beijing_wins += int((finished.winner < 0).sum())
        self.draws += int((finished.winner == 0).sum())
        self.endings[finished.ending] += count

    def merge(self, other: Simulation) -> None:
        """Count what another one counted."""
        self.games += other.games
        self.turns += other.turns
        self.washington_wins += other.washington_wins
        self.beijing_wins += other.beijing_wins
        self.draws += other.draws
        self.endings.update(other.endings)

    def figures(self, ruleset: Ruleset, seconds: float) -> dict[str, Any]:
        """The figures of ``airace simulate --json``; ``seconds`` as the caller measured them. ``draws`` counts games
        that nobody won, ``mean_length`` is in turns."""
        return {
            "games": self.games,
            "turns": self.turns,
            "seconds": seconds,
            "games_per_second": self.games / seconds if seconds > 0.0 else 0.0,
            "washington_wins": self.washington_wins,
            "beijing_wins": self.beijing_wins,
            "draws": self.draws,
            "endings": {ending.key: self.endings[ending.key] / self.games for ending in ruleset.endings},
            "mean_length": self.turns / self.games,
        }


def game_seed(seed: int, game: int) -> Seed:
    """The seed of one game of a simulation: it depends on nothing but these two numbers."""
    return Seed(hashlib.sha256(f"airace simulation {seed} game {game}".encode()).digest())


def simulate(
    ruleset: Ruleset,
    washington: str,
    beijing: str,
    games: int,
    seed: int,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> Simulation:
    """Play ``games`` games of two strategies. The counts depend on the seed alone, not on ``executor`` or ``workers``.

    ``executor``: any ``concurrent.futures`` executor; the games are then shared out among ``workers`` tasks.
    ``progress`` is told how many games are done. Raises RulesError for an unknown strategy, ValueError for a number of
    games below 1 or a negative seed.
    """
    if games < 1 or seed < 0 or workers < 1:
        raise ValueError("a simulation needs at least one game and one worker, and a seed that is not negative")
    strategies: dict[Side, str] = {"washington": washington, "beijing": beijing}
    for side in SIDES:
        player_of(ruleset, side, strategies[side])
    result = Simulation()
    for part in _parts(ruleset, strategies, games, seed, executor, workers):
        result.merge(part)
        progress(result.games)
    return result


def _parts(
    ruleset: Ruleset, strategies: Mapping[Side, str], games: int, seed: int, executor: Executor | None, workers: int
) -> Iterator[Simulation]:
    if executor is None:
        chunk = PLANNED if set(strategies.values()) & set(PLANNERS) else CHUNK
        for start in range(0, games, chunk):
            yield simulate_range(ruleset, strategies, seed, start, min(games, start + chunk))
        return
    edges = [games * k // workers for k in range(workers + 1)]
    tasks = [
        executor.submit(simulate_range, ruleset, dict(strategies), seed, start, stop)
        for start, stop in pairwise(edges)
        if start < stop
    ]
    for task in tasks:
        yield task.result()


def simulate_range(ruleset: Ruleset, strategies: Mapping[Side, str], seed: int, start: int, stop: int) -> Simulation:
    """Games ``start`` to ``stop`` (not included) of a simulation."""
    result = Simulation()
    for first in range(start, stop, CHUNK):
        seeds = [game_seed(seed, game) for game in range(first, min(stop, first + CHUNK))]
        for happened in play(ruleset, strategies, seeds):
            if isinstance(happened, Finished):
                result.add(happened)
    return result
