"""What views, the manifest and the debrief tell of projects and deals."""

from __future__ import annotations

import json

import pytest

from airace_rules import check_ruleset, debrief_for, export_match, from_json, manifest_for, replay, to_json
from airace_rules.errors import ReplayError
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import TurnResult
from airace_rules.views import OrdersView
from rules.undertakings.kit import Match, treaty, treaty_files


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return treaty(('slip: "0.3"', 'slip: "0"'))


def played(ruleset: Ruleset) -> Match:
    """A whole match with a bit of everything."""
    match = Match(ruleset)
    match.play("plant pause", "fund pause")
    match.play("plant pause dialogue", "lab pause")
    while match.state.ending is None:
        match.play("push" if match.state.turn == 3 else "", "lab" if match.state.turn == 3 else "")
    return match


def test_a_view_shows_which_gate_lines_are_not_met() -> None:
    match = Match(treaty(("trust > 30", "trust > 60"), ("tension <= 60", "tension <= 20")))
    seen = match.view("washington").projects
    assert (seen["plant"].open, seen["plant"].unmet) == (False, ["trust > 60"])
    assert (seen["lab"].open, seen["lab"].unmet) == (False, ["tension <= 20"])
    assert (seen["push"].open, seen["push"].unmet) == (False, ["done.plant"])
    assert (seen["watch"].open, seen["watch"].unmet) == (True, [])


def test_a_spectator_sees_the_deals_and_nobodys_projects(ruleset: Ruleset) -> None:
    seen = played(ruleset).view("spectator")
    assert (seen.projects, seen.rival_projects) == ({}, {})
    assert set(seen.deals) == {"pause", "truce", "dialogue"}


def test_when_the_match_is_over_nothing_is_open(ruleset: Ruleset) -> None:
    seen = played(ruleset).view("beijing")
    assert seen.over
    assert not any(project.open for project in seen.projects.values())
    assert not any(deal.open for deal in seen.deals.values())


def test_a_report_repeats_the_orders_of_its_own_side(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    match.play("plant dialogue", "pause")
    report = match.view("washington").report
    assert report is not None
    assert report.orders is not None
    assert {key for key, paid in report.orders.projects.items() if paid} == {"plant"}
    assert {key for key, signs in report.orders.deals.items() if signs} == {"dialogue"}


def test_a_side_works_out_scores_that_read_what_it_knows_of_projects_and_deals(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    for words in ("pause", "plant", "plant"):
        match.play(words, "pause" if words == "pause" else "plant pause")
    scores = match.view("washington").scores
    true = match.history[-1].opening
    assert set(scores) == {"power", "peace", "total"}
    assert scores["peace"] == true["washington.score.peace"]


def test_a_score_that_reads_what_a_side_does_not_know_is_left_out() -> None:
    match = Match(treaty(("- 2 * opp.done.plant", "- 2 * opp.progress.plant")))
    assert set(match.view("washington").scores) == {"power"}


def test_the_manifest_describes_projects_and_deals(ruleset: Ruleset) -> None:
    manifest = manifest_for(ruleset)
    projects = {project.key: project for project in manifest.projects}
    assert projects["plant"].model_dump() == {
        "key": "plant",
        "cost": {"washington": 130, "beijing": 120},
        "turns": 2,
        "slips": True,
        "joint": False,
        "escrow_wait": None,
        "escrow_back": None,
        "rival_sight": "finished",
        "needs": ["trust > 30", "turn <= turns - 1"],
        "systems": ["C3"],
    }
    assert projects["fund"].cost == {"beijing": 50}
    assert (projects["lab"].joint, projects["lab"].escrow_wait, projects["lab"].escrow_back) == (True, 2, 0.75)
    deals = {deal.key: deal for deal in manifest.deals}
    assert [(t.side, t.stance, t.at_most, t.at_least) for t in deals["truce"].terms[:2]] == [
        ("washington", "trade", "license", None),
        (None, "safety", None, "middle"),
    ]
    assert (deals["truce"].terms[2].instrument, deals["truce"].terms[2].at_most) == ("controls", 45)
    assert deals["pause"].terms[2].needs == "labs <= 20"
    assert (deals["pause"].binding, deals["truce"].binding, deals["pause"].locked) == (False, True, 2)
    assert manifest.new_projects == 1


def test_the_debrief_tells_how_far_everything_was_and_who_broke_what() -> None:
    match = Match(treaty(('"0.6 if world.done.watch else 0.25"', '"0"'), ('slip: "0.3"', 'slip: "0"')))
    match.play("pause plant", "pause")
    while match.state.ending is None:
        match.play("pause" if match.state.turn < 5 else "", "pause" if match.state.turn < 5 else "")
    points = debrief_for(match.ruleset, match.history).timeline
    assert points[1].projects["washington"]["plant"].progress == 1
    assert [point.deals["pause"] for point in points[:4]] == [0, 3, 2, 1]
    assert points[1].orders is not None
    assert isinstance(points[1].orders["washington"], OrdersView)
    assert points[1].orders["washington"].projects["plant"]
    broke = [(line.key, line.side) for line in points[2].headlines if line.key == "pause.broke"]
    assert broke == [("pause.broke", "washington"), ("pause.broke", "beijing")]


def test_a_match_file_holds_projects_and_deals_and_replays(ruleset: Ruleset) -> None:
    match = played(ruleset)
    file = json.loads(json.dumps(export_match(ruleset, match.history, match.seed)))
    assert file["format"] == 1
    assert file["turns"][0]["orders"]["washington"]["projects"]["plant"] is True
    assert list(replay(file).history) == match.history


@pytest.mark.parametrize(
    ("kind", "key", "said"),
    [("projects", "plant", "orders.washington.projects"), ("deals", "dialogue", "orders.washington.deals")],
)
def test_a_changed_payment_or_signature_in_a_match_file_is_found(
    ruleset: Ruleset, kind: str, key: str, said: str
) -> None:
    match = played(ruleset)
    file = json.loads(json.dumps(export_match(ruleset, match.history, match.seed)))
    orders = file["turns"][1]["orders"]["washington"][kind]
    orders[key] = not orders[key]
    with pytest.raises(ReplayError) as differs:
        replay(file)
    assert differs.value.turn == 2
    assert str(differs.value.variable).startswith(said)


def test_results_and_orders_are_read_back_exactly(ruleset: Ruleset) -> None:
    for result in played(ruleset).history:
        assert from_json(TurnResult, json.loads(json.dumps(to_json(result)))) == result
    with pytest.raises(TypeError, match="true or false"):
        from_json(Orders, {"instruments": {}, "stances": {}, "projects": {"plant": 1}})


def test_orders_without_projects_and_deals_are_written_as_before() -> None:
    assert to_json(Orders({"buy": 1}, {})) == {"instruments": {"buy": 1}, "stances": {}}


def test_every_text_may_have_a_variant_for_a_side() -> None:
    files = treaty_files()
    assert check_ruleset(files) == []
    files["texts/en.yaml"] += 'var.moon.name.beijing: "nothing"\n'
    assert [(d.code, d.severity) for d in check_ruleset(files)] == [("R103", "warning")]


def test_a_variant_quotes_only_what_there_is() -> None:
    files = treaty_files()
    files["texts/en.yaml"] = files["texts/en.yaml"].replace("{side} has its plant", "{points} for its plant")
    assert [d.code for d in check_ruleset(files)] == ["R109"]
