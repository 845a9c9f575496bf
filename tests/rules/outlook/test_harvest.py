"""When points pay is worked out by the rules, for any ruleset, and tells nothing of any match."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from airace_rules import load_ruleset
from airace_rules.ids import SIDES, Side
from airace_rules.manifest import Harvest, Harvests
from airace_rules.outlook import harvest as module
from airace_rules.outlook import harvests_of
from airace_rules.ruleset import Ruleset

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
NAMES = sorted(folder.name for folder in RULESETS.iterdir())

OWN = """
format: 1
name: own
extends: quick
levers:
  power: {add: true, rescale: true, instruments: {canal: {split: 0.2, cap: 20, for: beijing}}}
pipelines:
  dug: {in: "canal", delay: 2, unit: idx, start: [0, 0]}
flows:
  trust: {change: true, add: true, canal: "dug"}
"""
DUG_IN = 3  # turns: two on the way, one in which it flows
QUICK = {f"quick/{path}": text for path, text in load_ruleset(RULESETS / "quick").files.items()}
TEXTS = """
ruleset: {name: Own, about: Own}
instrument: {canal: {name: Canal, help: Canal}}
flow: {trust: {canal: Canal}}
"""


@cache
def harvests(name: str) -> tuple[Ruleset, Harvests]:
    ruleset = load_ruleset(RULESETS / name)
    return ruleset, harvests_of(ruleset)


def wait(name: str, side: Side, instrument: str, turn: int = 1) -> int:
    """Turns from placing a point until it pays."""
    found = harvests(name)[1].instruments[side][instrument][turn - 1]
    assert found is not None
    assert found.turn is not None
    return found.turn - turn


@pytest.mark.parametrize("name", NAMES)
def test_every_lever_and_instrument_has_an_answer_for_every_turn_and_none_lies_in_the_past(name: str) -> None:
    ruleset, found = harvests(name)
    for side in SIDES:
        assert list(found.levers[side]) == list(ruleset.levers)
        assert list(found.instruments[side]) == list(ruleset.instruments)
        for rows in (found.levers[side], found.instruments[side]):
            for row in rows.values():
                assert len(row) == len(ruleset.turns)
                for turn, harvest in enumerate(row, 1):
                    if harvest is not None and harvest.turn is not None:
                        assert turn < harvest.turn <= len(ruleset.turns) + 1


@pytest.mark.parametrize("name", NAMES)
def test_a_side_that_can_place_nothing_is_told_nothing(name: str) -> None:
    ruleset, found = harvests(name)
    for side in SIDES:
        for key, instrument in ruleset.instruments.items():
            if instrument.cap[side] == 0:
                assert set(found.instruments[side][key]) == {None}


@pytest.mark.parametrize("side", SIDES)
def test_fabs_and_schools_pay_late_and_labs_and_controls_at_once(side: Side) -> None:
    assert wait("standard", side, "labs") == wait("standard", side, "controls") == 1
    assert wait("standard", side, "fab") >= 5
    assert wait("standard", side, "teach") >= wait("standard", side, "fab")


def test_an_instrument_of_a_designer_is_asked_like_any_other() -> None:
    ruleset = load_ruleset({"rules.yaml": OWN, "texts/en.yaml": TEXTS, "texts/zh.yaml": TEXTS, **QUICK})
    found = harvests_of(ruleset).instruments["beijing"]
    for turn, harvest in enumerate(found["canal"], 1):
        assert harvest is not None
        if turn + DUG_IN <= len(ruleset.turns):
            assert harvest.turn is not None
        arrives = min(turn + DUG_IN, len(ruleset.turns) + 1)
        assert harvest.turn is None or harvest.turn >= arrives, "nothing pays before it is there"
    assert found["canal"][-1] == Harvest(turn=None, gauge=None)


def test_asking_again_gives_the_same() -> None:
    ruleset, found = harvests("quick")
    assert harvests_of(load_ruleset(RULESETS / "quick")) == found
    assert ruleset.hash == load_ruleset(RULESETS / "quick").hash


def test_a_ruleset_too_large_to_ask_of_every_turn_repeats_what_was_found_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ruleset, found = harvests("quick")
    monkeypatch.setattr(module, "MOST_LINES", 1)
    rough = harvests_of(ruleset)
    assert rough.instruments["washington"]["fab"][0] == found.instruments["washington"]["fab"][0]
    labs = [harvest and harvest.turn for harvest in rough.instruments["beijing"]["labs"]]
    assert labs == [2, 3, 4, 5, 6]
    fabs = [harvest and harvest.turn for harvest in rough.instruments["beijing"]["fab"]]
    assert fabs == [3, 4, 5, 6, None]
