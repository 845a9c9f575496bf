"""A Chromium for the browser tests that needs no system package.

On Linux x86-64 it comes out of the npm package @sparticuz/chromium, elsewhere an installed Chrome or Chromium is used.
AIRACE_CHROMIUM names another one.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from tools import web_client

FOLDER = Path(__file__).resolve().parents[1] / "browser"
CACHE = web_client.ROOT / ".cache"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{0}/fontcache</cachedir></fontconfig>
"""


class LaunchArguments(TypedDict):
    """What Playwright's ``launch`` takes of them."""

    executable_path: str
    args: list[str]
    env: dict[str, str | float | bool]


@dataclass(frozen=True)
class Chromium:
    path: str
    env: dict[str, str] = field(default_factory=dict)

    def launch_arguments(self) -> LaunchArguments:
        return {"executable_path": self.path, "args": FLAGS, "env": {**os.environ, **self.env}}


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Among the processes that share the tests."""
    from fcntl import LOCK_EX, flock  # where Chromium is unpacked there is one

    CACHE.mkdir(exist_ok=True)
    with (CACHE / "chromium.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def unpacked() -> Chromium:
    """The package reuses whatever it finds unpacked, also of another version: hence one folder for each version.
    Its own fonts.conf names the system's temporary folder, where this one is not."""
    web_client.install_modules(FOLDER)
    version = json.loads((FOLDER / "package.json").read_text())["dependencies"]["@sparticuz/chromium"]
    target = CACHE / f"chromium-{version}"
    target.mkdir(parents=True, exist_ok=True)
    command = [*web_client.node_command(), "chromium-path.mjs"]
    environment = {**web_client.environment(), "TMPDIR": str(target)}
    out = subprocess.run(command, cwd=FOLDER, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    (target / "fonts.conf").write_text(FONTS.format(target))
    libraries = {"LD_LIBRARY_PATH": str(target / "al2023/lib"), "FONTCONFIG_FILE": str(target / "fonts.conf")}
    return Chromium(out.strip(), libraries)


def find_chromium() -> Chromium:
    if wanted := os.environ.get("AIRACE_CHROMIUM"):
        return Chromium(wanted)
    if sys.platform == "linux" and platform.machine() == "x86_64":
        with one_at_a_time():
            return unpacked()
    for name in NAMES:
        if path := shutil.which(name):
            return Chromium(path)
    raise LookupError("Browser tests need Chromium or Chrome: install it or set AIRACE_CHROMIUM to its path.")
