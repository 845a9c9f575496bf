"""A game in a batch is the same game as one played turn by turn, to the bit, whatever it is batched with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from airace_rules import Seed, bot_orders, load_ruleset, new_match, opening_of, resolve_turn, view_for
from airace_rules.balance.games import Finished, Games, play
from airace_rules.balance.simulate import game_seed
from airace_rules.engine.cells import state_cells
from airace_rules.engine.plan import plan_of
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import BudgetRules, Ruleset
from airace_rules.state import MatchState
from rules.engine.toy import toy_ruleset
from rules.language.kit import with_words
from rules.undertakings.kit import treaty, treaty_files

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
LARGE = 40  # stocks; a game played turn by turn takes long in such a ruleset, so few are compared
NAMES = [
    *("toy", "poor", "quick", "treaty", "poor treaty", "one-sided treaty", "treaty of choices", "lesson", "standard"),
]
Trace = list[dict[str, str]]
Ends = dict[int, tuple[int, str, int, list[str]]]


@pytest.fixture(
    scope="module",
    params=[
        "toy",
        "poor",
        "quick",
        "treaty",
        "poor treaty",
        "one-sided treaty",
        "treaty of choices",
        "lesson",
        "standard",
    ],
)
def ruleset(request: pytest.FixtureRequest) -> Ruleset:
    makers: dict[str, Callable[[], Ruleset]] = {
        "toy": toy_ruleset,
        "poor": poor_ruleset,
        "quick": lambda: load_ruleset(RULESETS / "quick"),
        "lesson": lambda: load_ruleset(RULESETS / "lesson"),
        "standard": lambda: load_ruleset(RULESETS / "standard"),
        "treaty": treaty,
        "one-sided treaty": lambda: treaty(
            ("controls: {split: 1, cap: 30}", "controls: {split: 1, cap: 30, for: beijing}")
        ),
        "treaty of choices": treaty_of_choices,
        "poor treaty": lambda: treaty(("washington: 60, beijing: 55", "washington: 15, beijing: 12.5")),
    }
    return makers[request.param]()


def poor_ruleset() -> Ruleset:
    """Stances so dear that a side can pay for one change, or for none."""
    toy = toy_ruleset()
    stances = {key: replace(stance, cost=240) for key, stance in toy.stances.items()}
    return replace(toy, stances=stances, budget=BudgetRules("budget", 0.3, 2))


def treaty_of_choices() -> Ruleset:
    """What is drawn from several options moves stocks, of the sides and of the world."""
    files = treaty_files()
    files["rules.yaml"] = files["rules.yaml"].replace("+ paid.fund", "+ paid.fund + draw.weather + world.draw.mode")
    files["zz.yaml"] = "draws:\n  weather: {choice: {mild: 2, never: 0, hard: 1}, per: side}\n"
    files["zz.yaml"] += "  mode: {choice: {war: 0.1, peace: 0.7}, per: world}\n"
    return load_ruleset(with_words(files))


def everything(ruleset: Ruleset, state: MatchState) -> dict[str, str]:
    """All that a state holds, as exact text."""
    cells = {c: v for c, v in state_cells(plan_of(ruleset), state).items() if c.split(":")[0] in ("stock", "stance")}
    for owner, name, cell, _ in plan_of(ruleset).pipelines:
        held = state.world_pipelines if owner == "world" else state.sides[owner].pipelines
        cells.update({f"{cell}.{k}": amount for k, amount in enumerate(held[name])})
    for side in SIDES:
        mine = state.sides[side]
        cells[f"carried:{side}"] = float(mine.carried)
        if state.ending is not None:  # a batch does not work out what the sides believe of a state that is the last
            continue
        for kind, values in (("seen", mine.estimates), ("band", mine.bands), ("perceived", mine.perceived)):
            cells.update({f"{kind}:{side}.{name}": value for name, value in values.items()})
    for name, value in opening_of(ruleset, state).items():
        owner, _, rest = name.partition(".")
        kind = rest.split(".")[0] if rest.startswith(("score.", "raw.", "done.", "gate.")) else "var"
        cells[f"{kind}:{owner}.{rest.removeprefix(kind + '.')}"] = value
    return {cell: value.hex() for cell, value in cells.items()}


def singly(ruleset: Ruleset, strategies: dict[Side, str], seed: Seed) -> tuple[Trace, tuple[int, str, int, list[str]]]:
    state = new_match(ruleset, seed)
    history, trace = [], [everything(ruleset, state)]
    while state.ending is None:
        views = {side: view_for(ruleset, state, history, side) for side in SIDES}
        orders = {side: bot_orders(ruleset, strategies[side], views[side], seed) for side in SIDES}
        history.append(resolve_turn(ruleset, state, orders, seed))
        state = history[-1].after
        trace.append(everything(ruleset, state))
    winner = {"washington": 1, "beijing": -1, None: 0}[state.winner]
    totals = [history[-1].opening[f"{side}.score.total"].hex() for side in SIDES]
    return trace, (len(history), state.ending, winner, totals)


def row(games: Games, place: int) -> dict[str, str]:
    cells = {cell: float(values[place]) for cell, values in games.cells.items()}
    for cell, rows in games.pipelines.items():
        cells.update({f"{cell}.{k}": float(values[place]) for k, values in enumerate(rows)})
    cells.update({f"carried:{side}": float(games.carried[side][place]) for side in SIDES})
    return {cell: value.hex() for cell, value in cells.items()}


def batched(ruleset: Ruleset, strategies: dict[Side, str], seeds: list[Seed]) -> tuple[list[Trace], Ends]:
    traces: list[Trace] = [[] for _ in seeds]
    ends: Ends = {}
    for happened in play(ruleset, strategies, seeds):
        if isinstance(happened, Finished):
            for place, game in enumerate(happened.index.tolist()):
                totals = [float(happened.totals[side][place]).hex() for side in SIDES]
                ends[game] = (happened.turn, happened.ending, int(happened.winner[place]), totals)
        else:
            for place, game in enumerate(happened.index.tolist()):
                traces[game].append(row(happened, place))
    return traces, ends


def pairs(ruleset: Ruleset) -> list[tuple[str, str]]:
    names = [*ruleset.bots, "random"]
    return [(a, names[(k + 1) % len(names)]) for k, a in enumerate(names)] + [(names[0], names[0])]


def test_every_state_of_a_batched_game_equals_the_game_played_turn_by_turn(ruleset: Ruleset) -> None:
    seeds = [game_seed(11, game) for game in range(2 if len(ruleset.stocks) > LARGE else 24)]
    compared = 0
    for washington, beijing in pairs(ruleset):
        strategies: dict[Side, str] = {"washington": washington, "beijing": beijing}
        traces, ends = batched(ruleset, strategies, seeds)
        for game, seed in enumerate(seeds):
            alone, end = singly(ruleset, strategies, seed)
            assert ends[game] == end
            for turn, (batch, single) in enumerate(zip(traces[game], alone, strict=False)):
                assert {cell: batch.get(cell) for cell in single} == single, f"{strategies} game {game} turn {turn}"
                compared += len(single)
            assert len(alone) - len(traces[game]) in (0, 1)
    assert compared > 10_000


def test_a_game_does_not_depend_on_what_it_is_batched_with(ruleset: Ruleset) -> None:
    strategies: dict[Side, str] = {"washington": "random", "beijing": next(iter(ruleset.bots))}
    seeds = [game_seed(5, game) for game in range(64)]
    together = batched(ruleset, strategies, seeds)
    reversed_order = batched(ruleset, strategies, seeds[::-1])
    for game in range(64):
        assert together[0][game] == reversed_order[0][63 - game]
        assert together[1][game] == reversed_order[1][63 - game]
    alone = batched(ruleset, strategies, [seeds[40]])
    assert alone[0][0] == together[0][40]
