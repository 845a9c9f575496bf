"""Words for people go to standard error; results for programs go to standard output alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, Protocol

import typer


class Progress(Protocol):
    """Told how far long work has come."""

    def __call__(self, done: int) -> None:
        """``done`` of all are done."""


def say(text: str) -> None:
    """A line for people."""
    print(text, file=sys.stderr, flush=True)


def give(value: Any) -> None:
    """A result as JSON, for programs."""
    json.dump(value, sys.stdout, indent=2, allow_nan=False)
    sys.stdout.write("\n")
    sys.stdout.flush()


def fail(text: str) -> NoReturn:
    """End with a sentence and exit code 1."""
    say(text)
    raise typer.Exit(1)


@contextmanager
def progress(title: str, total: int) -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)
