"""``airace export``: what a session was, in every format, from the database of a server, stopped or not."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from airace_server.commands.export import harmless, lines, write_csv
from support.commands import play_out, refused, run
from support.server import LiveServer


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A database with one finished match: its address, and the session."""
    server = LiveServer(f"sqlite:///{tmp_path_factory.mktemp('export') / 'airace.db'}").start()
    try:
        session, _ = asyncio.run(play_out(server.url))
    finally:
        server.stop()
    return server.database, session


def exported(played: tuple[str, str], format: str) -> str:
    result = run("export", played[1], "--format", format, "--database", played[0])
    assert result.returncode == 0, result.stderr
    assert result.stderr == "Exported 1 match.\n"
    return result.stdout


def test_json_and_match_hold_the_same_match(played: tuple[str, str]) -> None:
    match = json.loads(exported(played, "match"))
    assert list(json.loads(exported(played, "json"))["tables"].values()) == [match]
    assert {"format", "ruleset", "seed", "salt", "turns", "ending", "winner"} <= set(match)


def test_csv_holds_every_order_of_the_match_with_its_figures(played: tuple[str, str]) -> None:
    match = json.loads(exported(played, "match"))
    rows = list(csv.DictReader(io.StringIO(exported(played, "csv"))))
    orders = {
        (str(turn["turn"]), side, name): str(amount)
        for turn in match["turns"]
        for side, given in turn["orders"].items()
        for name, amount in given["instruments"].items()
    }
    assert {(r["turn"], r["side"], r["name"]): r["value"] for r in rows if r["what"] == "order"} == orders
    stocks = [r for r in rows if r["what"] == "stock" and r["side"] != "world"]
    for row in stocks:
        state = match["turns"][int(row["turn"]) - 1]["state"]["sides"][row["side"]]["stocks"]
        assert float(row["value"]) == state[row["name"]]
    assert stocks


def test_csv_holds_projects_and_deals_as_yes_and_no() -> None:
    orders = {"instruments": {}, "stances": {}, "projects": {"cloud": True}, "deals": {"caps": False}}
    turn = {"orders": {"beijing": orders}, "state": {"sides": {}, "world": {}}, "values": []}
    assert list(lines(turn)) == [("beijing", "project", "cloud", 1), ("beijing", "deal", "caps", 0)]


def test_csv_holds_every_prediction_with_the_nickname_of_its_author(played: tuple[str, str]) -> None:
    match = json.loads(exported(played, "match"))
    rows = list(csv.DictReader(io.StringIO(exported(played, "csv"))))
    found = {what: [row for row in rows if row["what"] == what] for what in ("prediction", "confidence", "because")}
    turns = [str(turn["turn"]) for turn in match["turns"]]
    for what, value in (("prediction", "up"), ("confidence", "70"), ("because", "'=1+1 we expect so")):
        assert [(r["turn"], r["side"], r["name"], r["value"]) for r in found[what]] == [
            (turn, "washington", "'=Ada", value) for turn in turns
        ]


def test_text_that_some_spreadsheet_takes_for_a_formula_is_told_as_text() -> None:
    for start in ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"):  # noqa: RUF001
        assert str(harmless(f"{start}1+1")).startswith("'")


def test_no_cell_of_an_export_is_a_formula(played: tuple[str, str]) -> None:
    for row in csv.reader(io.StringIO(exported(played, "csv"))):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), row
            assert not cell.startswith("-") or float(cell) < 0, row


def test_csv_holds_what_was_said_and_none_of_it_is_a_formula(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\uff1d1", "plain", 'a "quote", and more']
    message = {"channel": "team", "number": 1, "side": "beijing", "nickname": "=Bo", "turn": 0, "at": 1.0}
    write_csv({"1": {"turns": [], "chat": [{**message, "text": text} for text in words]}})
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["value"].removeprefix("'") for row in rows] == words
    assert [row["value"].startswith("'") for row in rows] == [True] * 5 + [False] * 2
    assert {(r["table"], r["turn"], r["side"], r["what"], r["name"]) for r in rows} == {
        ("1", "0", "beijing", "team chat", "'=Bo")
    }


def test_a_session_is_found_by_its_join_code_however_it_is_typed(played: tuple[str, str]) -> None:
    with sqlite3.connect(played[0].removeprefix("sqlite:///")) as connection:
        (code,) = connection.execute("select code from sessions where id = ?", (played[1],)).fetchone()
    connection.close()
    by_id = exported(played, "match")
    for typed in (code, code.lower().replace("-", " ")):
        assert run("export", typed, "--database", played[0]).stdout == by_id


def test_a_database_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    said = refused("export", "K7QM-02XP", "--database", f"sqlite:///{tmp_path / 'typo' / 'airace.db'}")
    assert str(tmp_path / "typo" / "airace.db") in said
    assert "--database" in said
    assert list(tmp_path.iterdir()) == []


def test_a_lesson_is_exported_while_its_server_runs_and_goes_on(live_server: LiveServer) -> None:
    session, match = asyncio.run(play_out(live_server.url))
    beside = exported((live_server.database, session), "match")
    assert json.loads(beside) == json.loads(match)
    asyncio.run(play_out(live_server.url))
    assert exported((live_server.database, session), "match") == beside


def test_a_database_of_another_kind_or_without_the_session_is_refused(live_server: LiveServer) -> None:
    assert "There is no session x" in refused("export", "x", "--database", live_server.database)
    assert "sqlite:///" in refused("export", "x", "--database", "mysql://x")


def test_a_format_that_does_not_exist_is_refused_with_those_that_do(played: tuple[str, str]) -> None:
    result = run("export", played[1], "--format", "pdf", "--database", played[0])
    assert (result.returncode, result.stdout) == (2, "")
    for name in ("match", "json", "csv"):
        assert name in result.stderr
