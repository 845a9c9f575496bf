"""The session as comma-separated values: one line for each order, prediction, stock, computed value, option that chance
chose and message."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

from airace_rules.ruleset import Ruleset
from airace_server.classroom.exports.long_form import chosen, lines

COLUMNS: Final = ("table", "turn", "side", "what", "name", "value")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a formula may begin; the last four are the full-width signs, which some spreadsheets take for the others."""


def csv_of(content: Mapping[str, Any], rulesets: Mapping[str, Ruleset]) -> str:
    """The tables of a session's export, for pivots. ``rulesets``: hash → the ruleset, of every match in it."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(COLUMNS)
    for table, match in content["tables"].items():
        for turn in match["turns"]:
            rows = (*lines(turn), *chosen(turn, rulesets[match["ruleset"]["hash"]]))
            out.writerows((table, turn["turn"], *map(harmless, row)) for row in rows)
        out.writerows((table, *map(harmless, row)) for row in said(match))
        people = content.get("predicted_by", {}).get(table, ())
        names = {(one["side"], one["person"]): one["nickname"] for one in people}
        for prediction in match.get("predictions", ()):
            found = predicted(prediction, names)
            out.writerows((table, prediction["turn"], *map(harmless, row)) for row in found)
    return text.getvalue()


def said(match: Mapping[str, Any]) -> Iterator[tuple[int, str, str, str, str]]:
    """(turn, side, ``team`` or ``table`` chat, who, text) of every message; turn 0 is before the start."""
    for message in match.get("chat", []):
        yield message["turn"], message["side"], f"{message['channel']} chat", message["nickname"] or "", message["text"]


def predicted(prediction: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> Iterator[tuple[str, ...]]:
    """(side, what, nickname, value) of one prediction."""
    side, person = prediction["side"], prediction["person"]
    name = names.get((side, person), str(person))
    yield side, "prediction", name, prediction["expects"]
    yield side, "confidence", name, str(prediction["confidence"])
    yield side, "because", name, prediction["because"]


def harmless(value: object) -> object:
    """Text that a spreadsheet would take for a formula, as text.

    >>> harmless("=1+1"), harmless(-1.5)
    ("'=1+1", -1.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
