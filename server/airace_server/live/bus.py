"""The bus carries hints from whoever saved something to whoever shows it.

A hint says where there is news and not what it is: it may be lost or doubled, since readers always read the database.
How processes share hints is chosen by the setting ``bus``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from airace_server.live.bus_local import LocalBus

if TYPE_CHECKING:
    from airace_server.live.bus_redis import RedisBus

Listener = Callable[[str], None]
"""Told the stream that has news; must return at once and never raise."""

SCHEMES: Final = {"redis": "redis", "valkey": "redis", "rediss": "rediss", "valkeys": "rediss"}
"""What people write → what the client library calls it; with a second ``s`` it is encrypted."""
OPTIONS: Final = frozenset({"ssl_ca_certs", "ssl_certfile", "ssl_keyfile"})
DEFAULT_PORT: Final = 6379


class Bus(Protocol):
    """Hints between the parts of this process."""

    async def publish(self, stream: str) -> None:
        """Tell all listeners, and other processes where there are any, that ``stream`` has news."""

    def subscribe(self, listener: Listener) -> None:
        """Be told of every stream that this process publishes, from now on."""

    async def ping(self) -> None:
        """Raise when the bus does not answer (for ``/readyz``)."""

    async def close(self) -> None:
        """Let go of it."""


class SharedBus(Bus, Protocol):
    """A bus that several processes are on. *Words* are hints between processes: a stream that has news, or a kind and
    the names that it is about (``neighbours.py`` has them all)."""

    def tell_others(self, word: str) -> None:
        """Tell the other processes, soon. Never waits and never raises; what cannot be said now is said when the bus is
        back, as long as it is not too much."""

    def overhear(self, listener: Listener, on_change: Callable[[], None]) -> None:
        """Be told every word of the others from now on, and when the bus went away or came back."""

    @property
    def answers(self) -> bool:
        """Whether it works, as far as is known."""


def open_bus(url: str, database: str) -> LocalBus | RedisBus:
    """The bus of this address, not yet connected. ``database``: address of the database.

    Raises ``ValueError`` with a sentence, in which no password stands, when it is not understood, or when the database
    belongs to one process alone.
    """
    if url in ("local:", "local"):
        return LocalBus()
    address = shared_address(url)
    if database.startswith("sqlite"):
        raise ValueError(
            f"The bus {shown(url)} joins several servers, and an SQLite file belongs to one. Name a database that they "
            "share with --database postgresql://USER:PASSWORD@HOST/NAME, or leave the bus `local:`."
        )
    from airace_server.live.bus_redis import RedisBus

    return RedisBus(address, shown(url))


def shared_address(url: str) -> str:
    """The address as the client library wants it; raises ``ValueError`` with a sentence."""
    try:
        parts = urlsplit(url)
        scheme, host, port = SCHEMES.get(parts.scheme), parts.hostname, parts.port or DEFAULT_PORT
        options = {option.partition("=")[0] for option in parts.query.split("&") if option}
    except ValueError:  # no port can be so large, no host is written so
        raise ValueError(_unknown(url)) from None
    database = parts.path.removeprefix("/")
    if not scheme or not host or not port or parts.fragment or (database and not database.isdecimal()):
        raise ValueError(_unknown(url))
    if options and (scheme != "rediss" or options - OPTIONS):
        raise ValueError(
            f"The bus {shown(url)} has options that are not known. Only an encrypted one has any: "
            f"{', '.join(sorted(OPTIONS))}."
        )
    return f"{scheme}:{url.partition(':')[2]}"


def shown(url: str) -> str:
    """The address without what may be a secret: no more than scheme, host, port and number.

    >>> shown("rediss://ann:s3cret@bus.example:6380/0"), shown("redis://10.0.0.5"), shown("redis://:p@ss/w@10.0.0.5")
    ('rediss://***@bus.example:6380/0', 'redis://10.0.0.5', 'redis:…')
    """
    try:
        parts = urlsplit(url)
        user, host, port = "***@" if "@" in parts.netloc else "", parts.hostname, parts.port
    except ValueError:
        return f"{url.partition(':')[0]}:…" if url.partition(":")[0] in SCHEMES else "…"
    if not host or "@" in f"{parts.path}{parts.query}{parts.fragment}":
        return f"{parts.scheme}:…" if parts.scheme else "…"
    host = f"[{host}]" if ":" in host else host
    number = parts.path if parts.path[1:].isdecimal() else ""
    return f"{parts.scheme}://{user}{host}{'' if port is None else f':{port}'}{number}"


def _unknown(url: str) -> str:
    return (
        f"The bus {shown(url)!r} is not understood. Write `local:`, which serves everybody from this one process, or "
        "redis://HOST:PORT/0 (also valkey://, and encrypted rediss:// or valkeys://; with a password "
        "redis://:PASSWORD@HOST:PORT/0, signs such as / and @ in it as %2F and %40)."
    )
