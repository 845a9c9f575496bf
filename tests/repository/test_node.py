"""Which Node.js builds the client: the machine's where it serves, the packaged one everywhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import web_client


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose PATH holds what a test puts into this folder, and nothing else."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("AIRACE_NODE", raising=False)
    return tmp_path


def put(folder: Path, name: str, says: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\necho '{says}'\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("version", ["v20.19.0", "v22.12.1", "v24.0.0", "v27.3.0"])
def test_a_node_of_the_machine_is_used_where_it_serves(machine: Path, version: str) -> None:
    put(machine, "node", version)
    put(machine, "npm", "10.0.0")
    assert web_client.node_command() == [str(machine / "node")]


@pytest.mark.parametrize("version", ["v16.20.2", "v20.18.9", "v21.7.3", "v22.11.0", "v23.9.0", "v8.0.0", "", "broken"])
def test_any_other_is_passed_over(machine: Path, version: str) -> None:
    put(machine, "node", version)
    put(machine, "npm", "10.0.0")
    assert web_client.node_command() == [str(web_client.wheel_folder() / "bin/node")]


def test_without_npm_it_is_passed_over(machine: Path) -> None:
    put(machine, "node", "v24.19.0")
    assert web_client.system_node() is None


def test_it_can_be_ruled_out(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(machine, "node", "v24.19.0")
    put(machine, "npm", "11.0.0")
    monkeypatch.setenv("AIRACE_NODE", "wheel")
    assert web_client.system_node() is None


def test_an_edit_makes_the_built_client_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "src/paraglide").mkdir(parents=True)
    (tmp_path / "project.inlang").mkdir()
    (tmp_path / "project.inlang/settings.json").write_text("{}")
    (tmp_path / "src/main.ts").write_text("1")
    monkeypatch.setattr(web_client, "CLIENT", tmp_path)
    monkeypatch.setattr(web_client, "GENERATED", tmp_path / "src/paraglide")
    before = web_client.sources_digest()
    (tmp_path / "src/paraglide/messages.js").write_text("compiled")
    assert web_client.sources_digest() == before
    (tmp_path / "src/main.ts").write_text("2")
    assert web_client.sources_digest() != before


def test_two_builds_in_one_folder_take_turns(tmp_path: Path) -> None:
    lock, told = tmp_path / "cache/lock", tmp_path / "told"
    script = (
        "import sys; from pathlib import Path; from tools import web_client\n"
        "with web_client.alone(Path(sys.argv[1])): Path(sys.argv[2]).open('a').write('built')"
    )
    with web_client.alone(lock):
        other = subprocess.Popen(
            [sys.executable, "-c", script, str(lock), str(told)],
            env={**os.environ, "PYTHONPATH": str(web_client.ROOT / "server")},
        )
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(1)
        assert not told.exists()
    assert other.wait(60) == 0
    assert told.read_text() == "built"
