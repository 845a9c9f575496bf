"""``airace balance --watch``: the report made anew after every save, its first figures at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from airace_rules.balance.controls import Controls
from airace_rules.balance.report import House, Report, balance
from airace_rules.balance.runner import Runner
from airace_rules.errors import RulesetError
from airace_rules.language.loader import Compiled, load_compiled
from airace_server.commands.balance import Wishes, kept_in, pool, write_page
from airace_server.commands.balance_accepted import accepted
from airace_server.commands.balance_page import page
from airace_server.commands.balance_words import rate, told
from airace_server.commands.console import fail, say
from airace_server.commands.folders import compiled, folder_of, told_at
from airace_server.games.folders import Folders, Stamp

LOOK_EVERY: Final = 0.25  # seconds


class Changed(Exception):
    """A file was saved while the report was being made."""


def watch(ruleset: str, against: str | None, wishes: Wishes, html: Path | None) -> None:
    """Reports until it is interrupted."""
    folder = folder_of(ruleset)
    old = compiled(against) if against else None
    with pool(wishes.workers) as (executor, workers):
        watcher = Watcher(folder)
        try:
            while True:
                runner = Runner(wishes.seed, executor, workers, watcher.tell, kept_in(wishes.resume))
                once(watcher, runner, old, wishes, html)
                watcher.wait()
        except KeyboardInterrupt:
            say("Stopped.")


class Watcher:
    """Sees whether anything was saved in the folder of a ruleset, or in those that it extends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._folders = Folders(self.folder.parent)
        self._seen = self._look()
        self._looked = time.monotonic()

    def _look(self) -> Stamp | None:
        return self._folders.look().get(self.folder.name)

    def changed(self) -> bool:
        """Whether anything was saved since it was last said so."""
        now = self._look()
        changed, self._seen = now != self._seen, now
        return changed

    def wait(self) -> None:
        """Until something is saved."""
        while not self.changed():
            time.sleep(LOOK_EVERY)

    def tell(self, games: int, stage: str) -> None:
        """Stops a report whose ruleset was saved meanwhile. Raises Changed."""
        if time.monotonic() - self._looked >= LOOK_EVERY:
            self._looked = time.monotonic()
            if self._look() != self._seen:
                raise Changed


def once(watcher: Watcher, runner: Runner, old: Compiled | None, wishes: Wishes, html: Path | None) -> None:
    """One report: the first figures as soon as there are any, the whole at the end; or why the files do not load."""
    started = time.perf_counter()
    try:
        new = load_compiled(watcher.folder)
    except RulesetError as error:
        say("\n\n".join(told_at(watcher.folder, diagnostic) for diagnostic in error.diagnostics))
        say(f"{watcher.folder.name} does not load. Save it again when it is repaired.")
        return

    def ready(report: Report) -> None:
        if report.house and report.sensitivity is None and report.comparison is None:
            print(first_figures(report.controls, report.house, time.perf_counter() - started), flush=True)

    try:
        report = balance(runner, new, wishes.games, old, ready, wishes.rounds, accepted(watcher.folder, new))
    except Changed:
        return
    except ValueError as error:
        fail(f"{error}.")
    seconds = time.perf_counter() - started
    print("\n".join(told(report, seconds)), flush=True)
    if html is not None:
        write_page(html, page(report, seconds))


def first_figures(controls: Controls | None, house: House, seconds: float) -> str:
    """One line."""
    held = "controls hold" if controls and controls.ok else "controls fail"
    return f"{seconds:.1f} s: {held}; Washington in equilibrium {rate(house.mixed)}"
