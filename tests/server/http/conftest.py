"""One server for the tests of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.sockets import Running, running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    folder = tmp_path_factory.mktemp("http")
    site = folder / "site"
    (site / "assets").mkdir(parents=True)
    (site / "index.html").write_text('<!doctype html><script>start()</script><script src="/assets/a-1.js"></script>')
    (site / "assets" / "a-1.js").write_text("console.log('airace');" * 100)
    (site / "icon.svg").write_text("<svg/>")
    (folder / "secret.txt").write_text("not for you")
    async with running(folder, static=site) as started:
        yield started
