"""House bots: they hold a seat and act through the same service functions as people, on their side's view alone."""

from __future__ import annotations

from airace_server.games.service import Games
from airace_server.store import Store


class HouseBots:
    """Plays every seat that has a bot."""

    def __init__(self, store: Store, games: Games) -> None:
        self._store = store
        self._games = games

    def wake(self, match: str) -> None:
        """A match has news: look whether a bot has orders to give. Returns at once; subscribe it to the bus."""
        raise NotImplementedError

    async def run(self) -> None:
        """Play until cancelled; begins with every open match, so that a restart forgets no bot."""
        raise NotImplementedError
