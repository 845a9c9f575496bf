"""A match file stands as it was exported, and falls with any digit of it that somebody changed."""

from __future__ import annotations

import asyncio
import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from airace_server.cli import app
from airace_server.seals import sealed
from support.commands import play_out, run
from support.server import LiveServer

Path_ = tuple[str | int, ...]

CHANGES: dict[str, tuple[Path_, str, str]] = {
    "an order": (
        ("turns", 1, "orders", "washington", "instruments", "buy"),
        "turn 2",
        "orders.washington.instruments.buy",
    ),
    "a stance": (
        ("turns", 0, "orders", "beijing", "stances", "safety"),
        "turn 1",
        "beijing's orders are not allowed: safety",
    ),
    "a draw": (("turns", 1, "draws", 0, "washington.luck"), "turn 2", "draws.0.washington.luck"),
    "a stock": (("turns", 0, "state", "sides", "beijing", "stocks", "chips"), "turn 1", "state.sides.beijing.stocks"),
    "the world": (("turns", 1, "state", "world", "tension"), "turn 2", "state.world.tension"),
    "an opening": (("turns", 1, "opening", "beijing.score.total"), "turn 2", "opening.beijing.score.total"),
    "the hash of the last turn": (("turns", -1, "hash"), "turn ", "hash"),
    "the number of a turn": (("turns", 1, "turn"), "turn 2", "turn is 3"),
    "the start": (("start", "world", "tension"), "at the start", "start.world.tension"),
    "the seed": (("seed",), "", "commitment"),
    "the salt": (("salt",), "", "commitment"),
    "the commitment": (("commitment",), "", "commitment"),
    "the format": (("format",), "", "format"),
    "the hash of the rules": (("ruleset", "hash"), "", "ruleset.hash"),
    "a rule": (("ruleset", "files", "ruleset.yaml"), "", "ruleset"),
    "the winner": (("winner",), "turn ", "winner"),
    "the ending": (("ending",), "turn ", "ending"),
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A match that was played over the network, as its player exports it."""
    server = LiveServer(f"sqlite:///{tmp_path_factory.mktemp('verify') / 'airace.db'}").start()
    try:
        _, text = asyncio.run(play_out(server.url))
    finally:
        server.stop()
    match: dict[str, Any] = json.loads(text)
    return match


def verify(file: Path, content: str | bytes) -> Result:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return CliRunner().invoke(app, ["verify", str(file)])


def altered(value: Any) -> Any:
    """One digit, one letter, or one side more."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * (1.0 + 2**-52) if value else 5e-324
    if value is None:
        return "washington"
    return value[:-1] + ("0" if value[-1:] != "0" else "1")


def changed(match: dict[str, Any], path: Path_) -> dict[str, Any]:
    result = copy.deepcopy(match)
    place: Any = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = altered(place[path[-1]])
    return result


def test_an_exported_match_is_accepted_by_the_command_itself(exported: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "match.json"
    file.write_text(json.dumps(exported))
    result = run("verify", str(file))
    assert (result.returncode, result.stdout) == (0, "")
    assert f"{len(exported['turns'])} turns of quick agree in every figure" in result.stderr
    assert exported["turns"][-1]["hash"][:16] in result.stderr


def test_a_match_is_accepted_however_its_json_is_laid_out(exported: dict[str, Any], tmp_path: Path) -> None:
    for options in ({"indent": 7}, {"separators": (",", ":")}, {"ensure_ascii": False}, {"sort_keys": True}):
        result = verify(tmp_path / "match.json", json.dumps(exported, **options))
        assert result.exit_code == 0, (options, result.stderr)


@pytest.mark.parametrize(("path", "turn", "variable"), CHANGES.values(), ids=CHANGES)
def test_one_change_is_found_and_told_with_its_turn_and_variable(
    exported: dict[str, Any], tmp_path: Path, path: Path_, turn: str, variable: str
) -> None:
    result = verify(tmp_path / "match.json", json.dumps(changed(exported, path)))
    assert (result.exit_code, result.stdout) == (1, "")
    assert turn in result.stderr
    assert variable in result.stderr
    assert "match.json" in result.stderr


def test_a_last_digit_that_reads_as_the_same_number_is_found(exported: dict[str, Any], tmp_path: Path) -> None:
    text = json.dumps(exported)
    start = text.index('"start"')
    figures = (found for found in re.finditer(r"-?\d+\.\d{13,}", text[start:]))
    same = 0
    for found in figures:
        written = found[0]
        for digit in "0123456789":
            changed_text = written[:-1] + digit
            if digit != written[-1] and float(changed_text) == float(written):
                same += 1
                place = start + found.end() - 1
                result = verify(tmp_path / "match.json", text[:place] + digit + text[place + 1 :])
                assert (result.exit_code, result.stdout) == (1, ""), (written, changed_text)
                assert changed_text in result.stderr
                assert "turn" in result.stderr or "at the start" in result.stderr
                break
        if same == 3:
            break
    assert same == 3, "some numbers stand so close together"


def test_what_people_said_is_sealed_and_a_change_in_it_is_named(exported: dict[str, Any], tmp_path: Path) -> None:
    one = {"turn": 1, "side": "beijing", "person": 1, "expects": "up", "confidence": 70, "because": "labs"}
    match = sealed({**exported, "predictions": [one]})
    file = tmp_path / "match.json"
    assert verify(file, json.dumps(match)).exit_code == 0
    again = json.dumps(match, sort_keys=True, indent=1).replace('"confidence": 70', '"confidence": 70.0')
    assert verify(file, again).exit_code == 0, "as another program writes it"
    for wrong in ({**one, "confidence": 90}, {**one, "turn": 2}, {**one, "because": "labs!"}):
        result = verify(file, json.dumps({**match, "predictions": [wrong]}))
        assert (result.exit_code, result.stdout) == (1, "")
        assert "predictions" in result.stderr
    session = sealed({"session": "a1", "tables": {"1": match}, "actions": [{"action": "pause", "seconds": 5}]})
    assert verify(file, json.dumps(session)).exit_code == 0
    result = verify(file, json.dumps({**session, "actions": [{"action": "pause", "seconds": 6}]}))
    assert result.exit_code == 1
    assert "actions" in result.stderr


def test_a_turn_that_was_left_out_or_doubled_is_found(exported: dict[str, Any], tmp_path: Path) -> None:
    turns = exported["turns"]
    for wrong in (turns[:-1], turns[1:], [*turns, turns[-1]], [turns[1], turns[0], *turns[2:]]):
        result = verify(tmp_path / "match.json", json.dumps({**exported, "turns": wrong}))
        assert (result.exit_code, result.stdout) == (1, "")
        assert "turn" in result.stderr


def test_of_several_matches_the_changed_one_is_named(exported: dict[str, Any], tmp_path: Path) -> None:
    bad = changed(exported, ("turns", 1, "hash"))
    result = verify(tmp_path / "session.json", json.dumps({"tables": {"1": exported, "2": bad}}))
    assert result.exit_code == 1
    assert "table 1: " in result.stderr
    assert "table 2: turn 2" in result.stderr
    result = verify(tmp_path / "session.json", json.dumps({"matches": [exported, bad]}))
    assert "match 2: turn 2" in result.stderr


NO_MATCH: dict[str, tuple[str | bytes, str]] = {
    "an empty file": ("", "is not JSON"),
    "half a file": ('{"format": 0, "turns": [', "is not JSON"),
    "no text": (b"\xff\xfe\x00\xe9", "is not JSON"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "is not JSON"),
    "bottomless nesting": ("[" * 200_000, "too deeply nested"),
    "a number of many digits": ('{"format": ' + "9" * 5_000 + "}", "is not JSON"),
    "a list": ("[]", "no match file"),
    "nothing in it": ("{}", "not a match file"),
    "a later format": ('{"format": 99}', "format"),
    "an older format with an engine": ('{"format": 0, "engine": 1}', "format"),
    "only a format": ('{"format": 0}', "ruleset is missing"),
    "a session without a match": ('{"tables": {}}', "holds no match"),
    "a list of no matches": ('{"matches": []}', "holds no match"),
    "a table that is a number": ('{"tables": {"1": 5}}', "table 1"),
}


@pytest.mark.parametrize(("content", "words"), NO_MATCH.values(), ids=NO_MATCH)
def test_a_file_that_is_no_match_is_refused_with_a_sentence(tmp_path: Path, content: str | bytes, words: str) -> None:
    result = verify(tmp_path / "match.json", content)
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert "match.json" in result.stderr


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for file in (tmp_path / "nowhere.json", tmp_path):
        result = CliRunner().invoke(app, ["verify", str(file)])
        assert result.exit_code == 1
        assert f"{file} cannot be read" in result.stderr
