"""What the programs of the small ruleset compute, checked by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from airace_rules.language.loader import load_ruleset
from airace_rules.ruleset import Ruleset
from rules.language.kit import BASE, run_cells, with_files


@pytest.fixture(scope="module")
def small() -> Ruleset:
    return load_ruleset(BASE)


START = {
    **{f"{kind}:{side}.chips": v for kind in ("stock",) for side, v in (("washington", 60.0), ("beijing", 45.0))},
    **{f"stock:{side}.skill": 5.0 for side in ("washington", "beijing")},
    "stock:world.tension": 40.0,
    "turn:number": 1.0,
    "turn:count": 2.0,
    **{f"draw:{side}.fire": 0.99 for side in ("washington", "beijing")},
    "draw:world.truce": 0.99,
}


def turn(ruleset: Ruleset, cells: Mapping[str, float]) -> dict[str, float]:
    return run_cells(ruleset.turn, {**START, **cells})


def loaded(**changes: str) -> Ruleset:
    """The small ruleset with changes; every text that it may need is there."""
    files = with_files(**changes)
    files["texts/en.yaml"] += "\n".join(
        f"{kind}.extra: {{name: n, help: h, text: t}}" for kind in ("var", "lever", "score", "ending", "bot")
    )
    files["texts/en.yaml"] += "\n" + "\n".join(f"var.extra_{n}: {{name: n, help: h}}" for n in "abcd")
    files["texts/en.yaml"] += "\nevent.extra: e\nflow.chips.event_extra: f\nflow.storm.event_extra: f\n"
    files["texts/en.yaml"] += "flow.tension.event_extra: f\nflow.secret.event_extra: f\nflow.secret.more: f\n"
    return load_ruleset(files)


def test_a_stock_is_its_old_value_and_all_named_parts(small: Ruleset) -> None:
    cells = {"order:washington.buy": 10.0, "draw:washington.luck": 2.0, "pipe:washington.fab_orders": 1.5}
    found = turn(small, cells)
    assert found["var:washington.bought"] == pytest.approx(10 * 1 * 1.2)
    parts = {part: found[f"flow:washington.chips.{part}"] for part in ("bought", "built", "worn_out")}
    assert parts == {"bought": pytest.approx(12), "built": 1.5, "worn_out": pytest.approx(-6)}
    assert found["new:washington.chips"] == pytest.approx(60 + 12 + 1.5 - 6)


def test_a_stock_without_flows_keeps_its_value(small: Ruleset) -> None:
    assert turn(small, {"stock:beijing.secret": 7.0})["new:beijing.secret"] == 7.0


def test_a_new_value_is_cut_to_its_bounds(small: Ruleset) -> None:
    assert turn(small, {"stock:world.tension": 0.0})["new:world.tension"] == 0.0
    assert (
        turn(small, {"stock:washington.chips": 1000.0, "order:washington.buy": 200.0})["new:washington.chips"] == 1000.0
    )


def test_both_sides_have_the_same_rules(small: Ruleset) -> None:
    cells = {"order:washington.buy": 10.0, "order:beijing.train": 3.0, "stance:washington.safety": 1.0}
    swapped = {_swapped(cell): value for cell, value in cells.items()}
    base = {"stock:washington.chips": 50.0, "stock:beijing.chips": 50.0}
    one, other = turn(small, base | cells), turn(small, base | swapped)
    assert {_swapped(cell): v for cell, v in one.items() if _is_shared(cell)} == {
        cell: v for cell, v in other.items() if _is_shared(_swapped(cell))
    }


def _swapped(cell: str) -> str:
    return (
        cell.translate({})
        if "world" in cell
        else (cell.replace("washington", "x").replace("beijing", "washington").replace("x", "beijing"))
    )


def _is_shared(cell: str) -> bool:
    """An event of the world in the small ruleset hits Washington's chips and skill alone."""
    return "truce" not in cell


