"""What a side can work out about its rival from its own numbers: the formulas of the rule files, solved for the value
that it is not told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from pathlib import Path

import pytest

from airace_rules import Seed, as_told, bot_orders, load_ruleset, new_match, opening_of, resolve_turn, view_for
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import View

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
SEEDS, TURNS = 6, 5
SOLVED = 1e-6  # an error below it is arithmetic alone
PLAYS = {
    "quick": ("bridge_builder", "bridge_builder"),
    "quick, open": ("open_source", "open_source"),
    "standard": ("bridge_builder", "restrictor"),
}


@dataclass(frozen=True)
class Turn:
    """A turn that a side looks back on. ``then``: its view before it; ``now``: after it."""

    ruleset: Ruleset
    side: Side
    then: View
    now: View

    def param(self, name: str) -> float:
        return float(self.ruleset.params[name].value)

    def part(self, stock: str, key: str) -> float:
        assert self.now.report is not None
        return next(part.value for part in self.now.report.own[stock].parts if part.key == key)

    def value(self, name: str) -> float:
        assert self.now.report is not None
        return self.now.report.values[name]

    def option(self, stance: str) -> float:
        """The place of the rival's option."""
        return float(self.ruleset.stances[stance].options.index(self.now.rival_stances[stance]))


Solve = Callable[[Turn], float | None]


def algorithms_by_open_spillover(turn: Turn) -> float | None:
    then, option = turn.then, turn.option("openness")
    spilled = turn.part("algorithms", "open_spillover") / turn.param("spill")
    gap = spilled - max(0.0, then.rival["open_level"].value + 12 - then.own["frontier"])
    return then.own["algorithms"] + 2 * gap / option if option else None


def safeguards_by_shared_results(turn: Turn) -> float | None:
    shared, then = turn.part("safeguards", "shared_results"), turn.then
    return then.own["safeguards"] + shared * 100 / (turn.param("sharing") * then.world["cooperation"])


def safeguards_by_learning(turn: Turn) -> float | None:
    learned = turn.part("safeguards", "learned_from_rival")
    dialogues = sum(turn.then.deals[key].turns_left > 0 for key in ("safety_dialogue", "incident_sharing"))
    return turn.then.own["safeguards"] + learned / ((turn.param("sharing") + 0.1 * dialogues) * 0.5)


def enforcement_by_fear_among_allies(turn: Turn) -> float | None:
    tiers = {
        "washington": {"free": 0, "guarded": 0.45, "strict": 0.9, "broad": 0.98},
        "beijing": {"free": 0.2, "guarded": 0.5, "strict": 0.75, "broad": 1},
    }
    tier = tiers[rival_of(turn.side)][turn.now.rival_stances["trade"]]
    return turn.part("allies", "fear_of_controls") / (5 * tier * 0.5) if tier else None


def compute_by_lab_research(turn: Turn) -> float | None:
    focus = {"balanced": 1, "scale": 0.64, "data": 0.64, "algorithms": 1.9}[turn.now.stances["mix"]]
    most = turn.param("algorithm_gain") * focus * turn.value("effort") * turn.then.own["headroom"] * 0.5
    found = turn.part("algorithms", "lab_research")
    return _compute_of((found / most - 1) / turn.param("scarcity_gain"), turn) if most > 0 else None


def _compute_of(scarcity: float, turn: Turn) -> float | None:
    own, share = turn.then.own, {"washington": 0.3, "beijing": 1.0}[turn.side]
    felt = 0.42 * share * own["pressure"] * (0.55 + 1.1 * own["self_reliance"])
    behind = (scarcity - felt) / 0.45
    return own["compute"] / (0.65 * (1 - behind)) if 0 < behind < 0.98 and scarcity < 1 else None


# Ruleset, how, what of the rival, and the least error (root mean square, in its unit) that telling has to leave.
WAYS: dict[str, tuple[str, Solve, str, float]] = {
    "open spillover": ("quick, open", algorithms_by_open_spillover, "algorithms", 4.0),
    "shared results": ("quick", safeguards_by_shared_results, "safeguards", 1.2),
    "learning": ("standard", safeguards_by_learning, "safeguards", 1.2),
    "fear among allies": ("standard", enforcement_by_fear_among_allies, "enforcement", 0.01),
    "lab research": ("standard", compute_by_lab_research, "compute", 30.0),
}


@cache
def turns_of(name: str) -> list[tuple[Turn, TurnResult]]:
    """Turns as both sides look back on them, before their views are told, and what truly happened."""
    ruleset = load_ruleset(RULESETS / name.split(",")[0])
    return [found for number in range(SEEDS) for found in _played(ruleset, Seed(bytes([number]) * 32), PLAYS[name])]


def _played(ruleset: Ruleset, seed: Seed, plays: tuple[str, str]) -> Iterator[tuple[Turn, TurnResult]]:
    state: MatchState = new_match(ruleset, seed)
    history: list[TurnResult] = []
    then = {side: view_for(ruleset, state, history, side) for side in SIDES}
    for _ in range(TURNS):
        orders = {side: bot_orders(ruleset, play, then[side], seed) for side, play in zip(SIDES, plays, strict=True)}
        history.append(resolve_turn(ruleset, state, orders, seed, history[-1].hash if history else ""))
        state = history[-1].after
        now = {side: view_for(ruleset, state, history, side) for side in SIDES}
        yield from ((Turn(ruleset, side, then[side], now[side]), history[-1]) for side in SIDES)
        then = now


def truth_of(turn: Turn, result: TurnResult, name: str) -> float:
    rival = rival_of(turn.side)
    stocks = result.before.sides[rival].stocks
    return stocks[name] if name in stocks else opening_of(turn.ruleset, result.before)[f"{rival}.{name}"]


def errors_of(way: str) -> tuple[list[float], list[float]]:
    """Of the turns in which every last digit gives the rival's value away: the errors with the digits that are told,
    and the errors of the estimate that the side has anyway (none of a hidden value). Unsolvable as told: left out."""
    name, solve, wanted, _ = WAYS[way]
    told, estimated = [], []
    for turn, result in turns_of(name):
        truth, exactly = truth_of(turn, result, wanted), solve(turn)
        if exactly is None or abs(exactly - truth) > SOLVED:
            continue
        found = solve(
            replace(turn, then=as_told(turn.then, turn.ruleset.grains), now=as_told(turn.now, turn.ruleset.grains))
        )
        told += [] if found is None else [found - truth]
        estimated += [turn.then.rival[wanted].value - truth] if wanted in turn.then.rival else []
    return told, estimated


def spread(errors: list[float]) -> float:
    return sqrt(sum(error * error for error in errors) / len(errors))


@pytest.mark.parametrize("way", WAYS)
def test_a_value_that_the_last_digits_give_away_is_not_given_away_by_what_is_told(way: str) -> None:
    told, _ = errors_of(way)
    assert len(told) > 10, "there were turns in which it could be solved for"
    assert spread(told) > WAYS[way][3]


@pytest.mark.parametrize("name", ["scarcity", "voice", "origin"])
def test_what_is_one_digit_away_from_a_secret_of_the_rival_is_in_no_view_of_its_own_side(name: str) -> None:
    for turn, _ in turns_of("standard"):
        assert turn.now.report is not None
        assert name not in turn.now.own
        assert name not in turn.now.report.values
