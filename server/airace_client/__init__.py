"""A small client for airace servers, with no import of the server.

    async with Client("http://192.168.1.5:8000") as client:
        seat = await client.join("K7QM-02XP", nickname="Ada")
        async with client.connect(seat) as game:
            async for news in game.news():
                if game.may_order:
                    await game.edit_draft({"buy": 30}, {})
                    await game.commit()

Lost connections are taken up again with everything missed; see ``docs/protocol.md`` for the frames underneath.
"""

from airace_client.client import Client
from airace_client.errors import ClientError, Disconnected, Refused
from airace_client.game import Game
from airace_client.seat import Seat

__all__ = ["Client", "ClientError", "Disconnected", "Game", "Refused", "Seat"]
