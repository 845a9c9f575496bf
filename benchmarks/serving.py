"""What a running server costs: start, memory of an idle socket, first load of the page.

python benchmarks/serving.py [--sockets N] [--starts N] [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from servers import Started, airace, floor
from websockets.asyncio.client import ClientConnection, connect

from airace_client import Client, Seat

TABLES = 40
TOGETHER = 50
MOST_FILES = 65_536


def start(times: int) -> dict[str, float]:
    """Seconds from the start of the process until it listens, on a fresh database and on one that is there."""
    fresh, again = [], []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            for taken in (fresh, again):
                with airace(Path(folder)) as server:
                    taken.append(server.seconds)
    return {
        "fresh_database_s": round(statistics.median(fresh), 2),
        "existing_database_s": round(statistics.median(again), 2),
    }


async def seats_of(url: str, count: int) -> list[Seat]:
    """Players of classes of 40 tables."""
    seats: list[Seat] = []
    async with Client(url) as client, httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as browser:
        while len(seats) < count:
            code = (await browser.post("/api/sessions", json={"tables": TABLES})).json()["code"]
            wanted = min(count - len(seats), TABLES * 5)
            seats += [await client.join(code, f"p{number}") for number in range(wanted)]
    return seats


async def idle(url: str, seats: list[Seat]) -> list[ClientConnection]:
    """A socket for each seat, welcomed and with its snapshot."""

    async def one(seat: Seat) -> ClientConnection:
        socket = await connect(
            f"{url.replace('http', 'ws')}/ws",
            additional_headers={"Cookie": seat.cookie},
            proxy=None,
            compression=None,
            ping_interval=None,
        )
        await socket.send(json.dumps({"type": "hello", "protocol": 1, "seat": seat.id}))
        while json.loads(await socket.recv())["type"] != "snapshot":
            pass
        return socket

    sockets: list[ClientConnection] = []
    for first in range(0, len(seats), TOGETHER):
        sockets += await asyncio.gather(*(one(seat) for seat in seats[first : first + TOGETHER]))
    return sockets


async def idle_on_the_floor(url: str, count: int) -> list[ClientConnection]:
    """Bare sockets on the rule-free floor, in rooms of two."""
    where = f"{url.replace('http', 'ws')}/ws/"
    return [await connect(f"{where}{n // 2}", proxy=None, compression=None, ping_interval=None) for n in range(count)]


async def close_all(sockets: list[ClientConnection]) -> None:
    """Close them."""
    await asyncio.gather(*(socket.close() for socket in sockets))


async def growth(server: Started, opening: Any, count: int) -> float:
    """KiB that the process grows by for each socket."""
    before = server.memory()
    sockets: list[ClientConnection] = await opening
    await asyncio.sleep(1.0)
    grown = server.memory() - before
    await close_all(sockets)
    return round(grown / count, 1)


def sockets(count: int) -> dict[str, Any]:
    """Memory of idle sockets, beside those of the floor."""
    with more_files(), tempfile.TemporaryDirectory() as folder:
        with airace(Path(folder)) as ours:

            async def measure() -> float:
                seats = await seats_of(ours.url, count)
                await close_all(await idle(ours.url, seats[:20]))  # rules, views and threads are there now
                return await growth(ours, idle(ours.url, seats), count)

            kib = asyncio.run(measure())
        with floor(Path(folder)) as theirs:
            bare = asyncio.run(growth(theirs, idle_on_the_floor(theirs.url, count), count))
    return {"sockets": count, "kib_each": kib, "floor_kib_each": bare}


@contextmanager
def more_files() -> Iterator[None]:
    """As many open files as the machine lets us have, here and in the servers started from here."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, MOST_FILES), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def page() -> dict[str, Any]:
    """What a browser fetches before a player sees the front page, compressed; nothing when the client is not built."""
    from airace_server.http.client import client_folder

    folder = client_folder(None)
    index = folder / "index.html"
    if not index.is_file():
        return {"first_load_gzip_kb": None, "files": 0}
    named = re.findall(rb'(?:src|href)="/([^"]+\.(?:js|css))"', index.read_bytes())
    files = [index, *(folder / name.decode() for name in dict.fromkeys(named))]
    size = sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)
    return {"first_load_gzip_kb": round(size / 1000, 1), "files": len(files)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=int, default=1_000)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = {"start": start(chosen.starts), "page": page(), "idle": sockets(chosen.sockets)}
    if chosen.json:
        json.dump(figures, sys.stdout, indent=2)
        return
    for title, values in figures.items():
        for name, value in values.items():
            print(f"{title:<8} {name:<24} {value}")


if __name__ == "__main__":
    main()
