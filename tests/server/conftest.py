"""What the tests of the server share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from support.databases import database_url, store
from support.playing import Server, serving

__all__ = ["database_url", "store"]


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[Server]:
    """A server without sockets, on each kind of database."""
    async with serving(database_url) as opened:
        yield opened
