"""From an order to everybody who must see it: airace beside the rule-free floor, in turns, in one run.

    python benchmarks/orders.py [--rounds N] [--json]

An order here is a commit that does not close the turn: one side signs or takes its signature back; it is over when the
signer has its answer and both sides have the event. One match, two clients. The figure to look at is the ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from servers import airace, floor
from websockets.asyncio.client import ClientConnection, connect

from airace_client import Client

BLOCK = 10
"""Orders of one server before the other's turn: short, so that whatever else the machine does meets both alike."""
WARM_UP = 5
Order = Callable[[], Awaitable[None]]


async def until(socket: ClientConnection, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The next frame that is wanted."""
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if wanted(frame):
            return frame


async def both(first: ClientConnection, second: ClientConnection, request: str) -> None:
    """The signer has answer and event, in any order; the other has the event."""
    missing = {"done", "event"}
    while missing:
        frame = json.loads(await first.recv())
        if frame["type"] == "error":
            raise RuntimeError(frame["error"])
        if frame["type"] == "event" or frame.get("request") == request:
            missing.discard(frame["type"])
    await until(second, lambda frame: frame["type"] == "event")


async def airace_orders(url: str, stack: AsyncExitStack) -> Order:
    """A match on our server; each call signs, or takes the signature back."""
    async with Client(url) as client:
        seats = [await client.play_friend(nickname="a")]
        seats.append(await client.join(seats[0].code, "b"))
    sockets = []
    for seat in seats:
        socket = await stack.enter_async_context(
            connect(f"{url.replace('http', 'ws')}/ws", additional_headers={"Cookie": seat.cookie}, proxy=None)
        )
        await socket.send(json.dumps({"type": "hello", "protocol": 1, "seat": seat.id}))
        draft = (await until(socket, lambda frame: frame["type"] == "snapshot"))["draft"]
        sockets.append((socket, draft["draft_no"]))
    (first, number), (second, _) = sockets
    count = 0

    async def order() -> None:
        nonlocal count
        count += 1
        request = f"r{count}"
        kind = {"type": "commit_orders", "draft_no": number} if count % 2 else {"type": "withdraw_orders"}
        await first.send(json.dumps({**kind, "request": request, "match": seats[0].match, "turn": 1}))
        await both(first, second, request)

    return order


async def floor_orders(url: str, stack: AsyncExitStack) -> Order:
    """A room on the floor."""
    where = f"{url.replace('http', 'ws')}/ws/room"
    first, second = [await stack.enter_async_context(connect(where, proxy=None)) for _ in range(2)]
    count = 0

    async def order() -> None:
        nonlocal count
        count += 1
        request = f"r{count}"
        body = {"type": "commit_orders", "request": request, "match": "m" * 16, "turn": 1, "draft_no": 1}
        await first.send(json.dumps(body))
        await both(first, second, request)

    return order


async def measure(urls: dict[str, str], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each order, in blocks that take turns."""
    taken: dict[str, list[float]] = {name: [] for name in urls}
    async with AsyncExitStack() as stack:
        ways = {
            "airace": await airace_orders(urls["airace"], stack),
            "floor": await floor_orders(urls["floor"], stack),
        }
        for number in range(rounds + WARM_UP):
            for name, order in ways.items():
                block = []
                for _ in range(BLOCK):
                    started = time.perf_counter()
                    await order()
                    block.append((time.perf_counter() - started) * 1e3)
                if number >= WARM_UP:
                    taken[name] += block
    return taken


def figures(rounds: int) -> dict[str, Any]:
    """Medians, 99th percentiles, and the ratio of the medians."""
    with tempfile.TemporaryDirectory() as folder, airace(Path(folder)) as ours, floor(Path(folder)) as theirs:
        taken = asyncio.run(measure({"airace": ours.url, "floor": theirs.url}, rounds))
    found: dict[str, Any] = {
        name: {"p50_ms": round(statistics.median(times), 3), "p99_ms": round(statistics.quantiles(times, n=100)[98], 3)}
        for name, times in taken.items()
    }
    ratio = statistics.median(taken["airace"]) / statistics.median(taken["floor"])
    return {**found, "orders_each": len(taken["floor"]), "ratio_p50": round(ratio, 2)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    result = figures(chosen.rounds)
    if chosen.json:
        json.dump(result, sys.stdout, indent=2)
        return
    for name in ("airace", "floor"):
        print(f"{name:<8} p50 {result[name]['p50_ms']:7.3f} ms   p99 {result[name]['p99_ms']:7.3f} ms")
    print(f"ratio of medians {result['ratio_p50']} over {result['orders_each']} orders each")


if __name__ == "__main__":
    main()
