"""The wheel is enough to play: rules, rule files and the built client are in it, and nothing else is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from support.server import LiveServer
from tools.locks import UV

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    hashes = ("--require-hashes", "--build-constraints", ROOT / "requirements-build.lock")
    command = [UV, "build", "--quiet", "--wheel", "--python", sys.executable, *hashes, "--out-dir", folder, ROOT]
    subprocess.run([str(word) for word in command], check=True)
    (found,) = folder.glob("*.whl")
    return found


def test_it_carries_every_rule_file(wheel: Path) -> None:
    folder = ROOT / "game_rules/rulesets"
    wanted = {f"airace_rules/rulesets/{file.relative_to(folder).as_posix()}" for file in folder.rglob("*.yaml")}
    assert wanted
    assert wanted <= set(ZipFile(wheel).namelist())


def test_it_carries_the_built_client(wheel: Path) -> None:
    page = ZipFile(wheel).read("airace_server/static/index.html").decode()
    assert "/assets/" in page


def test_it_says_that_it_is_typed(wheel: Path) -> None:
    marks = {f"{package}/py.typed" for package in ("airace_rules", "airace_server", "airace_client")}
    assert marks <= set(ZipFile(wheel).namelist())


def test_it_puts_nothing_beside_the_three_packages(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"airace_rules", "airace_server", "airace_client"}


def test_a_server_installed_from_it_has_pages_and_rulesets(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start_server: Callable[..., LiveServer]
) -> None:
    ZipFile(wheel).extractall(tmp_path / "site")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    monkeypatch.chdir(tmp_path)
    server = start_server()
    with urlopen(f"{server.url}/") as answer:  # noqa: S310  (our own address)
        assert b"/assets/" in answer.read()
    with urlopen(f"{server.url}/api/info") as answer:  # noqa: S310
        offered = {ruleset["name"] for ruleset in json.load(answer)["rulesets"]}
    assert offered == {folder.name for folder in (tmp_path / "site/airace_rules/rulesets").iterdir()}
