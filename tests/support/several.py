"""What tests of several servers on one database share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import create_engine, text

from airace_client.game import Game
from airace_server.store.engines import parse_url

PATIENCE: Final = 40.0


async def until(game: Game, condition: Callable[[], object]) -> None:
    """Take in news until it is so."""
    async with asyncio.timeout(PATIENCE):
        news = aiter(game.news())
        while not condition():
            await anext(news)


async def turn_after(games: tuple[Game, ...], turn: int) -> None:
    """Until everybody may give orders for a later turn, or the match is over."""
    for game in games:
        await until(game, lambda game=game: game.over or (game.may_order and game.turn > turn))


def ask(database: str, query: str, **values: object) -> list[Any]:
    """Rows of a database that servers are using."""
    engine = create_engine(parse_url(database))
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query), values)]
    engine.dispose()
    return found


def closed_once(database: str, match: str) -> bool:
    """Every turn is stored and told once, to everybody: primary keys hold the first, this the second."""
    [(turns,)] = ask(database, "select count(*) from turns where match_id = :match", match=match)
    told = ask(
        database,
        "select audience, count(*), count(distinct body ->> 'turn') from audience_events "
        "where stream = :match and kind = 'turn_resolved' group by audience",
        match=match,
    )
    return {row[1:] for row in told} == {(turns, turns)} and len(told) == 3
