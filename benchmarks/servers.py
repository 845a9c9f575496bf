"""Servers as processes of their own, for benchmarks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
READY = re.compile(r"is listening on (http://\S+)")
PATIENCE = 60.0
UNLIMITED = {
    "AIRACE_SEAT_FRAMES": "100000",
    "AIRACE_SEAT_FRAMES_BURST": "100000",
    "AIRACE_ADDRESS_FRAMES_BURST": "1000000",
    "AIRACE_ADDRESS_SOCKETS": "100000",
    "AIRACE_ADDRESS_SESSIONS_BURST": "100000",
    "AIRACE_ADDRESS_CODES_BURST": "100000",
    "AIRACE_ADDRESS_REQUESTS_BURST": "100000",
}
"""A benchmark comes from one address and sends as fast as it can."""


class Started:
    """A server that listens. ``seconds``: from the start of the process until it said so."""

    def __init__(self, command: list[str]) -> None:
        begun = time.perf_counter()
        environment = {**os.environ, **UNLIMITED}
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
        )
        self.url = self._wait_for_url()
        self.seconds = time.perf_counter() - begun

    def memory(self) -> int:
        """Resident memory of the process in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) if found else 0

    def cpu_seconds(self) -> float:
        """Processor time that the process has used."""
        return _cpu_seconds(self.process.pid)

    def children(self) -> dict[int, float]:
        """Process → processor time in seconds, for each process that the server has started."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return {int(child): _cpu_seconds(int(child)) for task in tasks for child in task.read_text().split()}

    def _wait_for_url(self) -> str:
        said: list[str] = []
        if self.process.stderr is None:
            raise RuntimeError("no standard error")
        for line in self.process.stderr:
            said.append(line)
            if found := READY.search(line):
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return found[1]
        raise RuntimeError("the server did not start:\n" + "".join(said))

    def stop(self) -> None:
        """End it and wait."""
        self.process.terminate()
        self.process.wait(PATIENCE)


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100.0


@contextmanager
def airace(folder: Path, *options: str) -> Iterator[Started]:
    """``airace serve`` on a fresh SQLite file."""
    database = f"sqlite:///{folder / 'airace.sqlite3'}"
    place = ["--host", "127.0.0.1", "--port", "0", "--database", database]
    yield from stopped(Started([sys.executable, "-m", "airace_server", "serve", *place, *options]))


@contextmanager
def floor(folder: Path) -> Iterator[Started]:
    """The rule-free floor: benchmarks/floor.py."""
    yield from stopped(Started([sys.executable, str(HERE / "floor.py"), str(folder / "floor.sqlite3")]))


def stopped(server: Started) -> Iterator[Started]:
    """Give it away and stop it afterwards."""
    try:
        yield server
    finally:
        server.stop()
