"""Sharing games out among workers. The figures do not depend on the executor, on how many workers it has, or on what
was kept from an earlier run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Final, Protocol

from airace_rules.balance.arena import BATCH, Arena, Lot, Outcome, joined, play_lots
from airace_rules.balance.policy import Strategy


class Kept(Protocol):
    """Outcomes of an earlier run that was stopped, by key."""

    def get(self, key: str) -> Outcome | None:
        """What was kept under this key."""

    def put(self, key: str, outcome: Outcome) -> None:
        """Keep an outcome."""


class NothingKept:
    """Keeps nothing."""

    def get(self, key: str) -> Outcome | None:
        """Nothing."""
        return None

    def put(self, key: str, outcome: Outcome) -> None:
        """Does nothing."""


class Tell(Protocol):
    """Told how many games are done, and what they are for."""

    def __call__(self, games: int, stage: str) -> None:
        """``games`` more are done."""


def _say_nothing(games: int, stage: str) -> None:
    """Tells nobody."""


NOTHING_KEPT: Final = NothingKept()


@dataclass(frozen=True)
class Runner:
    """Plays lots of games. ``executor``: any of ``concurrent.futures``' kind; None plays here."""

    seed: int
    executor: Executor | None = None
    workers: int = 1
    tell: Tell = _say_nothing
    kept: Kept = NOTHING_KEPT

    def play(self, arena: Arena, strategies: Sequence[Strategy], lots: Sequence[Lot], stage: str) -> Outcome:
        """The outcome of all games of all lots, in order."""
        tasks = list(self._tasks(arena, tuple(strategies), lots))
        parts: list[Outcome] = []
        for part in self._results(tasks):
            parts.append(part)
            self.tell(len(part.winner), stage)
        return joined(parts)

    def _tasks(self, arena: Arena, strategies: tuple[Strategy, ...], lots: Sequence[Lot]) -> Iterator[_Task]:
        total = sum(lot.games for lot in lots)
        rounds = max(1, -(-total // (BATCH * self.workers)))  # so that all workers get as many batches
        most = max(1, -(-total // (rounds * self.workers)))
        if self.kept is not NOTHING_KEPT:
            most = BATCH  # what was kept must be found again by another number of workers
        for group in _groups(lots, most):
            yield _Task(arena, strategies, group, self.seed)

    def _results(self, tasks: Sequence[_Task]) -> Iterator[Outcome]:
        keeps = self.kept is not NOTHING_KEPT
        known = [self.kept.get(task.key()) if keeps else None for task in tasks]
        futures = [
            self.executor.submit(play_lots, *task.arguments()) if self.executor and outcome is None else None
            for task, outcome in zip(tasks, known, strict=True)
        ]
        try:
            for task, outcome, future in zip(tasks, known, futures, strict=True):
                made = outcome or (future.result() if future else task.run())
                if keeps and outcome is None:
                    self.kept.put(task.key(), made)
                yield made
        finally:
            for future in futures:
                if future:
                    future.cancel()  # of use only when the report was stopped


@dataclass(frozen=True)
class _Task:
    arena: Arena
    strategies: tuple[Strategy, ...]
    lots: tuple[Lot, ...]
    seed: int

    def arguments(self) -> tuple[Arena, tuple[Strategy, ...], tuple[Lot, ...], int]:
        """As ``play_lots`` takes them, without the strategies that nobody plays."""
        used = sorted({place for lot in self.lots for place in (lot.washington, lot.beijing)})
        place = {old: new for new, old in enumerate(used)}
        lots = tuple(replace(lot, washington=place[lot.washington], beijing=place[lot.beijing]) for lot in self.lots)
        return self.arena, tuple(self.strategies[old] for old in used), lots, self.seed

    def run(self) -> Outcome:
        """Plays it here."""
        return play_lots(*self.arguments())

    def key(self) -> str:
        """Names the work, whatever process does it."""
        _, strategies, lots, seed = self.arguments()
        return hashlib.sha256(repr((self.arena.key, strategies, lots, seed)).encode()).hexdigest()


def _groups(lots: Sequence[Lot], most: int) -> Iterator[tuple[Lot, ...]]:
    """Lots in order, cut so that each group but the last has ``most`` games."""
    group: list[Lot] = []
    room = most
    for lot in lots:
        first, left = lot.first, lot.games
        while left:
            taken = min(left, room)
            group.append(replace(lot, first=first, games=taken))
            first, left, room = first + taken, left - taken, room - taken
            if room == 0:
                yield tuple(group)
                group, room = [], most
    if group:
        yield tuple(group)
