"""Where a request comes from: the page that sent it, and the address it came from."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from airace_server.errors import Refusal

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104
IPV6_PREFIX: Final = 64
"""One household or class has a whole /64; its members are one address."""


class Origins:
    """Which pages may use this server: those of its own listening addresses, and of ``public_url``."""

    def __init__(self, host: str, public_url: str | None) -> None:
        self._host = host
        self._public = origin_of(public_url) if public_url else None

    def check(self, request: HTTPConnection[Any]) -> None:
        """Raise ``forbidden_origin`` for a foreign page. No Origin is fine: every browser sends one with a socket."""
        if all(self.allowed(origin, request.scope.get("server")) for origin in request.headers.getlist("origin")):
            return
        raise Refusal(
            "forbidden_origin",
            "This page may not use this server.",
            "Open the game under the address that the server prints, or start the server with --public-url.",
        )

    def allowed(self, origin: str, arrived_at: Sequence[Any] | None) -> bool:
        """Whether a page of ``origin`` may use a connection that arrived at this local (address, port).

        >>> Origins("0.0.0.0", None).allowed("http://localhost:8000", ("127.0.0.1", 8000))
        True
        >>> Origins("0.0.0.0", "https://game.example/").allowed("https://game.example.evil.example", ("10.0.0.1", 80))
        False
        """
        found = origin_of(origin)
        if found is None:
            return False
        if found == self._public:
            return True
        scheme, host, port = found
        if scheme != "http" or not arrived_at or port != arrived_at[1]:
            return False
        return host in self._hosts(plain(str(arrived_at[0])))

    def _hosts(self, arrived_at: str) -> frozenset[str]:
        if self._host in EVERYWHERE:
            return LOOPBACK | {arrived_at} | own_names()
        named = {self._host.lower(), arrived_at}
        return LOOPBACK | named if named & LOOPBACK else frozenset(named)


@lru_cache
def own_names() -> frozenset[str]:
    """What this machine is called on its network."""
    name = socket.gethostname().lower()
    return frozenset({name, name.partition(".")[0], f"{name.partition('.')[0]}.local"})


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None when it is no web address.

    >>> origin_of("https://Game.example/path")
    ('https', 'game.example', 443)
    >>> origin_of("null") is None
    True
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname and parts.username is None else None


def plain(address: str) -> str:
    """An IPv4 address that arrived as IPv6 (``::ffff:10.0.0.1``), as IPv4."""
    return address.removeprefix("::ffff:")


def is_trusted(address: str, proxies: Sequence[str]) -> bool:
    """Whether an address belongs to a trusted proxy."""
    try:
        return any(ipaddress.ip_address(address) in ipaddress.ip_network(proxy, strict=False) for proxy in proxies)
    except ValueError:
        return False


def client_address(scope: Mapping[str, Any], proxies: Sequence[str]) -> str:
    """Who is asking, for limits: the last address in X-Forwarded-For that is not a trusted proxy's, believed only from
    a trusted proxy; an IPv6 client is its /64."""
    client = scope.get("client")
    address = plain(client[0]) if client else "unknown"
    if is_trusted(address, proxies):
        forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1")
        for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
            address = plain(hop)
            if not is_trusted(address, proxies):
                break
    return network_of(address)


def network_of(address: str) -> str:
    """The address itself, or the /64 of an IPv6 address.

    >>> network_of("2001:db8::1:2"), network_of("10.0.0.7")
    ('2001:db8::/64', '10.0.0.7')
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False))


def is_https(request: HTTPConnection[Any], proxies: Sequence[str]) -> bool:
    """Whether the browser speaks https, to this server or to a trusted proxy."""
    if request.url.scheme in ("https", "wss"):
        return True
    client = request.client
    trusted = client is not None and is_trusted(plain(client.host), proxies)
    return trusted and request.headers.get("x-forwarded-proto", "").split(",")[0].strip() == "https"
