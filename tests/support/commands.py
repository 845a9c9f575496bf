"""The command ``airace`` as users run it: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from airace_client import Client
from airace_server.cli import app

COMMAND = Path(sys.executable).with_name("airace")


def run(*arguments: str, text: bool = True, **environment: str) -> subprocess.CompletedProcess[Any]:
    """Run a command to its end."""
    return subprocess.run(
        [str(COMMAND), *arguments], capture_output=True, text=text, timeout=120, env={**os.environ, **environment}
    )


def refused(*arguments: str, **environment: str) -> str:
    """What a command says that refuses in sentences: exit code 1, nothing on standard output, no traceback."""
    result = run(*arguments, **environment)
    assert (result.returncode, result.stdout) == (1, ""), result.stderr
    assert "Traceback" not in result.stderr, result.stderr
    assert result.stderr.strip().endswith((".", "?")), result.stderr
    return result.stderr


def refused_inside(*arguments: str) -> str:
    """The same without a process, for commands that touch nothing of it: quicker."""
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (1, ""), result.stderr
    assert result.stderr.strip().endswith((".", "?")), result.stderr
    return result.stderr


async def play_out(url: str) -> tuple[str, str]:
    """A whole match against the house; returns its session, and the match file."""
    async with Client(url) as client:
        seat = await client.play_now(nickname="=Ada")
        async with client.connect(seat) as game:
            async for _ in game.news():
                if game.over:
                    break
                if game.may_order:
                    await game.predict("up", 70, "=1+1 we expect so")
                    await game.commit()
        return seat.session, json.dumps(await client.export(seat))
