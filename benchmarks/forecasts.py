"""How long a player who drags a slider waits for the forecast of where it stands.

    python benchmarks/forecasts.py [--players N] [--seconds S] [--ruleset standard] [--json]

Every player moves a slider five times a second, each on a side of a match, not in step with the others; a forecast
counts from the moment its draft was sent. A draft that is overtaken by the next has no forecast of its own, as in the
game. Measured with one player and with all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from servers import Started, airace
from websockets.asyncio.client import ClientConnection, connect

from airace_client import Client, Seat

EVERY = 0.2  # seconds between two moves of a slider
WARM_UP = 2.0  # seconds


class Player:
    """A seat whose slider moves. ``waited``: milliseconds for each forecast that came."""

    def __init__(self, seat: Seat, socket: ClientConnection, instrument: str) -> None:
        self.seat, self.socket, self.instrument = seat, socket, instrument
        self.waited: list[float] = []
        self.sent = 0
        self._times: dict[str, float] = {}
        self._drafts: dict[int, float] = {}

    async def drag(self, seconds: float, after: float = 0.0) -> None:
        """Move the slider to and fro, beginning ``after`` so many seconds."""
        await asyncio.sleep(after)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.sent += 1
            request = f"r{self.sent}"
            self._times[request] = time.perf_counter()
            wish = {"instruments": {self.instrument: 10 * (self.sent % 10)}}
            edit = {"type": "edit_draft", "request": request, "match": self.seat.match, "turn": 1, **wish}
            await self.socket.send(json.dumps(edit))
            await asyncio.sleep(EVERY)

    async def listen(self) -> None:
        """Note when forecasts come, until cancelled."""
        async for text in self.socket:
            frame = json.loads(text)
            if frame["type"] == "error":
                raise RuntimeError(frame["error"])
            if frame["type"] == "done":
                self._drafts[frame["draft_no"]] = self._times.pop(frame["request"])
            elif frame["type"] == "forecast" and (begun := self._drafts.pop(frame["draft_no"], None)) is not None:
                self.waited.append((time.perf_counter() - begun) * 1e3)


async def players_of(url: str, ruleset: str, count: int, stack: AsyncExitStack) -> list[Player]:
    """Two to a match."""
    seats: list[Seat] = []
    async with Client(url) as client:
        while len(seats) < count:
            seats.append(await client.play_friend(ruleset, nickname="a"))
            seats.append(await client.join(seats[-1].code, "b"))
    players = []
    for seat in seats[:count]:
        socket = await stack.enter_async_context(
            connect(f"{url.replace('http', 'ws')}/ws", additional_headers={"Cookie": seat.cookie}, proxy=None)
        )
        await socket.send(json.dumps({"type": "hello", "protocol": 1, "seat": seat.id}))
        snapshot = await until(socket, "snapshot")
        await until(socket, "forecast")  # the worker has read the ruleset, and knows this side's moment
        players.append(Player(seat, socket, next(iter(snapshot["draft"]["instruments"]))))
    return players


async def until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next frame of a kind."""
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame["type"] == kind:
            return frame


async def drag(server: Started, ruleset: str, count: int, seconds: float) -> dict[str, Any]:
    """What ``count`` players wait, who drag at the same time."""
    async with AsyncExitStack() as stack:
        players = await players_of(server.url, ruleset, count, stack)
        ears = [asyncio.create_task(player.listen()) for player in players]
        apart = [EVERY * number / count for number in range(count)]  # hands do not move in step
        await asyncio.gather(*(player.drag(WARM_UP, after) for player, after in zip(players, apart, strict=True)))
        await asyncio.sleep(1.0)
        for player in players:
            player.waited.clear()
            player.sent = player.sent // 10 * 10
        before = sum(player.sent for player in players)
        busy, own = (server.cpu_seconds(), sum(server.children().values())), time.process_time()
        await asyncio.gather(*(player.drag(seconds, after) for player, after in zip(players, apart, strict=True)))
        await asyncio.sleep(1.0)
        used = (server.cpu_seconds() - busy[0], sum(server.children().values()) - busy[1], time.process_time() - own)
        for ear in ears:
            ear.cancel()
        failed = [e for e in await asyncio.gather(*ears, return_exceptions=True) if isinstance(e, RuntimeError)]
        if failed:
            raise failed[0]
    waited = sorted(time for player in players for time in player.waited)
    serving, working, asking = (round(seconds_used / seconds, 2) for seconds_used in used)
    return {
        "players": count,
        "drafts": sum(player.sent for player in players) - before,
        "forecasts": len(waited),
        "p50_ms": round(statistics.median(waited), 1),
        "p95_ms": round(statistics.quantiles(waited, n=20)[18], 1),
        "server_cores": serving,
        "worker_cores": working,
        "players_cores": asking,
    }


def figures(ruleset: str, players: int, seconds: float) -> dict[str, Any]:
    """One player, and all."""
    with tempfile.TemporaryDirectory() as folder, airace(Path(folder)) as server:
        return {
            "ruleset": ruleset,
            "alone": asyncio.run(drag(server, ruleset, 1, seconds)),
            "together": asyncio.run(drag(server, ruleset, players, seconds)),
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--players", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--ruleset", default="standard")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    result = figures(chosen.ruleset, chosen.players, chosen.seconds)
    if chosen.json:
        json.dump(result, sys.stdout, indent=2)
        return
    for name in ("alone", "together"):
        part = result[name]
        print(
            f"{part['players']:>3} dragging: p50 {part['p50_ms']:6.1f} ms   p95 {part['p95_ms']:6.1f} ms"
            f"   {part['forecasts']} forecasts of {part['drafts']} drafts"
            f"   processors: server {part['server_cores']}, workers {part['worker_cores']},"
            f" players {part['players_cores']}"
        )


if __name__ == "__main__":
    main()