def test_the_rival_is_read_as_it_was_at_the_start_of_the_turn(small: Ruleset) -> None:
    found = turn(small, {"stock:beijing.skill": 25.0, "order:beijing.train": 10.0})
    assert found["flow:washington.skill.copied"] == pytest.approx(2.0)


def test_a_table_by_stance_reads_the_stance_in_force(small: Ruleset) -> None:
    low = turn(small, {"order:washington.train": 10.0})
    high = turn(small, {"order:washington.train": 10.0, "stance:washington.safety": 1.0})
    assert low["flow:washington.skill.learned"] == pytest.approx(12.0)
    assert high["flow:washington.skill.learned"] == pytest.approx(8.0)


@pytest.mark.parametrize(("number", "factor"), [(1, 1.0), (2, 1.5), (3, 1.5)])
def test_a_table_by_turn_repeats_its_last_value_in_the_year_after(small: Ruleset, number: int, factor: float) -> None:
    found = turn(small, {"turn:number": float(number), "order:beijing.buy": 10.0})
    assert found["var:beijing.bought"] == pytest.approx(10 * factor)


def test_a_table_by_turn_may_have_a_value_for_the_year_after() -> None:
    files = with_files()["model.yaml"].replace("values: [1, 1.5]", "values: [1, 1.5, 9]")
    found = turn(loaded(model=files), {"turn:number": 3.0, "order:beijing.buy": 10.0})
    assert found["var:beijing.bought"] == pytest.approx(90)


@pytest.mark.parametrize(("number", "years", "elapsed"), [(1, 0.5, 0.0), (2, 2.0, 0.5), (3, 0.0, 2.5)])
def test_formulas_read_the_years_of_the_turn_of_the_match_and_those_gone_by(
    number: int, years: float, elapsed: float
) -> None:
    files = with_files()["game.yaml"]
    changed = files.replace('"2025", years: 1', '"2025", years: 0.5').replace('"2026", years: 1', '"2026", years: 2')
    formulas = {"a": "turn.years", "b": "match.elapsed", "c": "match.years", "d": "span"}
    fields = 'unit: "1", seen_by_rival: exact'
    made = [f'  extra_{name}: {{is: "{formula}", {fields}}}' for name, formula in formulas.items()]
    ruleset = loaded(game=changed, zz='params: {span: {value: turn.years, unit: "1"}}\nvars:\n' + "\n".join(made))
    found = run_cells(ruleset.opening, {**START, "turn:number": float(number)})
    assert [found[f"var:beijing.extra_{name}"] for name in formulas] == [years, elapsed, 2.5, years]


def test_a_formula_of_the_world_gathers_both_sides(small: Ruleset) -> None:
    found = turn(small, {"order:washington.buy": 3.0, "order:beijing.buy": 4.0, "draw:world.mood": 0.25})
    assert found["var:world.heat"] == pytest.approx(3 + 4 + 0.4 + 0.25)


def test_what_enters_a_pipeline_is_an_output(small: Ruleset) -> None:
    assert turn(small, {"order:beijing.fab": 10.0})["pipe:beijing.fab_orders"] == pytest.approx(3.0)


def test_an_event_happens_when_its_draw_is_below_its_chance_and_every_need_is_met(small: Ruleset) -> None:
    assert turn(small, {"draw:washington.fire": 0.099})["event:washington.fire"] == 1.0
    assert turn(small, {"draw:washington.fire": 0.1})["event:washington.fire"] == 0.0
    assert turn(small, {"draw:washington.fire": 0.0, "stock:washington.chips": 5.0})["event:washington.fire"] == 0.0
    assert turn(small, {"draw:washington.fire": 0.0})["event:beijing.fire"] == 0.0


def test_an_event_adds_a_named_part(small: Ruleset) -> None:
    found = turn(small, {"draw:washington.fire": 0.0})
    assert found["flow:washington.chips.event_fire"] == -3.0
    assert found["flow:beijing.chips.event_fire"] == 0.0
    assert found["new:washington.chips"] == pytest.approx(60 - 6 - 3)


