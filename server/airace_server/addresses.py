"""Under which addresses this server can be reached."""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from typing import Final

ELSEWHERE: Final = ("192.0.2.1", 9)
"""An address of no machine (RFC 5737). Connecting a UDP socket to it sends nothing; it only picks the way out."""


@lru_cache
def lan_address() -> str | None:
    """This machine's address on its network; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if ipaddress.ip_address(address).is_loopback else address


def reachable_at(host: str, port: int, public_url: str | None = None) -> list[str]:
    """Addresses to give to people, the best for others first.

    >>> reachable_at("127.0.0.1", 8000)
    ['http://127.0.0.1:8000']
    """
    found = [] if public_url is None else [public_url.rstrip("/")]
    if host in ("0.0.0.0", "::", ""):  # noqa: S104
        lan = lan_address()
        return [*found, *([f"http://{lan}:{port}"] if lan else []), f"http://127.0.0.1:{port}"]
    return [*found, f"http://{in_url(host)}:{port}"]


def in_url(host: str) -> str:
    """A host as it stands in a URL.

    >>> in_url("::1")
    '[::1]'
    """
    return f"[{host}]" if ":" in host else host
