"""``airace export``: what a session was, in every format, from the database of a server, stopped or not."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from airace_server.classroom.exports.as_csv import csv_of, harmless
from airace_server.classroom.exports.long_form import lines
from airace_server.cli import app
from support.commands import COMMAND, play_out, refused, refused_inside, run
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


def inside(*wish: str) -> bytes:
    """What a command writes, run inside this process: quicker."""
    result = CliRunner().invoke(app, wish)
    assert (result.exit_code, result.exception) == (0, None), result.stderr
    assert result.stderr.startswith("Exported 1 match")
    return result.stdout_bytes


def exported(played: tuple[str, str], format: str) -> str:
    return inside("export", played[1], "--format", format, "--database", played[0]).decode()


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


def test_csv_holds_what_was_said_and_none_of_it_is_a_formula() -> None:
    words = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\uff1d1", "plain", 'a "quote", and more']
    message = {"channel": "team", "number": 1, "side": "beijing", "nickname": "=Bo", "turn": 0, "at": 1.0}
    said = {"turns": [], "chat": [{**message, "text": text} for text in words]}
    rows = list(csv.DictReader(io.StringIO(csv_of({"tables": {"1": said}}, {}))))
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
        assert exported((played[0], typed), "match") == by_id


def test_a_database_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    said = refused_inside("export", "K7QM-02XP", "--database", f"sqlite:///{tmp_path / 'typo' / 'airace.db'}")
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
    assert "sqlite:///" in refused_inside("export", "x", "--database", "mysql://x")


def test_a_format_that_does_not_exist_is_refused_with_those_that_do(played: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["export", played[1], "--format", "pdf", "--database", played[0]])
    assert (result.exit_code, result.stdout) == (2, "")
    for name in ("match", "json", "csv", "xlsx"):
        assert name in result.stderr


def test_every_format_goes_into_a_file_that_holds_what_standard_output_would(
    played: tuple[str, str], tmp_path: Path
) -> None:
    for format in ("match", "json", "csv", "xlsx"):
        file = tmp_path / f"session.{format}"
        wish = ("export", played[1], "--format", format, "--database", played[0])
        assert inside(*wish, "--out", str(file)) == b""
        assert inside(*wish) == file.read_bytes()
    assert len(list(tmp_path.iterdir())) == 4, "nothing else is left behind"


def test_the_command_itself_writes_a_workbook_through_a_pipe(played: tuple[str, str]) -> None:
    result = run("export", played[1], "--format", "xlsx", "--database", played[0], text=False)
    assert (result.returncode, result.stderr) == (0, b"Exported 1 match.\n")
    assert zipfile.is_zipfile(io.BytesIO(result.stdout))


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(played: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("mine")
    wish = ("export", played[1], "--format", "csv", "--database", played[0], "--out", str(file))
    assert "--force" in refused_inside(*wish)
    assert file.read_text() == "mine"
    assert inside(*wish, "--force") == b""
    assert file.read_text().startswith("table,turn,")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("out", ["nowhere/session.csv", "."])
def test_a_place_that_cannot_be_written_is_named_before_anything_is_read(tmp_path: Path, out: str) -> None:
    said = refused_inside("export", "x", "--out", str(tmp_path / out), "--database", "sqlite:////nowhere/at.db")
    assert str((tmp_path / out).parent if "/" in out else tmp_path) in said
    assert "--out" in said
    assert list(tmp_path.iterdir()) == []


def test_force_without_a_file_is_refused(played: tuple[str, str]) -> None:
    assert "--out" in refused_inside("export", played[1], "--force", "--database", played[0])


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made with the pty module")
def test_a_workbook_is_not_poured_onto_a_terminal(played: tuple[str, str]) -> None:
    screen, inside = os.openpty()
    wish = [str(COMMAND), "export", played[1], "--format", "xlsx", "--database", played[0]]
    result = subprocess.run(wish, stdout=inside, stderr=subprocess.PIPE, text=True, timeout=120)
    os.close(inside)
    os.close(screen)
    assert result.returncode == 1
    assert "--out" in result.stderr