def test_an_event_of_a_side_may_add_to_the_world_once_for_each_side(small: Ruleset) -> None:
    both = {"draw:washington.fire": 0.0, "draw:beijing.fire": 0.0}
    assert turn(small, both)["flow:world.tension.event_fire"] == 2.0


def test_a_scaled_variable_stays_scaled_for_the_declared_turns(small: Ruleset) -> None:
    ordered = {"order:washington.buy": 10.0}
    first = turn(small, {**ordered, "draw:washington.fire": 0.0})
    assert first["var:washington.bought"] == pytest.approx(5)
    assert first["new:washington.event_fire_2"] == 1.0
    second = turn(small, {**ordered, "stock:washington.event_fire_2": 1.0})
    assert second["var:washington.bought"] == pytest.approx(5)
    assert second["new:washington.event_fire_2"] == 0.0
    third = turn(small, ordered)
    assert third["var:washington.bought"] == pytest.approx(10)


def test_a_lasting_effect_that_happens_again_starts_anew(small: Ruleset) -> None:
    found = turn(small, {"draw:washington.fire": 0.0, "stock:washington.event_fire_2": 1.0})
    assert found["new:washington.event_fire_2"] == 1.0
    assert found["var:washington.bought"] == 0.0


def test_the_count_of_a_lasting_effect_is_hidden_and_needs_no_text(small: Ruleset) -> None:
    stock = small.stocks["event_fire_2"]
    assert (stock.implicit, stock.sight.own, stock.sight.rival) == (True, "hidden", "hidden")
    assert stock.start == {"washington": 0.0, "beijing": 0.0}


def test_an_event_of_the_world_sets_a_value_after_all_other_parts(small: Ruleset) -> None:
    found = turn(small, {"stock:world.tension": 60.0, "draw:world.truce": 0.4})
    assert found["event:world.truce"] == 1.0
    assert found["new:world.tension"] == pytest.approx(20)


def test_scaling_a_stock_with_a_duration_scales_what_flows_in(small: Ruleset) -> None:
    cells = {"stock:world.tension": 60.0, "draw:world.truce": 0.4, "order:washington.buy": 10.0}
    found = turn(small, cells)
    assert found["flow:washington.chips.event_truce"] == pytest.approx(-0.1 * 10)
    assert found["flow:washington.chips.worn_out"] == pytest.approx(-6)


def test_scaling_a_stock_without_a_duration_scales_the_stock(small: Ruleset) -> None:
    cells = {"stock:world.tension": 60.0, "draw:world.truce": 0.4, "order:washington.train": 10.0}
    found = turn(small, cells)
    assert found["new:washington.skill"] == pytest.approx((5 + 12) * 0.9)


@pytest.mark.parametrize(("effect", "change"), [('add: secret, by: "skill"', 5.0), ('set: secret, to: "9"', 4.0)])
def test_what_an_event_adds_or_sets_for_some_turns_it_adds_or_sets_in_each_of_them(effect: str, change: float) -> None:
    event = f'{{per: side, chance: "0.5", tell: own, do: [{{{effect}, for: 2 turns}}]}}'
    ruleset = loaded(zz=f"events:\n  extra: {event}\n")
    quiet = {"stock:washington.secret": 5.0, "draw:washington.extra": 0.9}
    first = turn(ruleset, {**quiet, "draw:washington.extra": 0.1})
    assert first["flow:washington.secret.event_extra"] == change
    assert first["new:washington.event_extra_2"] == 1.0
    second = turn(ruleset, {**quiet, "stock:washington.event_extra_2": 1.0})
    assert second["flow:washington.secret.event_extra"] == change
    assert second["new:washington.secret"] == 5.0 + change
    assert second["new:washington.event_extra_2"] == 0.0
    third = turn(ruleset, quiet)
    assert (third["flow:washington.secret.event_extra"], third["new:washington.secret"]) == (0.0, 5.0)


