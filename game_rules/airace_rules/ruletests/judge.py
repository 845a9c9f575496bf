"""Whether the promises of a ruleset hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from airace_rules.balance.exploitability import searched
from airace_rules.balance.oracle import Oracle
from airace_rules.balance.simulate import Simulation, simulate
from airace_rules.errors import RulesError
from airace_rules.language.diagnostics import Diagnostic, Findings, Place
from airace_rules.ruleset import Ruleset
from airace_rules.ruletest import Balance, BalanceCheck, Check, Expected, Occurrence, RuleTest, Run
from airace_rules.ruletests.batch import play_batch
from airace_rules.ruletests.course import Course, Refused, play_singly
from airace_rules.ruletests.why import reasons


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that does not hold. ``diagnostic`` says where and what; ``why``: lines that explain the value."""

    diagnostic: Diagnostic
    why: tuple[str, ...] = ()

    def text(self) -> str:
        """For a terminal."""
        return "\n".join([self.diagnostic.text(), *(f"  why: {line}" for line in self.why)])

    def to_json(self) -> dict[str, Any]:
        """Plain values, for programs."""
        return {**self.diagnostic.to_json(), "why": list(self.why)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one test; it passed when there are no failures. ``figures``: what a balance test measured."""

    test: RuleTest
    failures: tuple[Failure, ...]
    figures: tuple[str, ...] = ()


def run_tests(ruleset: Ruleset, words: str = "") -> Iterator[Verdict]:
    """Play the tests of a ruleset, in the order of its files; only those that have all of ``words`` in their name or
    among their systems."""
    wanted = words.lower().split()
    for test in ruleset.tests:
        systems = [system.lower() for system in test.systems]
        if all(word in test.name.lower() or word in systems for word in wanted):
            yield run_test(ruleset, test)


def run_test(ruleset: Ruleset, test: RuleTest) -> Verdict:
    """Play one test of a ruleset."""
    try:
        if test.balance is not None:
            return _balance(ruleset, test, test.balance)
        return Verdict(test, tuple(_played(ruleset, test)))
    except Refused as error:
        return Verdict(test, (_failure("T004", error.orders.place, "the orders are refused", str(error)),))
    except RulesError as error:
        return Verdict(test, (_failure("T004", test.place, "the test cannot be played", str(error)),))


def _failure(code: str, place: Place, message: str, found: str, expected: str = "", why: Iterable[str] = ()) -> Failure:
    findings = Findings()
    findings.error(code, place, message, found=found, expected=expected)
    return Failure(findings.items[0], tuple(why))


# ---------------------------------------------------------------- runs


def _played(ruleset: Ruleset, test: RuleTest) -> Iterator[Failure]:
    if test.run is None:
        return
    course = play(ruleset, test.run, test.turns, test.games)
    other = play(ruleset, test.other, test.turns, test.games) if test.other is not None else None
    for expected in test.expected:
        yield from _value(ruleset, expected, course, other)
    for occurrence in test.occurrences:
        yield from _occurrence(occurrence, course)
    yield from _outcome(test, course)


def play(ruleset: Ruleset, run: Run, turns: int, games: int) -> Course:
    """Play a run, side by side where that gives the same. Raises as ``play_singly`` does."""
    return play_batch(ruleset, run, turns, games) or play_singly(ruleset, run, turns, games)


def _value(ruleset: Ruleset, expected: Expected, course: Course, other: Course | None) -> Iterator[Failure]:
    ours = course.at(expected.turn)
    theirs = other.at(expected.turn) if other is not None else {}
    if ours is None or theirs is None:
        yield _failure("T001", expected.place, "no match got that far", _how_far(course if ours is None else other))
        return
    value = ours.get(expected.name, 0.0)  # a part that an event adds to the stock of the other side alone
    otherwise = theirs.get(expected.name, 0.0) if other is not None else None
    for check in expected.checks:
        found = _measured(check, value, otherwise)
        if found is None or not check.holds(found):
            words = _option(expected, value) or _told(check, value, otherwise, found, course.games)
            when = f" after turn {expected.turn}" if expected.turn is not None else ""
            why = [*reasons(ruleset, course, expected.turn, expected.name)]
            if other is not None and check.of != "value":
                differs = [line for line in reasons(ruleset, other, expected.turn, expected.name) if line not in why]
                why += [f"other run: {line}" for line in differs]
            message = f"`{expected.name}`{when} is not what is expected"
            yield _failure("T001", expected.place, message, words, check.words, why)


def _option(expected: Expected, value: float) -> str:
    """The option of a stance, where all games agree about it."""
    return expected.options[int(value)] if expected.options and value.is_integer() else ""


def _measured(check: Check, value: float, otherwise: float | None) -> float | None:
    if check.of == "value" or otherwise is None:
        return value
    if check.of == "difference":
        return value - otherwise
    return value / otherwise if otherwise != 0.0 and isfinite(value / otherwise) else None


def _told(check: Check, value: float, otherwise: float | None, found: float | None, games: int) -> str:
    mean = f" (mean of {games} games)" if games > 1 else ""
    if check.of == "value" or otherwise is None:
        return f"{value:.6g}{mean}"
    measured = "no ratio" if found is None else f"{found:.6g}"
    return f"{measured}: {value:.6g} against {otherwise:.6g}{mean}"


def _how_far(course: Course | None) -> str:
    if course is None:
        return ""
    endings = ", ".join(course.endings)
    return f"the last turn played is {max(course.last_turns)}; endings: {endings}"


def _occurrence(occurrence: Occurrence, course: Course) -> Iterator[Failure]:
    if occurrence.turn is None:
        count = course.happened[occurrence.name]
        games = course.games
    else:
        means = course.moments.get(occurrence.turn)
        if means is None:
            yield _failure("T002", occurrence.place, "no match got that far", _how_far(course))
            return
        owner, _, key = occurrence.name.partition(".")
        count, games = round(means.sums[f"{owner}.happened.{key}"]), means.games
    if count != (games if occurrence.happens else 0):
        words = "does not happen" if occurrence.happens else "happens"
        found = f"it happens in {count} of {games} games" if games > 1 else words
        when = f" in turn {occurrence.turn}" if occurrence.turn is not None else ""
        expected = f"it {'always happens' if occurrence.happens else 'never happens'}{when}"
        yield _failure("T002", occurrence.place, f"`{occurrence.name}` {words}{when}", found, expected)


def _outcome(test: RuleTest, course: Course) -> Iterator[Failure]:
    for what, asked, counts in (("ending", test.ending, course.endings), ("winner", test.winner, course.winners)):
        if asked is None or counts[asked.key] == course.games:
            continue
        shown = ", ".join(f"{key} in {count}" for key, count in counts.items())
        found = shown if course.games > 1 else next(iter(counts), f"no ending within {test.turns} turns")
        yield _failure("T003", asked.place, f"the {what} is not what is expected", found, asked.key)


# ---------------------------------------------------------------- balance


def _balance(ruleset: Ruleset, test: RuleTest, balance: Balance) -> Verdict:
    games, oracle = Simulation(), None
    if any(each.of != "exploitability" for each in balance.checks):
        share, rest = divmod(balance.games, len(balance.pairs))
        for at, (washington, beijing) in enumerate(balance.pairs):
            games.merge(simulate(ruleset, washington, beijing, share + (at < rest), balance.seed))
    if any(each.of == "exploitability" for each in balance.checks):
        oracle = searched(ruleset, balance.games, balance.seed)
    figures = tuple(_figures(games, oracle))
    failures = []
    for each in balance.checks:
        value = oracle.gap if oracle and each.of == "exploitability" else _figure(each, games)
        if value is None or not each.check.holds(value):
            count = "" if each.of == "exploitability" else f" in {games.games} games"
            found = "nobody won a game" if value is None else f"{value:.4g}{count}"
            message = f"`{' '.join(filter(None, [each.of, each.key]))}` is not what is expected"
            failures.append(_failure("T005", each.place, message, found, each.check.words, figures))
    return Verdict(test, tuple(failures), figures)


def _figure(check: BalanceCheck, games: Simulation) -> float | None:
    if check.of == "length":
        return games.turns / games.games
    if check.of == "ending":
        return games.endings[check.key] / games.games
    won = games.washington_wins + games.beijing_wins
    return games.washington_wins / won if won else None


def _figures(games: Simulation, oracle: Oracle | None) -> Iterator[str]:
    if games.games:
        yield f"Washington won {games.washington_wins}, Beijing {games.beijing_wins}, nobody {games.draws}"
        won = games.washington_wins + games.beijing_wins
        rate = f"side_rate {games.washington_wins / won:.3f}, " if won else ""
        yield f"{rate}length {games.turns / games.games:.2f} turns"
        yield "endings: " + ", ".join(f"{key} {count}" for key, count in games.endings.most_common())
    if oracle:
        replies = " and ".join(f"{each.side} {each.gain:+.3f} ± {each.error:.3f}" for each in oracle.rounds[-1].replies)
        yield f"exploitability {oracle.gap:.3f} after {len(oracle.rounds)} rounds: the best reply found gains {replies}"
