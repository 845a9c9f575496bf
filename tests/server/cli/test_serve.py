"""A server that cannot start says why in a sentence, with an exit code, and leaves nothing half done."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.commands import refused, refused_inside, run
from support.server import PATIENCE, LiveServer

HERE = ("--host", "127.0.0.1", "--port", "0")
QUICK = Path(__file__).resolve().parents[3] / "game_rules/rulesets/quick"


def test_a_second_server_on_the_same_file_is_told_who_has_it_and_the_first_goes_on(live_server: LiveServer) -> None:
    assert live_server.process is not None
    said = refused("serve", *HERE, "--database", live_server.database)
    assert f"process {live_server.process.pid}" in said
    assert live_server.database.removeprefix("sqlite:///") in said
    assert "--database" in said
    assert run("export", "x", "--database", live_server.database).returncode == 1
    assert live_server.process.poll() is None


def test_the_file_of_a_server_that_was_killed_is_free_again(start_server: Callable[..., LiveServer]) -> None:
    server = start_server()
    server.kill()
    assert start_server(server.database).url


@pytest.mark.parametrize(
    ("host", "word"),
    [("no.such.host.invalid", "no.such.host.invalid"), ("203.0.113.7", "203.0.113.7"), ("::zz", "::zz")],
)
def test_a_host_that_is_not_here_is_named(tmp_path: Path, host: str, word: str) -> None:
    said = refused_inside("serve", "--host", host, "--port", "0", "--database", f"sqlite:///{tmp_path / 'a.db'}")
    assert word in said
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_named(tmp_path: Path, port: str) -> None:
    result = run("serve", "--host", "127.0.0.1", "--port", port, "--database", f"sqlite:///{tmp_path / 'a.db'}")
    assert result.returncode != 0
    assert "port" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_taken_port_leaves_the_database_alone(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused("serve", "--host", "127.0.0.1", "--port", port, "--database", f"sqlite:///{tmp_path / 'a.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all, this is a letter and no database at all.\n" * 40)
    before = file.read_bytes()
    said = refused("serve", *HERE, "--database", f"sqlite:///{file}")
    assert f"{file} cannot be opened" in said
    assert file.read_bytes() == before


def test_a_folder_or_a_place_below_a_file_is_no_database(tmp_path: Path) -> None:
    assert str(tmp_path) in refused("serve", *HERE, "--database", f"sqlite:///{tmp_path}")
    (tmp_path / "file").write_text("")
    said = refused("serve", *HERE, "--database", f"sqlite:///{tmp_path / 'file' / 'a.db'}")
    assert str(tmp_path / "file") in said


def test_a_database_server_that_does_not_answer_is_named_without_its_password() -> None:
    said = refused("serve", *HERE, "--database", "postgresql://ann:canary-4711@127.0.0.1:9/airace")
    assert "127.0.0.1" in said
    assert "canary" not in said


def test_a_folder_without_rulesets_is_refused_with_what_to_name_instead(tmp_path: Path) -> None:
    database = ("--database", f"sqlite:///{tmp_path / 'a.db'}")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert f"no folder {tmp_path / 'nowhere'}" in refused_inside(
        "serve", *HERE, *database, "--rulesets", str(tmp_path / "nowhere")
    )
    assert "no ruleset in" in refused_inside("serve", *HERE, *database, "--rulesets", str(empty))
    assert "the folder above" in refused_inside("serve", *HERE, *database, "--rulesets", str(QUICK))
    assert not (tmp_path / "a.db").exists()


def test_a_folder_of_rulesets_is_served(start_server: Callable[..., LiveServer]) -> None:
    assert start_server(None, "--rulesets", str(QUICK.parent)).url


def test_a_folder_in_which_nothing_loads_is_refused_with_every_mistake(tmp_path: Path) -> None:
    broken = tmp_path / "sets" / "mine" / "rules.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text("format: 1\nvras: {}\n")
    said = refused("serve", *HERE, "--database", f"sqlite:///{tmp_path / 'a.db'}", "--rulesets", str(tmp_path / "sets"))
    for words in ("mine/rules.yaml:2:1: error R020", "^^^^", "did you mean `vars`?", "No ruleset in"):
        assert words in said
    assert not (tmp_path / "a.db").exists()


def test_a_server_beside_a_broken_ruleset_starts_and_says_what_is_wrong(
    tmp_path: Path, start_server: Callable[..., LiveServer]
) -> None:
    shutil.copytree(QUICK, tmp_path / "quick")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "rules.yaml").write_text("vras: {}\n")
    server = start_server(None, "--rulesets", str(tmp_path))
    mine, quick = offered(server)
    assert (mine["name"], mine["hash"], quick["name"], quick["broken"]) == (None, None, "quick", None)
    assert "R020" in {d["code"] for d in mine["broken"]["diagnostics"]}


def test_a_save_is_picked_up_by_a_running_server(tmp_path: Path, start_server: Callable[..., LiveServer]) -> None:
    shutil.copytree(QUICK, tmp_path / "quick")
    server = start_server(None, "--rulesets", str(tmp_path), log_format="console")
    [before] = offered(server)
    more = tmp_path / "quick" / "more.yaml"
    more.write_text("# a remark\n")
    [good] = wait_for(lambda: offered(server), lambda found: found[0]["hash"] != before["hash"])
    more.write_text("vras: {}\n")
    [bad] = wait_for(lambda: offered(server), lambda found: found[0]["broken"] is not None)
    assert (bad["hash"], bad["loaded"]) == (good["hash"], good["loaded"])
    assert "did you mean `vars`?" in {d["hint"] for d in bad["broken"]["diagnostics"]}
    wait_for(lambda: server.lines, lambda lines: "  help: did you mean `vars`?\n" in lines)


def offered(server: LiveServer) -> list[dict[str, Any]]:
    """The catalogue, as a designer's browser reads it."""
    found = httpx.get(f"{server.url}/api/rulesets", trust_env=False).raise_for_status().json()
    return list(found["rulesets"])


def wait_for(ask: Callable[[], Any], until: Callable[[Any], bool]) -> Any:
    """What is asked for, once it is as expected."""
    deadline = time.monotonic() + PATIENCE
    while not until(found := ask()):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found
