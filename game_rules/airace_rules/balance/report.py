"""The balance report: all its parts in one order, each as plain data. docs/balance.md says how to read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from airace_rules.balance.accepted import Accepted
from airace_rules.balance.arena import Arena, arena_of
from airace_rules.balance.compare import Comparison, compare
from airace_rules.balance.controls import Controls, games_of_a_pair, run_controls
from airace_rules.balance.decisive import PASS_SHARE, PASSES, played_out
from airace_rules.balance.exploitability import SEARCH_SHARE
from airace_rules.balance.field import Course, Tally, course_of, tally
from airace_rules.balance.matrix import Matrix, house_strategies, play_matrix
from airace_rules.balance.mixture import Mixture, mixed_lots, most_played
from airace_rules.balance.oracle import LEAST_RETEST, ROUNDS, Oracle, double_oracle, mixtures_of
from airace_rules.balance.places import Places
from airace_rules.balance.runner import Runner
from airace_rules.balance.sensitivity import Sensitivity, sensitivity
from airace_rules.balance.solved import Solved
from airace_rules.balance.worth import Worth, count_variants, worths
from airace_rules.language.loader import Compiled

DEFAULT_GAMES: Final = 10_000
LEAST_GAMES: Final = 100
MIXED_SHARE: Final = 4  # of ``--games``, the part that is played between the equilibrium mixtures
WORTH_SHARE: Final = 32  # and the part that each change of a best reply is given
LEAST_WORTH: Final = 100
NUDGE_SHARE: Final = 80
LEAST_NUDGE: Final = 64
EVEN_SHARE: Final = 20
LEAST_EVEN: Final = 200
CONTROLS: Final = 3  # that play games of their own


@dataclass(frozen=True, slots=True)
class House:
    """What the house strategies do. ``matrix``: with more games where they decide the equilibrium; ``field``: the
    uniform round-robin; ``mixed``: games between the equilibrium
    mixtures, and ``course`` how those went."""

    matrix: Matrix
    field: Tally
    solved: Solved
    mixtures: tuple[Mixture, Mixture]
    mixed: Tally
    course: Course


@dataclass(slots=True)
class Report:
    """Parts are None until they are made; when a control fails no other is. ``found``: games between the mixtures that
    the double oracle ended with; ``accepted``: what was accepted of these rules before."""

    ruleset: str
    games: int
    seed: int
    compiled: Compiled
    places: Places
    strategies: tuple[str, ...]
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
    games: int = DEFAULT_GAMES,
    against: Compiled | None = None,
    ready: Callable[[Report], None] = lambda report: None,
    rounds: int = ROUNDS,
    accepted: Accepted | None = None,
) -> Report:
    """Makes the report. ``games``: total over the cells of the matrix, the measure of all other parts; ``ready`` is
    told after each part. With no ``rounds`` there is no search, and nothing that is asked of what it finds. Raises
    ValueError for fewer than ``LEAST_GAMES``, or a ruleset without house strategies."""
    strategies = house_strategies(compiled.ruleset)
    if games < LEAST_GAMES:
        raise ValueError(f"a balance report needs at least {LEAST_GAMES} games")
    if not strategies:
        raise ValueError(
            f"ruleset {compiled.ruleset.name} has no house strategies to play with; add some under `bots:`"
        )
    report = Report(compiled.ruleset.name, games, runner.seed, compiled, Places.in_(compiled), strategies)
    report.accepted = accepted
    report.controls = run_controls(runner, compiled, report.places, strategies)
    ready(report)
    if report.controls.ok:
        _give_verdict(_Desk(runner, arena_of(compiled.ruleset), games), report, against, ready, rounds)
    return report


@dataclass(frozen=True, slots=True)
class _Desk:
    runner: Runner
    arena: Arena
    games: int

    def between(self, ours: Mixture, theirs: Mixture) -> tuple[Tally, Course]:
        """Games between two mixtures."""
        strategies, lots = mixed_lots(ours, theirs, max(LEAST_GAMES, self.games // MIXED_SHARE), "mixed")
        outcome = self.runner.play(self.arena, strategies, lots, "playing the equilibrium")
        return tally(self.arena.ruleset, outcome), course_of(self.arena.ruleset, outcome)


def _give_verdict(
    desk: _Desk, report: Report, against: Compiled | None, ready: Callable[[Report], None], rounds: int
) -> None:
    runner = desk.runner
    house = report.house = _play_house(desk, report.strategies)
    ready(report)
    if against is not None:
        report.comparison = compare(runner, against, report.compiled, report.strategies, desk.games)
        ready(report)
    report.sensitivity = _ask_params(desk, report)
    ready(report)
    if rounds == 0:
        return
    oracle = report.oracle = double_oracle(runner, desk.arena, house.matrix, SEARCH_SHARE * desk.games, rounds)
    report.found, _ = desk.between(*oracle.rounds[-1].mixtures)
    ready(report)
    report.worths = _ask_worths(desk, house, oracle)
    ready(report)


def _play_house(desk: _Desk, strategies: tuple[str, ...]) -> House:
    even, outcome, _ = play_matrix(desk.runner, desk.arena, strategies, strategies, desk.games, "playing the matrix")
    matrix, solved = played_out(desk.runner, desk.arena, even, desk.games)
    mixtures = mixtures_of(matrix, solved.equilibrium)
    mixed, course = desk.between(*mixtures)
    return House(matrix, tally(desk.arena.ruleset, outcome), solved, mixtures, mixed, course)


def _ask_worths(desk: _Desk, house: House, oracle: Oracle) -> tuple[Worth, ...]:
    """Of the last best replies, and of the house strategies that the equilibrium plays most."""
    last = oracle.rounds[-1]
    ours, theirs = (
        (reply.found.policy, most_played(mixture)) for reply, mixture in zip(last.replies, house.mixtures, strict=True)
    )
    games = max(LEAST_WORTH, desk.games // WORTH_SHARE)
    return tuple(worths(desk.runner, desk.arena, (ours, theirs), last.mixtures, games))


def _ask_params(desk: _Desk, report: Report) -> Sensitivity:
    games = max(LEAST_NUDGE, desk.games // NUDGE_SHARE), max(LEAST_EVEN, desk.games // EVEN_SHARE)
    return sensitivity(desk.runner, report.compiled, report.places, report.strategies, *games)


def expected_games(compiled: Compiled, games: int, against: bool = False, rounds: int = ROUNDS) -> int:
    """About how many games a report plays, for a bar that shows how far it is; fewer when the search ends early."""
    ruleset, strategies = compiled.ruleset, len(house_strategies(compiled.ruleset))
    found = 2 * SEARCH_SHARE * games + 2 * 2 * LEAST_RETEST + 2 * strategies * games // max(1, strategies**2)
    changed = count_variants(ruleset) * max(LEAST_WORTH, games // WORTH_SHARE)
    nudged = 2 * len(ruleset.params) * max(LEAST_NUDGE, games // NUDGE_SHARE)
    mixed = 2 * max(LEAST_GAMES, games // MIXED_SHARE)
    compared = 2 * games if against else 0
    held = CONTROLS * games_of_a_pair(strategies) * strategies**2
    matrix = (1 + PASSES * PASS_SHARE) * games
    return held + matrix + mixed + rounds * found + changed + nudged + compared
