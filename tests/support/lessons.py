"""A lesson as it was exported, and the commands that take it from one database to another."""

from __future__ import annotations

import asyncio
import gzip
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from typer.testing import CliRunner

from airace_server.bodies import Join, NewSession, SessionAction
from airace_server.cli import app
from airace_server.seats.refs import FacilitatorRef
from support.playing import Server, serving

REPLAYS = Path(__file__).parents[1] / "replays"

Content = dict[str, Any]


@cache
def lesson_text() -> str:
    """The export of ``a_lesson`` as JSON, played once."""

    async def play() -> str:
        with TemporaryDirectory(prefix="airace-lesson-") as folder:
            async with serving(f"sqlite:///{folder}/airace.db") as server:
                return json.dumps(await a_lesson(server))

    return asyncio.run(play())


async def a_lesson(server: Server) -> Content:
    """A class of three tables, two of which are over: people on both sides who predicted and wrote, a house bot."""
    made = await server.classroom.make_session(
        NewSession(title="Civics 11B", tables=3, fill="balanced", same_seed=False)
    )
    who, code = FacilitatorRef(made.body.session), made.body.code
    seats = {}
    for name, side in (("=Ada", "washington"), ("Bo 波", "beijing"), ("Cy", "washington"), ("Di", "beijing")):
        seats[name] = await server.seat(await server.classroom.join(Join(code=code, nickname=name, side=side)))
    await server.classroom.act(who, SessionAction(action="start"))
    ada, bo = seats["=Ada"], seats["Bo 波"]
    assert ada.match == bo.match
    await server.games.say(ada, ada.match, "table", "=1+1", "0123456789")
    await server.games.say(bo, bo.match, "team", "上", "0123456789")
    while not all(table.ending for table in (await server.games.tables(who.session))[:2]):
        turn = (await server.games.clock(ada.match)).turn
        if (await server.games.clock(ada.match)).phase == "open":
            await server.games.predict(bo, bo.match, turn, "down", 90, "they slow")
            if turn > 1:
                await server.games.predict(ada, ada.match, turn, "up", 70)
        server.clock.time += 7
        await server.classroom.act(who, SessionAction(action="close_turn", tables=[1, 2]))
    return await server.classroom.export(who)


def written(path: Path, content: object) -> str:
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def brought(file: str, database: str) -> dict[str, str]:
    """What the command answers to programs."""
    result = CliRunner().invoke(app, ["import", file, "--database", database])
    assert (result.exit_code, result.exception) == (0, None), result.stderr
    answer: dict[str, str] = json.loads(result.stdout)
    for part in ("session", "code", "link"):
        assert answer[part] in result.stderr
    return answer


def exported(session: str, database: str) -> Content:
    result = CliRunner().invoke(app, ["export", session, "--format", "json", "--database", database])
    assert (result.exit_code, result.exception) == (0, None), result.stderr
    found: Content = json.loads(result.stdout)
    return found


def recorded(name: str) -> Content:
    found: Content = json.loads(gzip.decompress((REPLAYS / f"{name}.json.gz").read_bytes()))
    return found
