"""What the report warns of, in words that name the line to look at. The bands are those of a fair game with choices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from airace_rules.balance.changed import changed_findings
from airace_rules.balance.effects import effects_in_words
from airace_rules.balance.field import Tally
from airace_rules.balance.matrix import Matrix
from airace_rules.balance.mixing import mixing_findings
from airace_rules.balance.moved import moved, moved_in_words
from airace_rules.balance.oracle import Oracle
from airace_rules.balance.places import Places
from airace_rules.balance.policy import Strategy, name_of
from airace_rules.balance.report import House, Report
from airace_rules.balance.sensitivity import Nudge, Sensitivity
from airace_rules.balance.telling import policy_in_words, side_name
from airace_rules.balance.verdicts import choice_findings
from airace_rules.balance.worth import lever_losses
from airace_rules.engine.mathfn_array import Floats
from airace_rules.ids import SIDES

FAIR: Final = (0.45, 0.55)  # side rate
MOST_EXPLOITABLE: Final = 0.05
RARE: Final = 0.01  # share of games of an ending or project
MOST_OF_THE_FIELD: Final = 0.6  # mean payoff of one strategy
LEAST_LEVER: Final = 0.1
COMEBACKS: Final = (0.25, 0.4)
LEAST_LEAD_CHANGES: Final = 2
SURE: Final = 2.0  # standard errors
VERY_SURE: Final = 3.0
CULPRITS: Final = 3  # lines that are named for one finding
CLEAR: Final = 0.02  # of the side rate or of payoff: smaller is not worth a word


@dataclass(frozen=True, slots=True)
class Finding:
    """``about``: a short key such as ``side_rate``; ``place``: file and line, empty when there is no single one."""

    about: str
    place: str
    words: str

    def text(self) -> str:
        """For people."""
        return f"{self.place}: {self.words}" if self.place else self.words


def findings(report: Report) -> list[Finding]:
    """All warnings, gravest first."""
    if report.controls and not report.controls.ok:
        return [Finding("controls", "", f"No verdict. {problem}") for problem in report.controls.problems]
    found: list[Finding] = []
    if report.house:
        found += _sides(report.house, report.sensitivity)
    if report.comparison:
        found += [Finding("changed", place, words) for place, words in changed_findings(report.comparison)]
    elif report.accepted and (since := moved(report, report.accepted)):
        found.append(Finding("changed", since.place, moved_in_words(since, report.accepted)))
    if report.oracle:
        found += _exploits(report, report.oracle)
    if report.house:
        found += _strategies(report.house, report.places)
        found += _reached(report.house.field, report.places)
        found += _course(report.house)
    if report.worths is not None:
        found += _levers(report)
        found += [Finding(about, place, words) for about, place, words in choice_findings(report.worths, report.places)]
    if report.sensitivity:
        found += _broken(report.sensitivity)
    return found


def _sides(house: House, params: Sensitivity | None) -> Iterator[Finding]:
    for tally, where in ((house.mixed, "in equilibrium"), (house.field, "over the round-robin")):
        rate, (low, high) = tally.side_rate, tally.interval
        if rate is not None and (low > FAIR[1] or high < FAIR[0]):
            winner = side_name("washington" if rate > 0.5 else "beijing")
            share = max(rate, 1 - rate)
            words = (
                f"{winner} is favoured: it wins {share:.0%} of the games that a side wins {where} "
                f"({low:.0%} to {high:.0%} for Washington); fair is {FAIR[0]:.0%} to {FAIR[1]:.0%}."
            )
            yield Finding("side_rate", "", words + (culprits(params, rate > 0.5) if params else ""))
            return


def culprits(params: Sensitivity, washington: bool) -> str:
    """The lines that explain best why a side is favoured: made equal for both, they bring the sides nearest to even."""
    towards = [n for n in params.evened if (n.shift < -CLEAR if washington else n.shift > CLEAR)]
    better = [n for n in towards if abs(params.even_rate + n.shift - 0.5) < abs(params.even_rate - 0.5)]
    nearest = sorted(better, key=lambda n: abs(params.even_rate + n.shift - 0.5))[:CULPRITS]
    if not nearest:
        return " No single number, made equal for both sides, would mend it."
    told = "; ".join(f"{n.place} {_entry(n)} ({n.change}): {params.even_rate + n.shift:.0%}" for n in nearest)
    return (
        " Washington's share of the round-robin, now "
        f"{params.even_rate:.0%}, if both sides had the same here, nearest to even first: {told}."
    )


def _entry(nudge: Nudge) -> str:
    return nudge.name.partition(".")[2]


def _exploits(report: Report, oracle: Oracle) -> Iterator[Finding]:
    last = oracle.rounds[-1]
    if last.gap > MOST_EXPLOITABLE:
        reply = max(last.replies, key=lambda each: each.gain)
        ruleset, policy = report.compiled.ruleset, reply.found.policy
        words = policy_in_words(ruleset, policy)
        yield Finding(
            "exploitability",
            "",
            f"Exploitable by {last.gap:.0%}: {side_name(reply.side)} gains that much over its equilibrium by playing "
            f"{words}. Wanted: at most {MOST_EXPLOITABLE:.0%}.{effects_in_words(ruleset, policy, report.places)}",
        )


def _strategies(house: House, places: Places) -> Iterator[Finding]:
    payoffs, errors = house.matrix.payoffs(), house.matrix.errors()
    for row, side in enumerate(SIDES):
        own = payoffs[row] if row == 0 else payoffs[row].T
        noise = errors[row] if row == 0 else errors[row].T
        names = [name_of(strategy) for strategy in _own_strategies(house.matrix, row)]
        yield from _dominated(names, own, noise, side_name(side), places)
        mean_errors = (noise**2).sum(axis=1) ** 0.5 / len(names)
        surely = (own.mean(axis=1) - SURE * mean_errors).tolist()
        for name, mean, least in zip(names, own.mean(axis=1).tolist(), surely, strict=True):
            place = places.of(f"bots.{name}")
            if len(names) > 2 and least > MOST_OF_THE_FIELD:
                words = f"`{name}` beats the whole field as {side_name(side)}: {mean:.0%} on average."
                yield Finding("strategy", place, f"{words} Wanted: at most {MOST_OF_THE_FIELD:.0%}.")
        mixing = mixing_findings(house.solved, row, names, side_name(side), places)
        yield from (Finding(about, place, words) for about, place, words in mixing)


def _own_strategies(matrix: Matrix, row: int) -> tuple[Strategy, ...]:
    return matrix.rows if row == 0 else matrix.columns


def _dominated(names: list[str], own: Floats, noise: Floats, side: str, places: Places) -> Iterator[Finding]:
    for worse, name in enumerate(names):
        for better, other in enumerate(names):
            ahead = own[better] - own[worse]
            error = (noise[better] ** 2 + noise[worse] ** 2) ** 0.5
            mean, mean_error = float(ahead.mean()), float((error**2).sum()) ** 0.5 / len(ahead)
            if better != worse and (ahead > -error).all() and mean > max(VERY_SURE * mean_error, CLEAR):
                words = f"as {side} `{name}` is dominated by `{other}`: no better against any strategy, and"
                yield Finding("dominated", places.of(f"bots.{name}"), f"{words} {mean:.0%} worse on average.")
                break


def _reached(field: Tally, places: Places) -> Iterator[Finding]:
    for key, count in field.endings.items():
        if count / field.games < RARE:
            often = "is never reached" if count == 0 else f"is reached in {count} of {field.games} games"
            yield Finding("ending", places.of(f"victory.{key}"), f"the ending `{key}` {often} by house strategies.")
    for name, count in field.reached.items():
        section, _, key = name.partition(".")
        if count / field.games < RARE:
            often = "never" if count == 0 else f"in {count} of {field.games} games"
            what = "project" if section == "projects" else "deal"
            does = "finished" if section == "projects" else "concluded"
            yield Finding(what, places.of(name), f"the {what} `{key}` is {often} {does} by house strategies.")


def _course(house: House) -> Iterator[Finding]:
    rate = house.course.comeback_rate
    if rate is not None and not COMEBACKS[0] <= rate <= COMEBACKS[1]:
        wanted = f"wanted: {COMEBACKS[0]:.0%} to {COMEBACKS[1]:.0%}"
        words = f"In equilibrium the side behind at half-time wins {rate:.0%} of the games; {wanted}."
        yield Finding("comebacks", "", words)
    if house.course.lead_changes < LEAST_LEAD_CHANGES:
        words = f"the lead changes {house.course.lead_changes:g} times in a game (median)"
        yield Finding("lead_changes", "", f"In equilibrium {words}; wanted: at least {LEAST_LEAD_CHANGES}.")


def _levers(report: Report) -> Iterator[Finding]:
    for lever, sides in lever_losses(report.worths or ()).items():
        for side, loss in sides.items():
            if loss < LEAST_LEVER:
                words = f"the lever `{lever}` matters little to {side_name(side)}: without it, its best reply loses"
                yield Finding(
                    "lever",
                    report.places.of(f"levers.{lever}"),
                    f"{words} {loss:.0%}; wanted: at least {LEAST_LEVER:.0%}.",
                )


def _broken(params: Sensitivity) -> Iterator[Finding]:
    for nudge in params.nudges:
        if nudge.broken:
            words = f"with `{_entry(nudge)}` {nudge.change}, a formula breaks in {nudge.broken} games."
            yield Finding("non_finite", nudge.place, words)
