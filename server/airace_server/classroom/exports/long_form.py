"""A match as rows of the same few columns, which any program can sort, filter and pivot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from airace_rules import drawn_options
from airace_rules.ruleset import Ruleset

CHOICES: Final = {"instruments": "order", "stances": "stance", "projects": "project", "deals": "deal"}
"""Part of orders → what one of its rows is called."""


class Row(NamedTuple):
    """``side`` may be ``world``. ``what``: ``order``, ``stance``, ``stock``, ``value`` …"""

    side: str
    what: str
    name: str
    value: object


def given(turn: Mapping[str, Any]) -> Iterator[Row]:
    """The orders of a turn. Instruments are tenths of a point; projects and deals 1 or 0."""
    for side, orders in turn["orders"].items():
        for part, what in CHOICES.items():
            for name, value in orders.get(part, {}).items():
                yield Row(side, what, name, int(value) if isinstance(value, bool) else value)


def stocks(state: Mapping[str, Any]) -> Iterator[Row]:
    """What a state holds."""
    for side, its in state["sides"].items():
        yield from (Row(side, "stock", name, value) for name, value in its["stocks"].items())
    yield from (Row("world", "stock", name, value) for name, value in state["world"].items())


def cells(values: Mapping[str, Any], what: str) -> Iterator[Row]:
    """Values under ``side.name``."""
    for cell, value in values.items():
        owner, _, name = cell.partition(".")
        yield Row(owner, what, name, value)


def chosen(turn: Mapping[str, Any], ruleset: Ruleset) -> Iterator[Row]:
    """The options that chance chose in a turn, and in the year after the last one."""
    for step, draws in enumerate(turn["draws"]):
        what = "chance after" if step else "chance"
        yield from (Row(one.owner, what, one.draw, one.option) for one in drawn_options(ruleset, draws))


def lines(turn: Mapping[str, Any]) -> Iterator[Row]:
    """All of a turn but what chance chose."""
    yield from given(turn)
    yield from stocks(turn["state"])
    for step in turn["values"]:
        yield from cells(step, "value")
