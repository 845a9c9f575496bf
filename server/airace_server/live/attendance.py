"""Which seats have a socket now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from sqlalchemy import Connection


class Attendance:
    """Counts sockets per seat: one person may have the game open in two tabs."""

    def __init__(self) -> None:
        self._sockets: Counter[str] = Counter()

    def come(self, seat: str) -> bool:
        """A socket more; True when it is the seat's first."""
        self._sockets[seat] += 1
        return self._sockets[seat] == 1

    def go(self, seat: str) -> bool:
        """A socket less; True when it was the seat's last."""
        self._sockets[seat] -= 1
        if self._sockets[seat]:
            return False
        del self._sockets[seat]
        return True

    def connected(self, connection: Connection, match: str) -> Container[str]:
        """The seats that have a socket, at least those of ``match``. Asked inside a transaction that reads."""
        return self._sockets
