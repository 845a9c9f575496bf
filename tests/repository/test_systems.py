"""The list of systems that rulesets may model, and that rule files name only those."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

RULESETS = Path(__file__).parents[2] / "game_rules" / "rulesets"
FOLDERS = sorted(path for path in RULESETS.iterdir() if path.is_dir())
COUNTS = {"C": 8, "P": 4, "T": 5, "R": 6, "O": 6, "X": 8, "M": 8, "G": 9, "A": 5}


def catalogue() -> dict[str, str]:
    systems: dict[str, str] = yaml.safe_load((RULESETS.parent / "systems.yaml").read_text("utf-8"))["systems"]
    return systems


def named_in(folder: Path) -> set[str]:
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.yaml"))
    return {key for keys in re.findall(r"systems: \[([^\]]*)\]", text) for key in re.findall(r"\w+", keys)}


def test_the_list_has_all_fifty_nine_systems_with_short_names() -> None:
    assert set(catalogue()) == {f"{letter}{n + 1}" for letter, count in COUNTS.items() for n in range(count)}
    assert len(catalogue()) == 59
    assert all(0 < len(name) <= 40 for name in catalogue().values())
    assert len(set(catalogue().values())) == 59


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_ruleset_names_no_system_that_is_not_on_the_list(folder: Path) -> None:
    assert named_in(folder)
    assert named_in(folder) <= set(catalogue())
