"""``airace serve``: the server."""

from __future__ import annotations

import socket
import webbrowser
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from airace_server import logs
from airace_server.addresses import reachable_at
from airace_server.commands.console import fail, say
from airace_server.settings import Settings

if TYPE_CHECKING:
    from airace_server.serving import Server


def serve(chosen: dict[str, Any], open_browser: bool) -> None:
    """Listen until stopped. ``chosen``: settings given as options; those that are None keep their default."""
    settings = read_settings({name: value for name, value in chosen.items() if value is not None})
    listening = listen_or_fail(settings)
    settings = settings.model_copy(update={"port": listening.getsockname()[1]})
    logs.configure(settings)
    from airace_server.app import create_app
    from airace_server.serving import server

    app = create_app(settings)
    running = server(app, settings)
    running.on_ready = lambda: announce(settings, open_browser)
    running.run(sockets=[listening])
    explain_failure(running, app.state)


def read_settings(chosen: dict[str, Any]) -> Settings:
    """The settings; a wrong one ends the program with a sentence."""
    try:
        return Settings(**chosen)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        fail(f"The setting `{name}` is wrong: {first['msg']}. docs/operations.md lists all settings.")


def listen_or_fail(settings: Settings) -> socket.socket:
    """The listening socket; a taken port ends the program with a sentence."""
    from airace_server.serving import listen

    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        fail(
            f"Cannot listen on {settings.host} port {settings.port}: {error.strerror}. "
            "Choose another with --port, or --port 0 for any free one."
        )


def announce(settings: Settings, open_browser: bool) -> None:
    """Say where the game is."""
    addresses = reachable_at(settings.host, settings.port, settings.public_url)
    own = addresses[-1]
    say(f"airace is listening on {own}")
    for address in addresses[:-1]:
        say(f"Others reach it at    {address}")
    say("Stop it with Ctrl+C; matches go on where they were when it starts again.")
    if open_browser:
        webbrowser.open(own)


def explain_failure(running: Server, state: Any) -> None:
    """A start that failed ends with exit code 1, and with a sentence where the reason is known."""
    if running.started:
        return
    from airace_server.store import StoreError

    error = getattr(state, "failure", None)
    if isinstance(error, StoreError | ValueError):
        fail(str(error))
    fail("The server could not start; the lines above say where it failed.")
