"""Sheets of a workbook, and how their cells are written: text is never a formula or a link, and nothing is lost
silently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Final, Literal, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | float | datetime | None

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet in the format, the header among them (ECMA-376 part 1, 18.3.1.73, as Excel reads it)."""
MOST_UNITS: Final = 32_767
"""Characters of a cell, in UTF-16 units."""
MOST_DIGITS: Final = 2**53
"""Whole numbers above it are not exact in a cell; they go in as text."""
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold."""


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in characters. ``kind`` says how its cells are shown."""

    name: str
    width: int
    kind: Literal["plain", "points", "time", "wrapped"] = "plain"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a header. ``about``: a sentence on what it holds."""

    title: str
    about: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


class Styles:
    """The few formats that a workbook has."""

    def __init__(self, book: Workbook) -> None:
        top = {"valign": "top"}
        self.title: Format = book.add_format({"bold": True, "font_size": 16})
        self.bold: Format = book.add_format({"bold": True, **top})
        self.header: Format = book.add_format(
            {"bold": True, "bg_color": "#E8ECF1", "bottom": 1, "text_wrap": True, **top}
        )
        self.of_kind: dict[str, Format] = {
            "plain": book.add_format(top),
            "points": book.add_format({"num_format": "0.0", **top}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", **top}),
            "wrapped": book.add_format({"text_wrap": True, **top}),
        }


def add(book: Workbook, styles: Styles, sheet: Sheet, most_rows: int = MOST_ROWS) -> list[str]:
    """Write the sheet; rows beyond the most that one may have go on in ``TITLE 2`` and so on. Returns the titles."""
    rows = iter(sheet.rows)
    titles: list[str] = []
    more: Sequence[Cell] | None = None
    while not titles or (more := next(rows, None)) is not None:
        title = f"{sheet.title} {len(titles) + 1}" if titles else sheet.title
        first = [more] if more is not None else []
        _page(book.add_worksheet(title), styles, sheet, islice(chain(first, rows), most_rows - 1))
        titles.append(title)
    return titles


def _page(page: Worksheet, styles: Styles, sheet: Sheet, rows: Iterator[Sequence[Cell]]) -> None:
    page.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        put(page, 0, place, column.name, styles.header)
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            put(page, last, place, value, styles.of_kind[column.kind])
    page.autofilter(0, 0, last, len(sheet.columns) - 1)


def put(page: Worksheet, row: int, place: int, value: Cell, style: Format) -> None:
    """Write a cell as what it is. None leaves it empty."""
    match value:
        case None:
            return
        case datetime():
            page.write_datetime(row, place, value, style)
        case str():
            page.write_string(row, place, writable(value), style)
        case int() if abs(value) > MOST_DIGITS:
            page.write_string(row, place, str(value), style)
        case _:
            page.write_number(row, place, value, style)


def writable(text: str) -> str:
    """The text as a cell can hold it: a sign for each character that it cannot, and cut, with a word on it, when it is
    too long.

    >>> writable("=1+1\\x00")
    '=1+1�'
    """
    clean = _UNWRITABLE.sub("\ufffd", text)
    if len(clean) <= MOST_UNITS // 2 or _units(clean) <= MOST_UNITS:
        return clean
    word = f" … [cut: a cell holds {MOST_UNITS} of its {_units(clean)} characters; all are in the JSON export]"
    kept = clean.encode("utf-16-le")[: 2 * (MOST_UNITS - _units(word))]
    return kept.decode("utf-16-le", errors="ignore") + word


def moment(seconds: float) -> datetime | float:
    """A time for a cell, in UTC; what no calendar has stays a number.

    >>> moment(0.0), moment(1e300)
    (datetime.datetime(1970, 1, 1, 0, 0), 1e+300)
    """
    try:
        return datetime.fromtimestamp(round(seconds), UTC).replace(tzinfo=None)
    except (OverflowError, OSError, ValueError):
        return seconds


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
