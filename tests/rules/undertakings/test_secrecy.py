"""What a side does about projects and deals in secret moves no byte of what anybody else sees."""

from __future__ import annotations

import pytest

from airace_rules import Seed, bot_orders
from airace_rules.ids import Audience
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from rules.undertakings.kit import SEED, Match, treaty

DETECT = '"0.6 if world.done.watch else 0.25"'
QUIET = ('do: [{add: secret, by: "10"}, {add: world.tension, by: "2"}]', 'do: [{add: secret, by: "10"}]')
OTHERS: tuple[Audience, ...] = ("washington", "spectator", "facilitator")


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return treaty(QUIET, (DETECT, '"0"'))


def others_see(ruleset: Ruleset, turns: list[Orders | str], seed: Seed = SEED) -> list[str]:
    """Everything that others see, turn by turn, while Beijing plays these orders."""
    match, seen = Match(ruleset, seed), []
    for orders in turns:
        match.play("pause", orders)
        seen += [match.view(audience).model_dump_json() for audience in OTHERS]
        seen.append(repr(bot_orders(ruleset, "builder", match.view("washington"), seed)))
    return seen


def pause(*projects: str, **instruments: int) -> Orders:
    return Orders(instruments, {"safety": "middle"}, dict.fromkeys(projects, True), {"pause": True})


IDLE: list[Orders | str] = [pause()] * 4


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param([pause("plant"), pause(), pause(), pause()], id="an instalment of an unfinished project"),
        pytest.param([pause(), pause("fund"), pause(), pause()], id="a hidden project that is finished"),
        pytest.param([pause(), pause(labs=400), pause(labs=201), pause()], id="a breach that is not caught"),
        pytest.param([pause(), pause(), pause(), pause("watch")], id="money in an escrow that is not shown"),
    ],
)
def test_others_see_nothing_of_it(ruleset: Ruleset, secret: list[Orders | str]) -> None:
    assert others_see(ruleset, secret) == others_see(ruleset, IDLE)


def test_a_slip_of_an_unfinished_project_is_known_to_its_own_side_alone() -> None:
    late = treaty(QUIET, ('slip: "0.3"', 'slip: "1"'))
    assert others_see(late, [pause("plant"), pause("plant"), pause()]) == others_see(late, [pause()] * 3)


@pytest.mark.parametrize(
    "open_",
    [
        pytest.param([pause("lab"), pause(), pause(), pause()], id="an escrow that is shown"),
        pytest.param([pause("plant"), pause("plant"), pause(), pause()], id="a project that is finished"),
        pytest.param([pause(), "pause dialogue", pause(), pause()], id="a signature"),
        pytest.param([pause(), Orders({}, {"safety": "middle"}), pause(), pause()], id="a walk-out"),
    ],
)
def test_what_is_meant_to_be_seen_is_seen(ruleset: Ruleset, open_: list[Orders | str]) -> None:
    assert others_see(ruleset, open_) != others_see(ruleset, IDLE)


def test_the_breach_is_seen_once_it_is_caught() -> None:
    ruleset = treaty(QUIET, (DETECT, '"1"'))
    match = Match(ruleset)
    match.play("pause", pause())
    match.play(pause(), pause(labs=400))
    for audience in OTHERS:
        report = match.view(audience).report
        assert report is not None
        assert ("pause.caught", "beijing") in [(line.key, line.side) for line in report.headlines]
        assert "pause.broke" not in [line.key for line in report.headlines]


def test_a_side_is_told_of_its_own_breach_and_everybody_after_the_end(ruleset: Ruleset) -> None:
    match = Match(ruleset)
    match.play("pause", pause())
    match.play(pause(), pause(labs=400))
    own, rival = match.view("beijing").report, match.view("washington").report
    assert own is not None
    assert rival is not None
    assert [line.key for line in own.headlines if line.kind == "deal"] == ["pause.broke"]
    assert [line.key for line in rival.headlines if line.kind == "deal"] == []


def test_a_finished_project_is_news_for_the_rival_unless_it_is_hidden(ruleset: Ruleset) -> None:
    match = Match(treaty(QUIET, ('slip: "0.3"', 'slip: "0"')))
    match.play("", "plant")
    assert match.view("washington").rival_projects["plant"].model_dump() == {"done": False, "progress": None}
    match.play("", "plant fund")
    seen = match.view("washington")
    assert seen.report is not None
    assert [(line.kind, line.key, line.side) for line in seen.report.headlines] == [
        ("project", "plant.finished", "beijing")
    ]
    assert seen.rival_projects["plant"].done
    assert "fund" not in seen.rival_projects
    assert match.view("beijing").projects["fund"].done


def test_of_an_exact_project_the_rival_sees_the_progress(ruleset: Ruleset) -> None:
    match = Match(treaty(('needs: ["done.plant"]', "needs: []")))
    match.play("", "push")
    match.play("lab", "push")
    seen = match.view("washington").rival_projects
    assert seen["push"].progress == 2
    assert match.view("beijing").rival_projects["lab"].progress == 1
    assert seen["lab"].progress == 0


def test_effects_whose_cause_is_hidden_are_put_together_under_one_name() -> None:
    match = Match(treaty())
    match.play("", "fund")
    for audience, shown in (("washington", False), ("spectator", False), ("beijing", False)):
        report = match.view(audience).report  # type: ignore[arg-type]
        assert report is not None
        parts = {part.key: part.value for part in report.world["tension"].parts}
        assert ("project_fund" in parts) is shown
        assert parts["other"] == 2.0
    own = match.view("beijing").report
    assert own is not None
    assert {part.key: part.value for part in own.own["secret"].parts}["project_fund"] == 10.0
