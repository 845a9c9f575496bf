"""The figures that `quick` is tuned to, in bands wider than their sampling error (fixed seeds, so they never flake).

docs/quick.md holds the figures themselves.
"""

from __future__ import annotations

import pytest
import yaml

from airace_rules.balance import par_is_fresh, simulate
from airace_rules.balance.games import Finished, play
from airace_rules.balance.matrix import house_strategies
from airace_rules.balance.simulate import game_seed
from airace_rules.language.loader import load_ruleset
from airace_rules.ruleset import Ruleset
from rules.quick.quick_games import FOLDER, batch, quick

PLAIN = ("balanced", "restrictor", "bridge_builder", "sprinter")
SEARCHED = ("open_source", "talent_first", "chipmaker", "self_reliant", "power_first")
GAMES = 1024
FIELD_GAMES = 256  # of each pair of the whole field


def share(count: int, games: int = GAMES) -> float:
    return count / games


def test_par_is_what_the_rules_give() -> None:
    assert par_is_fresh(quick()), "par.yaml is stale: airace rules derive game_rules/rulesets/quick"


def test_the_balanced_pair_scores_fifty_in_every_dimension() -> None:
    sums: dict[str, list[float]] = {}
    seeds = [game_seed(41, number) for number in range(2048)]
    for happened in play(quick(), {"washington": "balanced", "beijing": "balanced"}, seeds):
        if not isinstance(happened, Finished) and happened.turn > len(quick().turns):
            for side in ("washington", "beijing"):
                for key in quick().scores:
                    sums[f"{side}.{key}"] = happened.cells[f"score:{side}.{key}"].tolist()
    assert len(sums) == 10
    for name, values in sums.items():
        assert sum(values) / len(values) == pytest.approx(50, abs=1), name


@pytest.mark.parametrize("bot", PLAIN)
def test_neither_side_is_favoured_when_both_play_alike(bot: str) -> None:
    games = batch(bot, bot)
    assert 0.42 <= games.washington_wins / (games.washington_wins + games.beijing_wins) <= 0.58


def test_every_house_strategy_is_plain_or_was_searched_for() -> None:
    assert set(house_strategies(quick())) == {*PLAIN, *SEARCHED}


def test_neither_side_is_favoured_over_the_field_of_plain_strategies() -> None:
    assert 0.46 <= side_rate(PLAIN, GAMES) <= 0.54


def test_neither_side_is_favoured_by_much_over_the_whole_field() -> None:
    assert 0.42 <= side_rate((*PLAIN, *SEARCHED), FIELD_GAMES) <= 0.58


def side_rate(bots: tuple[str, ...], count: int) -> float:
    """Washington's share of the games that a side wins."""
    games = [batch(washington, beijing, count) for washington in bots for beijing in bots]
    ours, theirs = sum(g.washington_wins for g in games), sum(g.beijing_wins for g in games)
    return ours / (ours + theirs)


@pytest.mark.parametrize("bot", [*PLAIN, *SEARCHED])
def test_no_strategy_beats_the_whole_field(bot: str) -> None:
    assert wins_of(bot, (*PLAIN, *SEARCHED)) <= 0.6


def wins_of(bot: str, field: tuple[str, ...]) -> float:
    """The share of its games that a strategy wins, over both sides."""
    wins = [share(batch(bot, other, FIELD_GAMES).washington_wins, FIELD_GAMES) for other in field]
    wins += [share(batch(other, bot, FIELD_GAMES).beijing_wins, FIELD_GAMES) for other in field]
    return sum(wins) / len(wins)


def test_mutual_sprinting_ends_in_catastrophe_about_a_third_of_the_time() -> None:
    assert 0.25 <= share(batch("sprinter", "sprinter").endings["catastrophe"]) <= 0.45


def test_mutual_bridge_building_is_safe_and_usually_but_not_always_ends_in_an_accord() -> None:
    games = batch("bridge_builder", "bridge_builder")
    assert share(games.endings["catastrophe"]) < 0.03
    assert 0.6 <= share(games.endings["detente"]) <= 0.95


def test_sprinting_against_a_bridge_builder_tempts_and_frightens() -> None:
    washington, beijing = batch("sprinter", "bridge_builder"), batch("bridge_builder", "sprinter")
    assert 0.47 <= share(washington.washington_wins) <= 0.63
    assert 0.47 <= share(beijing.beijing_wins) <= 0.63
    assert 0.09 <= share(washington.endings["catastrophe"] + beijing.endings["catastrophe"], 2 * GAMES) <= 0.16


def test_random_play_loses_to_steady_play() -> None:
    assert share(batch("random", "balanced").beijing_wins) >= 0.85
    assert share(batch("balanced", "random").washington_wins) >= 0.85


def with_strategies(strategies: dict[str, object]) -> Ruleset:
    """`quick` with further strategies."""
    files = {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in FOLDER.rglob("*.yaml")}
    for language in ("en", "zh"):
        lines = [f"bot.{key}.{word}: {key}\n" for key in strategies for word in ("name", "help")]
        files[f"texts/{language}.yaml"] += "".join(lines)
    files["more_bots.yaml"] = yaml.safe_dump({"bots": strategies}, width=10_000)
    return load_ruleset(files)


def steady() -> dict[str, dict[str, dict[str, str]]]:
    """The formulas of the balanced strategy, for each side."""
    bots = yaml.safe_load((FOLDER / "bots.yaml").read_text("utf-8"))["bots"]
    formulas: dict[str, dict[str, dict[str, str]]] = bots["balanced"]
    return formulas


@pytest.mark.parametrize("lever", ["chips", "power", "talent", "open_source", "sanctions"])
def test_a_side_that_leaves_a_lever_alone_loses_ten_points_of_win_rate(lever: str) -> None:
    strategy = steady()
    for formulas in strategy.values():
        for key in quick().levers[lever]:
            formulas["instruments"].pop(key, None)
    ruleset = with_strategies({"without": strategy})
    whole = batch("balanced", "balanced")
    as_washington = simulate(ruleset, "without", "balanced", GAMES, 2030).washington_wins
    as_beijing = simulate(ruleset, "balanced", "without", GAMES, 2030).beijing_wins
    assert share(whole.washington_wins - as_washington) >= 0.1
    assert share(whole.beijing_wins - as_beijing) >= 0.1


def test_a_seat_left_on_its_defaults_loses_to_one_that_chases_its_bottleneck() -> None:
    """The default orders are an even share for each lever, repeated."""
    even = {"instruments": {key: str(each.split) for key, each in quick().instruments.items()}}
    ruleset = with_strategies({"defaults": {"both": even}})
    assert share(simulate(ruleset, "defaults", "balanced", GAMES, 2030).beijing_wins) >= 0.7
    assert share(simulate(ruleset, "balanced", "defaults", GAMES, 2030).washington_wins) >= 0.7
