"""``airace balance --watch``: saved, told anew; saved with a mistake, told which; saved meanwhile, begun again."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest

from airace_rules.balance.effort import Effort
from airace_rules.balance.report import balance
from airace_rules.balance.runner import Runner
from airace_rules.language.loader import load_compiled
from airace_server.commands.balance_watch import LOOK_EVERY, Changed, Watcher, in_round_robin
from support.commands import COMMAND

QUICK = Path(__file__).resolve().parents[3] / "game_rules/rulesets/quick"
PATIENCE = 120


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return Path(shutil.copytree(QUICK, tmp_path / "mine"))


def save(folder: Path, value: str) -> None:
    file = folder / "compute.yaml"
    text = file.read_text()
    start = text.index("buy_gain: {value: {washington: ") + len("buy_gain: {value: {washington: ")
    file.write_text(text[:start] + value + text[text.index(",", start) :])


class Told:
    """The lines of a running command."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.lines: Queue[str] = Queue()
        for stream in (process.stdout, process.stderr):
            threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: object) -> None:
        for line in stream:  # type: ignore[attr-defined]
            self.lines.put(line)

    def until(self, word: str) -> str:
        """The next line with this word."""
        while word not in (line := self.lines.get(timeout=PATIENCE)):
            pass
        return line


@pytest.fixture
def watching(mine: Path) -> Iterator[Told]:
    arguments = ("balance", str(mine), "--watch", "--games", "100", "--rounds", "0", "--workers", "1")
    process = subprocess.Popen([str(COMMAND), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield Told(process)
    process.kill()
    process.communicate()


def test_every_save_gives_first_figures_and_then_the_whole_report(mine: Path, watching: Told) -> None:
    assert watching.until(" s: ").endswith(", 100 games\n")
    assert "Washington in equilibrium" in watching.until("controls hold")
    watching.until("LIMITS")
    save(mine, "nonsense")
    watching.until("compute.yaml:5")
    watching.until("mine does not load")
    save(mine, "18")
    assert "have another winner" in watching.until("before this save")  # than before the mistake
    watching.until("controls hold")
    watching.until("LIMITS")
    (mine / "texts/en.yaml").write_text((mine / "texts/en.yaml").read_text() + "# the same\n")
    watching.until("every one has the same winner as before this save")


def test_what_a_save_did_is_told_of_the_same_games_only() -> None:
    even = balance(Runner(3), load_compiled(QUICK), Effort(100, rounds=0)).even
    assert even is not None
    exchanged = replace(even, winners=-even.winners)
    decided = int((even.winners != 0).sum())
    assert in_round_robin(even, exchanged).endswith(f", {decided}.0% have another winner")
    others = replace(even, matrix=replace(even.matrix, rows=even.matrix.rows[1:]))
    for alone in (None, others):
        assert in_round_robin(even, alone).endswith(", 100 games")


def test_a_save_is_seen_once_and_other_files_are_not(mine: Path) -> None:
    watcher = Watcher(mine)
    assert not watcher.changed()
    (mine / "notes.txt").write_text("mine")
    assert not watcher.changed()
    save(mine, "17")
    assert watcher.changed()
    assert not watcher.changed()


def test_a_save_stops_the_report_that_is_being_made(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = Watcher(mine)
    watcher.tell(10, "playing")
    save(mine, "17")
    watcher.tell(10, "playing")  # it was looked at just now
    watcher._looked -= LOOK_EVERY
    with pytest.raises(Changed):
        watcher.tell(10, "playing")
    assert watcher.changed()
