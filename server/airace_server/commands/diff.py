"""``airace rules diff``: what one ruleset says otherwise than another, for designers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import groupby
from typing import Final

from airace_rules.language.differing import Difference, differences
from airace_rules.language.letting_go import GENERATED
from airace_rules.language.loader import Compiled
from airace_server.commands.console import give
from airace_server.commands.folders import compiled

SHORT: Final = 60  # characters of two values that stand on one line
MOST: Final = 400  # characters of a value that are shown
PLACE_COLUMN: Final = 70
WORDS: Final = {"is": "formula", "washington": "Washington", "beijing": "Beijing"}
SIGNS: Final = {"added": "+", "removed": "-", "changed": "~", "order": "~"}


def diff(old: str, new: str, format: str) -> None:
    """Tell every difference. No difference is no error."""
    before, after = compiled(old), compiled(new)
    found = differences(before, after)
    if format == "json":
        sides = {"old": (old, before), "new": (new, after)}
        named = {
            side: {"path": path, "name": r.ruleset.name, "hash": r.ruleset.hash} for side, (path, r) in sides.items()
        }
        give({**named, "differences": [asdict(difference) for difference in found]})
    else:
        print("\n".join(told(found, before, after)))


def told(found: list[Difference], before: Compiled, after: Compiled) -> Iterator[str]:
    """For people: a heading for each section and entry, a line or three for each difference."""
    names = f"{before.ruleset.name} → {after.ruleset.name}"
    derived = sum(difference.section == GENERATED for difference in found)
    count = len(found) - derived + bool(derived)
    yield f"{names}: {count or 'no'} difference{'' if count == 1 else 's'}"
    for section, group in groupby(found, key=lambda difference: difference.section):
        yield ""
        yield section.replace("texts.", "texts, ")
        if section == GENERATED:
            yield derived_told(list(group))
            continue
        for (entry, unit), rows in groupby(group, key=lambda difference: (difference.entry, difference.unit)):
            yield from entry_told(entry, unit, list(rows))


def derived_told(rows: list[Difference]) -> str:
    """One line for all that a program made: nobody wrote it, and it follows from the other differences."""
    scores = list(dict.fromkeys(row.entry for row in rows))
    ends = [[at for at in (getattr(row, place) for row in rows) if at][:1] for place in ("old_at", "new_at")]
    about = f"generated, other values for {len(scores)} score{'' if len(scores) == 1 else 's'}: {', '.join(scores)}"
    return placed(f"  ~ {about}", replace(rows[0], old_at="".join(ends[0]), new_at="".join(ends[1])))


def entry_told(entry: str, unit: str, rows: list[Difference]) -> Iterator[str]:
    """One entry: on a line of its own if all of it came, went or changed, else with its fields below it."""
    first = rows[0]
    name = entry or ("order" if first.kind == "order" else first.section)
    if len(rows) == 1 and not first.path:
        start = f"  {SIGNS[first.kind]} {name}"
        long = len(first.old or first.new) > SHORT and not first.section.startswith("texts")
        if entry and long and first.kind in ("added", "removed"):
            yield placed(start, first)
        else:
            yield from row_told(start, first, "      ")
        return
    yield f"  ~ {name}{f' ({unit})' if unit else ''}"
    for row in rows:
        sign = "" if row.kind == "changed" else f"{SIGNS[row.kind]} "
        yield from row_told(f"      {sign}{field(row)}", row, "          ")


def field(row: Difference) -> str:
    """Where inside its entry, in words."""
    path = ("part", *row.path) if row.section == "flows" else row.path
    return " ".join(WORDS.get(step, step) for step in path)


def row_told(start: str, row: Difference, indent: str) -> Iterator[str]:
    """What was and what is, each with its place."""
    old, new = cut(row.old), cut(row.new)
    values = f"{old} → {new}" if row.old and row.new else old or new
    if len(values) <= SHORT:
        yield placed(f"{start}: {values}", row)
        return
    yield f"{start}:"
    for sign, value, place in (("-", old, row.old_at), ("+", new, row.new_at)):
        if value:
            yield f"{indent}{sign} {value}"
            yield from [f"{indent}  {place}"] * bool(place)


def placed(text: str, row: Difference) -> str:
    """A line with the places at its end."""
    places = " → ".join(filter(None, [row.old_at, row.new_at]))
    return f"{text:<{PLACE_COLUMN}}  {places}".rstrip()


def cut(value: str) -> str:
    """A value that is not too long to read."""
    return value if len(value) <= MOST else f"{value[: MOST - 1]}…"
