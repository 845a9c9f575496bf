"""The report as JSON: the shape of ``airace balance --json``, which programs may rely on, and more beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from airace_rules.balance.compare import Comparison
from airace_rules.balance.equilibrium import SUPPORTED, Equilibrium
from airace_rules.balance.field import Tally
from airace_rules.balance.findings import findings
from airace_rules.balance.matrix import Matrix
from airace_rules.balance.mixture import Mixture
from airace_rules.balance.oracle import Oracle
from airace_rules.balance.policy import Strategy, name_of
from airace_rules.balance.report import House, Report
from airace_rules.balance.solved import Solved
from airace_rules.balance.worth import lever_curves, lever_losses
from airace_rules.engine.mathfn_array import Floats
from airace_rules.ids import SIDES

DECIMALS: Final = 6
LIMITS: Final = (
    "Bots are not students: the house strategies and the policies that the search finds are a few fixed plans. They "
    "do not talk, bluff, hold grudges or learn, and a class will find what they do not. A good report says that these "
    "plans find no hole; only play says whether the game is good."
)


def figures_of(report: Report, seconds: float) -> dict[str, Any]:
    """All that is known so far; ``seconds`` as the caller measured them. Figures that were not made are None."""
    controls, house, oracle = report.controls, report.house, report.oracle
    shares = lever_losses(report.worths) if report.worths is not None else None
    figures: dict[str, Any] = rounded(
        {
            "ruleset": report.ruleset,
            "hash": report.compiled.ruleset.hash,
            "games": report.games,
            "seed": report.seed,
            "seconds": seconds,
            "controls": controls and {**asdict(controls), "ok": controls.ok},
            "side_rate": house and house.mixed.side_rate,
            "side_rate_interval": house and list(house.mixed.interval),
            "endings": house and _endings(house.field),
            "strategies": list(report.strategies),
            "matrix": house and house.matrix.payoffs()[0].tolist(),
            "equilibrium": house and _equilibrium(house),
            "exploitability": oracle and oracle.gap,
            "levers": shares,
            "comeback_rate": house and house.course.comeback_rate,
            "lead_changes_median": house and house.course.lead_changes,
            "warnings": [finding.text() for finding in findings(report)],
            "limits": LIMITS,
            "findings": [asdict(finding) for finding in findings(report)],
            "matrix_details": house and _matrix(house.matrix),
            "field": house and _tally(house.field),
            "in_equilibrium": house and _tally(house.mixed),
            "double_oracle": oracle and _oracle(oracle, report.found),
            "lever_curves": report.worths and lever_curves(report.worths),
            "choices": [asdict(worth) for worth in report.worths or ()],
            "sensitivity": report.sensitivity and asdict(report.sensitivity),
            "comparison": report.comparison and _comparison(report.comparison),
        }
    )
    return figures


def rounded(value: Any) -> Any:
    """Numbers to six decimals, so that files stay the same where only the last bits differ."""
    match value:
        case float():
            return round(value, DECIMALS)
        case dict():
            return {key: rounded(item) for key, item in value.items()}
        case list() | tuple():
            return [rounded(item) for item in value]
        case _:
            return value


def _endings(tally: Tally) -> dict[str, float]:
    return {key: count / tally.games for key, count in tally.endings.items()}


def _tally(tally: Tally) -> dict[str, Any]:
    shares = {"side_rate": tally.side_rate, "side_rate_interval": tally.interval, "shares": _endings(tally)}
    never = [key for key, count in (*tally.endings.items(), *tally.reached.items()) if count == 0]
    return {**asdict(tally), **shares, "never_reached": never}


def _matrix(matrix: Matrix) -> dict[str, Any]:
    payoffs, errors = matrix.payoffs(), matrix.errors()
    return {
        "washington": payoffs[0].tolist(),
        "beijing": payoffs[1].tolist(),
        "washington_errors": errors[0].tolist(),
        "beijing_errors": errors[1].tolist(),
        "nobody": (matrix.nobody / matrix.games).tolist(),
        "games": matrix.games.tolist(),
        "washington_scores": matrix.scores[0].tolist(),
        "beijing_scores": matrix.scores[1].tolist(),
    }


def _equilibrium(house: House) -> dict[str, Any]:
    solved, names = house.solved, (house.matrix.rows, house.matrix.columns)
    best = solved.equilibrium
    return {
        "value": best.payoffs[0],
        **_mixed(best, names),
        "support": [int((shares > SUPPORTED).sum()) for shares in (best.rows, best.columns)],
        "payoffs": best.payoffs,
        "regrets": best.regrets,
        "in_support_when_resampled": _by_name(solved.stability, names),
        "standard_deviations": _by_name(solved.spread, names),
        "resampled": {side: _resampled(solved, row) for row, side in enumerate(SIDES)},
        "further": [{**_mixed(other, names), "payoffs": other.payoffs} for other in solved.others],
        "by_score": {
            **_mixed(solved.by_score, names),
            "payoffs": solved.by_score.payoffs,
            "regrets": solved.by_score.regrets,
        },
    }


def _resampled(solved: Solved, row: int) -> dict[str, Any]:
    sizes, counts = np.unique(solved.sizes[row], return_counts=True)
    return {
        "support": {str(size): int(count) for size, count in zip(sizes.tolist(), counts.tolist(), strict=True)},
        "largest_share": solved.largest_share(row),
    }


def _mixed(found: Equilibrium, names: Sequence[Sequence[Strategy]]) -> dict[str, dict[str, float]]:
    shares = zip(SIDES, (found.rows, found.columns), names, strict=True)
    return {
        side: {name_of(name): float(p) for name, p in zip(strategies, each, strict=True) if p > SUPPORTED}
        for side, each, strategies in shares
    }


def _by_name(values: Sequence[Floats], names: Sequence[Sequence[Strategy]]) -> dict[str, dict[str, float]]:
    return {
        side: {name_of(name): float(value) for name, value in zip(strategies, each, strict=True)}
        for side, each, strategies in zip(SIDES, values, names, strict=True)
    }


def _oracle(oracle: Oracle, found: Tally | None) -> dict[str, Any]:
    return {
        "rounds": [
            {
                "gap": each.gap,
                "evaluations": each.evaluations,
                "mixtures": {side: _mixture(m) for side, m in zip(SIDES, each.mixtures, strict=True)},
                "replies": {
                    reply.side: {
                        "payoff": reply.payoff,
                        "gain": reply.gain,
                        "error": reply.error,
                        "games": reply.games,
                        "policy": asdict(reply.found.policy),
                    }
                    for reply in each.replies
                },
            }
            for each in oracle.rounds
        ],
        "last": found and _tally(found),
    }


def _mixture(mixture: Mixture) -> dict[str, float]:
    return {name_of(strategy): share for strategy, share in zip(mixture.strategies, mixture.shares, strict=True)}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "old": comparison.old,
        "changes": [asdict(change) for change in comparison.changes],
        "games": comparison.games,
        "flipped": comparison.flipped,
        "other_ending": comparison.other_ending,
        "strategies": list(comparison.strategies),
        "flips": comparison.flips.tolist(),
        "examples": [asdict(example) for example in comparison.examples],
        "before": {**_tally(comparison.before), "matrix": comparison.old_matrix.payoffs()[0].tolist()},
        "after": {**_tally(comparison.after), "matrix": comparison.new_matrix.payoffs()[0].tolist()},
    }
