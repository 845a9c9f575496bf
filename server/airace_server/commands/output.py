"""Where a command writes what it makes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from airace_server.commands.console import fail

BINARY: tuple[str, ...] = ("xlsx",)
"""Formats that are no text: a terminal cannot show them."""


def require_place(out: Path | None, force: bool, format: str) -> None:
    """End with a sentence where the result could not go, before any work is done for it."""
    if out is None:
        if format in BINARY and sys.stdout.isatty():
            fail(f"A terminal cannot show {format}. Name a file with --out, or send standard output into one with >.")
        if force:
            fail("--force is for --out, which is missing. Name the file with --out.")
        return
    if out.exists() and not out.is_file():
        fail(f"{out} is not a file. Name one with --out.")
    if not out.resolve().parent.is_dir():
        fail(f"There is no folder {out.parent}. Make it first, or name a file elsewhere with --out.")
    if out.exists() and not force:
        fail(_exists(out))


def deliver(data: bytes, out: Path | None, force: bool) -> None:
    """Write it. A file gets its name only once all of it is on the disk."""
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        _write(data, out.resolve(), force)
    except FileExistsError:
        fail(_exists(out))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")


def _write(data: bytes, target: Path, force: bool) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        made.chmod(0o666 & ~_umask())
        _name(made, target, force)
    finally:
        made.unlink(missing_ok=True)


def _name(made: Path, target: Path, force: bool) -> None:
    """Without ``force`` raises FileExistsError, also where another program was quicker."""
    if not force:
        try:
            target.hardlink_to(made)
        except FileExistsError:
            raise
        except OSError:  # not every disk knows links
            if target.exists():
                raise FileExistsError from None
        else:
            return
    made.replace(target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _exists(out: Path) -> str:
    return f"{out} is there already and was left as it is. Name another file, or add --force to replace it."
