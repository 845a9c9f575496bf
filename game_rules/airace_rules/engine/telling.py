"""How finely people are told numbers: no finer than they are told apart on a screen.

A view holds what its audience is declared to know, to the last digit, and rules, bots and measurements work with that.
The last digits of one's own numbers would tell what is declared rough or hidden: a formula that reads a value of the
rival, and of which everything else is known, can be solved for it. So whatever leaves for people goes through
``as_told`` first. It is a function of the view and of the rules, and so cannot tell more than the view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from airace_rules.engine.dice import Seed
from airace_rules.engine.view import view_for
from airace_rules.ids import Audience
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import Change, Estimate, Headline, Part, Past, Report, View

_DIGITS: Final = ((1.0, 2), (1000.0, 1))  # sizes below this → digits after the point
Grains = Mapping[str, float]
_BAND: Final = ".2g"
_DIGITS_OF_GRAINS: Final = 9  # digits after the point that no grain has more of
_CUT: Final = 1e-6  # parts that miss the change by more were cut at a bound of the stock


def told_for(
    ruleset: Ruleset, state: MatchState, history: Sequence[TurnResult], audience: Audience, seed: Seed | None = None
) -> View:
    """``view_for`` as it is told to people. Raises what ``view_for`` raises."""
    return as_told(view_for(ruleset, state, history, audience, seed), ruleset.grains)


def as_told(view: View, grains: Grains) -> View:
    """A view with its numbers as people are told them: sizes from 1 on to a tenth, from 1000 on to 1, smaller ones to a
    hundredth; those of which ``grains`` (``Ruleset.grains``) says more, to that; standard errors to two figures. Parts
    still make up the change they stand beside. Points, counts and the outcome are told in full.
    """
    return view.model_copy(
        update={
            "own": _told(view.own, grains),
            "rival": _estimates(view.rival, grains),
            "world": _told(view.world, grains),
            "perceived": _estimates(view.perceived, grains),
            "sides": {side: _told(values, grains) for side, values in view.sides.items()},
            "scores": view.scores if view.over else _scores(view.scores, grains),
            "report": None if view.report is None else _report(view.report, grains),
            "history": [_past(past, grains) for past in view.history],
        }
    )


def digits_of(size: float) -> int:
    """Digits after the point to which a number of this size is told.

    >>> [digits_of(size) for size in (-0.3, 1, 61.5, -4000)]
    [2, 1, 1, 0]
    """
    return next((digits for limit, digits in _DIGITS if abs(size) < limit), 0)


def told_number(value: float, grain: float | None = None) -> float:
    """A number as people are told it; ``grain``: how finely, if its ruleset says so.

    >>> told_number(12.34), told_number(12.34, 5)
    (12.3, 10.0)
    """
    return _number(value, grain or _grain_of(value))


def _grain_of(size: float) -> float:
    return 10.0 ** -digits_of(size)


def _number(value: float, grain: float) -> float:
    return _multiple(round(value / grain), grain)


def _multiple(units: int, grain: float) -> float:
    """So many grains, as a number of few digits and with no minus before a zero."""
    return round(units * grain, _DIGITS_OF_GRAINS) + 0.0


def _told(values: Mapping[str, float], grains: Grains) -> dict[str, float]:
    return {name: told_number(value, grains.get(name)) for name, value in values.items()}


def _scores(values: Mapping[str, float], grains: Grains) -> dict[str, float]:
    return {key: told_number(value, grains.get(f"score.{key}")) for key, value in values.items()}


def _estimates(values: Mapping[str, Estimate], grains: Grains) -> dict[str, Estimate]:
    return {
        name: Estimate(value=told_number(seen.value, grains.get(name)), band=float(f"{seen.band:{_BAND}}"))
        for name, seen in values.items()
    }


def _past(past: Past, grains: Grains) -> Past:
    update: dict[str, Any] = {
        "own": _told(past.own, grains),
        "rival": _estimates(past.rival, grains),
        "world": _told(past.world, grains),
        "perceived": _estimates(past.perceived, grains),
        "scores": _scores(past.scores, grains),
    }
    return past.model_copy(update=update)


def _report(report: Report, grains: Grains) -> Report:
    update: dict[str, Any] = {
        "headlines": [_headline(line) for line in report.headlines],
        "own": {name: _change(change, grains.get(name)) for name, change in report.own.items()},
        "world": {name: _change(change, grains.get(name)) for name, change in report.world.items()},
        "values": _told(report.values, grains),
        "rival_values": _told(report.rival_values, grains),
        "world_values": _told(report.world_values, grains),
    }
    return report.model_copy(update=update)


def _headline(line: Headline) -> Headline:
    return line.model_copy(update={"args": _told(line.args, {})})


def _change(change: Change, grain: float | None) -> Change:
    grain = grain or _grain_of(max(abs(change.before), abs(change.after)))
    before, after = _number(change.before, grain), _number(change.after, grain)
    values = [part.value for part in change.parts]
    whole = abs(change.before + sum(values) - change.after) < _CUT
    told = _apportioned(values, after - before if whole else None, grain)
    parts = [Part(key=part.key, value=value) for part, value in zip(change.parts, told, strict=True)]
    return Change(before=before, after=after, parts=parts)


def _apportioned(values: Sequence[float], total: float | None, grain: float) -> list[float]:
    """The values in whole grains. With a total they add up to it: those that rounding moved most go the other way.

    >>> _apportioned([0.14, 0.14, 0.0], 0.3, 0.1)
    [0.2, 0.1, 0.0]
    """
    units = [round(value / grain) for value in values]
    if total is not None:
        missing = round(total / grain) - sum(units)
        step = 1 if missing > 0 else -1
        movable = [k for k, value in enumerate(values) if value != 0.0]
        movable.sort(key=lambda k: -step * (values[k] / grain - units[k]))
        for k in movable[: abs(missing)]:
            units[k] += step
    return [_multiple(unit, grain) for unit in units]
