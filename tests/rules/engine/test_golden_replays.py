"""Matches exported by earlier versions play on to the same last digit."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from airace_rules import replay
from airace_rules.engine.replay import ENGINE, FORMAT
from airace_rules.errors import ReplayError

FOLDER = Path(__file__).parents[2] / "replays"
FILES = sorted(FOLDER.glob("*.json.gz"))


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(gzip.decompress(path.read_bytes())))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".json.gz"))
def test_a_match_of_an_earlier_version_replays_in_every_figure(path: Path) -> None:
    file = read(path)
    played = replay(file)
    assert played.history[-1].after.ending == file["ending"] is not None
    assert played.history[-1].hash == file["turns"][-1]["hash"]


def test_every_format_and_engine_so_far_has_matches() -> None:
    kept = {(file["format"], file.get("engine", 0)) for file in map(read, FILES)}
    assert {(0, 0), *((FORMAT, engine) for engine in range(1, ENGINE + 1))} <= kept


def test_projects_and_deals_are_among_them() -> None:
    standard = [read(path) for path in FILES if "standard" in path.name]
    orders = [given for file in standard for turn in file["turns"] for given in turn["orders"].values()]
    assert any(any(given["projects"].values()) for given in orders)
    assert any(any(given["deals"].values()) for given in orders)


def test_a_file_of_a_newer_engine_says_what_to_do() -> None:
    file = read(FILES[0])
    assert file["engine"] == 1
    with pytest.raises(ReplayError, match="install a newer airace"):
        replay({**file, "engine": ENGINE + 1})
    for wrong in (0, -1, "1", True, None):
        with pytest.raises(ReplayError, match="engine"):
            replay({**file, "engine": wrong})


@pytest.mark.parametrize("path", [path for path in FILES if "standard" in path.name], ids=lambda path: path.name)
def test_a_changed_signature_or_instalment_is_named_with_its_turn(path: Path) -> None:
    for field in ("projects", "deals"):
        file = copy.deepcopy(read(path))
        given = file["turns"][3]["orders"]["beijing"][field]
        key = next(iter(given))
        given[key] = not given[key]
        with pytest.raises(ReplayError) as found:
            replay(file)
        assert (found.value.turn, found.value.variable) == (4, f"orders.beijing.{field}.{key}")
