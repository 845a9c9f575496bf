"""``airace balance --watch``: the report made anew after every save, its first figures at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from airace_rules.balance.controls import Controls
from airace_rules.balance.report import Even, House, Report, balance
from airace_rules.balance.runner import Runner
from airace_rules.errors import RulesetError
from airace_rules.language.loader import Compiled, load_compiled
from airace_server.commands.balance import Wishes, kept_in, write_page
from airace_server.commands.balance_accepted import accepted
from airace_server.commands.balance_page import page
from airace_server.commands.balance_words import rate, told
from airace_server.commands.console import fail, say
from airace_server.commands.folders import compiled, folder_of, told_at
from airace_server.commands.pool import pool
from airace_server.games.folders import Folders, Stamp

LOOK_EVERY: Final = 0.1  # seconds


class Changed(Exception):
    """A file was saved while the report was being made."""


def watch(ruleset: str, against: str | None, wishes: Wishes, html: Path | None) -> None:
    """Reports until it is interrupted."""
    folder = folder_of(ruleset)
    old = compiled(against) if against else None
    with pool(wishes.workers) as (executor, workers):
        watcher = Watcher(folder)
        before: Even | None = None
        try:
            while True:
                runner = Runner(wishes.seed, executor, workers, watcher.tell, kept_in(wishes.resume))
                before = once(watcher, runner, old, wishes, html, before)
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


def once(
    watcher: Watcher, runner: Runner, old: Compiled | None, wishes: Wishes, html: Path | None, before: Even | None
) -> Even | None:
    """One report: the first figures as soon as there are any, the whole at the end; or why the files do not load.
    ``before``: the round-robin of the last save that loaded; that of this one is given back."""
    started = time.perf_counter()
    try:
        new = load_compiled(watcher.folder)
    except RulesetError as error:
        say("\n\n".join(told_at(watcher.folder, diagnostic) for diagnostic in error.diagnostics))
        say(f"{watcher.folder.name} does not load. Save it again when it is repaired.")
        return before
    latest = before

    def ready(report: Report) -> None:
        nonlocal latest
        seconds = time.perf_counter() - started
        if report.controls is None and report.even:
            latest = report.even
            print(f"{seconds:.1f} s: {in_round_robin(report.even, before)}", flush=True)
        elif report.house and report.sensitivity is None and report.comparison is None:
            print(f"{seconds:.1f} s: {in_equilibrium(report.controls, report.house)}", flush=True)

    try:
        report = balance(runner, new, wishes.effort, old, ready, accepted(watcher.folder, new))
    except Changed:
        return latest
    except ValueError as error:
        fail(f"{error}.")
    seconds = time.perf_counter() - started
    print("\n".join(told(report, seconds)), flush=True)
    if html is not None:
        write_page(html, page(report, seconds))
    return latest


def in_round_robin(even: Even, before: Even | None) -> str:
    """What the house strategies do, and in how many of the same games another side, or nobody, wins since the last
    save. Nothing is said of that after strategies came or went."""
    told = f"Washington over the round-robin {rate(even.field)}, {even.field.games} games"
    if before is None or before.matrix.rows != even.matrix.rows:
        return told
    flipped = int((even.winners != before.winners).sum())
    if not flipped:
        return f"{told}; every one has the same winner as before this save"
    return f"{told}; before this save {rate(before.field)}, {flipped / even.field.games:.1%} have another winner"


def in_equilibrium(controls: Controls | None, house: House) -> str:
    """Whether the figures can be trusted, and the first one of them."""
    held = "controls hold" if controls and controls.ok else "controls fail"
    return f"{held}; Washington in equilibrium {rate(house.mixed)}"
