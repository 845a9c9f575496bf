"""What servers tell each other reaches players at once: here no server looks into the database unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from airace_client import Client
from airace_client.game import Game
from support.several import PATIENCE, closed_once, turn_after, until
from support.sockets import running
from support.valkey import Valkey


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    found = Valkey().start()
    yield found
    found.stop()


def present(game: Game) -> dict[str, bool]:
    assert game.presence is not None
    return {member["nickname"]: member["connected"] for member in game.presence["members"]}


async def test_a_class_spread_over_both_is_one_class(tmp_path: Path, postgres_url: str, valkey: Valkey) -> None:
    shared = {"database": postgres_url, "bus": valkey.url, "presence_seconds": 600.0}
    async with (
        running(tmp_path, **shared) as first,
        running(tmp_path, **shared) as second,
        httpx.AsyncClient(base_url=second.url, trust_env=False, timeout=PATIENCE) as facilitator,
        Client(first.url) as here,
        Client(second.url) as there,
    ):
        wish = {"tables": 1, "clock": {"first_turn": 600, "turn": 600}}
        made = (await facilitator.post("/api/sessions", json=wish)).json()
        page = f"/api/sessions/{made['session']}"

        async def act(action: str, **more: object) -> None:
            answer = await facilitator.post(f"{page}/actions", json={"action": action, **more})
            assert answer.json()["done"] == [1]

        async def connected() -> set[str]:
            [table] = (await facilitator.get(page)).json()["tables"]
            return {member["nickname"] for member in table["members"] if member["connected"]}

        name = f"airace_session_{made['session']}"
        cookie = f"{name}={facilitator.cookies[name]}"
        ann = await here.join(made["code"], "Ann", "washington")
        async with second.line(headers={"Cookie": cookie}) as room:
            await room.say({"type": "hello", "protocol": 1, "session": made["session"], "last_event": 0})
            await room.hear("snapshot")
            async with here.connect(ann):
                seen = await room.hear("presence")
                assert [member["connected"] for member in seen["presence"]["members"]] == [True]
            seen = await room.hear("presence")
            assert [member["connected"] for member in seen["presence"]["members"]] == [False]
        bo = await there.join(made["code"], "Bo", "washington")
        await there.join(made["code"], "Cy", "beijing")  # who signs nothing, so that no turn closes by itself
        async with here.connect(ann) as one, there.connect(bo) as two:
            everybody = {"Ann": True, "Bo": True}
            for game in (one, two):
                await until(game, lambda game=game: present(game) == everybody)
            assert await connected() == {"Ann", "Bo"}
            await act("start")
            for game in (one, two):
                await until(game, lambda game=game: game.may_order)
            number = await one.edit_draft({"buy": 17})
            await until(two, lambda: two.draft["draft_no"] == number)
            assert two.draft["instruments"]["buy"] == 17
            assert two.draft["by"] == "Ann"
            await two.commit(number)
            await until(one, lambda: one.committed)
            await two.withdraw()
            await until(one, lambda: not one.committed and not one.draft["committed"])
            await two.say("team", "Hello")
            await until(one, lambda: [said["text"] for said in one.messages] == ["Hello"])
            await act("pause")
            await until(one, lambda: one.clock["phase"] == "paused")
            await act("resume")
            await until(one, lambda: one.clock["phase"] == "open")
            deadline = one.clock["deadline"]
            await act("extend", seconds=60)
            await until(one, lambda: one.clock["deadline"] > deadline + 59)
            await act("close_turn")
            await turn_after((one, two), 1)
            assert closed_once(postgres_url, ann.match)
            async with there.connect(ann) as tab:  # the same person once more, at the other server
                await one.predict("up", 70)
                await until(tab, lambda: [said["expects"] for said in tab.predictions] == ["up"])
                await one.predict(None)
                await until(tab, lambda: tab.predictions == [])
        async with here.connect(ann) as one:
            await until(one, lambda: present(one) == {"Ann": True, "Bo": False})
