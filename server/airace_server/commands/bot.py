"""``airace bot``: bots over the network."""

from __future__ import annotations

import asyncio

from airace_client.bot import BotWish, play
from airace_client.errors import ClientError
from airace_rules.ids import Side
from airace_server.commands.console import fail, say


def bot(url: str, code: str, side: Side | None, strategy: str, seats: int) -> None:
    """Play ``seats`` seats to the end."""
    try:
        asyncio.run(play(BotWish(url, code, side, strategy, seats), say))
    except* ClientError as errors:
        fail(str(first(errors)))
    except* KeyboardInterrupt:
        fail("Stopped; the seats stay taken, and their defaults count at the deadline.")


def first(errors: BaseExceptionGroup[ClientError]) -> BaseException:
    """The first single error of a group."""
    error = errors.exceptions[0]
    return first(error) if isinstance(error, BaseExceptionGroup) else error
