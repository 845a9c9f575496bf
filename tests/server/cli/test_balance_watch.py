"""``airace balance --watch``: saved, told anew; saved with a mistake, told which; saved meanwhile, begun again."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from airace_server.commands.balance_watch import LOOK_EVERY, Changed, Watcher
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
    assert "Washington in equilibrium" in watching.until("controls hold")
    watching.until("LIMITS")
    save(mine, "nonsense")
    watching.until("compute.yaml:5")
    watching.until("mine does not load")
    save(mine, "18")
    watching.until("controls hold")
    watching.until("LIMITS")


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
