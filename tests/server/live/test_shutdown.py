"""When the server stops, every socket is told so; when it is back, clients come back by themselves."""

from __future__ import annotations

import asyncio
from pathlib import Path

from airace_client import Client
from support.sockets import PATIENCE, running


async def test_every_socket_is_closed_with_a_code_and_a_reason(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        ann, bo = await server.friends()
        async with server.line(ann) as one, server.line(bo) as two, server.line() as nobody:
            server.server.should_exit = True
            for line in (one, two):
                code, reason = await line.closed()
                assert code == 1012
                assert "connect again" in reason
            assert (await nobody.closed())[0] in (1012, 1006)


async def test_a_client_comes_back_to_the_same_match_after_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        ann, bo = await server.friends()
        url = server.url
        client = Client(url)
        game = client.connect(ann)
        await game.__aenter__()
        number = await game.edit_draft({"buy": 5})
    port = int(url.rpartition(":")[2])
    async with running(tmp_path, at=port) as again:
        async with asyncio.timeout(PATIENCE):
            assert await game.ping() > 0
        assert game.connections == 2
        await game.commit(number)
        async with again.line(bo) as two:
            assert two.heard[-1]["clock"]["committed"]["washington"] is True
        await game.close()
        await client.__aexit__(None, None, None)
