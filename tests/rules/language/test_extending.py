"""A ruleset that builds on another: what it may say of the other's entries, and what comes of it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from airace_rules.language.loader import check_ruleset, load_ruleset
from airace_rules.ruleset import Ruleset
from rules.language.kit import BASE, base_files, errors_of, extending, under

SMALL = load_ruleset(BASE)
IDENTITY = {"name", "hash", "files", "texts"}


def same(one: Ruleset, other: Ruleset, *apart: str) -> None:
    """Both are equal in all but identity and what is named."""
    for field in fields(Ruleset):
        if field.name not in IDENTITY | {*apart}:
            assert getattr(one, field.name) == getattr(other, field.name), field.name


def kid(rules: str, words: str = "") -> Ruleset:
    files = extending(rules, words)
    assert [d.text() for d in check_ruleset(files) if d.code not in ("R104", "R111")] == []
    return load_ruleset(files)


# ---------------------------------------------------------------- entries


def test_a_ruleset_that_changes_nothing_plays_as_its_base_under_its_own_name() -> None:
    made = kid("")
    same(made, SMALL)
    assert (made.name, made.texts["en"]["ruleset.name"]) == ("kid", "Kid")
    assert made.texts["en"]["side.beijing"] == SMALL.texts["en"]["side.beijing"]


CHANGES = {  # what a child says → what somebody would do by hand in a file of the base
    "params:\n  wear: {change: true, value: 0.2}\n": ("model", "wear: {value: 0.1", "wear: {value: 0.2"),
    "stocks:\n  chips: {change: true, start: {beijing: 50}}\n": ("model", "beijing: 45}", "beijing: 50}"),
    "params:\n  wear: {change: true, value: {beijing: 0.2}}\n": (
        "model",
        "value: 0.1,",
        "value: {washington: 0.1, beijing: 0.2},",
    ),
    "params:\n  tech: {change: true, value: {beijing: 2}}\n": (
        "model",
        "{by: turn, values: [1, 1.5]}",
        "{washington: {by: turn, values: [1, 1.5]}, beijing: 2}",
    ),
    "levers:\n  chips: {change: true, instruments: {buy: {cap: {beijing: 20}}}}\n": (
        "levers",
        "cap: 40",
        "cap: {washington: 40, beijing: 20}",
    ),
    "params:\n  caution: {change: true, value: {low: 1.3}}\n": ("model", "low: 1.2", "low: 1.3"),
    "params:\n  caution: {change: true, value: {by: turn, values: [1, 2]}}\n": (
        "model",
        "{by: safety, low: 1.2, high: 0.8}",
        "{by: turn, values: [1, 2]}",
    ),
    "params:\n  tech: {change: true, value: {washington: 1, beijing: 2}}\n": (
        "model",
        "{by: turn, values: [1, 1.5]}",
        "{washington: 1, beijing: 2}",
    ),
    "flows:\n  chips: {change: true, worn_out: '-1'}\n": ("model", '"-chips * wear"', '"-1"'),
    "bots:\n  steady: {change: true, both: {instruments: {train: '3'}}}\n": ("bots", '"wish + 1"', '"3"'),
    "levers:\n  chips: {change: true, instruments: {fab: {cap: {beijing: 20}}}}\n": ("levers", "35.5", "20"),
    "levers:\n  chips: {change: true, instruments: {buy: {cap: {remove: true}}}}\n": ("levers", ", cap: 40", ""),
    "events:\n  fire: {change: true, needs: [chips > 9]}\n": ("events", '"turn >= 1", "chips > 5"', '"chips > 9"'),
    "clock: {first_turn: 100, turn: 50}\n": ("game", "{first_turn: 300, turn: 200}", "{first_turn: 100, turn: 50}"),
    "clock: {change: true, turn: 50}\n": ("game", "turn: 200", "turn: 50"),
    "gauges: [chips]\n": ("game", "[chips, compute, world.tension]", "[chips]"),
    "aftermath: false\n": ("game", "aftermath: true", "aftermath: false"),
    "score_total: {remove: true}\n": ("scores", 'score_total: {factor: "0.5 if world.tension >= 90 else 1"}\n', ""),
    "sources:\n  fab_life: {override: true, title: Another}\n": ("sources", "How long a plant lasts", "Another"),
}


@pytest.mark.parametrize("rules", CHANGES)
def test_a_change_makes_the_ruleset_that_an_edit_of_the_base_makes(rules: str) -> None:
    files = base_files()
    name, old, new = CHANGES[rules]
    assert files[f"{name}.yaml"].count(old) == 1
    files[f"{name}.yaml"] = files[f"{name}.yaml"].replace(old, new)
    same(kid(rules), load_ruleset(files))


def test_an_entry_that_is_overridden_keeps_nothing_of_the_base() -> None:
    made = kid("events:\n  fire: {override: true, per: side, chance: '1', tell: own}\n")
    assert [(rule.key, rule.args) for rule in made.happenings if rule.kind == "event"] == [("fire", ()), ("truce", ())]
    assert "event_fire" not in made.stocks["chips"].parts


NEW_STOCK = """
stocks:
  morale: {start: 5, unit: kchip, min: 0, max: 10, seen_by_rival: hidden}
