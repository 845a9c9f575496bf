"""Matches of the ruleset `standard` for its tests."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from airace_rules.balance import Simulation, simulate
from airace_rules.language.loader import load_ruleset
from airace_rules.ruleset import Ruleset

FOLDER = Path(__file__).parents[3] / "game_rules" / "rulesets" / "standard"
STRATEGIES = (
    "balanced", "chipmaker", "power_first", "talent_first", "open_source", "restrictor", "bridge_builder", "sprinter",
    "swarm", "deployer",
)  # fmt: skip


@lru_cache(maxsize=1)
def standard() -> Ruleset:
    """The ruleset, loaded once."""
    return load_ruleset(FOLDER)


@lru_cache(maxsize=64)
def batch(washington: str, beijing: str, games: int = 512) -> Simulation:
    """Many matches between two house strategies."""
    return simulate(standard(), washington, beijing, games, 2030)


def section(name: str) -> dict[str, Any]:
    """All entries of a section, from every file."""
    found: dict[str, Any] = {}
    for path in FOLDER.glob("*.yaml"):
        found.update(yaml.safe_load(path.read_text("utf-8")).get(name) or {})
    return found
