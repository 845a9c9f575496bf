"""Where a ruleset finds what it builds on, and how a chain keeps its identity."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from airace_rules.language.loader import check_ruleset, content_hash, load_ruleset
from rules.language.kit import BASE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folders ``small``, ``kid`` and ``grandkid``, each building on the one before."""
    shutil.copytree(BASE, tmp_path / "small")
    for name, base, rules in (("kid", "small", "params:\n  wear: {change: true, value: 0.2}\n"),
                              ("grandkid", "kid", "params:\n  wear: {change: true, kind: claim}\n")):  # fmt: skip
        (tmp_path / name / "texts").mkdir(parents=True)
        (tmp_path / name / "kid.yaml").write_text(f"format: 1\nname: {name}\nextends: {base}\n{rules}")
        (tmp_path / name / "texts" / "en.yaml").write_text(f"ruleset: {{name: {name}, about: it}}\n")
    return tmp_path


def test_a_base_is_found_beside_the_folder_and_a_chain_is_followed(folder: Path) -> None:
    made = load_ruleset(folder / "grandkid")
    assert (made.params["wear"].value, made.params["wear"].kind) == ("0.2", "claim")
    assert {path.rsplit("/", 1)[0] for path in made.files if path.count("/")} == {
        "kid",
        "kid/texts",
        "small",
        "small/texts",
        "texts",
    }


def test_the_files_of_a_chain_are_enough_to_load_it_elsewhere(folder: Path) -> None:
    made = load_ruleset(folder / "grandkid")
    shutil.rmtree(folder)
    assert load_ruleset(dict(made.files)) == made


def test_a_change_of_a_base_changes_the_identity_of_what_builds_on_it(folder: Path) -> None:
    before = load_ruleset(folder / "grandkid")
    assert before.hash == content_hash(before.files)
    (folder / "small" / "model.yaml").write_text((folder / "small" / "model.yaml").read_text() + "# a remark\n")
    assert load_ruleset(folder / "grandkid").hash != before.hash


def test_without_a_folder_beside_it_a_base_is_one_that_ships(tmp_path: Path) -> None:
    (tmp_path / "mine" / "texts").mkdir(parents=True)
    (tmp_path / "mine" / "rules.yaml").write_text("format: 1\nname: mine\nextends: quick\n")
    for language in ("en", "zh"):
        (tmp_path / "mine" / "texts" / f"{language}.yaml").write_text("ruleset: {name: Mine, about: it}\n")
    assert "quick/compute.yaml" in load_ruleset(tmp_path / "mine").files
    shutil.copytree(BASE, tmp_path / "quick")
    assert "the ruleset in the folder `quick` has another name" in check_ruleset(tmp_path / "mine")[0].text()


def test_a_folder_may_be_named_by_where_one_stands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "kid")
    assert load_ruleset(Path(".")).name == "kid"


def test_a_mapping_never_looks_at_the_disk() -> None:
    [found] = check_ruleset({"rules.yaml": "format: 1\nname: mine\nextends: quick\n"})
    assert (found.code, found.line) == ("R120", 3)
