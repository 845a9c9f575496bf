"""The session as a workbook for Excel, LibreOffice and other spreadsheets; the same session gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from xlsxwriter.workbook import Workbook

from airace_rules.ruleset import Ruleset
from airace_server.classroom.exports.cells import MOST_ROWS, Sheet, Styles, add, moment, put
from airace_server.classroom.exports.facts import Played
from airace_server.classroom.exports.sheets import sheets

OPTIONS: Final = {
    "in_memory": True,
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
NO_DATE: Final = datetime(2000, 1, 1)
"""Of a session without a date. A workbook's own times have no zone."""


def xlsx_of(content: Mapping[str, Any], rulesets: Mapping[str, Ruleset], most_rows: int = MOST_ROWS) -> bytes:
    """The workbook. ``rulesets``: hash → the ruleset that matches were played by."""
    played = [
        Played(int(table), match, rulesets[match["ruleset"]["hash"]], content)
        for table, match in sorted(content["tables"].items(), key=lambda item: int(item[0]))
    ]
    target = io.BytesIO()
    with Workbook(target, dict(OPTIONS)) as book:
        made = moment(content.get("about", {}).get("created", float("inf")))
        book.set_properties({"title": _title(content), "created": made if isinstance(made, datetime) else NO_DATE})
        styles = Styles(book)
        about = book.add_worksheet("About")
        listed = [(sheet, add(book, styles, sheet, most_rows)) for sheet in sheets(played)]
        _tell(about, styles, content, played, listed)
    return target.getvalue()


def _title(content: Mapping[str, Any]) -> str:
    return content.get("about", {}).get("title") or "airace"


def _tell(
    page: Any,
    styles: Styles,
    content: Mapping[str, Any],
    played: Sequence[Played],
    listed: Sequence[tuple[Sheet, Sequence[str]]],
) -> None:
    """The first sheet: which session this is, and what each sheet holds."""
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 110)
    put(page, 0, 0, _title(content), styles.title)
    lines = [*_session(content, played), ("", ""), *_contents(listed), ("", ""), *NOTES]
    for row, (label, text) in enumerate(lines, start=2):
        put(page, row, 0, label or None, styles.bold)
        put(page, row, 1, text or None, styles.of_kind["wrapped"])


def _session(content: Mapping[str, Any], played: Sequence[Played]) -> list[tuple[str, str]]:
    about = content.get("about", {})
    found = [("Session", str(content.get("session", "")))]
    if "code" in about:
        found.append(("Join code", about["code"]))
    if "created" in about:
        found.append(("Date", f"{moment(about['created'])} UTC"))
    rules = {one.ruleset.hash: one for one in played}
    found += [
        ("Ruleset", f"{one.words('ruleset.name')} ({one.ruleset.name}, version {key})") for key, one in rules.items()
    ]
    return [*found, ("Tables in it", _counted(len(played), about.get("tables", len(played))))]


def _counted(here: int, all_of_them: int) -> str:
    if not here:
        return "No match of this session is over yet, so that the other sheets are empty."
    if here == all_of_them:
        return f"{here}, all of them over"
    return f"{here} of {all_of_them}: the others are not over, or play with the same chance as one that is not"


def _contents(listed: Sequence[tuple[Sheet, Sequence[str]]]) -> list[tuple[str, str]]:
    return [
        (title, sheet.about if title == sheet.title else f"Goes on from {sheet.title}, which is full.")
        for sheet, titles in listed
        for title in titles
    ]


NOTES: Final = (
    (
        "Reading it",
        "Each sheet is one long table with filters in its first row. Insert a pivot table on it to compare.",
    ),
    ("Times", "All times are UTC."),
    (
        "What is not here",
        "Draws of numbers, parts of changes, news and rule files are in the JSON export of the session.",
    ),
)
