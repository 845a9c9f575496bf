"""The workbook of a session: what a teacher opens after a lesson, read back with another library."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from airace_rules import table_truth
from airace_rules.ids import SIDES
from airace_rules.ruleset import Ruleset
from airace_server.classroom.exports.as_xlsx import xlsx_of
from airace_server.classroom.exports.cells import MOST_UNITS, writable
from airace_server.classroom.exports.facts import Played
from support.playing import load_once

REPLAYS = Path(__file__).parents[2] / "replays"
LIVE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\uff1d1",
    "http://x.example",
    "_x0041_",
    " two  spaces ",
    "línea 中文 🤖",
    "'quoted",
)
NAME = "=HYPERLINK(1)"
SHEETS = ["About", "Tables", "Orders", "Values", "Participation", "Chat"]

Content = dict[str, Any]
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def content() -> Content:
    """Two tables of a class of three: one where people predicted and talked, and one where the computer played both
    sides, of another ruleset."""
    talked: Content = match("engine1-quick-restrictor-bridge_builder")
    one = {"side": "beijing", "person": 1, "because": LIVE[0]}
    talked["predictions"] = [
        {**one, "turn": 1, "expects": "up", "confidence": 70},
        {**one, "turn": 2, "expects": "down", "confidence": 90},
    ]
    said = {"channel": "team", "side": "beijing", "nickname": NAME, "turn": 0}
    talked["chat"] = [{**said, "number": n, "at": 1.8e9 + n, "text": text} for n, text in enumerate(LIVE, start=1)]
    return {
        "session": "a1b2c3d4",
        "about": {"title": "Civics 11B", "code": "K7QM-02XP", "created": 1.8e9, "tables": 3},
        "people": {
            "1": [
                {"side": "washington", "nickname": None, "bot": "balanced"},
                {"side": "beijing", "nickname": NAME, "bot": None},
                {"side": "beijing", "nickname": "Quiet", "bot": None},
            ]
        },
        "predicted_by": {"1": [{"side": "beijing", "person": 1, "nickname": NAME}]},
        "tables": {"1": talked, "2": match("engine1-lesson-bridge_builder-sprinter")},
        "actions": [],
    }


def match(name: str) -> Content:
    found: Content = json.loads(gzip.decompress((REPLAYS / f"{name}.json.gz").read_bytes()))
    return found


def rules_of(content: Content) -> dict[str, Ruleset]:
    loaded = (load_once(one["ruleset"]["files"]) for one in content["tables"].values())
    return {ruleset.hash: ruleset for ruleset in loaded}


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def book(content: Content) -> Workbook:
    return opened(xlsx_of(content, rules_of(content)))


def rows(book: Workbook, sheet: str) -> Rows:
    header, *rest = book[sheet].iter_rows(values_only=True)
    return [dict(zip((str(name) for name in header), row, strict=True)) for row in rest]


def test_every_sheet_is_told_of_on_the_first_and_has_a_fixed_header_with_filters(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    about = {str(label): str(text) for label, text in book["About"].iter_rows(values_only=True)}
    assert set(SHEETS[1:]) <= set(about)
    assert about["Session"] == "a1b2c3d4"
    assert about["Date"].startswith("2027-01-15 08:00:00")
    assert "2 of 3" in about["Tables in it"]
    assert book["About"]["A1"].value == "Civics 11B"
    for name in SHEETS[1:]:
        page = book[name]
        assert (page.freeze_panes, page.auto_filter.ref) == ("A2", page.dimensions), name
        assert all(column.width >= 7 for column in page.column_dimensions.values()), name


def test_tables_tell_how_each_match_ended_with_the_true_scores(book: Workbook, content: Content) -> None:
    found = {row["Table"]: row for row in rows(book, "Tables")}
    assert set(found) == {1, 2}
    for number, one in content["tables"].items():
        played = Played(int(number), one, load_once(one["ruleset"]["files"]), content)
        row = found[int(number)]
        assert (row["Ending"], row["Turns played"]) == (one["ending"], len(one["turns"]))
        assert row["Last hash"] == one["turns"][-1]["hash"]
        totals = table_truth(played.ruleset, played.states[-1]).totals
        assert {side: row[f"Score of {side.capitalize()}"] for side in SIDES} == pytest.approx(totals, rel=1e-12)
        assert row["Winner"] == (one["winner"].capitalize() if one["winner"] else "nobody")
    assert (found[1]["People"], found[1]["Predictions"], found[1]["Messages"]) == (2, 2, len(LIVE))


def test_orders_are_in_points_with_the_words_of_the_rules_beside_every_key(book: Workbook, content: Content) -> None:
    found = {(r["Table"], r["Turn"], r["Side"].lower(), r["Kind"], r["Key"]): r for r in rows(book, "Orders")}
    kinds = {"instruments": "instrument", "stances": "stance", "projects": "project", "deals": "deal"}
    expected = 0
    for number, one in content["tables"].items():
        for turn in one["turns"]:
            for side, orders in turn["orders"].items():
                for part, kind in kinds.items():
                    for key, value in orders.get(part, {}).items():
                        row = found[int(number), turn["turn"], side, kind, key]
                        told = row["Points"] if kind == "instrument" else row["Choice"]
                        wanted = value / 10 if kind == "instrument" else {True: "yes", False: "no"}.get(value, value)
                        assert told == wanted
                        assert row["Name"]
                        expected += 1
    assert len(found) == expected
    assert found[1, 1, "beijing", "instrument", "buy"]["Name"] == "Buy chips"


def test_values_are_numbers_from_the_start_to_the_end(book: Workbook, content: Content) -> None:
    found = {(r["Table"], r["Turn"], r["Side"].lower(), r["Kind"], r["Key"]): r["Value"] for r in rows(book, "Values")}
    for number, one in content["tables"].items():
        for turn, state in enumerate([one["start"], *(turn["state"] for turn in one["turns"])]):
            for side in SIDES:
                for key, value in state["sides"][side]["stocks"].items():
                    assert found[int(number), turn, side, "stock", key] == pytest.approx(value, rel=1e-15)
        last = one["turns"][-1]
        score = found[int(number), last["turn"], "beijing", "score", "score.total"]
        assert score == pytest.approx(last["opening"]["beijing.score.total"], rel=1e-15)
    assert all(isinstance(value, int | float) for value in found.values())


def test_participation_tells_of_each_prediction_whether_it_came_true_and_of_those_who_made_none(
    book: Workbook,
) -> None:
    found = [row for row in rows(book, "Participation") if row["Table"] == 1]
    assert [(r["Side"], r["Person"], r["Strategy of the computer"], r["Turn"]) for r in found] == [
        ("Washington", "computer", "balanced", None),
        ("Beijing", NAME, None, 1),
        ("Beijing", NAME, None, 2),
        ("Beijing", "Quiet", None, None),
    ]
    for row, expects, confidence in zip(found[1:3], ("up", "down"), (70, 90), strict=True):
        assert (row["Expects"], row["Confidence in per cent"], row["Because"]) == (expects, confidence, LIVE[0])
        moved = row["After"] - row["Before"]
        right = {True: "yes", False: "no"}[(moved > 0) == (expects == "up")] if moved else "did not move"
        assert row["Came true"] == right


def test_text_that_looks_like_a_formula_a_link_or_a_number_arrives_as_it_was_written(book: Workbook) -> None:
    chat = book["Chat"]
    texts = [row[-1] for row in chat.iter_rows(min_row=2)]
    assert [cell.value.replace("_x005F_", "_") for cell in texts] == list(LIVE), "as spreadsheets read it"
    assert {cell.data_type for page in book for row in page for cell in row} <= {"s", "n", "d", "inlineStr"}
    assert not any(cell.hyperlink for page in book for row in page for cell in row)


def test_no_file_of_the_workbook_holds_a_formula_or_anything_that_changes_with_the_clock(content: Content) -> None:
    rules = rules_of(content)
    data = xlsx_of(content, rules)
    assert xlsx_of(content, rules) == data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name), name
            assert b"externalLink" not in parts.read(name), name


def test_what_a_cell_cannot_hold_is_replaced_or_cut_with_a_word_on_it() -> None:
    assert writable("a\x00b\x0bc\ud800d\uffffe\tf\ng") == "a\ufffdb\ufffdc\ufffdd\ufffde\tf\ng"
    for text in ("x" * MOST_UNITS, "🤖" * (MOST_UNITS // 2)):
        assert writable(text) == text
    for text in ("x" * 40_000, "🤖" * 20_000, "x" + "🤖" * 20_000):
        cut = writable(text)
        assert len(cut.encode("utf-16-le")) <= 2 * MOST_UNITS
        assert "40000" in cut or "40001" in cut
        assert "JSON" in cut


def test_a_sheet_that_is_full_goes_on_in_another_and_nothing_is_lost(content: Content, book: Workbook) -> None:
    split = opened(xlsx_of(content, rules_of(content), most_rows=300))
    pages = [name for name in split.sheetnames if name.startswith("Values")]
    assert pages[:3] == ["Values", "Values 2", "Values 3"]
    assert all(split[name].max_row <= 300 for name in pages)
    assert [row for name in pages for row in rows(split, name)] == rows(book, "Values")
    about = {str(label): str(text) for label, text in split["About"].iter_rows(values_only=True)}
    assert set(split.sheetnames[1:]) <= set(about)


def test_a_session_of_an_older_version_or_without_a_match_has_a_workbook_too(content: Content) -> None:
    old = {"session": "a1", "tables": {"1": match("format0-quick-random-random")}, "actions": []}
    assert rows(opened(xlsx_of(old, rules_of(old))), "Participation") == []
    empty = opened(xlsx_of({**content, "tables": {}}, {}))
    assert empty.sheetnames == SHEETS
    assert any("No match" in str(text) for _, text in empty["About"].iter_rows(values_only=True))
