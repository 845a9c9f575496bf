"""``airace balance``: the balance report of a ruleset."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from airace_rules.balance.accepted import FILE
from airace_rules.balance.effort import WATCHED, Effort
from airace_rules.balance.figures import figures_of
from airace_rules.balance.moved import accepted_text
from airace_rules.balance.report import Report, balance, expected_games
from airace_rules.balance.runner import NOTHING_KEPT, Kept, Runner, Tell
from airace_rules.language.loader import Compiled
from airace_server.commands.balance_accepted import accepted
from airace_server.commands.balance_kept import KeptInFile
from airace_server.commands.balance_page import page
from airace_server.commands.balance_words import told
from airace_server.commands.console import fail, give, say
from airace_server.commands.folders import compiled, folder_of
from airace_server.commands.pool import pool


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asked for. ``resume``: file that keeps what was played."""

    effort: Effort
    seed: int
    workers: int | None
    resume: Path | None


def wished(
    games: int | None, seed: int, rounds: int | None, workers: int | None, resume: Path | None, *, watch: bool
) -> Wishes:
    """With what is usual where nothing was asked for."""
    usual = WATCHED if watch else Effort()
    effort = replace(usual, games=games or usual.games, rounds=usual.rounds if rounds is None else rounds)
    return Wishes(effort, seed, workers, resume)


def report(
    ruleset: str, against: str | None, wishes: Wishes, as_json: bool, html: Path | None, accept: bool = False
) -> bool:
    """Make and tell the report; whether its controls held. ``accept``: keep its figures beside the rules, too."""
    folder, new, old = folder_of(ruleset), compiled(ruleset), compiled(against) if against else None
    before = None if accept else accepted(folder, new)
    started = time.perf_counter()
    with pool(wishes.workers) as (executor, workers), progress(new, old, wishes) as tell:
        try:
            runner = Runner(wishes.seed, executor, workers, tell, kept_in(wishes.resume))
            made = balance(runner, new, wishes.effort, old, accepted=before)
        except ValueError as error:
            fail(f"{error}.")
    seconds = round(time.perf_counter() - started, 3)
    if old is not None and made.house and made.comparison is None:
        say(f"{against} and {ruleset} have no house strategy in common, so that there is nothing to compare.")
    write(made, seconds, as_json, html)
    held = bool(made.controls and made.controls.ok)
    if accept and held:
        write_page(folder / FILE, accepted_text(made))
    elif accept:
        say("Nothing was accepted: a control fails, so that there are no figures.")
    return held


def require_once(accept: bool) -> None:
    """End with a sentence when reports that are made anew after every save were to be accepted."""
    if accept:
        fail("--accept keeps one report: take --watch away.")


def write(made: Report, seconds: float, as_json: bool, html: Path | None) -> None:
    """The report to standard output, and to a file if one is wanted."""
    if html is not None:
        write_page(html, page(made, seconds))
    if as_json:
        give(figures_of(made, seconds))
    else:
        print("\n".join(told(made, seconds)))


def write_page(file: Path, text: str) -> None:
    """Writes a page or another file, whole or not at all."""
    try:
        part = file.with_name(f"{file.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    say(f"Wrote {file}.")


def kept_in(file: Path | None) -> Kept:
    """What an earlier run kept, or nothing."""
    return NOTHING_KEPT if file is None else KeptInFile(file)


@contextmanager
def progress(new: Compiled, old: Compiled | None, wishes: Wishes) -> Iterator[Tell]:
    """A bar with the time left on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda games, stage: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        total = expected_games(new, wishes.effort, old is not None)
        task = bar.add_task(new.ruleset.name, total=total)
        yield lambda games, stage: bar.update(task, advance=games, description=stage)
