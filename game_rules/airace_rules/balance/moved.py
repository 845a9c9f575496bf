"""Figures that moved since they were accepted, in words that name the lines that say something else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from airace_rules.balance.accepted import Accepted, Measured, rules_of
from airace_rules.balance.matrix import Matrix
from airace_rules.balance.places import Places
from airace_rules.balance.policy import name_of
from airace_rules.balance.report import Report
from airace_rules.balance.telling import side_name
from airace_rules.ids import SIDES

CLEAR_SHARE: Final = 0.02  # of games; smaller is not worth a word
CLEAR_SCORE: Final = 1.5
CLEAR_PAYOFF: Final = 0.06
SURE: Final = 3.0  # standard errors
VERY_SURE: Final = 4.0  # where twenty figures are asked at once
SCORE_SPREAD: Final = 15.0  # final scores of a side vary by less from game to game
MOST_LINES: Final = 4
MOST_FIGURES: Final = 4
DECIMALS: Final = 4
GENERATED: Final = "par."  # follows from other lines


@dataclass(frozen=True, slots=True)
class Moved:
    """``place`` and ``lines``: what the rules say otherwise; ``figures``: what moved, the most by far first."""

    place: str
    lines: tuple[str, ...]
    figures: tuple[str, ...]


def measured(report: Report) -> Measured:
    """The figures of a report whose controls held. Raises ValueError when it has none."""
    if report.house is None:
        raise ValueError("the report has no figures: its controls failed")
    field, matrix = report.house.field, report.house.matrix
    decided = field.washington + field.beijing
    return Measured(
        games=field.games,
        decided=decided,
        share=round(field.washington / decided, DECIMALS) if decided else 0.5,
        nobody=round(field.nobody / field.games, DECIMALS),
        scores={side: round(float(matrix.scores[row].mean()), 2) for row, side in enumerate(SIDES)},
        payoffs=_against_the_field(matrix),
    )


def _against_the_field(matrix: Matrix) -> dict[str, dict[str, float]]:
    ours, theirs = matrix.payoffs()
    rows = zip(matrix.rows, ours.mean(axis=1).tolist(), strict=True)
    columns = zip(matrix.columns, theirs.mean(axis=0).tolist(), strict=True)
    return {
        "washington": {name_of(strategy): round(mean, DECIMALS) for strategy, mean in rows},
        "beijing": {name_of(strategy): round(mean, DECIMALS) for strategy, mean in columns},
    }


def accepted_text(report: Report) -> str:
    """The file that keeps what is accepted. Raises ValueError when the report has no figures."""
    kept = Accepted(report.ruleset, report.seed, measured(report), rules_of(report.compiled))
    return json.dumps(asdict(kept), indent=1, ensure_ascii=False) + "\n"


def moved(report: Report, accepted: Accepted) -> Moved | None:
    """What moved clearly since then; None when no rule changed or nothing moved."""
    lines = list(_lines(accepted.rules, rules_of(report.compiled), report.places))
    if not lines or report.house is None:
        return None
    told = sorted(_figures(accepted.measured, measured(report)), key=lambda pair: -pair[0])
    if not told:
        return None
    place = next((at for at, _ in lines if at), "")
    return Moved(place, tuple(f"{at} {words}".strip() for at, words in lines), tuple(words for _, words in told))


def moved_in_words(found: Moved, accepted: Accepted) -> str:
    """A warning."""
    lines, figures = found.lines[:MOST_LINES], found.figures[:MOST_FIGURES]
    more = f" and {len(found.lines) - len(lines)} more" if len(found.lines) > len(lines) else ""
    one = "The change" if len(found.lines) == 1 else "One or more of these changes"
    return (
        f"changed since the figures of `{accepted.ruleset}` were accepted: {'; '.join(lines)}{more}. "
        f"{one} moved {'; '.join(figures)}. To see it in the same games: --against the version before. "
        "To accept what is now: --accept."
    )


def _lines(before: dict[str, str], now: dict[str, str], places: Places) -> Iterator[tuple[str, str]]:
    """Place and words of every entry that says something else, generated ones last."""
    keys = [key for key in [*now, *(key for key in before if key not in now)] if before.get(key) != now.get(key)]
    for key in sorted(keys, key=lambda key: key.startswith(GENERATED)):
        place = places.of(key)
        yield ("" if place == key else place), f"{key} ({_said(key, before.get(key), now.get(key))})"


def _said(key: str, before: str | None, now: str | None) -> str:
    if before is None:
        return "added"
    if now is None:
        return "removed"
    return f"{before} → {now}" if key.startswith("params.") else "reads otherwise"


def _figures(before: Measured, now: Measured) -> Iterator[tuple[float, str]]:
    """How far, in what is just worth a word, and what in words."""
    parts = 1 / max(1, before.decided) + 1 / max(1, now.decided)
    yield from _shift("Washington's share of the round-robin", before.share, now.share, parts, CLEAR_SHARE)
    parts = 1 / before.games + 1 / now.games
    yield from _shift("games won by nobody", before.nobody, now.nobody, parts, CLEAR_SHARE)
    least = max(CLEAR_SCORE, SURE * SCORE_SPREAD * parts**0.5)
    for side in SIDES:
        old, new = before.scores[side], now.scores[side]
        if abs(new - old) >= least:
            yield abs(new - old) / least, f"{side_name(side)}'s mean score from {old:.1f} to {new:.1f}"
        yield from _payoffs(side_name(side), before, now, before.payoffs[side], now.payoffs[side])


def _shift(what: str, old: float, new: float, parts: float, clear: float) -> Iterator[tuple[float, str]]:
    middle = (old + new) / 2
    least = max(clear, SURE * (middle * (1 - middle) * parts) ** 0.5)
    if abs(new - old) >= least:
        yield abs(new - old) / least, f"{what} from {old:.0%} to {new:.0%}"


def _payoffs(
    side: str, before: Measured, now: Measured, old: dict[str, float], new: dict[str, float]
) -> Iterator[tuple[float, str]]:
    """The strategy of a side whose payoff against the field moved most."""
    games = [figures.games / max(1, len(payoffs)) for figures, payoffs in ((before, old), (now, new))]
    least = max(CLEAR_PAYOFF, VERY_SURE * 0.5 * sum(1 / max(1.0, count) for count in games) ** 0.5)
    shifts = {name: new[name] - old[name] for name in old if name in new}
    if shifts:
        name = max(shifts, key=lambda name: abs(shifts[name]))
        if abs(shifts[name]) >= least:
            words = f"what `{name}` gets as {side} from {old[name]:.0%} to {new[name]:.0%}"
            yield abs(shifts[name]) / least, words
