"""The server as users run it: a process of its own, which tests may kill and start again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

COMMAND = Path(sys.executable).with_name("airace")
READY = re.compile(r"airace is listening on (http://\S+)")
PATIENCE = 60.0


class LiveServer:
    """`airace serve` on 127.0.0.1 and a free port; the port stays the same over restarts.

    Attributes:
        url: base URL without a slash at the end.
        database: URL of the database it uses.
        lines: all that it has written to stderr.
    """

    def __init__(self, database: str, *options: str, **settings: str) -> None:
        """`options` go to `airace serve`; `settings` become AIRACE_… variables."""
        self.database = database
        self.options = options
        self.settings = {f"AIRACE_{name.upper()}": value for name, value in settings.items()}
        self.lines: list[str] = []
        self.url = ""
        self.port = "0"
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> LiveServer:
        """Start it and wait until it says that it is ready."""
        assert self.process is None, "the server runs already"
        arguments = ["--host", "127.0.0.1", "--port", self.port, "--database", self.database, *self.options]
        self.process = subprocess.Popen(
            [str(COMMAND), "serve", *arguments],
            env={**os.environ, **self.settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.ready = threading.Event()
        self.reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self.reader.start()
        self.ready.wait(PATIENCE)
        if not self.url or self.process.poll() is not None:
            self.kill()
            raise RuntimeError("airace serve did not get ready; it wrote:\n" + "".join(self.lines))
        return self

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self.lines.append(line)
            if found := READY.search(line):
                self.url = found[1].rstrip("/")
                self.port = self.url.rsplit(":", 1)[1]
                self.ready.set()
        self.ready.set()

    def kill(self) -> None:
        """As a power cut does: SIGKILL, nothing is tidied up."""
        self._end(subprocess.Popen.kill)

    def stop(self) -> int:
        """As an operator does; returns the exit code."""
        return self._end(subprocess.Popen.terminate)

    def restart(self) -> LiveServer:
        """Kill it if it still runs, and start it again on the same port and database."""
        self.kill()
        return self.start()

    def _end(self, end: Callable[[subprocess.Popen[str]], None]) -> int:
        if self.process is None:
            return 0
        process, self.process = self.process, None
        end(process)
        code = process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        assert process.stderr is not None
        process.stderr.close()
        return code
