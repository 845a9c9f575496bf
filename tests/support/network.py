"""A network between a browser and the server that a test takes away and gives back, as a radio link does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

CHUNK: Final = 65536


class Network:
    """Carries every connection made to ``here`` to the server at ``server``.

    ``silence``: nothing arrives any more and nobody is told, as when a laptop leaves the reach of its radio.
    ``mute``: what browsers say arrives, the answers do not.
    ``heal``: connections of before are broken off, new ones work.
    """

    def __init__(self) -> None:
        self.server = ""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.here = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._up = threading.Event()
        self._down = threading.Event()
        self._up.set()
        self._down.set()
        self._lines: list[socket.socket] = []
        self._run(self._accept)

    def silence(self) -> None:
        self._up.clear()
        self._down.clear()

    def mute(self) -> None:
        self._down.clear()

    def heal(self) -> None:
        self._break()
        self._up.set()
        self._down.set()

    def close(self) -> None:
        self._listening.close()
        self.heal()

    def _break(self) -> None:
        lines, self._lines = self._lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._listening.accept()
                self._run(lambda browser=browser: self._join(browser))

    def _join(self, browser: socket.socket) -> None:
        self._lines.append(browser)
        self._up.wait()
        with suppress(OSError):
            where = urlsplit(self.server)
            server = socket.create_connection((where.hostname, where.port))
            self._lines.append(server)
            self._run(lambda: self._carry(browser, server, self._up))
            self._carry(server, browser, self._down)

    @staticmethod
    def _carry(giver: socket.socket, taker: socket.socket, open_: threading.Event) -> None:
        with suppress(OSError):
            while data := giver.recv(CHUNK):
                open_.wait()
                taker.sendall(data)
        with suppress(OSError):
            taker.shutdown(socket.SHUT_WR)

    @staticmethod
    def _run(work: Callable[[], None]) -> None:
        threading.Thread(target=work, daemon=True).start()
