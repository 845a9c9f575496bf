"""All committed, deadline and facilitator race, in several processes: every turn closes once, none is skipped or stuck.
The long version is ``python tests/races/driver.py``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).parent / "driver.py"


def run(url: str, processes: int, matches: int) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, str(DRIVER), url, "--processes", str(processes), "--matches", str(matches)],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert ran.returncode == 0, ran.stderr
    report: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return report


def test_four_processes_on_postgresql(postgres_url: str) -> None:
    report = run(postgres_url, processes=4, matches=6)
    assert report["wrong"] == []
    assert set(report["closed_by"]) == {"all_committed", "deadline", "facilitator"}


def test_one_process_on_sqlite(tmp_path: Path) -> None:
    report = run(f"sqlite:///{tmp_path}/a.sqlite3", processes=1, matches=10)
    assert report["wrong"] == []
    assert set(report["closed_by"]) == {"all_committed", "deadline", "facilitator"}
