"""A side that is absent keeps its word: default orders keep to the terms of deals in force that do not bind."""

from __future__ import annotations

import pytest

from airace_rules.ids import SIDES
from airace_rules.orders import Orders
from rules.undertakings.kit import Match, treaty

TERMS = "- {instrument: controls, at_most: 5}"
CHEATING = Orders({"controls": 200, "buy": 100}, {"safety": "low"}, {}, {"pause": True})


def signed(*changes: tuple[str, str]) -> Match:
    """A match in which both have just signed the pause; Washington orders a breach in the same turn."""
    match = Match(treaty(*changes))
    match.play(CHEATING, "pause")
    return match


def broken(match: Match) -> list[tuple[str, object]]:
    """Who breaks the pause when both sides are absent for a turn."""
    match.play(match.defaults("washington"), match.defaults("beijing"))
    return [(key, side) for key, side in match.told("deal") if key in ("pause.broke", "pause.left")]


def test_points_and_stances_move_to_what_a_deal_in_force_wants() -> None:
    match = signed()
    defaults = match.defaults("washington")
    assert defaults.instruments == {"buy": 100, "labs": 0, "controls": 50}
    assert defaults.stances["safety"] == "middle"
    assert match.check("washington", defaults) == defaults
    assert broken(match) == []


def test_a_side_may_still_break_its_word_by_an_order() -> None:
    match = signed()
    match.play(CHEATING, match.defaults("beijing"))
    assert ("pause.broke", "washington") in match.told("deal")


def test_before_a_deal_is_in_force_defaults_only_repeat() -> None:
    match = Match(treaty())
    match.play(Orders({"controls": 200}, {}, {}, {"pause": True}), "")
    assert match.defaults("washington").instruments["controls"] == 200
    assert match.defaults("washington").stances["safety"] == "low"


def test_a_deal_that_wants_points_gets_them_before_all_else() -> None:
    match = signed((TERMS, "- {instrument: labs, at_least: 20}"))
    match.play(Orders({"buy": 600, "labs": 0}, {"safety": "middle"}, {}, {"pause": True}), match.defaults("beijing"))
    defaults = match.defaults("washington")
    assert defaults.instruments["labs"] == 200
    assert match.total("washington") - 1 <= sum(defaults.instruments.values()) <= match.total("washington")
    assert match.check("washington", defaults) == defaults


@pytest.mark.parametrize("wanted", [31, 30])  # the cap of controls is 30, and the budget is less
def test_a_term_beyond_the_cap_or_the_budget_is_left_alone(wanted: int) -> None:
    poor = ("value: {washington: 60,", "value: {washington: 20,")
    match = Match(treaty((TERMS, f"- {{instrument: controls, at_least: {wanted}}}"), poor))
    match.play(Orders({"buy": 100}, {}, {}, {"pause": True}), "pause")
    defaults = match.defaults("washington")
    assert (defaults.instruments["controls"], defaults.instruments["buy"]) == (0, 100)
    assert match.check("washington", defaults) == defaults


@pytest.mark.parametrize("most", ["stance_changes: 0", "stance_changes: 1"])
def test_no_more_stances_move_than_a_turn_allows(most: str) -> None:
    more = ("- {instrument: controls, at_most: 5}", "- {side: washington, stance: trade, at_most: license}")
    match = Match(treaty(more, ("stance_changes: 1", most)))
    match.play("pause", "pause")
    defaults = match.defaults("washington")
    before = match.state.sides["washington"].stances
    assert sum(defaults.stances[key] != before[key] for key in before) == int(most[-1])
    assert match.check("washington", defaults) == defaults


def test_a_binding_deal_has_the_last_word() -> None:
    match = Match(
        treaty(
            (
                "- {stance: safety, at_least: middle}\n      - {instrument: controls, at_most: 5}",
                "- {stance: safety, at_most: low}",
            )
        )
    )
    match.play("pause truce", "pause truce")
    for side in SIDES:
        defaults = match.defaults(side)
        assert defaults.stances["safety"] == "middle"
        assert match.check(side, defaults) == defaults
