"""Log lines: one event a line, for people on a terminal, as JSON elsewhere.

No line holds a nickname, a code, a token, a cookie or a chat message. Callers log names of things that are no secret;
exceptions are logged as their type and the places they passed, since their texts may quote what somebody typed.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, MutableMapping
from types import TracebackType
from typing import Any, Final

import structlog

from airace_server.settings import Settings

Event = MutableMapping[str, Any]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
MOST_PLACES: Final = 12
TRACEBACK: Final = "Traceback (most recent call last)"
STARTUP: Final = "Application startup failed"
LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def configure(settings: Settings) -> None:
    """Set up logging of the process. Everything goes to standard error."""
    chain: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_texts,
    ]
    renderer: Any = structlog.processors.JSONRenderer()
    if settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty()):
        renderer = for_people(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()))
    structlog.configure(
        processors=[*chain, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[settings.log_level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = Forward()
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def for_people(renderer: Callable[[Any, str, Event], str]) -> Callable[[Any, str, Event], str]:
    """The same lines, but the places that an exception passed and the mistakes in a ruleset, as `airace rules check`
    prints them, stand below theirs."""

    def render(logger: Any, method: str, event: Event) -> str:
        mistakes = event.pop("mistakes", None)
        passed = event.pop("exception", None) or []
        line = renderer(logger, method, event)
        return "\n".join([line, *(f"    {place}" for place in passed), *([mistakes] if mistakes else [])])

    return render


def without_texts(logger: Any, method: str, event: Event) -> Event:
    """Replace an exception by its type and the places it passed."""
    info = event.pop("exc_info", None)
    if info:
        event["exception"] = places(exc_info_of(info))
    return event


def exc_info_of(value: Any) -> ExcInfo | None:
    """The exception meant by structlog's ``exc_info`` (True, an exception, or a tuple)."""
    if isinstance(value, BaseException):
        return type(value), value, value.__traceback__
    found = value if isinstance(value, tuple) else sys.exc_info()
    return None if found[0] is None else (found[0], found[1], found[2])


def places(info: ExcInfo | None) -> list[str]:
    """``["ValueError", "module.py:10 function", …]``, the innermost place last; causes before what they caused."""
    if info is None:
        return []
    kind, error, trace = info
    frames = traceback.extract_tb(trace)[-MOST_PLACES:]
    here = [kind.__name__, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*places((type(cause), cause, cause.__traceback__)), *here] if cause is not None else here


class Forward(logging.Handler):
    """Sends the lines of libraries (uvicorn, alembic) the same way, without their arguments."""

    def emit(self, record: logging.LogRecord) -> None:
        text = str(record.msg)
        if STARTUP in text or TRACEBACK in text:
            return  # told by whoever started the server, without the exception's text
        log: Callable[..., Any] = structlog.get_logger(record.name).warning
        log(text.strip(), logger=record.name, exc_info=record.exc_info)
