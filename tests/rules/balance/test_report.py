"""The report has teeth: what is planted is flagged, in words that name the line."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from airace_rules.balance.arena import arena_of
from airace_rules.balance.changed import changed_findings
from airace_rules.balance.compare import compare
from airace_rules.balance.effort import Effort
from airace_rules.balance.field import wilson
from airace_rules.balance.figures import figures_of
from airace_rules.balance.findings import findings
from airace_rules.balance.mixture import Mixture, Trial, paired, play_trials, quotas
from airace_rules.balance.places import Places
from airace_rules.balance.report import balance
from airace_rules.balance.runner import Runner
from airace_rules.balance.search import Search, run_searches
from airace_rules.balance.space import Space
from airace_rules.balance.verdicts import choice_findings
from airace_rules.balance.worth import worths
from airace_rules.language.loader import load_compiled
from rules.balance.kit import place_of, plain_quick, planted, reported, shipped

CONTRACT = (
    "games", "seconds", "controls", "side_rate", "side_rate_interval", "endings", "strategies", "matrix", "equilibrium",
    "exploitability", "levers", "comeback_rate", "lead_changes_median", "warnings",
)  # fmt: skip


@pytest.fixture(scope="module")
def quick_report():
    return reported(shipped("quick"))


def test_the_figures_have_the_shape_that_programs_rely_on(quick_report) -> None:
    report, warnings = quick_report
    figures = json.loads(json.dumps(figures_of(report, 1.5), allow_nan=False))
    ruleset = shipped("quick").ruleset
    assert set(CONTRACT) <= set(figures)
    assert (figures["games"], figures["seconds"]) == (400, 1.5)
    assert figures["controls"]["ok"] is True
    low, high = figures["side_rate_interval"]
    assert 0 < low < figures["side_rate"] < high < 1
    assert set(figures["endings"]) == {ending.key for ending in ruleset.endings}
    assert sum(figures["endings"].values()) == pytest.approx(1, abs=1e-5)
    assert figures["strategies"] == [bot for bot in ruleset.bots if bot not in ("random", "planner")]
    size = len(figures["strategies"])
    assert [len(row) for row in figures["matrix"]] == [size] * size
    assert sum(figures["equilibrium"]["washington"].values()) == pytest.approx(1, abs=1e-5)
    assert figures["equilibrium"]["support"] == [
        len(figures["equilibrium"]["washington"]), len(figures["equilibrium"]["beijing"])
    ]  # fmt: skip
    assert max(figures["equilibrium"]["regrets"]) <= 1e-6
    assert figures["levers"].keys() == ruleset.levers.keys()
    assert all(set(sides) == {"washington", "beijing"} for sides in figures["levers"].values())
    assert figures["warnings"] == warnings
    assert "Bots are not students" in figures["limits"]


def test_the_headline_is_tested_in_thousands_of_fresh_games(quick_report) -> None:
    report, _ = quick_report
    assert Effort().retest >= 4000
    for each in report.oracle.rounds:
        assert [reply.games for reply in each.replies] == [Effort().retest] * 2
        assert each.gap == max(0.0, *(reply.gain for reply in each.replies))


def test_house_strategies_that_nobody_searched_for_are_exploitable_and_the_report_says_how() -> None:
    report, warnings = reported(plain_quick())
    assert report.oracle.gap > 0.1
    [words] = [warning for warning in warnings if warning.startswith("Exploitable by")]
    assert "by playing like `" in words


def test_a_search_gains_little_over_the_house_strategies_of_quick(quick_report) -> None:
    report, warnings = quick_report
    assert report.oracle.gap < 0.08
    assert not [warning for warning in warnings if warning.startswith("Exploitable by")]


def test_the_same_seed_gives_the_same_report_and_another_does_not() -> None:
    compiled = shipped("quick")
    first, again, other = (
        figures_of(balance(Runner(seed), compiled, Effort(100, rounds=0)), 0.0) for seed in (5, 5, 6)
    )
    assert first == again != other


def test_the_same_seed_finds_the_same_policies_whatever_the_executor() -> None:
    arena = arena_of(shipped("quick").ruleset)
    mixture = Mixture(("sprinter", "balanced"), (0.75, 0.25))
    with ThreadPoolExecutor(2) as threads:
        runners = (Runner(5), Runner(5, threads, 3), Runner(6))
        found = [run_searches(each, arena, [searched(arena, mixture, each.seed, 1000)])[0] for each in runners]
    assert found[0].policy == found[1].policy != found[2].policy


def searched(arena, mixture, seed, budget) -> Search:
    return Search(Space.of(arena.ruleset), "beijing", mixture, seed, "test", budget)


def test_the_search_beats_the_best_house_strategy_and_the_best_of_many_random_policies_by_far() -> None:
    arena, mixture, runner = arena_of(shipped("quick").ruleset), Mixture(("sprinter",), (1.0,)), Runner(2)
    [found] = run_searches(runner, arena, [searched(arena, mixture, 2, 12_000)])
    blind = searched(arena, mixture, 2, 60_000)
    trials = blind.ask()
    results = play_trials(runner, arena, trials, "random")
    best = max(zip(results, trials, strict=True), key=lambda pair: pair[0].payoff)[1].strategy
    fresh = [Trial("beijing", each, mixture, "fresh", 2000) for each in (found.policy, best, "sprinter")]
    ours, random, house = (result.payoff for result in play_trials(runner, arena, fresh, "fresh"))
    assert ours > max(random, house) + 0.1


def test_every_lever_of_quick_is_missed_by_its_best_reply(quick_report) -> None:
    report, _ = quick_report
    figures = figures_of(report, 0.0)
    assert all(loss > 0 for sides in figures["levers"].values() for loss in sides.values())
    curve = dict(map(tuple, figures["lever_curves"]["chips"]["beijing"]))
    assert curve[0.0] < curve[1.0]


def test_an_instrument_that_works_twice_as_well_for_one_side_is_flagged_with_its_line() -> None:
    old = "lab_gain: {value: 2.15,"
    compiled = planted("quick", "research.yaml", (old, old.replace("2.15", "{washington: 4.3, beijing: 2.15}")))
    _, warnings = reported(compiled, games=1600, rounds=0)
    [words] = [warning for warning in warnings if "is favoured" in warning]
    assert words.startswith("Washington is favoured: it wins ")
    assert f"nearest to even first: {place_of(compiled, 'research.yaml', 'lab_gain:')} lab_gain (4.3 and 2.15)" in words


@pytest.mark.parametrize(
    ("path", "entry", "change"),
    [
        ("economy.yaml", "deploy_gain", ("value: 0.068", "value: 0.136")),
        ("chips.yaml", "buy_gain", ("washington: 9.4", "washington: 18.8")),
        ("chips.yaml", "fab_gain", ("washington: 2.2", "washington: 4.4")),
    ],
)
def test_an_instrument_of_standard_that_works_twice_as_well_is_flagged_with_the_changed_line(
    path: str, entry: str, change: tuple[str, str]
) -> None:
    start = f"{entry}: {{value: {'{' if change[0].startswith('washington') else ''}"
    old, new = (start + text.removeprefix("value: ") for text in change)
    compiled = planted("standard", path, (old, new))
    compared = compare(Runner(5), shipped("standard"), compiled, tuple(compiled.ruleset.bots)[:10], 2000)
    [(place, words)] = changed_findings(compared)
    assert place == place_of(compiled, path, f"{entry}:")
    assert words.startswith(f"changed since `standard`: params.{entry}.value")
    assert f"({change[0].split(': ')[1]} → {change[1].split(': ')[1]})" in words


def test_what_changes_no_winner_to_speak_of_is_not_flagged_and_the_report_passes_on_what_does() -> None:
    old = 'centre_gain: {value: {washington: 8, beijing: 6.5}, unit: "1", range: [1, 10]'
    slight = planted("quick", "compute.yaml", (old, old.replace("8", "8.01")))
    great = planted("quick", "compute.yaml", (old, old.replace("8", "16").replace("[1, 10]", "[1, 20]")))
    told = [
        [f for f in findings(balance(Runner(3), each, Effort(400, rounds=0), shipped("quick"))) if f.about == "changed"]
        for each in (slight, great)
    ]
    assert told[0] == []
    assert [finding.place for finding in told[1]] == [place_of(great, "compute.yaml", "centre_gain:")]
    assert "range" in told[1][0].words  # every changed line is named, what else it says too


def test_a_bot_that_throws_its_money_away_is_flagged_as_dominated_with_its_line() -> None:
    compiled = planted(
        "quick",
        "bots.yaml",
        ('        labs: "48.4 - 3 * late"\n', '        labs: "0"\n'),
        ('        labs: "31.9 - 8.1 * late"\n', '        labs: "0"\n'),
    )
    _, warnings = reported(compiled, games=1200, rounds=0)
    place = place_of(compiled, "bots.yaml", "sprinter:")
    assert any(w.startswith(f"{place}: as Washington `sprinter` is dominated by") for w in warnings)
    assert any(w.startswith(f"{place}: as Beijing `sprinter` is dominated by") for w in warnings)


def test_an_ending_out_of_reach_is_flagged_with_its_line() -> None:
    compiled = planted(
        "quick",
        "scores.yaml",
        ('agi: {when: "highest(frontier) >= world', 'agi: {when: "highest(frontier) >= 100 * world'),
    )
    report, warnings = reported(compiled, rounds=0)
    place = place_of(compiled, "scores.yaml", "agi:")
    assert f"{place}: the ending `agi` is never reached by house strategies." in warnings
    assert "agi" in figures_of(report, 0.0)["field"]["never_reached"]


def test_an_instrument_that_does_nothing_is_flagged_with_its_line() -> None:
    name = re.compile(r"(?<!\w)((?:washington|beijing|opp)\.)?talks \*\* returns")
    files = {
        path: text if path in ("bots.yaml", "ruleset.yaml") or path.startswith("texts/") else name.sub("0", text)
        for path, text in shipped("quick").ruleset.files.items()
    }
    compiled = load_compiled(files)
    contexts, mixture = (("balanced",), ("balanced",)), Mixture(("balanced", "sprinter"), (0.5, 0.5))
    found = worths(Runner(1), arena_of(compiled.ruleset), contexts, (mixture, mixture), 1000)
    told = list(choice_findings(found, Places.in_(compiled)))
    place = place_of(compiled, "ruleset.yaml", "talks:")
    words = [text for _, at, text in told if at == place]
    assert len(words) == 2
    assert all("`talks` is dominated for" in text or "`talks` makes no difference" in text for text in words)


def test_too_few_games_and_rulesets_without_strategies_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 100 games"):
        balance(Runner(1), shipped("quick"), Effort(99))


def test_wilsons_interval_is_that_of_the_books() -> None:
    assert wilson(10, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_quotas_sum_up_and_stay_within_one_of_their_share() -> None:
    shares = [0.61, 0.27, 0.12]
    for games in range(40):
        given = quotas(shares, games)
        assert sum(given) == games
        assert all(abs(count - share * games) < 1 for count, share in zip(given, shares, strict=True))


def test_a_mixture_meets_another_in_games_numbered_through() -> None:
    own, other = Mixture(("a", "b"), (0.7, 0.3)), Mixture(("x", "y"), (0.4, 0.6))
    seen = {k: [] for k in range(2)}
    for _, k, first, count in paired(own, other, 50):
        seen[k] += range(first, first + count)
    assert sorted(map(len, seen.values())) == [20, 30]
    assert all(numbers == list(range(len(numbers))) for numbers in seen.values())


def test_a_strategy_is_not_said_to_beat_the_field_by_the_luck_of_a_few_games() -> None:
    report = balance(Runner(103), shipped("quick"), Effort(100, rounds=0))
    payoffs, _ = report.house.matrix.payoffs()
    assert max(payoffs.mean(axis=1)) > 0.6  # of a strategy that wins about half of many games
    assert not [finding for finding in findings(report) if "beats the whole field" in finding.words]
