"""An explanation in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from airace_rules.reference.explaining import Data

WIDTH: Final = 14
MOST_USERS: Final = 40


def told(data: Data) -> str:
    """All of it, ending with a newline."""
    return "\n".join(line.rstrip() for line in _lines(data)) + "\n"


def _lines(data: Data) -> Iterator[str]:
    title = f" — {data['title']}" if "title" in data else ""
    yield f"{data['name']}{title}"
    about = [data["kind"], *([f"of {_whose(data['scope'])}"] if "scope" in data else [])]
    yield f"  {' '.join(about)}, {where(data['place'])}"
    if "help" in data:
        yield f"  {data['help']}"
    yield ""
    yield from _head(data)
    for formula in data.get("formulas", ()):
        yield from _formula(data, formula)
    yield from _turn(data.get("turn"))
    yield from _reads(data.get("reads", ()))
    yield from _users(data.get("used_by", ()))


def _head(data: Data) -> Iterator[str]:
    rows = [("unit", data.get("unit")), ("known", data.get("known")), ("seen by", data.get("seen"))]
    rows += [(label, text) for label, text in data.get("facts", {}).items()]
    systems = ", ".join(f"{s['key']} {s['name']}".strip() for s in data.get("systems", ()))
    rows += [("systems", systems)]
    rows += [("source", f"{s['key']}: {s['title']}") for s in data.get("sources", ())]
    shown = [f"  {label:<{WIDTH}}{text}" for label, text in rows if text]
    yield from [*shown, ""] if shown else []


def _formula(data: Data, formula: Data) -> Iterator[str]:
    label = f"{data['name']} =" if formula["what"] == "is" else f"{formula['what']}:"
    yield f"  {label} {formula.get('readable', formula['written'])}"
    if formula.get("readable") != formula["written"]:
        yield f"    written: {formula['written']}"
    if "values" in formula:
        yield from table([("value", formula["values"]), *((i["name"], i["values"]) for i in formula["inputs"])])
    yield ""


def _turn(turn: Data | None) -> Iterator[str]:
    if turn is None:
        return
    yield f"  in turn {turn['turn']}"
    yield from table([("value", turn["values"])] if "values" in turn else [])
    for holder, change in turn.get("change", {}).items():
        yield f"    {holder}"
        yield from (f"      {row['part']:<28}{figure(row['amount']):>16}" for row in change)
    yield ""


def _reads(reads: Any) -> Iterator[str]:
    if reads:
        yield "  reads"
        for read in reads:
            value = f" = {read['value']}" if "value" in read else ""
            unit = f" ({read['unit']})" if "unit" in read else ""
            yield f"    {read['kind']} {read['name']}{value}{unit}, {where(read['place'])}"
            basis = f", {read['basis']}" if "basis" in read else ""
            yield from (f"      {source['key']}: {source['title']}{basis}" for source in read.get("sources", ()))
        yield ""


def _users(users: Any) -> Iterator[str]:
    if users:
        yield "  used by"
        for user in users[:MOST_USERS]:
            what = f", {user['what']}" if user["what"] not in ("", "is") else ""
            yield f"    {user['kind']} {user['name']}{what}, {where(user['place'])}"
        if len(users) > MOST_USERS:
            yield f"    and {len(users) - MOST_USERS} more"


def table(rows: list[tuple[str, Mapping[str, float | str | None]]]) -> Iterator[str]:
    """Figures with a column for each holder."""
    columns = list(dict.fromkeys(holder for _, values in rows for holder in values))
    lines = [["", *columns], *([name, *(figure(values.get(c)) for c in columns)] for name, values in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns) + 1)]
    for name, *cells in lines if columns else []:
        shown = "".join(f"{cell:>{max(14, width) + 2}}" for cell, width in zip(cells, widths[1:], strict=True))
        yield f"    {name:<{max(28, widths[0])}}{shown}"


def figure(value: float | str | None) -> str:
    """A number with enough digits to compare; ``–`` for what is not known.

    >>> figure(12.3456789), figure(None), figure(0.0), figure("strict")
    ('12.3457', '–', '0', 'strict')
    """
    if value is None:
        return "–"
    return value if isinstance(value, str) else f"{value:.6g}"


def where(place: Data) -> str:
    """``compute.yaml:12:3``."""
    return f"{place['file']}:{place['line']}:{place['column']}"


def _whose(scope: str) -> str:
    return "the world" if scope == "world" else "each side"
