"""The table of ``airace bench``."""

from __future__ import annotations

from airace_server.commands.bench import rule_rows

FEW = {"best": 1.0, "median": 2.0}
MEASURED = {
    "live, microseconds": {"resolve_turn": FEW, "resolve_turn and both views": FEW},
    "10000 games": {"one core": {"seconds": 0.7}, "two cores": {"seconds": 0.4}},
    "check, from start to end": FEW,
}


def rows(ruleset: str) -> dict[str, tuple[str, str]]:
    return {what: (measured, target) for what, measured, target in rule_rows(ruleset, MEASURED)}


def test_a_figure_that_was_taken_many_times_is_its_median() -> None:
    told = rows("quick")
    assert told["one live turn of quick"] == ("2.0 µs", "≤ 500 µs")
    assert told["the same and both views of quick"] == ("2.0 µs", "")
    assert told["airace rules check quick"] == ("2.0 s", "≤ 0.5 s")


def test_many_games_have_a_target_for_each_ruleset() -> None:
    assert rows("quick")["10,000 games of quick, two cores"] == ("0.4 s", "≤ 0.5 s")
    assert rows("standard")["10,000 games of standard, two cores"] == ("0.4 s", "≤ 1 s")
