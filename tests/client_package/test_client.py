"""The client in Python: it joins, comes back with everything missed, and says in sentences what cannot be."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable

import pytest

from airace_client import Client, ClientError, Disconnected, Game, Refused, Seat
from support.server import LiveServer

PATIENCE = 30.0


async def until(game: Game, news: AsyncIterator[object], condition: Callable[[Game], bool]) -> None:
    """Take news in until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not condition(game):
            await anext(news)


async def friends(client: Client) -> tuple[Seat, Seat]:
    first = await client.play_friend(nickname="Ann")
    return first, await client.join(first.code, "Bo")


def may_order(game: Game) -> bool:
    return game.may_order


def known(game: Game) -> object:
    return game.last_event, game.view, game.draft, game.clock


async def test_the_client_joins_the_other_side_by_code(live_server: LiveServer) -> None:
    async with Client(live_server.url + "/") as client:
        first, second = await friends(client)
        assert (first.side, second.side) == ("washington", "beijing")
        assert (first.match, first.session, first.code) == (second.match, second.session, second.code)
        assert first.token != second.token
        assert (await client.reenter(second.reentry)).id == second.id
        async with client.connect(first) as game:
            assert game.view is not None
            assert game.welcome["seat"] == first.id


async def test_after_a_crash_of_the_server_everything_missed_is_there(live_server: LiveServer) -> None:
    async with Client(live_server.url) as client:
        ann, bo = await friends(client)
        async with client.connect(ann) as hers, client.connect(bo) as his:
            her_news, his_news = hers.news(), his.news()
            await until(hers, her_news, may_order)
            await until(his, his_news, may_order)
            await hers.edit_draft({"buy": 11})
            await hers.commit()  # of what was just edited, also when the draft itself has not come back yet
            await asyncio.to_thread(live_server.kill)
            await asyncio.to_thread(live_server.start)
            await until(his, his_news, lambda game: game.connections == 2 and game.may_order)
            await his.commit()
            await until(hers, her_news, lambda game: game.turn == 2 and game.may_order)
            await until(his, his_news, lambda game: game.turn == 2 and game.may_order)
            assert hers.connections == 2
            async with client.connect(ann) as fresh:
                assert known(fresh) == known(hers), "as if the page had just been loaded"


async def test_a_request_under_way_is_sent_again_once_the_server_is_back(live_server: LiveServer) -> None:
    async with Client(live_server.url) as client:
        ann, _ = await friends(client)
        async with client.connect(ann) as game:
            await until(game, game.news(), may_order)
            await asyncio.to_thread(live_server.kill)
            asked = [asyncio.create_task(game.edit_draft({"buy": 13})), asyncio.create_task(game.ping())]
            await asyncio.sleep(0)
            await asyncio.to_thread(live_server.start)
            async with asyncio.timeout(PATIENCE):
                number, server_time = await asyncio.gather(*asked)
            assert server_time > 0
            async with client.connect(ann) as fresh:
                assert fresh.draft is not None
                assert (fresh.draft["draft_no"], fresh.draft["instruments"]["buy"]) == (number, 13)


async def test_a_refusal_carries_code_message_hint_and_field(live_server: LiveServer) -> None:
    async with Client(live_server.url) as client:
        with pytest.raises(Refused) as unknown:
            await client.join("AAAA-AAAA", "Cy")
        ann, _ = await friends(client)
        with pytest.raises(Refused) as early:
            await client.debrief(ann)
        async with client.connect(ann) as game:
            await until(game, game.news(), may_order)
            with pytest.raises(Refused) as wrong:
                await game.edit_draft({"warp": 10})
            number = await game.edit_draft({"buy": 12})
            with pytest.raises(Refused) as conflict:
                await game.commit(number - 1)
    found = [error.value for error in (unknown, early, wrong, conflict)]
    assert [error.code for error in found] == ["unknown_code", "not_over", "malformed_orders", "draft_conflict"]
    for error in found:
        assert error.message.endswith(".")
        assert error.hint
        assert str(error).startswith(error.code)
    assert found[3].draft is not None
    assert found[3].draft["instruments"]["buy"] == 12


async def test_a_seat_that_is_not_ours_is_refused_at_once(live_server: LiveServer) -> None:
    async with Client(live_server.url) as client:
        ann, bo = await friends(client)
        stolen = Seat(ann.id, ann.match, ann.session, ann.side, ann.nickname, ann.code, ann.reentry, bo.token)
        with pytest.raises(Refused) as caught:
            async with client.connect(stolen):
                pass
    assert caught.value.code == "not_your_seat"


async def test_without_a_server_a_sentence_says_so() -> None:
    async with Client("http://127.0.0.1:9") as client:
        with pytest.raises(Disconnected, match=r"127\.0\.0\.1:9 does not answer .* Is the server running\?"):
            await client.play_now()
    nobody = Seat("s", "m", "s", "washington", "Ann", "", "", "t")
    with pytest.raises(Disconnected, match="cannot be reached"):
        async with Game("ws://127.0.0.1:9/ws", nobody, patience=0.3):
            pass


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000", "ftp://x", "http://", "http://[::1", "http://x:70000"])
def test_an_address_that_is_none_is_refused_with_how_to_write_one(url: str) -> None:
    with pytest.raises(Disconnected, match="http://HOST:PORT"):
        Client(url)


async def test_when_the_server_stays_away_everything_that_waits_is_told(live_server: LiveServer) -> None:
    async with Client(live_server.url) as client:
        ann, _ = await friends(client)
        async with client.connect(ann, patience=0.5) as game:
            await until(game, game.news(), may_order)
            await asyncio.to_thread(live_server.kill)
            async with asyncio.timeout(PATIENCE):
                with pytest.raises(Disconnected, match="cannot be reached"):
                    await game.edit_draft({"buy": 1})
                with pytest.raises(Disconnected, match="cannot be reached"):
                    await game.ping()
                with pytest.raises(ClientError):
                    async for _ in game.news():
                        pass


async def test_leaving_answers_what_still_waits(live_server: LiveServer) -> None:
    async with Client(live_server.url) as client:
        ann, _ = await friends(client)
        async with client.connect(ann) as game:
            await asyncio.to_thread(live_server.kill)
            asked = asyncio.create_task(game.ping())
            await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(Disconnected, match="left"):
                await asked


def test_the_client_is_imported_without_the_server() -> None:
    code = (
        "import sys, airace_client, airace_client.bot\n"
        "print(sorted(n for n in sys.modules if n.split('.')[0] in ('airace_server', 'fastapi', 'sqlalchemy')))"
    )
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
