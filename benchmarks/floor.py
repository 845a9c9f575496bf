"""The floor: what an order costs with no rules at all. FastAPI, uvicorn and our own store, one insert, commit, push.

Every text frame is an order of some room: it is parsed, stored and committed, acknowledged, and pushed to all in the
room. Run by the other benchmarks: ``python benchmarks/floor.py FILE``.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from sqlalchemy import Column, Connection, Double, Integer, MetaData, Table, Text, insert

from airace_server.serving import listen
from airace_server.store import Store

metadata = MetaData()
orders = Table(
    "floor_orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room", Text),
    Column("body", Text),
    Column("at", Double),
)


def floor_app(url: str) -> FastAPI:
    """The application."""
    rooms: dict[str, set[WebSocket]] = defaultdict(set)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = await Store.open(url)
        await store.write(lambda connection: metadata.create_all(connection))
        app.state.store = store
        yield
        await store.close()

    app = FastAPI(lifespan=lifespan)

    @app.websocket("/ws/{room}")
    async def socket(websocket: WebSocket, room: str) -> None:
        await websocket.accept()
        rooms[room].add(websocket)
        try:
            while True:
                await order(websocket, room, json.loads(await websocket.receive_text()))
        except WebSocketDisconnect:
            rooms[room].discard(websocket)

    async def order(sender: WebSocket, room: str, message: dict[str, Any]) -> None:
        text = json.dumps(message)

        def store(connection: Connection) -> None:
            connection.execute(insert(orders).values(room=room, body=text, at=time.time()))

        await app.state.store.write(store)
        await sender.send_text(json.dumps({"type": "done", "request": message["request"]}))
        event = json.dumps({"type": "event", "body": {"kind": "order"}, "padding": "x" * 300})
        for one in list(rooms[room]):
            await one.send_text(event)

    return app


class Server(uvicorn.Server):
    """uvicorn that says where it listens."""

    address = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"floor is listening on {self.address}", file=sys.stderr, flush=True)


async def serve(file: str) -> None:
    """Listen on a free port and say so."""
    found = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        floor_app(f"sqlite:///{file}"), ws="websockets-sansio", ws_per_message_deflate=False, log_level="error"
    )
    server = Server(config)
    server.address = f"http://127.0.0.1:{found.getsockname()[1]}"
    await server.serve([found])


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
