"""What the codex of `standard` says about the rules in words is so in the rules."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from rules.standard.standard_games import section, standard


@cache
def params() -> dict[str, Any]:
    return {name: entry["value"] for name, entry in section("params").items()}


def body(system: str) -> str:
    return standard().texts["en"][f"codex.{system.lower()}.body"]


@pytest.mark.parametrize(
    ("system", "says", "pipeline", "turns"),
    [
        ("C1", "chips for the next turn", None, 1),
        ("C3", "factories two turns later", "fab_works", 2),
        ("P1", "takes two turns", "plant_works", 2),
        ("P2", "a place from the next turn on", "centre_works", 1),
        ("T1", "graduates arrive four turns after", "graduates", 4),
        ("M4", "returns a turn later", "rebound", 1),
    ],
)
def test_what_arrives_later_takes_as_long_as_the_page_says(
    system: str, says: str, pipeline: str | None, turns: int
) -> None:
    assert says in body(system)
    assert pipeline is None or standard().pipelines[pipeline].delay == turns


@pytest.mark.parametrize(
    ("system", "says", "name", "least", "most"),
    [
        ("C2", "up to twice as much", "swarm_lift", 0.45, 0.55),
        ("T5", "only half as likely", "adopted_odds", 0.45, 0.55),
        ("R6", "half as likely", "champion_odds", 0.45, 0.55),
        ("G9", "mostly comes back", "joint_medicine", 0.6, 0.95),
    ],
)
def test_a_share_that_a_page_names_is_the_one_in_the_rules(
    system: str, says: str, name: str, least: float, most: float
) -> None:
    given = params()[name] if name in params() else section("projects")[name]["escrow"]["back"]
    assert says in body(system)
    assert least <= given <= most


def test_fast_permits_build_faster_by_about_a_fifth() -> None:
    assert "about a fifth" in body("P2")
    assert 1.15 <= params()["permit"]["fast"] / params()["permit"]["normal"] <= 1.25


def test_ten_points_are_about_six_months() -> None:
    assert "Ten frontier points are about six months" in body("A1")
    assert section("perceived")["lead"]["is"].startswith("0.6 * (frontier - opp.frontier)")


def test_thresholds_on_pages_stand_in_the_rules() -> None:
    assert "reaches 100" in body("R5")
    assert "step(paradigm_search, 100)" in section("events")["paradigm_shift"]["chance"]
    assert "above 50" in body("M7")
    assert "(world.fever - 50) * step(stance.safety, 2)" in section("flows")["drive"]["mood"]
    assert "generation 2" in body("C7")
    assert "world.paradigm < 2" in section("vars")["home_quality"]["is"]


@pytest.mark.parametrize("name", ["scarcity_share", "mood_pressure"])
def test_pressure_works_more_strongly_in_beijing(name: str) -> None:
    assert "more strongly" in body("R1")
    assert "more strongly" in body("X5")
    assert 0 < params()[name]["washington"] < params()[name]["beijing"]


def test_confidence_suffers_most_where_the_pages_say_so() -> None:
    assert "in Washington most of all" in body("C6")
    assert params()["mood_trade"]["washington"]["strict"] < params()["mood_trade"]["beijing"]["strict"]
    assert "most in Washington" in body("M4")
    assert params()["shock"]["washington"] > params()["shock"]["beijing"]


def test_borrowing_from_the_other_side_has_the_price_on_the_page() -> None:
    assert "Borrowing has a price" in body("M6")
    mood = params()["mood_engine"]
    assert mood["washington"]["state"] < mood["washington"]["market"]
    assert mood["beijing"]["market"] < mood["beijing"]["steered"]


def test_stricter_steps_send_more_of_beijings_orders_home() -> None:
    assert "stricter steps" in body("X6")
    shares = [params()["home_order"]["beijing"][step] for step in ("free", "guarded", "strict", "broad")]
    assert shares == sorted(set(shares))
    assert params()["home_order"]["washington"] == 0


def test_both_sides_have_to_wait_before_misuse_falls() -> None:
    assert "only if both sides wait" in body("O4")
    assert "min(washington.hold, beijing.hold" in section("flows")["misuse"]["easy_access"]


def test_what_content_rules_change_is_not_the_danger_of_grave_harm() -> None:
    assert "do not change the danger of grave harm" in body("G7")
    for kind, names in (("vars", ("hazard", "climbing", "shortfall")), ("flows", ("risk_debt", "safeguards"))):
        for name in names:
            assert "content" not in str(section(kind)[name]), name


def test_a_truce_binds_and_the_other_deals_rest_on_trust() -> None:
    assert "“Chips-for-minerals truce” binds" in body("X7")
    assert [key for key, deal in section("deals").items() if deal.get("binding")] == ["chip_truce"]
    assert all("trust" in str(deal["caught"]) for deal in section("deals").values() if not deal.get("binding"))
