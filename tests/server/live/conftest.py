"""One server for most tests of a file: each test plays a match of its own on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.sockets import Running, running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    rates = {"seat_frames_burst": 100_000, "address_frames_burst": 1_000_000, "address_sessions_burst": 10_000}
    async with running(tmp_path_factory.mktemp("live"), **rates) as started:
        yield started
