"""Short games lay out their board turn by turn: what is not open yet stays as it is, for people and for bots."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from airace_rules import Seed, bot_orders, check_orders, manifest_for, new_match, resolve_turn, view_for
from airace_rules.balance import simulate
from airace_rules.errors import IllegalOrders
from airace_rules.ids import SIDES
from airace_rules.language.loader import check_ruleset, load_ruleset
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset

SEED = Seed(bytes(32))
QUICK = load_ruleset(Path(__file__).parents[3] / "game_rules" / "rulesets" / "quick")
HEAD = "format: 1\nname: staged\nextends: quick\nlimits: {instruments_from: 4}\nstances:\n"
TEXTS = "ruleset: {name: Staged, about: Turn by turn.}\n"


def staged(stances: str, texts: str = TEXTS) -> dict[str, str]:
    """The files of a variant of quick whose stances open as given."""
    base = {f"quick/{path}": text for path, text in QUICK.files.items()}
    return {**base, "staged.yaml": HEAD + stances, "texts/en.yaml": texts, "texts/zh.yaml": texts}


@cache
def late() -> Ruleset:
    return load_ruleset(staged("  safety: {change: true, opens: 3}\n  trade: {change: true, opens: never}\n"))


@pytest.mark.parametrize(("stance", "words"), [("safety", "from turn 3 on"), ("trade", "stays as it is in this game")])
def test_a_stance_that_is_not_open_keeps_its_option(stance: str, words: str) -> None:
    state = new_match(late(), SEED)
    options = {stance: late().stances[stance].options[0]}
    with pytest.raises(IllegalOrders) as refused:
        check_orders(late(), state, "washington", Orders({}, options))
    problem = refused.value.problems[0]
    assert (problem.code, problem.field) == ("not_open_yet", f"stances.{stance}")
    assert words in problem.message
    same = {stance: late().stances[stance].start["washington"]}
    assert check_orders(late(), state, "washington", Orders({}, same)).stances[stance] == same[stance]


def test_it_opens_in_its_turn_and_not_before() -> None:
    state = new_match(late(), SEED)
    wish = Orders({}, {"safety": "strict"})
    for turn in (1, 2):
        with pytest.raises(IllegalOrders):
            check_orders(late(), replace(state, turn=turn), "beijing", wish)
    assert check_orders(late(), replace(state, turn=3), "beijing", wish).stances["safety"] == "strict"


@pytest.mark.parametrize("strategy", ["sprinter", "random", "bridge_builder"])
def test_bots_wait_too_one_by_one_and_in_batches(strategy: str) -> None:
    state, history = new_match(late(), SEED), []
    for turn in (1, 2):
        orders = {s: bot_orders(late(), strategy, view_for(late(), state, history, s), SEED) for s in SIDES}
        history.append(resolve_turn(late(), state, orders, SEED))
        state = history[-1].after
        if turn == 1:
            start = {key: stance.start["beijing"] for key, stance in late().stances.items()}
            assert state.sides["beijing"].stances["trade"] == start["trade"]
            assert state.sides["beijing"].stances["safety"] == start["safety"]
    assert simulate(late(), strategy, strategy, games=64, seed=3).games == 64


def test_screens_are_told_what_opens_when() -> None:
    manifest = manifest_for(late())
    assert {s.key: s.opens for s in manifest.stances} == {"safety": 3, "openness": 1, "trade": None, "mix": 2}
    assert manifest.instruments_from == 4
    assert manifest_for(QUICK).instruments_from == 1


@pytest.mark.parametrize("wrong", ["0", "41", "2.5", "later"])
def test_a_turn_that_cannot_be_is_a_mistake_with_its_place(wrong: str) -> None:
    found = check_ruleset(staged(f"  safety: {{change: true, opens: {wrong}}}\n"))
    assert [d.severity for d in found] == ["error"]
    assert "staged.yaml:6" in found[0].text()


def test_cards_and_roles_stand_in_every_language_or_in_none() -> None:
    words = TEXTS + 'card: {"2": {title: Fast or safe?, text: Speed makes risk debt.}}\n'
    files = staged("  safety: {change: true, opens: 2}\n", words)
    assert {d.code for d in check_ruleset(files)} == {"R111"}
    assert load_ruleset(files).texts["zh"]["card.2.title"] == "Fast or safe?"
    half = {**files, "texts/zh.yaml": TEXTS}
    assert {d.code for d in check_ruleset(half)} == {"R102"}
    beyond = TEXTS + 'card: {"9": {title: Too late, text: There is no such turn.}}\n'
    assert {d.code for d in check_ruleset(staged("  safety: {change: true, opens: 2}\n", beyond))} == {"R103", "R111"}
