"""Rulesets made to hurt are refused in words, with bounded work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from airace_rules.language.diagnostics import MAX_DIAGNOSTICS
from airace_rules.language.loader import check_ruleset
from rules.language.hostile import attacks

ATTACKS = list(attacks())
MEGABYTES = 1024 * 1024
ALLOWED_MEMORY = 1_500 * MEGABYTES  # address space, of which the libraries alone take half
ALLOWED_PROCESSOR_SECONDS = 60  # a guard against hanging for all attacks together, not a measurement
BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "hostile.py"
WORST = 40_000  # characters of all diagnostics of one attack

BOUNDED = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, ({ALLOWED_MEMORY}, {ALLOWED_MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({ALLOWED_PROCESSOR_SECONDS}, {ALLOWED_PROCESSOR_SECONDS}))
from airace_rules.language.loader import check_ruleset
from rules.language.hostile import attacks
for name, make in attacks():
    assert any(d.severity == "error" for d in check_ruleset(make())), name
print("refused all")
"""


@pytest.mark.parametrize(("name", "make"), ATTACKS, ids=[name for name, _ in ATTACKS])
def test_an_attack_is_answered_with_diagnostics(name: str, make: Callable[[], dict[str, str]]) -> None:
    found = check_ruleset(make())
    assert any(d.severity == "error" for d in found)
    assert len(found) <= MAX_DIAGNOSTICS
    assert max(len(d.text()) for d in found) < WORST
    assert all(d.text().isprintable() or "\n" in d.text() for d in found)
    assert not any(control in d.text() for d in found for control in ("\0", "\x1b", "\ud800"))


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is on address space as Linux counts it")
def test_every_attack_is_refused_within_128_mebibytes_and_two_seconds_of_processor_time() -> None:
    done = run_limited(str(BENCHMARK), "--json")
    figures = json.loads(done.stdout)["attacks"]
    assert {name: f for name, f in figures.items() if not f.get("errors")} == {}, done.stderr[-2_000:]
    assert len(figures) > len(ATTACKS)
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is on address space as Linux counts it")
@pytest.mark.parametrize("waste", ["bytearray(200 << 20)", "sum(range(10 ** 12))"])
def test_the_limits_would_end_an_attack_that_succeeds(waste: str) -> None:
    program = f"""
import runpy
benchmark = runpy.run_path({str(BENCHMARK)!r})
benchmark["checked"].__globals__["check_ruleset"] = lambda source: {waste}
print(benchmark["measured"]({{}}))
"""
    done = run_limited("-c", program)
    assert "failed" in done.stdout, done.stderr[-2_000:]


def run_limited(*arguments: str) -> subprocess.CompletedProcess[str]:
    paths = [str(Path(__file__).parents[2]), *sys.path]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are a matter of Unix")
def test_all_attacks_together_stay_within_bounded_memory_and_work() -> None:
    done = run_limited("-c", BOUNDED)
    assert done.stdout == "refused all\n", done.stderr[-2_000:]


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_bytes("format: 1\nname: Größe\n".encode("latin-1"))
    assert "not UTF-8: byte 18 in line 2" in check_ruleset(tmp_path)[0].text()


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "model.yaml").open("wb") as stream:
        stream.truncate(1024 * MEGABYTES)  # sparse: a gigabyte that takes no room
    assert [d.code for d in check_ruleset(tmp_path)] == ["R002"]


def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.yaml")
    assert "not an ordinary file" in check_ruleset(tmp_path)[0].message


@pytest.mark.parametrize("target", ["/proc/self/environ", "/etc/hosts", "/dev/null"])
def test_a_link_that_leads_to_no_rule_file_is_not_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "model.yaml").symlink_to(target)
    [found] = [d for d in check_ruleset(tmp_path) if d.file == "model.yaml"]
    assert (found.code, found.excerpt) == ("R001", "")


def test_a_link_to_a_rule_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "ruleset").mkdir()
    (tmp_path / "elsewhere.yaml").write_text("vras: {}\n")
    (tmp_path / "ruleset/model.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert "R020" in {d.code for d in check_ruleset(tmp_path / "ruleset")}


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    found = check_ruleset(tmp_path / "nowhere")
    assert found[0].code == "R001"
    assert "nowhere" in found[0].file


def test_a_file_that_belongs_to_another_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.yml").write_text("format: 1\n")
    assert "`name.yaml`" in check_ruleset(tmp_path)[0].expected
