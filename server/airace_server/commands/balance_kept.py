"""A file that keeps what a long balance report has played, so that it can be stopped and taken up again."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from airace_rules.balance.arena import Outcome
from airace_server.commands.console import fail

ARRAYS = ("winner", "ending", "turns", "totals", "leads", "reached")


class KeptInFile:
    """One line a piece of work. A line that was cut off when the run was stopped is played again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, str] = {}
        if file.exists():
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                self._read(line)

    def _read(self, line: str) -> None:
        try:
            row: Any = json.loads(line)
        except ValueError:
            return
        if not isinstance(row, dict) or not isinstance(row.get("key"), str) or not isinstance(row.get("games"), str):
            fail(f"{self._file} holds something else than the games of a balance report; name another file.")
        self._known[row["key"]] = row["games"]

    def get(self, key: str) -> Outcome | None:
        """What was played under this key."""
        text = self._known.get(key)
        if text is None:
            return None
        with np.load(io.BytesIO(base64.b64decode(text)), allow_pickle=False) as arrays:
            return Outcome(**{name: arrays[name] for name in ARRAYS}, broken=arrays["broken"].tolist())

    def put(self, key: str, outcome: Outcome) -> None:
        """Keep what was played."""
        held = io.BytesIO()
        broken = np.array(outcome.broken, dtype=np.str_)
        np.savez_compressed(held, **{name: getattr(outcome, name) for name in ARRAYS}, broken=broken)
        row = {"key": key, "games": base64.b64encode(held.getvalue()).decode("ascii")}
        with self._file.open("a", encoding="utf-8") as stream:
            stream.write(f"\n{json.dumps(row)}\n")
