"""Which seats have a socket now."""

from __future__ import annotations

from collections import Counter


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

    def here(self, seat: str) -> bool:
        """Whether the seat has a socket."""
        return seat in self._sockets