flows:
  morale: {rest: "1"}
  chips: {add: true, found: "morale"}
"""
NEW_WORDS = "var.morale: {name: Morale, help: m}\nflow: {morale: {rest: Rest}, chips: {found: Found}}\n"


def test_a_new_entry_comes_after_those_of_the_base_and_a_flow_gains_a_part() -> None:
    made = kid(NEW_STOCK, NEW_WORDS)
    assert list(made.stocks)[: len(SMALL.stocks)] == [
        *(n for n in SMALL.stocks if not SMALL.stocks[n].implicit),
        "morale",
    ]
    assert made.stocks["chips"].parts == (*SMALL.stocks["chips"].parts[:3], "found", *SMALL.stocks["chips"].parts[3:])


def test_an_ending_may_be_put_before_another() -> None:
    made = kid(
        "victory:\n  calm: {before: end, when: tension < 5, at: last, winner: nobody}\n",
        "ending.calm: {name: c, text: t}\n",
    )
    assert [ending.key for ending in made.endings] == ["crash", "calm", "end"]
    moved = kid("victory:\n  crash: {change: true, before: end}\n")
    same(moved, SMALL)


def test_a_name_of_the_language_of_changes_stays_free_for_the_parts_of_a_flow() -> None:
    made = kid("flows:\n  chips: {add: true, change: '1', before: '2'}\n", "flow.chips: {change: c, before: b}\n")
    assert made.stocks["chips"].flows["change"] == "1"


# ---------------------------------------------------------------- shares


def splits(ruleset: Ruleset) -> dict[str, float]:
    return {key: instrument.split for key, instrument in ruleset.instruments.items()}


LEASE = "instrument.lease: {name: L, help: l}\n"


def test_the_instruments_of_the_base_make_room_for_a_new_one() -> None:
    made = kid(
        "levers:\n  chips: {add: true, rescale: true, instruments: {lease: {split: 0.25, before: fab}}}\n"
        "vars:\n  leased: {unit: point, is: lease, seen_by_rival: hidden}\n",
        LEASE + "var.leased: {name: L, help: l}\n",
    )
    assert splits(made) == {"buy": 0.45, "lease": 0.25, "fab": 0.3, "train": 1.0}


def test_an_instrument_goes_with_its_weights_in_house_strategies_and_its_texts() -> None:
    made = kid(
        "levers:\n  chips: {change: true, rescale: true, instruments: {fab: {remove: true}}}\n"
        "pipelines:\n  fab_orders: {change: true, in: '1'}\n"
    )
    assert splits(made) == {"buy": 1.0, "train": 1.0}
    assert made.levers["chips"] == ("buy",)
    assert "weight:fab" not in str(made.bots["split"]["beijing"].outputs)


def weights(ruleset: Ruleset) -> dict[str, Any]:
    return {key: dict(score.weight) for key, score in ruleset.scores.items()}


def test_the_weights_of_the_base_make_room_for_a_new_score_and_fill_the_room_of_a_removed_one() -> None:
    weight = "weight: {washington: 0.5, beijing: 0.2}, rescale: true"
    new = kid(
        f"scores:\n  calm: {{raw: 100 - world.tension, scale: 1, {weight}}}\n",
        "score.calm: {name: c, help: c}\n",
    )
    assert weights(new) == {
        "might": {"washington": 0.3, "beijing": 0.48},
        "care": {"washington": 0.2, "beijing": 0.32},
        "calm": {"washington": 0.5, "beijing": 0.2},
    }
    less = kid("scores:\n  might: {remove: true, rescale: true}\n")
    assert weights(less) == {"care": {"washington": 1.0, "beijing": 1.0}}


# ---------------------------------------------------------------- removing


def test_what_is_removed_takes_its_flow_its_par_and_its_texts_along() -> None:
    made = kid(
        "stocks:\n  storm: {remove: true}\n"
        "scores:\n  might: {remove: true, rescale: true}\n"
        "headlines:\n  boom: {remove: true}\n"
    )
    assert "storm" not in made.stocks
    assert list(made.scores) == ["care"]
    assert {rule.key for rule in made.happenings} == {"fire", "truce", "calm"}
    gone = {"var.storm.name", "var.storm.help", "score.might.name", "score.might.help", "headline.boom"}
    assert SMALL.texts["en"].keys() - made.texts["en"].keys() == gone


def test_a_stance_takes_the_choices_of_house_strategies_along() -> None:
    rules = "stances:\n  plan: {remove: true}\n"
    made = kid(rules)
    assert list(made.stances) == ["safety"]
    assert "plan" not in str(made.bots["split"]["beijing"].outputs)


def test_an_instrument_that_moves_to_another_lever_keeps_its_weights() -> None:
    made = kid(
        "levers:\n  chips: {change: true, rescale: true, instruments: {fab: {remove: true}}}\n"
        "  people: {add: true, rescale: true, instruments: {fab: {split: 0.5}}}\n"
    )
    assert splits(made) == {"buy": 1.0, "train": 0.5, "fab": 0.5}
    assert dict(made.bots["split"]["beijing"].outputs) == dict(SMALL.bots["split"]["beijing"].outputs)


def test_projects_and_deals_take_the_choices_of_house_strategies_along() -> None:
    files = extending("projects:\n  tower: {remove: true}\ndeals:\n  pause: {remove: true}\n")
    files["small/zz.yaml"] = """
