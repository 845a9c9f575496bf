"""The command line: results alone on standard output, sentences on standard error, exit codes that scripts can use."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import httpx
import pytest

from airace_client import Client
from airace_server.classroom.exports.as_csv import harmless
from support.commands import COMMAND, play_out, refused_inside, run
from support.server import LiveServer

QUICK = Path(__file__).resolve().parents[3] / "game_rules/rulesets/quick"


# ---------------------------------------------------------------- which


def test_the_version_is_that_of_the_package_and_of_the_server(live_server: LiveServer) -> None:
    result = run("--version")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"airace {metadata.version('airace')}\n", "")
    assert f"airace {httpx.get(f'{live_server.url}/api/info', trust_env=False).json()['version']}\n" == result.stdout


# ---------------------------------------------------------------- serve


def test_serve_says_where_it_listens_and_stops_cleanly(start_server: Callable[..., LiveServer]) -> None:
    server = start_server()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", server.url)
    rulesets = httpx.get(f"{server.url}/api/rulesets").json()["rulesets"]
    harvests = httpx.get(f"{server.url}/api/rulesets/{rulesets[0]['hash']}/harvests", timeout=60)
    assert harvests.status_code == 200  # a worker process made them
    assert server.stop() == 0
    assert not [line for line in server.lines if "Traceback" in line or "leaked" in line]


def test_serve_says_when_its_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = run("serve", "--host", "127.0.0.1", "--port", port, "--database", f"sqlite:///{tmp_path / 'a.db'}")
    assert result.returncode == 1
    assert f"port {port}" in result.stderr
    assert "--port 0" in result.stderr
    assert "Traceback" not in result.stderr


def test_serve_refuses_a_database_that_another_server_has_open(live_server: LiveServer) -> None:
    result = run("serve", "--port", "0", "--host", "127.0.0.1", "--database", live_server.database)
    assert result.returncode == 1
    assert "another" in result.stderr.lower()
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--database", "mysql://x"), "sqlite:///"),
        (("--bus", "kafka:9092"), "local:"),
        (("--port", "99999"), "port"),
    ],
)
def test_serve_says_what_is_wrong_with_an_option(tmp_path: Path, arguments: tuple[str, ...], word: str) -> None:
    database = () if "--database" in arguments else ("--database", f"sqlite:///{tmp_path / 'a.db'}")
    port = () if "--port" in arguments else ("--port", "0")
    result = run("serve", "--host", "127.0.0.1", *port, *database, *arguments)
    assert result.returncode != 0
    assert word in result.stderr
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_in_the_environment_is_named() -> None:
    result = run("serve", AIRACE_QUEUE_BYTES="12")
    assert result.returncode == 1
    assert "queue_bytes" in result.stderr
    assert "docs/operations.md" in result.stderr


# ---------------------------------------------------------------- simulate


def test_simulate_gives_its_figures_as_json_and_the_same_for_the_same_seed() -> None:
    results = [run("simulate", "quick", "--games", "300", "--seed", "7", "--json") for _ in range(2)]
    figures = [json.loads(result.stdout) for result in results]
    assert set(figures[0]) == {
        "games", "turns", "seconds", "games_per_second", "washington_wins", "beijing_wins", "draws", "endings",
        "mean_length",
    }  # fmt: skip
    for figure in figures:
        del figure["seconds"], figure["games_per_second"]
    assert figures[0] == figures[1]
    assert figures[0]["games"] == 300
    assert sum(figures[0]["endings"].values()) == pytest.approx(1.0)


def test_simulate_takes_a_folder_and_names_what_it_does_not_know() -> None:
    assert run("simulate", str(QUICK), "--games", "10").returncode == 0
    unknown = run("simulate", "chess")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "quick" in unknown.stderr
    strategy = run("simulate", "quick", "--washington", "nobody")
    assert strategy.returncode == 1
    assert "balanced" in strategy.stderr


# ---------------------------------------------------------------- export and verify


def test_a_finished_match_is_exported_and_verified(live_server: LiveServer, tmp_path: Path) -> None:
    session, over_http = asyncio.run(play_out(live_server.url))
    live_server.stop()
    exported = run("export", session, "--database", live_server.database)
    assert exported.returncode == 0
    assert json.loads(exported.stdout) == json.loads(over_http)
    file = tmp_path / "match.json"
    file.write_text(exported.stdout)
    verified = run("verify", str(file))
    assert (verified.returncode, verified.stdout) == (0, "")
    assert "agree in every figure" in verified.stderr
    whole = run("export", session, "--format", "json", "--database", live_server.database)
    file.write_text(whole.stdout)
    assert run("verify", str(file)).returncode == 0
    table = list(
        csv.DictReader(
            io.StringIO(run("export", session, "--format", "csv", "--database", live_server.database).stdout)
        )
    )
    turns = {row["turn"] for row in table}
    assert len(turns) == len(json.loads(exported.stdout)["turns"])
    predicted = {"prediction", "confidence", "because"}
    assert {row["what"] for row in table} == {"order", "stance", "stock", "value", *predicted}


def test_verify_names_turn_and_variable_of_the_first_difference(live_server: LiveServer, tmp_path: Path) -> None:
    _, text = asyncio.run(play_out(live_server.url))
    match = json.loads(text)
    match["turns"][1]["state"]["sides"]["beijing"]["stocks"]["chips"] += 1
    file = tmp_path / "match.json"
    file.write_text(json.dumps(match))
    result = run("verify", str(file))
    assert result.returncode == 1
    assert "turn 2" in result.stderr
    assert "beijing.stocks.chips" in result.stderr


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', "not JSON"])
def test_verify_says_when_a_file_is_no_match_file(tmp_path: Path, content: str) -> None:
    file = tmp_path / "match.json"
    file.write_text(content)
    result = run("verify", str(file))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "match" in result.stderr


def test_export_says_when_there_is_nothing(live_server: LiveServer) -> None:
    live_server.stop()
    result = run("export", "nothing", "--database", live_server.database)
    assert (result.returncode, result.stdout) == (1, "")
    assert "no session nothing" in result.stderr


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_of_a_spreadsheet_is_live(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("plain") == "plain"
    assert harmless(-1.5) == -1.5


# ---------------------------------------------------------------- rules check


def test_rules_check_passes_what_ships_and_fails_with_a_place(tmp_path: Path) -> None:
    assert run("rules", "check", str(QUICK)).returncode == 0
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in QUICK.glob("*.yaml"):
        (broken / file.name).write_text(file.read_text().replace("carry_over: 0.5", "carry_over: lots"))
    text = run("rules", "check", str(broken))
    assert text.returncode == 1
    assert re.search(r"ruleset\.yaml:\d+:\d+: error R\d+", text.stdout)
    as_json = run("rules", "check", str(broken), "--format", "json")
    assert as_json.returncode == 1
    found = json.loads(as_json.stdout)["rulesets"][0]["diagnostics"]
    assert {"code", "severity", "file", "line", "column", "message", "hint"} <= set(found[0])


def test_rules_check_says_when_there_is_no_folder() -> None:
    result = run("rules", "check", "nowhere")
    assert result.returncode == 1
    assert "nowhere" in result.stderr


# ---------------------------------------------------------------- rules test


def test_rules_test_passes_what_ships_and_tells_of_promises_that_do_not_hold(tmp_path: Path) -> None:
    chosen = run("rules", "test", "quick", "-k", "controls bite")
    assert (chosen.returncode, chosen.stdout) == (0, "")
    assert "1 test, no failures" in chosen.stderr
    broken = tmp_path / "broken"
    shutil.copytree(QUICK, broken)
    promise = "tests:\n  - {name: a promise, expect: {beijing.chips: {above: 1e6}}}\n"
    (broken / "tests.yaml").write_text(promise)
    text = run("rules", "test", str(broken))
    assert text.returncode == 1
    assert re.search(r"tests\.yaml:2:\d+: error T001: `beijing\.chips`", text.stdout)
    assert "1 test, 1 failure" in text.stderr
    as_json = run("rules", "test", str(broken), "--format", "json")
    assert as_json.returncode == 1
    (told,) = json.loads(as_json.stdout)["tests"]
    assert (told["name"], told["passed"], told["failures"][0]["code"]) == ("a promise", False, "T001")
    assert told["failures"][0]["why"]
    assert told["failures"][0]["at"] == str(broken / "tests.yaml")


def test_commands_that_need_a_ruleset_name_the_file_of_a_mistake_with_its_folder(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(QUICK, broken)
    (broken / "scores.yaml").write_text("scores: [\n")
    for command in (("rules", "test"), ("rules", "coverage"), ("simulate",)):
        said = refused_inside(*command, str(broken))
        assert f"{broken / 'scores.yaml'}:2:1: error R003" in said


def test_rules_test_says_when_there_is_nothing_to_play(tmp_path: Path) -> None:
    none = run("rules", "test", "quick", "-k", "no such words")
    assert (none.returncode, none.stdout) == (1, "")
    assert "no such words" in none.stderr
    shutil.copytree(QUICK, tmp_path / "silent")
    (tmp_path / "silent" / "tests.yaml").unlink()
    silent = run("rules", "test", str(tmp_path / "silent"))
    assert silent.returncode == 1
    assert "no tests" in silent.stderr


# ---------------------------------------------------------------- rules derive


def test_rules_derive_writes_what_follows_from_the_rules_and_only_that(tmp_path: Path) -> None:
    copy = tmp_path / "quick"
    shutil.copytree(QUICK, copy)
    assert run("rules", "derive", str(copy), "--check").returncode == 0
    (copy / "par.yaml").write_text("par: {frontier: {washington: [1], beijing: [2]}}\n")
    stale = run("rules", "derive", str(copy), "--check")
    assert stale.returncode == 1
    assert "airace rules derive" in stale.stderr
    assert (copy / "par.yaml").read_text() == "par: {frontier: {washington: [1], beijing: [2]}}\n"
    assert run("rules", "derive", str(copy)).returncode == 0
    for file in QUICK.glob("*.yaml"):
        assert (copy / file.name).read_bytes() == file.read_bytes(), file.name


def test_rules_derive_writes_nothing_for_a_ruleset_whose_base_has_the_same_par(tmp_path: Path) -> None:
    kid = tmp_path / "kid"
    (kid / "texts").mkdir(parents=True)
    (kid / "rules.yaml").write_text("format: 1\nname: kid\nextends: quick\n")
    for language in ("en", "zh"):
        (kid / "texts" / f"{language}.yaml").write_text("ruleset: {name: Kid, about: the same}\n")
    for words in (("--check",), ()):
        result = run("rules", "derive", str(kid), *words)
        assert result.returncode == 0
        assert "that of quick fits" in result.stderr
    assert not (kid / "par.yaml").exists()


def test_a_file_in_the_place_of_a_folder_is_told_with_its_folder() -> None:
    said = refused_inside("rules", "check", str(QUICK / "scores.yaml"))
    assert f"Name the folder of its ruleset, such as {QUICK}." in said


def test_rules_derive_says_when_the_rules_have_mistakes(tmp_path: Path) -> None:
    copy = tmp_path / "quick"
    shutil.copytree(QUICK, copy)
    (copy / "scores.yaml").write_text("scores: {}\n")
    result = run("rules", "derive", str(copy))
    assert result.returncode == 1
    assert "Nothing was derived" in result.stderr
    assert f"{copy}/" in result.stderr
    assert "Traceback" not in result.stderr


# ---------------------------------------------------------------- rules coverage


def test_rules_coverage_shows_what_models_and_tests_each_system(tmp_path: Path) -> None:
    shown = run("rules", "coverage", "quick")
    assert shown.returncode == 0
    assert re.search(r"\| C1 Chip gap \| .*stocks\.chips \(compute\.yaml:\d+\)", shown.stdout)
    assert "without a test: C4, C7" in shown.stderr
    page = tmp_path / "pages" / "quick.md"
    assert run("rules", "coverage", str(QUICK), "--write", str(page)).stdout == ""
    assert page.read_text() == shown.stdout


def test_rules_coverage_says_when_a_list_of_systems_is_none(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("[C1, C2]")
    result = run("rules", "coverage", "quick", "--systems", str(file))
    assert (result.returncode, result.stdout) == (1, "")
    assert "no list of systems" in result.stderr
    assert "no file" in run("rules", "coverage", "quick", "--systems", "nowhere.yaml").stderr


# ---------------------------------------------------------------- bot


def test_bots_play_a_whole_class_over_the_network(live_server: LiveServer) -> None:
    async def open_class() -> tuple[str, str, str]:
        async with Client(live_server.url) as client:
            made = await client._ask("POST", "/api/sessions", json={"tables": 2, "fill": None})
            session = made.json()["session"]
            return made.json()["code"], session, made.cookies[f"airace_session_{session}"]

    code, session, token = asyncio.run(open_class())
    bots = subprocess.Popen(
        [str(COMMAND), "bot", live_server.url, "--join", code, "--seats", "4"], stderr=subprocess.PIPE, text=True
    )

    async def start() -> None:
        async with Client(live_server.url) as client:
            cookie = {"cookie": f"airace_session_{session}={token}"}
            while True:
                info = (await client._ask("GET", f"/api/sessions/{session}", headers=cookie)).json()
                if sum(len(table["members"]) for table in info["tables"]) == 4:
                    break
                await asyncio.sleep(0.2)
            await client._ask("POST", f"/api/sessions/{session}/actions", json={"action": "start"}, headers=cookie)

    asyncio.run(start())
    _, said = bots.communicate(timeout=120)
    assert bots.returncode == 0, said
    assert said.count("the match ended with") == 4


def test_a_bot_says_what_is_wrong(live_server: LiveServer) -> None:
    unknown = run("bot", live_server.url, "--join", "AAAA-AAAA")
    assert unknown.returncode == 1
    assert "unknown_code" in unknown.stderr
    nobody = run("bot", "http://127.0.0.1:9", "--join", "AAAA-AAAA")
    assert nobody.returncode == 1
    assert "Is the server running?" in nobody.stderr
