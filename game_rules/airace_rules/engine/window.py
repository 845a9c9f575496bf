"""What each audience sees of a state when a turn opens: a table made once from the declarations.

A row says where a value stands in the view and where it is taken from. What has no row is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final, Literal, NamedTuple

from airace_rules.engine.extract import Extract, extract
from airace_rules.engine.identity import once_per_object
from airace_rules.engine.sight import Known, known_of
from airace_rules.ids import SIDES, WORLD, Owner, Side, rival_of
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState

_KEPT: Final = 64
_KEPT_RUNS: Final = 512

Place = Literal["own", "rival", "world", "washington", "beijing"]
Table = Literal["washington", "beijing", "world", "washington believes", "beijing believes", "opening"]
Seen = dict[str, dict[str, float]]


class Row(NamedTuple):
    """``place`` and ``name``: where the view has it; ``table`` and ``key``: where the state has it (``opening``: the
    opening variables)."""

    place: Place
    name: str
    table: Table
    key: str


def look(rows: tuple[Row, ...], state: MatchState, opening: Mapping[str, float]) -> Seen:
    """The values of these rows: place → name → value."""
    washington, beijing = (state.sides[side] for side in SIDES)
    tables: dict[Table, Mapping[str, float]] = {
        "washington": washington.stocks,
        "beijing": beijing.stocks,
        "world": state.world,
        "washington believes": washington.estimates,
        "beijing believes": beijing.estimates,
        "opening": opening,
    }
    seen: Seen = {"own": {}, "rival": {}, "world": {}, "washington": {}, "beijing": {}}
    for place, table, values in _runs(rows):
        seen[place].update(values.pairs(tables[table]))
    return seen


@once_per_object(_KEPT_RUNS)
def _runs(rows: tuple[Row, ...]) -> tuple[tuple[Place, Table, Extract], ...]:
    """Rows one after the other that are taken from one table to one place."""
    return tuple(
        (place, table, extract((row.key, row.name) for row in run))
        for (place, table), run in groupby(rows, lambda row: (row.place, row.table))
    )


@once_per_object(_KEPT)
def windows_of(ruleset: Ruleset) -> Mapping[Side | None, tuple[Row, ...]]:
    """The rows of each side and, under None, of spectators."""
    known = known_of(ruleset)
    sides: dict[Side | None, tuple[Row, ...]] = {side: tuple(_side_rows(known, side)) for side in SIDES}
    return {**sides, None: tuple(_public_rows(known))}


def _rows(
    place: Place, owner: Literal["washington", "beijing", "world"], stocks: Iterable[str], opening: Iterable[str]
) -> list[Row]:
    rows = [Row(place, name, owner, name) for name in stocks]
    return rows + [Row(place, name, "opening", f"{owner}.{name}") for name in opening]


def _side_rows(known: Known, side: Side) -> list[Row]:
    beliefs: Table = "washington believes" if side == "washington" else "beijing believes"
    return [
        *_rows("own", side, known.own_stocks, known.own_opening),
        *_rows("rival", rival_of(side), known.rival_stocks, known.rival_opening),
        *(Row("rival", name, beliefs, name) for name in known.rough),
        *_rows("world", WORLD, known.world_stocks, known.world_opening),
    ]


def _public_rows(known: Known) -> list[Row]:
    rows = _rows("world", WORLD, known.world_stocks, known.world_opening)
    for side in SIDES:
        rows += _rows(side, side, known.common_stocks, known.common_opening)
    return rows


def standing_rows(ruleset: Ruleset, side: Side) -> list[Row]:
    """How projects and deals stand, as far as a side may know: views show it in their own way, scores may read it."""
    rows: list[Row] = []
    rival = rival_of(side)
    for stock in ruleset.stocks.values():
        if stock.implicit and stock.scope == WORLD and stock.sight.own == "exact":
            rows.append(Row("world", stock.name, "world", stock.name))
        elif stock.implicit:
            own, theirs = stock.sight.own == "exact", stock.sight.rival == "exact"
            rows += [Row("own", stock.name, side, stock.name)] if own else []
            rows += [Row("rival", stock.name, rival, stock.name)] if theirs else []
    for key, project in ruleset.projects.items():
        places: tuple[tuple[Place, Owner], ...] = (
            (("world", WORLD),) if project.joint else (("own", side), ("rival", rival))
        )
        rows += [Row(place, f"done.{key}", "opening", f"{owner}.done.{key}") for place, owner in places]
    return rows