def test_two_effects_of_one_event_on_one_stock_are_one_part() -> None:
    effects = '{per: side, chance: "1", tell: own, do: [{add: secret, by: "2"}, {add: secret, by: "skill"}]}'
    found = turn(loaded(zz=f"events:\n  extra: {effects}\n"), {})
    assert found["flow:washington.secret.event_extra"] == pytest.approx(7)
    assert found["new:washington.secret"] == pytest.approx(7)


def test_a_headline_is_told_when_its_condition_holds_with_its_arguments(small: Ruleset) -> None:
    cells = {"order:washington.buy": 10.0, "var:washington.compute": 30.0}
    found = turn(small, cells)
    assert found["headline:washington.boom"] == 1.0
    assert found["headline:beijing.boom"] == 0.0
    assert found["arg:washington.boom.compute"] == 30.0
    assert turn(small, {})["headline:world.calm"] == 1.0
    assert turn(small, {"stock:world.tension": 60.0, "draw:world.truce": 0.0})["headline:world.calm"] == 0.0


def test_the_opening_program_knows_variables_scores_and_endings(small: Ruleset) -> None:
    cells = {**START, "par:washington.might": 1.0, "par:washington.care": 4.0, "stock:washington.chips": 100.0}
    found = run_cells(small.opening, cells)
    assert found["var:washington.income"] == 100.0
    assert found["var:washington.compute"] == 50.0
    assert found["raw:washington.might"] == pytest.approx(50 - 22.5)
    might = 50 + 0.5 * (27.5 - 1) + 2
    assert found["score:washington.might"] == pytest.approx(might)
    assert found["score:washington.care"] == pytest.approx(51)
    assert found["score:washington.total"] == pytest.approx(0.6 * might + 0.4 * 51)
    assert (found["ending:crash"], found["ending:end"]) == (0.0, 1.0)


def test_the_factor_applies_to_the_total_alone(small: Ruleset) -> None:
    calm = run_cells(small.opening, START)
    crash = run_cells(small.opening, {**START, "stock:world.tension": 99.0})
    assert crash["score:beijing.total"] == pytest.approx(calm["score:beijing.total"] / 2)
    assert crash["score:beijing.might"] == calm["score:beijing.might"]
    assert crash["ending:crash"] == 1.0


def test_an_estimate_is_the_truth_with_noise_within_the_bounds_of_the_stock(small: Ruleset) -> None:
    found = run_cells(small.perception, {**START, "draw:washington.view_chips": 1.5, "draw:beijing.view_chips": -3.0})
    assert found["seen:washington.chips"] == pytest.approx(45 * (1 + 0.2 * 1.5))
    assert found["seen:beijing.chips"] == pytest.approx(60 * (1 - 0.2 * 3))
    drawn = {"stock:beijing.chips": 990.0, "draw:washington.view_chips": 3.0}
    assert run_cells(small.perception, {**START, **drawn})["seen:washington.chips"] == 1000.0


def test_the_band_is_a_share_of_the_estimate_so_that_it_does_not_give_the_truth_away(small: Ruleset) -> None:
    found = run_cells(small.perception, {**START, "draw:washington.view_chips": 1.5})
    assert found["band:washington.chips"] == pytest.approx(0.2 * found["seen:washington.chips"])


def test_noise_by_formula_reads_what_the_observer_knows_of_itself(small: Ruleset) -> None:
    cells = {**START, "stock:washington.skill": 20.0, "draw:washington.view_skill": 1.0}
    found = run_cells(small.perception, cells)
    assert found["band:washington.skill"] == pytest.approx(1 + 0.1 * 20)
    assert found["seen:washington.skill"] == pytest.approx(5 + 3)


def test_noise_as_a_share_by_formula_follows_the_size_of_what_is_seen() -> None:
    stock = 'stocks: {extra: {start: {washington: 1, beijing: 50}, unit: "1", min: 0, max: 99, '
    ruleset = loaded(zz=stock + 'seen_by_rival: rough, noise: {share: "0.3 - 0.01 * skill"}}}')
    cells = {"stock:washington.extra": 1.0, "stock:beijing.extra": 50.0, "draw:washington.view_extra": 1.0}
    found = run_cells(ruleset.perception, {**START, **cells})
    share = 0.3 - 0.01 * 5
    assert found["seen:washington.extra"] == pytest.approx(50 * (1 + share))
    assert found["band:washington.extra"] == pytest.approx(share * found["seen:washington.extra"])


