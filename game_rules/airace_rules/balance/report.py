"""The balance report: all its parts in one order, each as plain data. docs/balance.md says how to read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from airace_rules.balance.accepted import Accepted
from airace_rules.balance.arena import Arena, Small, arena_of
from airace_rules.balance.compare import Comparison, compare
from airace_rules.balance.controls import Controls, games_of_a_pair, run_controls
from airace_rules.balance.decisive import PASS_SHARE, played_out
from airace_rules.balance.effort import LEAST_GAMES, Effort
from airace_rules.balance.field import Course, Tally, course_of, tally
from airace_rules.balance.matrix import Matrix, house_strategies, play_matrix
from airace_rules.balance.mixture import Mixture, mixed_lots, most_played
from airace_rules.balance.oracle import Oracle, double_oracle, mixtures_of
from airace_rules.balance.places import Places
from airace_rules.balance.runner import Runner
from airace_rules.balance.sensitivity import Sensitivity, sensitivity
from airace_rules.balance.solved import Solved
from airace_rules.balance.worth import Worth, count_variants, worths
from airace_rules.language.loader import Compiled

CONTROLS: Final = 3  # that play games of their own


@dataclass(frozen=True, slots=True)
class Even:
    """The uniform round-robin of the house strategies: as many games in every cell. ``winners``: of each game, in the
    order of the cells: +1 Washington, -1 Beijing, 0 nobody."""

    matrix: Matrix
    field: Tally
    winners: Small


@dataclass(frozen=True, slots=True)
class House:
    """What the house strategies do. ``matrix``: with more games where they decide the equilibrium; ``field``: the
    uniform round-robin; ``mixed``: games between the equilibrium mixtures, and ``course`` how those went."""

    matrix: Matrix
    field: Tally
    solved: Solved
    mixtures: tuple[Mixture, Mixture]
    mixed: Tally
    course: Course


@dataclass(slots=True)
class Report:
    """Parts are None until they are made; when a control fails none but ``even`` is. ``found``: games between the
    mixtures that the double oracle ended with; ``accepted``: what was accepted of these rules before."""

    ruleset: str
    games: int
    seed: int
    compiled: Compiled
    places: Places
    strategies: tuple[str, ...]
    even: Even | None = None
    controls: Controls | None = None
    house: House | None = None
    accepted: Accepted | None = None
    comparison: Comparison | None = None
    oracle: Oracle | None = None
    found: Tally | None = None
    worths: tuple[Worth, ...] | None = None
    sensitivity: Sensitivity | None = None


def balance(
    runner: Runner,
    compiled: Compiled,
    effort: Effort,
    against: Compiled | None = None,
    ready: Callable[[Report], None] = lambda report: None,
    accepted: Accepted | None = None,
) -> Report:
    """Makes the report; ``ready`` is told after each part. The round-robin comes first, so that there is something to
    look at; no verdict is given before the controls hold. Raises ValueError for fewer than ``LEAST_GAMES``, or a
    ruleset without house strategies."""
    strategies = house_strategies(compiled.ruleset)
    if effort.games < LEAST_GAMES:
        raise ValueError(f"a balance report needs at least {LEAST_GAMES} games")
    if not strategies:
        raise ValueError(
            f"ruleset {compiled.ruleset.name} has no house strategies to play with; add some under `bots:`"
        )
    report = Report(compiled.ruleset.name, effort.games, runner.seed, compiled, Places.in_(compiled), strategies)
    report.accepted = accepted
    desk = _Desk(runner, arena_of(compiled.ruleset), effort)
    even = report.even = _play_even(desk, strategies)
    ready(report)
    report.controls = run_controls(runner, compiled, report.places, strategies)
    ready(report)
    if report.controls.ok:
        _give_verdict(desk, report, even, against, ready)
    return report


@dataclass(frozen=True, slots=True)
class _Desk:
    runner: Runner
    arena: Arena
    effort: Effort

    def between(self, ours: Mixture, theirs: Mixture) -> tuple[Tally, Course]:
        """Games between two mixtures."""
        strategies, lots = mixed_lots(ours, theirs, self.effort.mixed, "mixed")
        outcome = self.runner.play(self.arena, strategies, lots, "playing the equilibrium")
        return tally(self.arena.ruleset, outcome), course_of(self.arena.ruleset, outcome)


def _give_verdict(
    desk: _Desk, report: Report, even: Even, against: Compiled | None, ready: Callable[[Report], None]
) -> None:
    runner, effort = desk.runner, desk.effort
    house = report.house = _play_house(desk, even)
    ready(report)
    if against is not None:
        report.comparison = compare(runner, against, report.compiled, report.strategies, effort.games)
        ready(report)
    report.sensitivity = _ask_params(desk, report)
    ready(report)
    if effort.rounds == 0:
        return
    oracle = report.oracle = double_oracle(runner, desk.arena, house.matrix, effort)
    report.found, _ = desk.between(*oracle.rounds[-1].mixtures)
    ready(report)
    report.worths = _ask_worths(desk, house, oracle)
    ready(report)


def _play_even(desk: _Desk, strategies: tuple[str, ...]) -> Even:
    games = desk.effort.games
    matrix, outcome, _ = play_matrix(desk.runner, desk.arena, strategies, strategies, games, "playing the matrix")
    return Even(matrix, tally(desk.arena.ruleset, outcome), outcome.winner)


def _play_house(desk: _Desk, even: Even) -> House:
    matrix, solved = played_out(desk.runner, desk.arena, even.matrix, desk.effort)
    mixtures = mixtures_of(matrix, solved.equilibrium)
    mixed, course = desk.between(*mixtures)
    return House(matrix, even.field, solved, mixtures, mixed, course)


def _ask_worths(desk: _Desk, house: House, oracle: Oracle) -> tuple[Worth, ...]:
    """Of the last best replies, and of the house strategies that the equilibrium plays most."""
    last = oracle.rounds[-1]
    ours, theirs = (
        (reply.found.policy, most_played(mixture)) for reply, mixture in zip(last.replies, house.mixtures, strict=True)
    )
    return tuple(worths(desk.runner, desk.arena, (ours, theirs), last.mixtures, desk.effort.worth))


def _ask_params(desk: _Desk, report: Report) -> Sensitivity:
    effort = desk.effort
    return sensitivity(desk.runner, report.compiled, report.places, report.strategies, effort.nudge, effort.even)


def expected_games(compiled: Compiled, effort: Effort, against: bool = False) -> int:
    """About how many games a report plays, for a bar that shows how far it is; fewer when the search ends early."""
    ruleset, strategies = compiled.ruleset, len(house_strategies(compiled.ruleset))
    games = effort.games
    found = 2 * effort.search + 2 * 2 * effort.retest + 2 * strategies * games // max(1, strategies**2)
    changed = count_variants(ruleset) * effort.worth
    nudged = 2 * len(ruleset.params) * effort.nudge
    mixed = 2 * effort.mixed
    compared = 2 * games if against else 0
    held = CONTROLS * games_of_a_pair(strategies) * strategies**2
    matrix = (1 + effort.passes * PASS_SHARE) * games
    return held + matrix + mixed + effort.rounds * found + changed + nudged + compared
