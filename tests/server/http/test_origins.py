"""Where a request comes from: whose pages may use the server, and whose address counts for limits."""

from __future__ import annotations

import pytest

from airace_server.addresses import reachable_at
from airace_server.origin import Origins, client_address

EVERYWHERE = Origins("0.0.0.0", None)  # noqa: S104
LAPTOP = ("192.168.1.5", 8000)


@pytest.mark.parametrize(
    ("origin", "arrived_at", "allowed"),
    [
        ("http://192.168.1.5:8000", LAPTOP, True),
        ("http://localhost:8000", ("127.0.0.1", 8000), True),
        ("http://[::1]:8000", ("::1", 8000), True),
        ("http://192.168.1.5:8000", ("::ffff:192.168.1.5", 8000), True),
        ("http://192.168.1.6:8000", LAPTOP, False),
        ("http://192.168.1.5:8001", LAPTOP, False),
        ("https://192.168.1.5:8000", LAPTOP, False),
        ("http://192.168.1.5", ("192.168.1.5", 80), True),
        ("http://rebound.example:8000", LAPTOP, False),
        ("http://192.168.1.5:8000.evil.example", LAPTOP, False),
        ("http://192.168.1.5:8000@evil.example", LAPTOP, False),
        ("file://", LAPTOP, False),
        ("http://192.168.1.5:99999", LAPTOP, False),
        ("http://192.168.1.5:8000", None, False),
    ],
)
def test_only_pages_of_the_servers_own_addresses_may_use_it(
    origin: str, arrived_at: tuple[str, int] | None, allowed: bool
) -> None:
    assert EVERYWHERE.allowed(origin, arrived_at) is allowed


def test_a_server_that_listens_on_one_address_lets_only_its_pages_in() -> None:
    one = Origins("192.168.1.5", None)
    assert one.allowed("http://192.168.1.5:8000", LAPTOP)
    assert not one.allowed("http://localhost:8000", LAPTOP)
    loopback = Origins("127.0.0.1", None)
    assert loopback.allowed("http://localhost:8000", ("127.0.0.1", 8000))


def scope(client: str, forwarded: str = "") -> dict:
    return {"client": (client, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}


def test_forwarded_headers_are_believed_from_trusted_proxies_alone() -> None:
    assert client_address(scope("203.0.113.7", "10.9.9.9"), ()) == "203.0.113.7"
    assert client_address(scope("203.0.113.7", "10.9.9.9"), ("127.0.0.1",)) == "203.0.113.7"
    assert client_address(scope("127.0.0.1", "10.9.9.9"), ("127.0.0.1",)) == "10.9.9.9"


def test_a_visitor_cannot_forge_an_address_in_front_of_the_proxys() -> None:
    assert client_address(scope("127.0.0.1", "1.1.1.1, 203.0.113.7"), ("127.0.0.1",)) == "203.0.113.7"
    chain = scope("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.2")
    assert client_address(chain, ("127.0.0.1", "10.0.0.0/8")) == "203.0.113.7"


def test_a_network_of_ipv6_is_one_address() -> None:
    assert client_address(scope("2001:db8:1:2::3"), ()) == client_address(scope("2001:db8:1:2:aaaa::4"), ())
    assert client_address(scope("2001:db8:1:2::3"), ()) != client_address(scope("2001:db8:1:3::3"), ())
    assert client_address(scope("::ffff:203.0.113.7"), ()) == "203.0.113.7"


def test_a_server_for_this_machine_alone_gives_no_other_address() -> None:
    assert reachable_at("127.0.0.1", 8000) == ["http://127.0.0.1:8000"]
    assert reachable_at("0.0.0.0", 8000)[-1] == "http://127.0.0.1:8000"  # noqa: S104
    assert reachable_at("127.0.0.1", 80, "https://game.example/")[0] == "https://game.example"
