"""The balance report for people who read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from airace_rules.balance.compare import Comparison
from airace_rules.balance.equilibrium import SUPPORTED, Equilibrium
from airace_rules.balance.field import Tally
from airace_rules.balance.figures import LIMITS
from airace_rules.balance.findings import findings
from airace_rules.balance.matrix import Matrix
from airace_rules.balance.mixing import resampled_in_words
from airace_rules.balance.oracle import Oracle
from airace_rules.balance.policy import name_of
from airace_rules.balance.report import House, Report
from airace_rules.balance.sensitivity import Nudge, Sensitivity
from airace_rules.balance.telling import policy_in_words, side_name
from airace_rules.balance.worth import Worth, lever_curves, lever_losses
from airace_rules.engine.mathfn_array import Floats
from airace_rules.ids import SIDES
from airace_rules.ruleset import Ruleset

WITHIN_NOISE: Final = 2.0  # standard errors from even
TOP: Final = 8  # rows of long tables
CELL: Final = 9


def told(report: Report, seconds: float) -> Iterator[str]:
    """All lines."""
    yield f"{report.ruleset}: balance report, {report.games} games in the matrix, seed {report.seed}, {seconds:.1f} s"
    yield from _controls(report)
    if report.house:
        yield from _house(report.house)
    if report.oracle:
        yield from _oracle(report.compiled.ruleset, report.oracle, report.found)
    if report.worths is not None:
        yield from _levers(report.worths)
    if report.sensitivity:
        yield from _params(report.sensitivity)
    if report.comparison:
        yield from _comparison(report.comparison)
    yield from _warnings(report)
    yield from ("", "LIMITS", f"  {LIMITS}")


def _controls(report: Report) -> Iterator[str]:
    controls = report.controls
    if controls is None:
        return
    words = {True: "holds", False: "FAILS"}
    yield ""
    yield (
        f"CONTROLS  mirror {words[controls.mirror]}, batch invariance {words[controls.batch_invariance]}, "
        f"null parameter {words[controls.null_parameter]}, non-finite games {controls.non_finite}"
    )


def _warnings(report: Report) -> Iterator[str]:
    found = findings(report)
    yield from ("", f"WARNINGS  {len(found)}" if found else "WARNINGS  none")
    yield from (f"  - {finding.text()}" for finding in found)


def _house(house: House) -> Iterator[str]:
    yield from ("", "SIDES  Washington's share of the games that a side wins, with its 95 % interval")
    yield f"  in equilibrium        {rate(house.mixed)}"
    yield f"  over the round-robin  {rate(house.field)}; {house.field.length:.2f} turns a game"
    yield from ("", "ENDINGS  over the round-robin")
    for key, count in house.field.endings.items():
        yield f"  {key:<24}{count / house.field.games:7.1%}{'' if count else '  never reached'}"
    never = [name for name, count in house.field.reached.items() if not count]
    if never:
        yield f"  never finished or concluded: {', '.join(never)}"
    yield from _matrix(house.matrix)
    yield from _equilibrium(house)
    comebacks = house.course.comeback_rate
    behind = "nobody was behind" if comebacks is None else f"the side behind wins {comebacks:.0%}"
    yield f"  at half-time {behind}; the lead changes {house.course.lead_changes:g} times (median)"


def rate(tally: Tally) -> str:
    """The side rate in words."""
    if tally.side_rate is None:
        return "no side wins any game"
    low, high = tally.interval
    apart = f"draws {tally.draws / tally.games:.1%}, nobody {tally.nobody / tally.games:.1%}"
    return f"{tally.side_rate:.1%} ({low:.1%} to {high:.1%}), apart from {apart}"


def _matrix(matrix: Matrix) -> Iterator[str]:
    payoffs, errors = matrix.payoffs(), matrix.errors()
    yield from ("", "MATRIX  Washington's payoff ± error (rows Washington, columns Beijing; ~ even within the noise)")
    names = [name_of(column) for column in matrix.columns]
    yield " " * 18 + "".join(f"{name[: CELL - 1]:>{CELL + 2}}" for name in names)
    for i, row in enumerate(matrix.rows):
        cells = [_cell(payoffs[0][i, j], errors[0][i, j]) for j in range(len(names))]
        yield f"  {name_of(row):<16}" + "".join(cells)


def _cell(payoff: float, error: float) -> str:
    mark = "~" if abs(payoff - 0.5) <= WITHIN_NOISE * error else " "
    return f"{100 * payoff:>{CELL - 4}.0f}±{100 * error:<4.1f}{mark}"


def _equilibrium(house: House) -> Iterator[str]:
    solved, names = house.solved, (house.matrix.rows, house.matrix.columns)
    yield from ("", "EQUILIBRIUM  of the house strategies (in how many of 100 resampled matrices each is in it)")
    for side, shares, stable, strategies in zip(
        SIDES, (solved.equilibrium.rows, solved.equilibrium.columns), solved.stability, names, strict=True
    ):
        yield f"  {side_name(side):<12}" + _mixture([name_of(s) for s in strategies], shares, stable)
        yield " " * 14 + resampled_in_words(solved, SIDES.index(side))
    best = solved.equilibrium
    payoffs = f"payoffs {best.payoffs[0]:.3f} and {best.payoffs[1]:.3f}"
    yield f"  {payoffs}, regrets {_small(best)}; {_others(len(solved.others))}"
    for side, shares, strategies in zip(SIDES, (solved.by_score.rows, solved.by_score.columns), names, strict=True):
        yield f"  by own score, {side_name(side):<12}" + _mixture([name_of(s) for s in strategies], shares, None)


def _small(found: Equilibrium) -> str:
    return " and ".join(f"{regret:.0e}" for regret in found.regrets)


def _others(count: int) -> str:
    return "no other was found" if count == 0 else f"{count} more were found, see --json"


def _mixture(names: Sequence[str], shares: Floats, stable: Floats | None) -> str:
    order = sorted(range(len(names)), key=lambda k: -shares[k])
    parts = [
        f"{names[k]} {shares[k]:.0%}" + (f" ({100 * stable[k]:.0f})" if stable is not None else "")
        for k in order
        if shares[k] > SUPPORTED
    ]
    return ", ".join(parts)


def _oracle(ruleset: Ruleset, oracle: Oracle, found: Tally | None) -> Iterator[str]:
    yield from ("", f"EXPLOITABILITY  {oracle.gap:.1%} after {rounds_of(oracle)} of double oracle")
    for number, each in enumerate(oracle.rounds, 1):
        gains = ", ".join(f"{side_name(r.side)} {r.gain:+.1%} ± {r.error:.1%}" for r in each.replies)
        fresh = f"{each.replies[0].games} fresh games a side"
        yield f"  round {number}: {gains}; {each.evaluations} games searched, {fresh}"
    for reply in oracle.rounds[-1].replies:
        yield f"  {side_name(reply.side)} plays {policy_in_words(ruleset, reply.found.policy)}"
    if found is not None:
        yield f"  between the last mixtures: {rate(found)}"


def rounds_of(oracle: Oracle) -> str:
    """``3 rounds``."""
    count = len(oracle.rounds)
    return f"{count} round{'' if count == 1 else 's'}"


def _levers(worths: Sequence[Worth]) -> Iterator[str]:
    curves = lever_curves(worths)
    yield from ("", "LEVERS  payoff that the best reply loses without it; and its payoff with 0 … 3 times the money")
    for lever, sides in lever_losses(worths).items():
        for side, loss in sides.items():
            points = "  ".join(f"{factor:g}×{payoff:.0%}" for factor, payoff in curves[lever][side])
            yield f"  {lever:<14}{side_name(side):<12}{loss:7.1%}   {points}"


def _params(params: Sensitivity) -> Iterator[str]:
    yield from (
        "",
        f"PARAMS  ±10 %: games of {params.games} whose winner changes, and Washington's share of decided games",
    )
    top = sorted(params.nudges, key=lambda nudge: -nudge.flipped)[:TOP]
    yield from (_nudge(nudge) for nudge in top)
    yield f"  given to both sides alike (round-robin now {params.even_rate:.0%} Washington)"
    yield from (_nudge(nudge) for nudge in sorted(params.evened, key=lambda n: -abs(n.shift))[:TOP])


def _nudge(nudge: Nudge) -> str:
    name = nudge.name.partition(".")[2]
    return f"  {name:<18}{nudge.change:<24}{nudge.flipped:6.1%} {nudge.shift:+7.1%}   {nudge.place}"


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield from ("", f"AGAINST {comparison.old}  the same {comparison.games} games")
    yield f"  {comparison.flipped / comparison.games:.1%} have another winner, {comparison.other_ending} another ending"
    yield f"  before: {rate(comparison.before)}"
    yield f"  after:  {rate(comparison.after)}"
    yield from (f"  {place}  {words}" for place, words in changed_lines(comparison))
    for example in comparison.examples[:TOP]:
        yield (
            f"  {example.washington} against {example.beijing}, game {example.game}: "
            f"{example.before} before, {example.after} now"
        )


def changed_lines(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Where each change stands, and what it is."""
    for change in comparison.changes:
        name = ".".join(part for part in (change.section, change.entry, *change.path) if part)
        values = f"{change.old or '(nothing)'} → {change.new or '(nothing)'}"
        yield change.new_at or change.old_at, f"{name}: {values if change.kind == 'changed' else change.kind}"
