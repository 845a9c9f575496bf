"""Why a value is what it is: the parts of a stock's change, or a formula with what went into it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from airace_rules.ids import WORLD, Side, rival_of
from airace_rules.language.years import YEARS, years_by_turn
from airace_rules.ruleset import Ruleset, Stock
from airace_rules.ruletests.course import Course, Sheet

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
MOST_INPUTS: Final = 12
MOST_TEXT: Final = 200


def reasons(ruleset: Ruleset, course: Course, turn: int | None, name: str) -> tuple[str, ...]:
    """Lines that explain a value after a turn (None: the last). Empty when there is nothing to explain."""
    chosen = turn if turn is not None else max(course.moments, default=0)
    after, before = course.at(chosen), course.at(chosen - 1) or {}
    owner, _, rest = name.partition(".")
    if after is None or owner not in ("washington", "beijing", WORLD):
        return ()
    if rest.startswith("score.") and owner != WORLD:
        side: Side = "washington" if owner == "washington" else "beijing"
        return tuple(_score(ruleset, side, rest.removeprefix("score."), chosen, after))
    if rest.startswith("estimate.") and owner != WORLD:
        rival = rival_of("washington" if owner == "washington" else "beijing")
        true, band = f"{rival}.{rest.removeprefix('estimate.')}", f"{owner}.band.{rest.removeprefix('estimate.')}"
        return (f"{true} = {after[true]:.6g}", f"{band} = {after[band]:.6g}")
    stock = ruleset.stocks.get(rest.partition(".")[0])
    if stock is not None and "." not in rest:
        return tuple(_change(stock, name, before, after))
    if stock is not None:
        formula, timing = stock.flows.get(rest.partition(".")[2], ""), "turn"
    elif rest in ruleset.variables:
        formula, timing = ruleset.variables[rest].formula, ruleset.variables[rest].timing
    else:
        return ()
    known = {**after, **_bare_stocks(ruleset, before)} if timing == "turn" else after
    known = {**known, **_years(ruleset, owner, chosen if timing == "turn" else chosen + 1)}
    return (f"formula: {formula[:MOST_TEXT]}", *_inputs(ruleset, owner, formula, known, after))


def _years(ruleset: Ruleset, owner: str, turn: int) -> dict[str, float]:
    """What the names of years are worth in a turn."""
    lengths = [label.years for label in ruleset.turns]
    return {f"{owner}.{name}": years_by_turn(name, lengths)[turn - 1] for name in YEARS}


def _score(ruleset: Ruleset, side: Side, key: str, turn: int, after: Sheet) -> Iterator[str]:
    """What a score is made of: the total of its dimensions, a dimension of its raw score and its par."""
    if key == "total":
        for each in ruleset.scores.values():
            yield f"{each.key}: {after[f'{side}.score.{each.key}']:.6g} × {each.weight[side]:g}"
        return
    yield f"raw score: {after[f'{side}.raw.{key}']:.6g}"
    yield f"par: {ruleset.scores[key].par[side][turn]:g} (gives 50)"


def _change(stock: Stock, name: str, before: Mapping[str, float], after: Sheet) -> Iterator[str]:
    if name in before:
        yield f"before: {before[name]:.6g}"
    for part in stock.parts:
        value = after.get(f"{name}.{part}", 0.0)
        if value != 0.0:
            yield f"{part}: {value:+.6g}"
    yield f"after: {after[name]:.6g} (bounds {stock.minimum:g} to {stock.maximum:g})"


def _bare_stocks(ruleset: Ruleset, before: Mapping[str, float]) -> dict[str, float]:
    """Values that formulas of a turn read as they were when it opened."""
    opening = {
        name for name, variable in ruleset.variables.items() if variable.timing != "turn"
    } | ruleset.stocks.keys()
    return {name: value for name, value in before.items() if name.partition(".")[2] in opening}


def _inputs(ruleset: Ruleset, owner: str, formula: str, known: Mapping[str, float], after: Sheet) -> Iterator[str]:
    written = list(dict.fromkeys(_NAME.findall(formula)))
    shown = 0
    for name in written:
        if shown == MOST_INPUTS:
            yield "…"
            return
        if name in ruleset.params:
            yield f"{name} = {ruleset.params[name].value[:MOST_TEXT]}"
            shown += 1
        elif (value := _value(owner, name, known, after)) is not None:
            yield f"{name} = {value:.6g}"
            shown += 1


def _value(owner: str, written: str, known: Mapping[str, float], after: Sheet) -> float | None:
    whose, rest = owner, written
    first, _, others = written.partition(".")
    if first in ("washington", "beijing", WORLD):
        whose, rest = first, others
    elif first == "opp" and owner != WORLD:
        side: Side = "washington" if owner == "washington" else "beijing"
        whose, rest = rival_of(side), others
    if rest.startswith("new."):
        return after.get(f"{whose}.{rest.removeprefix('new.')}")
    return known.get(f"{whose}.{rest}")
