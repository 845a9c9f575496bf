"""The search for a best reply: the cross-entropy method (R. Y. Rubinstein, 1999) over policies, with a fixed budget of
games. A broad first generation, then narrower ones around the best; the best of all are played off at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from airace_rules.balance.arena import Arena
from airace_rules.balance.chance import normals, uniforms
from airace_rules.balance.matrix import WIN
from airace_rules.balance.mixture import Mixture, Result, Trial, play_trials
from airace_rules.balance.policy import Policy, Strategy
from airace_rules.balance.runner import Runner
from airace_rules.balance.space import Space
from airace_rules.engine.mathfn_array import Floats, Whole
from airace_rules.ids import Side

FIRST: Final = 160  # policies of the first generation
GENERATIONS: Final = 8
NEXT: Final = 48  # policies of every further one
ELITE: Final = 12
KEPT: Final = 3  # best policies that enter the next generation as they are
FINALISTS: Final = 10
FIRST_SHARE, NEXT_SHARE, FINAL_SHARE = 0.2, 0.6, 0.2  # of the budget
LEAST_GAMES: Final = 8  # of a policy in a generation
SPREAD_COMMON: Final = 0.8  # standard deviation at first, of the logarithm of a factor
SPREAD_TILT: Final = 0.4
LEAST_SPREAD: Final = 0.08
NEARER: Final = 0.5  # of the spread, where a search begins at what another found
LEARNING: Final = 0.7
LEAST_CHANCE: Final = 0.03  # of a choice, so that none is lost for good
MARGIN_SPAN: Final = 20.0  # lead in the final score, either way, over which the worth of a game runs from 0 to 1
WORTH_UNIT: Final = 1e6
MOST_NUMBER: Final = 3.0


@dataclass(frozen=True, slots=True)
class Found:
    """A policy that a search found, and its place in the space."""

    policy: Policy
    numbers: Floats
    places: Whole


@dataclass(slots=True)
class Search:
    """The search of one side against a mixture. ``ask`` gives trials, ``learn`` takes their results. ``around``: where
    it begins, else at the bases as they are. ``faith``: part of the chance of every choice that is given beforehand to
    the place where it begins, instead of to all alike."""

    space: Space
    side: Side
    against: Mixture
    seed: int
    name: str
    budget: int
    known: tuple[Found, ...] = ()
    around: Found | None = None
    faith: float = 0.0
    generation: int = 0
    numbers: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    places: Whole = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    mean: Floats = field(default_factory=lambda: np.zeros(0))
    spread: Floats = field(default_factory=lambda: np.zeros(0))
    chances: list[Floats] = field(default_factory=list)
    best: list[tuple[int, Found]] = field(default_factory=list)

    def __post_init__(self) -> None:
        common, tilt = np.full(self.space.instruments, SPREAD_COMMON), np.full(self.space.instruments, SPREAD_TILT)
        self.mean, self.spread = np.zeros(self.space.numbers), np.concatenate([common, tilt])
        begun = np.zeros(len(self.space.choices), dtype=np.int64)
        if self.around is not None:
            self.mean, self.spread, begun = self.around.numbers.copy(), self.spread * NEARER, self.around.places
        pairs = zip(self.space.choices, begun.tolist(), strict=True)
        self.chances = [_first_chances(len(meanings), place, self.faith) for meanings, place in pairs]
        self._draw(FIRST)
        for row, found in enumerate(self.known[:FIRST]):
            self.numbers[row], self.places[row] = found.numbers, found.places

    def ask(self) -> list[Trial]:
        """The trials of this generation."""
        share, count = (FIRST_SHARE, FIRST) if self.generation == 0 else (NEXT_SHARE / GENERATIONS, NEXT)
        games = max(LEAST_GAMES, int(self.budget * share) // count)
        return [self._trial(found.policy, f"{self.generation}", games) for found in self._all()]

    def learn(self, results: Sequence[Result]) -> None:
        """Moves towards the best of this generation and draws the next."""
        worth = np.array([_worth(result) for result in results])
        order = np.argsort(-worth, kind="stable")
        everyone = self._all()
        self.best += [(int(worth[k]), everyone[k]) for k in order[:ELITE].tolist()]
        elite = order[:ELITE]
        self._move(self.numbers[elite], self.places[elite])
        kept = order[:KEPT]
        numbers, places = self.numbers[kept].copy(), self.places[kept].copy()
        self.generation += 1
        self._draw(NEXT)
        self.numbers[:KEPT], self.places[:KEPT] = numbers, places
        self.numbers[KEPT], self.places[KEPT] = self.mean, [int(chance.argmax()) for chance in self.chances]

    def finalists(self) -> list[Found]:
        """The best of the last generations, each once."""
        last = sorted(self.best[-ELITE * GENERATIONS :], key=lambda pair: -pair[0])
        unlike: dict[Policy, Found] = {}
        for _, found in last:
            unlike.setdefault(replace(found.policy, name=""), found)
        return [*self.known, *list(unlike.values())[:FINALISTS]]

    def final_games(self) -> int:
        """Games of each finalist."""
        return max(LEAST_GAMES, int(self.budget * FINAL_SHARE) // (FINALISTS + 1))

    def _trial(self, strategy: Strategy, stage: str, games: int) -> Trial:
        return Trial(self.side, strategy, self.against, f"{self.name} {self.side} {stage}", games)

    def _all(self) -> list[Found]:
        label = f"{self.name} {self.side} {self.generation}"
        return [
            Found(self.space.policy(f"{label}.{row}", numbers, places), numbers, places)
            for row, (numbers, places) in enumerate(zip(self.numbers, self.places, strict=True))
        ]

    def _draw(self, count: int) -> None:
        name = f"{self.name} {self.side} {self.generation}"
        noise = normals(self.seed, f"{name} numbers", (count, self.space.numbers))
        self.numbers = np.clip(self.mean + self.spread * noise, -MOST_NUMBER, MOST_NUMBER)
        dice = uniforms(self.seed, f"{name} places", (count, len(self.chances)))
        columns = [_placed(chance, dice[:, k]) for k, chance in enumerate(self.chances)]
        self.places = np.stack(columns, axis=1)

    def _move(self, numbers: Floats, places: Whole) -> None:
        count = len(numbers)
        mean = np.add.reduce(numbers, axis=0) / count
        spread = np.sqrt(np.add.reduce((numbers - mean) ** 2, axis=0) / count)
        self.mean = (1 - LEARNING) * self.mean + LEARNING * mean
        self.spread = np.maximum((1 - LEARNING) * self.spread + LEARNING * spread, LEAST_SPREAD)
        for k, old in enumerate(self.chances):
            share = np.bincount(places[:, k], minlength=len(old)) / count
            chance = np.maximum((1 - LEARNING) * old + LEARNING * share, LEAST_CHANCE)
            self.chances[k] = chance / chance.sum()


def _first_chances(count: int, place: int, faith: float) -> Floats:
    chances = np.full(count, (1.0 - faith) / count)
    chances[place] += faith
    return chances


def _placed(chances: Floats, dice: Floats) -> Whole:
    edges = np.add.accumulate(chances)
    return np.minimum(np.searchsorted(edges, dice, side="right"), len(chances) - 1).astype(np.int64)


def _worth(result: Result) -> int:
    """What a search climbs: payoff and lead together, because a lead tells more of a policy in a few games. Exact."""
    lead = np.clip(0.5 + result.margins / (2 * MARGIN_SPAN), 0.0, 1.0)
    worth = 0.5 * result.halves / WIN + 0.5 * lead
    return int(np.rint(worth * WORTH_UNIT).astype(np.int64).sum())


def run_searches(runner: Runner, arena: Arena, searches: Sequence[Search]) -> list[Found]:
    """The best policy that each search finds; all of them are played in the same batches."""
    for _ in range(1 + GENERATIONS):
        trials = [search.ask() for search in searches]
        results = play_trials(runner, arena, [trial for some in trials for trial in some], "searching for best replies")
        for search, some in zip(searches, trials, strict=True):
            search.learn(results[: len(some)])
            results = results[len(some) :]
    return _play_off(runner, arena, searches)


def _play_off(runner: Runner, arena: Arena, searches: Sequence[Search]) -> list[Found]:
    finalists = [search.finalists() for search in searches]
    trials = [
        search._trial(found.policy, "final", search.final_games())
        for search, some in zip(searches, finalists, strict=True)
        for found in some
    ]
    results = play_trials(runner, arena, trials, "searching for best replies")
    winners = []
    for some in finalists:
        mine, results = results[: len(some)], results[len(some) :]
        winners.append(max(zip(mine, some, strict=True), key=lambda pair: pair[0].payoff)[1])
    return winners