def test_a_belief_is_computed_from_the_estimate_with_its_band(small: Ruleset) -> None:
    found = run_cells(small.perception, {**START, "draw:washington.view_skill": 1.0})
    assert found["perceived:washington.lead"] == pytest.approx(5 - found["seen:washington.skill"])
    assert found["band:washington.lead"] == found["band:washington.skill"]


def test_the_perception_program_reads_true_values_only_where_they_are_seen(small: Ruleset) -> None:
    assert not any("secret" in cell or "storm" in cell for cell in small.perception.inputs)


def test_implicit_draws_are_declared_with_their_role(small: Ruleset) -> None:
    roles = {name: (draw.role, draw.distribution, draw.scope) for name, draw in small.draws.items()}
    assert roles["luck"] == ("declared", "normal", "side")
    assert roles["truce"] == ("event", "uniform", "world")
    assert roles["view_skill"] == ("view", "normal", "side")


def test_timing_follows_from_what_a_variable_reads(small: Ruleset) -> None:
    timing = {name: variable.timing for name, variable in small.variables.items()}
    assert timing == {
        "income": "opening",
        "compute": "opening",
        "bought": "turn",
        "heat": "turn",
        "lead": "perceived",
    }


def test_a_strategy_gives_a_weight_for_every_instrument_and_choices_for_its_stances(small: Ruleset) -> None:
    program = small.bots["steady"]["washington"]
    cells = {"view:own.skill": 5.0, "view:rival.skill": 9.0, "view:world.tension": 70.0}
    found = run_cells(program, cells)
    assert found == {
        "weight:buy": 6.0,
        "weight:fab": 0.0,
        "weight:train": 3.0,
        "choose:safety": 1.0,
        "spend:share": 0.9,
    }


def test_a_strategy_may_differ_between_the_sides_and_read_the_rivals_public_stance(small: Ruleset) -> None:
    washington, beijing = (small.bots["split"][side] for side in ("washington", "beijing"))
    assert run_cells(washington, {"view:own.lead": -3.0})["weight:buy"] == 0.0
    assert run_cells(washington, {"view:own.lead": 3.0})["weight:buy"] == 3.0
    assert run_cells(beijing, {"view:rival.stance.safety": 1.0})["weight:fab"] == 2.0
    assert "choose:plan" in run_cells(beijing, {})
    assert "choose:plan" not in run_cells(washington, {})


@pytest.mark.parametrize(("wish", "chosen"), [("0.4", 0.0), ("0.5", 1.0), ("7", 1.0), ("-3", 0.0)])
def test_a_wished_option_is_rounded_and_kept_within_the_options(wish: str, chosen: float) -> None:
    ruleset = loaded(zz=f'bots:\n  extra: {{both: {{stances: {{plan: "{wish}"}}, spend: "7"}}}}\n')
    found = run_cells(ruleset.bots["extra"]["beijing"], {})
    assert found["choose:plan"] == chosen
    assert found["spend:share"] == 1.0


def test_a_pipeline_that_feeds_itself_is_cut_to_its_declared_bounds() -> None:
    pipe = '{in: "extra * 1.5 + buy", delay: 1, unit: kchip, start: [1], min: 0, max: 50}'
    found = turn(loaded(zz=f"pipelines:\n  extra: {pipe}\n"), {"pipe:washington.extra": 50.0})
    assert found["pipe:washington.extra"] == 50.0


def test_points_are_kept_as_tenths(small: Ruleset) -> None:
    assert small.instruments["fab"].cap == {"washington": 300, "beijing": 355}
    assert small.instruments["train"].cap == {"washington": 10_000, "beijing": 10_000}
    assert small.stances["plan"].cost == 15