projects: {tower: {cost: 3, turns: 1, do: [{add: skill, by: "1"}]}}
deals: {pause: {duration: 2, binding: true, terms: [{instrument: buy, at_most: 5}]}}
bots: {builder: {both: {instruments: {buy: "1"}, projects: {tower: "1"}, deals: {pause: "1"}}}}
"""
    assert errors_of(files) == []


def test_a_ruleset_with_another_number_of_turns_does_not_take_the_par_over() -> None:
    files = extending("turns: [{key: '2025', years: 1}]\nparams:\n  tech: {change: true, value: 1}\n")
    assert {d.code for d in check_ruleset(files)} == {"R104"}
    assert load_ruleset(files).scores["might"].par == {"washington": (0.0, 0.0), "beijing": (0.0, 0.0)}


def test_par_is_written_anew_without_further_words() -> None:
    care = "  care: {washington: [5, 6, 7], beijing: [5, 6, 7]}\n"
    par = f"par:\n  might: {{washington: [1, 1, 1], beijing: [2, 2, 2]}}\n{care}"
    assert kid(par).scores["might"].par["beijing"] == (2.0, 2.0, 2.0)


def test_a_removal_is_told_once_with_every_file_that_still_uses_what_is_gone() -> None:
    (found,) = check_ruleset(extending("stocks:\n  tension: {remove: true}\n"))
    assert (found.code, found.file, found.line, found.column) == ("R125", "kid.yaml", 5, 3)
    for name in ("game", "model", "events", "scores", "bots"):
        assert f"small/{name}.yaml:" in found.found


def test_a_name_that_a_ruleset_further_down_removed_is_told_where_it_is_used() -> None:
    middle = "format: 1\nname: middle\nextends: small\nstocks:\n  secret: {remove: true, instead: 0}\n"
    own = "format: 1\nname: kid\nextends: middle\n"
    own += 'vars:\n  new_one: {unit: "1", is: "skill + secret", seen_by_rival: exact}\n'
    texts = "ruleset.name: Kid\nruleset.about: Words\nvar.new_one: {name: New, help: New}\n"
    files = {**under("small", base_files()), "middle/rules.yaml": middle, "kid.yaml": own, "texts/en.yaml": texts}
    found = next(d for d in check_ruleset({**files, "middle/texts/en.yaml": texts}) if d.severity == "error")
    assert (found.file, found.line) == ("kid.yaml", 5)


# ---------------------------------------------------------------- texts


def test_texts_may_be_said_anew_freely_with_all_their_variants() -> None:
    files = extending("", "event.fire: Fire!\n")
    files["small/texts/en.yaml"] += "event.fire.washington: A fire in the west\n"
    texts = load_ruleset(files).texts["en"]
    assert (texts["event.fire"], "event.fire.washington" in texts) == ("Fire!", False)


def test_a_language_of_the_base_needs_the_child_s_own_words_too() -> None:
    files = extending("")
    files["small/texts/zh.yaml"] = files["small/texts/en.yaml"]
    assert [(d.code, d.file, d.expected) for d in check_ruleset(files)] == [
        ("R102", "texts/zh.yaml", "ruleset.name: …"),
        ("R102", "texts/zh.yaml", "ruleset.about: …"),
    ]


def test_words_that_a_ruleset_may_do_without_are_taken_over() -> None:
    files = extending("params:\n  tech: {remove: true, instead: 1}\n")
    words = ("param.wear.name: Wear", "param.tech.name: Tech", "role: {washington: W, beijing: B}",
             "card: {'2': {title: t, text: x}}")  # fmt: skip
    files["small/texts/en.yaml"] += "\n".join(words) + "\n"
    texts = load_ruleset(files).texts["en"]
    assert {"param.wear.name", "role.washington", "card.2.text"} <= texts.keys()
    assert "param.tech.name" not in texts


def test_unused_texts_are_told_of_the_child_alone() -> None:
    found = check_ruleset(extending("headlines:\n  boom: {remove: true}\n", "headline.boom: Boom\n"))
    assert [(d.code, d.file) for d in found] == [("R103", "texts/en.yaml")]


# ---------------------------------------------------------------- mistakes


def test_mistakes_in_words_and_in_formulas_are_told_at_once() -> None:
    params = "params:\n  waer: {change: true, value: 1}\n  wear: {value: 2}\n"
    rules = params + "vars:\n  compute: {change: true, is: 'chpis * waer'}\n"
    assert [(d.code, d.line) for d in check_ruleset(extending(rules))] == [("R123", 5), ("R122", 6), ("R060", 8)]


def test_a_mistake_in_the_base_is_told_with_its_path() -> None:
    files = extending("")
    files["small/model.yaml"] = files["small/model.yaml"].replace("-chips * wear", "-chips * waer")
    [found] = check_ruleset(files)
    assert found.text().startswith("small/model.yaml:22:70: error R060: there is no name `waer`")


def test_a_base_that_is_no_yaml_causes_no_further_complaints() -> None:
    files = {**extending("params:\n  wear: {change: true, value: 0.2}\n"), "small/model.yaml": "stocks: ["}
    assert [(d.code, d.file) for d in check_ruleset(files)] == [("R003", "small/model.yaml")]


def test_a_part_that_is_refused_is_not_blamed_twice_for_its_text() -> None:
    page = "codex:\n  C1: {facts: {warm: {kind: assumption}}}\n"
    words = "codex: {c1: {fact: {warm: w}, title: t, body: b, washington: w, beijing: b, elsewhere: e}}\n"
    base = {"small/codex.yaml": page, "small/texts/en/codex.yaml": words}
    own = {"texts/en/codex.yaml": "codex: {c1: {fact: {cold: It is cold.}}}\n"}
    for mark, code in (("change: true", "R123"), ("add: yes", "R124"), ("override: maybe", "R124")):
        files = {**extending(f"codex:\n  C1: {{{mark}, facts: {{cold: {{kind: assumption}}}}}}\n"), **base, **own}
        assert [d.code for d in check_ruleset(files)] == [code]


def test_who_changes_what_a_ruleset_in_between_removed_is_told_where() -> None:
    mid = "format: 1\nname: mid\nextends: small\nevents:\n  fire: {remove: true, instead: 0}\n"
    words = "ruleset: {name: M, about: m}\n"
    top = "format: 1\nname: top\nextends: mid\nevents:\n  fire: {change: true, chance: '0.1'}\n"
    files = {**under("small", base_files()), "mid/mid.yaml": mid, "mid/texts/en.yaml": words}
    found = [d for d in check_ruleset({**files, "top.yaml": top, "texts/en.yaml": words}) if d.code == "R123"]
    assert [d.hint for d in found] == ["it is removed at mid/mid.yaml:5:3; declare it anew without such a word"]


def test_a_base_in_an_unknown_format_is_told() -> None:
    files = extending("")
    files["small/game.yaml"] = files["small/game.yaml"].replace("format: 1", "format: 7")
    assert [(d.code, d.file, d.line) for d in check_ruleset(files)] == [("R027", "small/game.yaml", 1)]


def test_files_of_rulesets_that_nobody_extends_do_not_belong() -> None:
    assert [d.code for d in check_ruleset({**base_files(), **under("other", base_files())})] == ["R012"]
