"""``airace serve``: the server."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import socket
import webbrowser
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, NoReturn

import structlog
from pydantic import ValidationError

from airace_server import logs
from airace_server.addresses import reachable_at
from airace_server.commands.console import fail, say
from airace_server.settings import Settings


def serve(chosen: dict[str, Any], open_browser: bool) -> None:
    """Listen until stopped. ``chosen``: settings given as options; those that are None keep their default."""
    settings = read_settings({name: value for name, value in chosen.items() if value is not None})
    check_rulesets(settings.rulesets)
    listening = listen_or_fail(settings)
    settings = settings.model_copy(update={"port": listening.getsockname()[1]})
    logs.configure(settings)
    from airace_server.app import create_app
    from airace_server.serving import server

    app = create_app(settings)
    running = server(app, settings)

    def ready() -> None:
        gc.freeze()  # what is loaded by now stays for good
        gc.enable()
        Thread(target=import_module, args=["airace_rules.engine.draws"], daemon=True).start()  # for the first match
        announce(settings, open_browser)

    running.on_ready = ready
    signal.signal(signal.SIGTERM, _end)
    with suppress(SystemExit):  # uvicorn's way of saying that it could not start
        running.run(sockets=[listening])
    if not running.started:
        explain(getattr(app.state, "failure", None))
    for worker in multiprocessing.active_children():
        worker.terminate()  # what it is at is wanted by nobody now


def _end(*_: object) -> NoReturn:
    """uvicorn gives SIGTERM back once it has stopped. Python clears up after itself where it is not ended by that."""
    raise SystemExit(0)


def read_settings(chosen: dict[str, Any]) -> Settings:
    """The settings; a wrong one ends the program with a sentence."""
    try:
        return Settings(**chosen)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        fail(f"The setting `{name}` is wrong: {first['msg']}. docs/operations.md lists all settings.")


def check_rulesets(folder: Path | None) -> None:
    """A folder with nothing to play in it ends the program with a sentence."""
    if folder is None:
        return
    if not folder.is_dir():
        fail(f"There is no folder {folder}. Name the one that holds the folders of the rulesets with --rulesets.")
    if any(folder.glob("*.yaml")):
        fail(f"{folder} is a ruleset itself. Name the folder above it with --rulesets.")
    if not any(folder.glob("*/*.yaml")):
        fail(f"There is no ruleset in {folder}: it has no folder with .yaml files in it.")


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


def explain(failure: Exception | None) -> NoReturn:
    """End with exit code 1, and with a sentence where the reason is known."""
    from airace_server.store import StoreError

    if isinstance(failure, StoreError | ValueError):
        fail(str(failure))
    structlog.get_logger("airace.app").error("start_failed", exc_info=failure)
    fail("The server could not start; the line above says where it failed.")
