"""The ladder of harm that screens draw is the one of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from airace_rules import load_ruleset, manifest_for

RULESETS = Path(__file__).parents[2] / "game_rules/rulesets"


@pytest.mark.parametrize(("name", "rungs"), [("quick", 4), ("lesson", 4), ("standard", 5)])
def test_screens_draw_as_many_rungs_as_end_a_match(name: str, rungs: int) -> None:
    """That the last of them does end it is tested beside the rules, in data."""
    assert manifest_for(load_ruleset(RULESETS / name)).variables["rung"].maximum == rungs
