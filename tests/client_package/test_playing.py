"""The small client plays a match over bad networks, and says in words what is wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from airace_client import Client, ClientError, Disconnected, Refused
from airace_client.bot import BotWish, play
from airace_client.game import Game
from airace_client.mirror import Gap, Mirror
from support.playing import RULESETS
from support.sockets import PATIENCE, Running, running, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("client")) as started:
        yield started


class Network:
    """A way to the server that can be cut."""

    def __init__(self) -> None:
        self.url = ""
        self.writers: list[asyncio.StreamWriter] = []
        self.down = False

    def cut(self) -> None:
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()

    async def carry(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.down:
            writer.close()
            return
        there_reader, there = await asyncio.open_connection("127.0.0.1", port)
        self.writers += [writer, there]

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                while data := await source.read(65_536):
                    sink.write(data)
                    await sink.drain()
            sink.close()

        await asyncio.gather(pump(reader, there), pump(there_reader, writer))


@asynccontextmanager
async def network(server: Running) -> AsyncIterator[Network]:
    """A forwarder on a port of its own."""
    found = Network()
    listening = await asyncio.start_server(
        lambda reader, writer: found.carry(server.settings.port, reader, writer), "127.0.0.1", 0
    )
    found.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield found
    found.cut()
    listening.close()


async def next_news(game: Game, kind: str) -> dict:
    async with asyncio.timeout(PATIENCE):
        async for news in game.news():
            if kind in (news["type"], news.get("body", {}).get("kind")):
                return news
    raise AssertionError(kind)


async def test_projects_are_paid_and_deals_signed_over_the_network(tmp_path: Path) -> None:
    async with running(tmp_path, rulesets=RULESETS) as server, Client(server.url) as client:
        ann = await client.play_friend(ruleset="pact", nickname="Ann")
        bo = await client.join(ann.code, "Bo")
        async with client.connect(ann) as one, client.connect(bo) as two:
            for game in (one, two):
                assert game.draft is not None
                nothing = dict.fromkeys(game.draft["instruments"], 0)
                await game.edit_draft(nothing, projects={"cloud": True}, deals={"caps": True, "hotline": True})
                await game.edit_draft(deals={"hotline": False})
                await game.commit()
            for game in (one, two):
                await next_news(game, "turn_resolved")
                assert game.view is not None
                assert game.view.projects["cloud"].progress == 1
                assert (game.view.deals["caps"].turns_left, game.view.deals["hotline"].turns_left) == (2, 0)


async def test_two_clients_play_a_turn(server: Running) -> None:
    async with Client(server.url) as client:
        ann = await client.play_friend(nickname="Ann")
        bo = await client.join(ann.code, "Bo")
        assert {ann.side, bo.side} == {"washington", "beijing"}
        async with client.connect(ann) as one, client.connect(bo) as two:
            number = await one.edit_draft({"buy": 12}, {"safety": "rigorous"})
            await one.commit(number)
            assert one.committed
            assert not two.committed
            await two.commit()
            for game in (one, two):
                resolved = await next_news(game, "turn_resolved")
                assert resolved["body"]["closed_by"] == "all_committed"
                assert game.turn == 2
                assert game.view is not None
                assert game.view.turn == 2
            assert one.view is not None
            assert one.view.report is not None
            assert one.view.report.orders is not None
            assert one.view.report.orders.instruments["buy"] == 12


async def test_a_seat_comes_back_by_its_code_on_another_device(server: Running) -> None:
    async with Client(server.url) as client, Client(server.url) as elsewhere:
        ann = await client.play_friend(nickname="Ann")
        back = await elsewhere.reenter(ann.reentry.lower())
        assert (back.id, back.nickname) == (ann.id, "Ann")
        assert back.token != ann.token
        for seat in (ann, back):
            async with elsewhere.connect(seat) as game:
                assert game.welcome["seat"] == ann.id


async def test_a_cut_connection_is_taken_up_again_with_what_was_missed(server: Running) -> None:
    ann, bo = await server.friends()
    async with (
        network(server) as way,
        Client(way.url) as client,
        Client(server.url) as direct,
        client.connect(ann) as one,
        direct.connect(bo) as two,
    ):
        way.down = True
        way.cut()
        await two.commit()
        await two.withdraw()
        way.down = False
        seen = [(await next_news(one, "event"))["body"]["kind"] for _ in range(2)]
        assert seen == ["orders_committed", "orders_withdrawn"]
        assert one.connections == 2


async def test_a_request_under_way_when_the_connection_breaks_is_carried_out_once(server: Running) -> None:
    ann, _ = await server.friends()
    async with network(server) as way, Client(way.url) as client, client.connect(ann) as game:
        before = game.draft["draft_no"]
        for amount in range(10, 15):
            asking = asyncio.create_task(game.edit_draft({"buy": amount}))
            await asyncio.sleep(0)
            way.cut()
            async with asyncio.timeout(PATIENCE):
                await asking
        assert game.connections > 1
        number = await game.edit_draft({"fab": 1})
        assert number >= before + 6
        await game.commit(number)


async def test_a_refusal_carries_what_the_server_said(server: Running) -> None:
    ann, _ = await server.friends()
    async with Client(server.url) as client, client.connect(ann) as game:
        with pytest.raises(Refused) as refused:
            await game.edit_draft({"warp": 1})
        assert refused.value.code == "malformed_orders"
        assert refused.value.message
        assert refused.value.hint
        await game.edit_draft({"buy": 3})
        with pytest.raises(Refused) as refused:
            await game.commit(1)
        assert refused.value.code == "draft_conflict"
        assert refused.value.draft is not None
        assert refused.value.draft["instruments"]["buy"] == 3
        with pytest.raises(Refused) as refused:
            await client.debrief(ann)
        assert refused.value.code == "not_over"


async def test_a_stolen_seat_is_refused_when_connecting(server: Running) -> None:
    import dataclasses

    ann, bo = await server.friends()
    async with Client(server.url) as client:
        with pytest.raises(Refused) as refused:
            async with client.connect(dataclasses.replace(ann, id=bo.id)):
                pass
        assert refused.value.code == "not_your_seat"


async def test_a_server_that_is_not_there_is_told_in_words() -> None:
    async with Client("http://127.0.0.1:9") as client:
        with pytest.raises(Disconnected, match="Is the server running"):
            await client.play_now()


async def test_something_that_is_no_airace_server_is_told_in_words() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 4\r\nConnection: close\r\n\r\noops")
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with Client(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}") as client:
        with pytest.raises(Refused, match="airace server"):
            await client.play_now()
    listening.close()


async def test_a_server_that_stays_away_ends_the_news_with_an_error(server: Running) -> None:
    ann, _ = await server.friends()
    async with network(server) as way:
        game = Game(f"{way.url.replace('http', 'ws')}/ws", ann, patience=0.5)
        async with game:
            way.down = True
            way.cut()
            with pytest.raises(Disconnected):
                await next_news(game, "nothing of this kind")


async def test_bots_play_a_match_to_its_end(server: Running) -> None:
    facilitator, code = await server.a_class(fill=None)
    said: list[str] = []
    bots = asyncio.create_task(play(BotWish(server.url, code, strategy="sprinter", seats=2), said.append))
    await until(lambda: len(said) == 2)
    await facilitator.act("start")
    outcomes = await asyncio.wait_for(bots, PATIENCE)
    assert len(outcomes) == 2
    assert outcomes[0] == outcomes[1]


async def test_a_bot_whose_strategy_the_ruleset_has_not_takes_nobodys_seat(server: Running) -> None:
    facilitator, code = await server.a_class(fill=None)
    with pytest.raises(BaseExceptionGroup) as raised:
        await play(BotWish(server.url, code, strategy="nobody"), lambda text: None)
    assert raised.group_contains(Refused, match="balanced")
    async with server.http(headers={"cookie": facilitator.cookie}) as browser:
        session = (await browser.get(f"/api/sessions/{facilitator.session}")).raise_for_status().json()
    assert [table["members"] for table in session["tables"]] == [[] for _ in session["tables"]]


async def test_every_error_of_the_client_is_one_kind_of_error() -> None:
    assert all(issubclass(kind, ClientError) for kind in (Refused, Disconnected, Gap))


def event(number: int) -> dict:
    return {
        "type": "event",
        "event": number,
        "clock": {"phase": "open", "turn": 1},
        "body": {"kind": "orders_committed"},
    }


async def test_a_mirror_ignores_what_comes_twice_and_notices_what_is_missing() -> None:
    mirror = Mirror("beijing")
    snapshot = {"type": "snapshot", "event": 4, "view": None, "clock": {}, "draft": None, "presence": None}
    assert mirror.take(snapshot)
    assert mirror.take(event(5))
    assert not mirror.take(event(5))
    with pytest.raises(Gap, match="event 6 is missing"):
        mirror.take(event(7))
    assert mirror.last_event == 5
    assert not mirror.take(snapshot)


async def test_a_mirror_keeps_the_newest_draft() -> None:
    mirror = Mirror("beijing")
    for turn, number, news in ((1, 3, True), (1, 2, False), (1, 3, True), (2, 1, True), (1, 9, False)):
        assert mirror.take({"type": "draft", "draft": {"turn": turn, "draft_no": number}}) is news
    assert mirror.draft == {"turn": 2, "draft_no": 1}


async def test_the_package_stands_without_the_server(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys\n"
        "import airace_client, airace_client.bot\n"
        "print([name for name in sys.modules if name.startswith(('airace_server', 'fastapi', 'sqlalchemy'))])"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert done.stdout.strip() == "[]"
