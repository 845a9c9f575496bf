"""How finely people are told numbers: no finer than they are told apart on a screen.

A view holds what its audience is declared to know, to the last digit, and rules, bots and measurements work with that.
The last digits of one's own numbers would tell what is declared rough or hidden: a formula that reads a value of the
rival, and of which everything else is known, can be solved for it. So whatever leaves for people goes through
``as_told`` first. It is a function of the view alone, and so cannot tell more than the view.
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
_BAND: Final = ".2g"
_CUT: Final = 1e-6  # parts that miss the change by more were cut at a bound of the stock


def told_for(
    ruleset: Ruleset, state: MatchState, history: Sequence[TurnResult], audience: Audience, seed: Seed | None = None
) -> View:
    """``view_for`` as it is told to people. Raises what ``view_for`` raises."""
    return as_told(view_for(ruleset, state, history, audience, seed))


def as_told(view: View) -> View:
    """A view with its numbers as people are told them: sizes from 1 on to a tenth, from 1000 on to 1, smaller ones to a
    hundredth; standard errors to two figures. Parts still make up the change they stand beside. Points, counts and the
    outcome are told in full.
    """
    return view.model_copy(
        update={
            "own": _told(view.own),
            "rival": _estimates(view.rival),
            "world": _told(view.world),
            "perceived": _estimates(view.perceived),
            "sides": {side: _told(values) for side, values in view.sides.items()},
            "scores": view.scores if view.over else _told(view.scores),
            "report": None if view.report is None else _report(view.report),
            "history": [_past(past) for past in view.history],
        }
    )


def digits_of(size: float) -> int:
    """Digits after the point to which a number of this size is told.

    >>> [digits_of(size) for size in (-0.3, 1, 61.5, -4000)]
    [2, 1, 1, 0]
    """
    return next((digits for limit, digits in _DIGITS if abs(size) < limit), 0)


def told_number(value: float) -> float:
    """A number as people are told it."""
    return _number(value, digits_of(value))


def _number(value: float, digits: int) -> float:
    return round(value, digits) + 0.0  # no minus before a zero


def _told(values: Mapping[str, float]) -> dict[str, float]:
    return {name: told_number(value) for name, value in values.items()}


def _estimates(values: Mapping[str, Estimate]) -> dict[str, Estimate]:
    return {
        name: Estimate(value=told_number(seen.value), band=float(f"{seen.band:{_BAND}}"))
        for name, seen in values.items()
    }


def _past(past: Past) -> Past:
    update: dict[str, Any] = {
        "own": _told(past.own),
        "rival": _estimates(past.rival),
        "world": _told(past.world),
        "perceived": _estimates(past.perceived),
        "scores": _told(past.scores),
    }
    return past.model_copy(update=update)


def _report(report: Report) -> Report:
    update: dict[str, Any] = {
        "headlines": [_headline(line) for line in report.headlines],
        "own": {name: _change(change) for name, change in report.own.items()},
        "world": {name: _change(change) for name, change in report.world.items()},
        "values": _told(report.values),
        "rival_values": _told(report.rival_values),
        "world_values": _told(report.world_values),
    }
    return report.model_copy(update=update)


def _headline(line: Headline) -> Headline:
    return line.model_copy(update={"args": _told(line.args)})


def _change(change: Change) -> Change:
    digits = digits_of(max(abs(change.before), abs(change.after)))
    before, after = _number(change.before, digits), _number(change.after, digits)
    values = [part.value for part in change.parts]
    whole = abs(change.before + sum(values) - change.after) < _CUT
    told = _apportioned(values, after - before if whole else None, digits)
    parts = [Part(key=part.key, value=value) for part, value in zip(change.parts, told, strict=True)]
    return Change(before=before, after=after, parts=parts)


def _apportioned(values: Sequence[float], total: float | None, digits: int) -> list[float]:
    """The values to so many digits. With a total they add up to it: those that rounding moved most go the other way.

    >>> _apportioned([0.14, 0.14, 0.0], 0.3, 1)
    [0.2, 0.1, 0.0]
    """
    scale = 10**digits
    units = [round(value * scale) for value in values]
    if total is not None:
        missing = round(total * scale) - sum(units)
        step = 1 if missing > 0 else -1
        movable = [k for k, value in enumerate(values) if value != 0.0]
        movable.sort(key=lambda k: -step * (values[k] * scale - units[k]))
        for k in movable[: abs(missing)]:
            units[k] += step
    return [unit / scale for unit in units]
