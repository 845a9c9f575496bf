"""What a loaded ruleset is: its identity, its parts, what happens when files are spread or broken."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from airace_rules.errors import RulesetError
from airace_rules.language.loader import check_ruleset, content_hash, load_ruleset
from rules.language.kit import BASE, QUICK, base_files, errors_of, with_files


def test_the_small_ruleset_has_nothing_to_complain_about() -> None:
    assert check_ruleset(BASE) == []


def test_the_ruleset_quick_loads_without_warnings() -> None:
    assert [d.text() for d in check_ruleset(QUICK)] == []


def test_a_folder_and_its_exported_files_are_the_same_ruleset() -> None:
    from_folder = load_ruleset(BASE)
    assert load_ruleset(dict(from_folder.files)) == from_folder


def test_loading_twice_gives_equal_programs() -> None:
    assert load_ruleset(QUICK) == load_ruleset(QUICK)


def test_the_hash_of_known_text_never_changes() -> None:
    # A change of this value would orphan every stored match: do not adapt it.
    known = {"b.yaml": "x: 1\n", "a.yaml": "é\n"}
    assert content_hash(known) == "22ef6f10f032ab8d84206586b24a3651f2324a02922f6b7e971d946258a6974a"


def test_the_hash_ignores_newline_style_byte_order_mark_and_order_of_files() -> None:
    files = base_files()
    plain = load_ruleset(files).hash
    names = list(files)
    random.Random(5).shuffle(names)
    assert load_ruleset({name: files[name] for name in names}).hash == plain
    assert load_ruleset({name: text.replace("\n", "\r\n") for name, text in files.items()}).hash == plain
    assert load_ruleset({name: "\ufeff" + text for name, text in files.items()}).hash == plain


def test_the_hash_changes_with_every_character_and_every_file() -> None:
    plain = load_ruleset(BASE).hash
    files = base_files()
    assert load_ruleset({**files, "game.yaml": files["game.yaml"] + "\n"}).hash != plain
    assert load_ruleset({**files, "texts/de.yaml": files["texts/en.yaml"]}).hash != plain
    assert content_hash({"ab": "c"}) != content_hash({"a": "bc"})


def test_other_files_in_the_folder_do_not_matter(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "small")
    (tmp_path / "small" / "README.md").write_text("notes")
    (tmp_path / "small" / "tests").mkdir()
    (tmp_path / "small" / "tests" / "later.yaml").write_text("- name: a test")
    assert load_ruleset(tmp_path / "small").hash == load_ruleset(BASE).hash


def test_sections_may_be_spread_over_files_in_any_way() -> None:
    files = base_files()
    everything = "".join(files.pop(name) for name in list(files) if not name.startswith("texts/"))
    whole = load_ruleset({"all.yaml": everything, **files})
    spread = load_ruleset(BASE)
    assert whole.turn == spread.turn
    assert list(whole.stocks) == list(spread.stocks)


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    files = with_files(
        zz_one='vars:\n  extra: {unit: "1", is: "min(chpis, skil)", seen_by_rival: exact}\n',
        zz_two='vars:\n  more: {unit: "1", is: "skill / chips"}\nflows:\n  chops: {a: "1"}\n',
    )
    with pytest.raises(RulesetError) as raised:
        load_ruleset(files)
    told = [(d.file, d.code) for d in raised.value.diagnostics if d.code != "R102"]
    assert told == [
        ("zz_one.yaml", "R060"),
        ("zz_one.yaml", "R060"),
        ("zz_two.yaml", "R090"),
        ("zz_two.yaml", "R080"),
        ("zz_two.yaml", "R066"),
    ]
    assert "chpis" in str(raised.value)


def test_a_broken_entry_is_not_reported_again_where_it_is_used() -> None:
    files = with_files(zz='vars:\n  one: {unti: "1"}\n  two: {unit: "1", is: "one / one", seen_by_rival: exact}\n')
    assert {d.line for d in errors_of(files)} == {2}


def test_a_file_that_is_no_yaml_causes_no_further_complaints() -> None:
    files = {**base_files(), "model.yaml": "stocks: ["}
    assert [d.code for d in errors_of(files)] == ["R003"]


def test_warnings_do_not_stop_a_load() -> None:
    files = with_files(zz='params:\n  extra: {value: 1, unit: "1"}\n')
    del files["scores.yaml"]
    files["scores.yaml"] = base_files()["scores.yaml"].replace(
        "  care: {washington: [5, 6, 7], beijing: [5, 6, 7]}\n", ""
    )
    files["texts/en.yaml"] += 'var.gone.name: "Gone"\n'
    assert {(d.code, d.severity) for d in check_ruleset(files)} == {
        ("R103", "warning"),
        ("R104", "warning"),
        ("R105", "warning"),
    }
    assert load_ruleset(files).scores["care"].par["beijing"] == (0.0, 0.0, 0.0)


def test_a_text_missing_in_one_language_is_named_with_the_language() -> None:
    files = base_files()
    files["texts/zh.yaml"] = files["texts/en.yaml"].replace("headline.boom:", "headline.bom:")
    found = check_ruleset(files)
    assert [(d.code, d.file) for d in found] == [("R102", "texts/zh.yaml")]  # and not: `headline.bom` is not used
    assert "did you mean `headline.bom`?" in found[0].text()
    assert "headline.bom" in files["texts/zh.yaml"].split("\n")[found[0].line - 1]


def test_texts_may_be_nested_or_dotted() -> None:
    files = base_files()
    lines = [line for line in files["texts/en.yaml"].split("\n") if not line.startswith("side.")]
    files["texts/en.yaml"] = "\n".join(lines) + "\nside: {washington: W, beijing: B}\n"
    assert load_ruleset(files).texts["en"]["side.beijing"] == "B"


def test_texts_of_a_language_may_lie_in_several_files() -> None:
    files = base_files()
    whole = load_ruleset(files).texts
    files["texts/en/more.yaml"] = files["texts/en.yaml"].replace("side.beijing:", "# side.beijing:")
    files["texts/en.yaml"] = 'side: {beijing: "side beijing"}\n'
    assert load_ruleset(files).texts == whole
    files["texts/en/most.yaml"] = files.pop("texts/en.yaml")
    assert load_ruleset(files).texts == whole


def test_params_draws_and_pipelines_may_have_names() -> None:
    files = base_files()
    files["texts/en/names.yaml"] = (
        "param: {wear: {name: Wear}}\ndraw.luck.name: Luck\npipeline.fab_orders.name: Plants\n"
    )
    assert [d.text() for d in check_ruleset(files)] == []
    assert load_ruleset(files).texts["en"]["param.wear.name"] == "Wear"


def test_a_name_that_one_language_has_is_missing_in_the_others() -> None:
    files = base_files()
    files["texts/zh.yaml"] = files["texts/en.yaml"]
    files["texts/en/names.yaml"] = "param: {wear: {name: Wear}, gone: {name: Gone}}\n"
    found = [(d.code, d.file, d.message) for d in check_ruleset(files)]
    assert found == [
        ("R103", "texts/en/names.yaml", "the text `param.gone.name` is not used"),
        ("R102", "texts/zh.yaml", "the text `param.wear.name` is missing in the language `zh`"),
    ]


def test_every_file_of_texts_counts_in_the_hash_and_is_exported(tmp_path: Path) -> None:
    files = {**base_files(), "texts/en/more.yaml": "# nothing yet\n"}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    loaded = load_ruleset(tmp_path)
    assert loaded.files == files
    assert loaded.hash != load_ruleset(BASE).hash


def test_a_text_in_two_files_names_both_places() -> None:
    files = {**base_files(), "texts/en/more.yaml": "side:\n  beijing: Peking\n"}
    [found] = check_ruleset(files)
    assert (found.code, found.file, found.line) == ("R009", "texts/en/more.yaml", 2)
    assert found.message == "the key `side.beijing` stands twice"
    assert found.found.startswith("first at texts/en.yaml:")


@pytest.mark.parametrize("path", ["texts/en/more/most.yaml", "texts/english/more.yaml", "texts/en/more.yml"])
def test_texts_in_other_places_are_refused(path: str) -> None:
    [found] = check_ruleset({**base_files(), path: "a: b"})
    assert found.code == "R012"
    assert "`texts/<language>/<part>.yaml`" in found.expected


def test_yaml_words_stay_text() -> None:
    files = base_files()
    files["texts/en.yaml"] = (
        files["texts/en.yaml"].replace('"side washington"', "no").replace('"side beijing"', "12:30")
    )
    texts = load_ruleset(files).texts["en"]
    assert (texts["side.washington"], texts["side.beijing"]) == ("no", "12:30")


def test_without_texts_the_missing_file_is_named() -> None:
    files = base_files()
    del files["texts/en.yaml"]
    assert [(d.code, d.file) for d in check_ruleset(files)] == [("R108", "texts/en.yaml")]
