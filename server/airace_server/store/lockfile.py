"""One process per SQLite file.

The lock is the operating system's, on a file beside the database: it goes with the process, however that ends, so a
file left behind by a crash blocks nobody.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from airace_server.store.errors import StoreError


class InUse(StoreError):
    """Another process has the SQLite file."""


class LockFile:
    """Holds ``FILE.lock`` from construction until ``release``. Raises ``InUse`` when another process holds it,
    ``StoreError`` where the file cannot be made."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(f"The file {self._path} beside the database cannot be opened: {error.strerror}.") from None
        if not _try_lock(self._file):
            holder = os.read(self._file, 20).decode(errors="replace").strip() or "unknown"
            os.close(self._file)
            raise InUse(
                f"Another airace server (process {holder}) is using {database}. Stop it, or give this one another "
                "database with --database, or use PostgreSQL, which several servers can share."
            )
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let the next process in. The file stays: removing it would race with one that is just opening it."""
        os.close(self._file)


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # msvcrt locks are mandatory: lock a byte that nobody reads

    def _try_lock(file: int) -> bool:
        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(file, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
