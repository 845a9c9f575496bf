"""The shared bus: it tells the others, holds nobody up, and shows nobody its password."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
import structlog

from airace_server.live.bus import open_bus, shared_address, shown
from airace_server.live.bus_local import LocalBus
from airace_server.live.bus_redis import MOST_UNSAID, RedisBus
from support.valkey import PASSWORD, QUOTED, Valkey

PATIENCE = 60.0
POSTGRES = "postgresql://somewhere/airace"
STREAM = "0123456789abcdef"


@pytest.fixture(scope="module")
def started() -> Iterator[Valkey]:
    valkey = Valkey()
    yield valkey
    valkey.stop()


@pytest.fixture
def valkey(started: Valkey) -> Valkey:
    """One Valkey for all tests, running at the beginning of each."""
    started.stop()
    return started.start()


@asynccontextmanager
async def on(url: str, installation: str = "one") -> AsyncIterator[tuple[RedisBus, list[str], list[str]]]:
    """A process on the bus: the bus, the words it has heard of others, and the streams its own parts were told."""
    bus = open_bus(url, POSTGRES)
    assert not isinstance(bus, LocalBus)
    heard: list[str] = []
    told: list[str] = []
    bus.overhear(heard.append, lambda: None)
    bus.subscribe(told.append)
    await bus.connect(installation)
    try:
        yield bus, heard, told
    finally:
        await bus.close()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_the_others_hear_it_once_and_the_own_parts_are_told_at_once(valkey: Valkey) -> None:
    async with on(valkey.url) as (one, own, told), on(valkey.url) as (two, heard, others):
        await one.publish(STREAM)
        assert told == [STREAM]
        await until(lambda: heard)
        two.tell_others("draft a washington")
        await until(lambda: own)
        assert (own, heard, others) == (["draft a washington"], [STREAM], [])


async def test_two_databases_on_one_redis_do_not_hear_each_other(valkey: Valkey) -> None:
    async with (
        on(valkey.url) as (one, _, _),
        on(valkey.url, "two") as (_, strangers, _),
        on(valkey.url) as (_, heard, _),
    ):
        await one.publish(STREAM)
        one.tell_others("last")
        await until(lambda: "last" in heard)
        assert strangers == []


async def test_a_bus_that_hangs_holds_nobody_up_and_hears_everything_later(valkey: Valkey) -> None:
    async with on(valkey.url) as (one, _, told), on(valkey.url) as (_, heard, _):
        valkey.freeze()
        await one.publish(STREAM)
        assert told == [STREAM]
        await until(lambda: not one.answers)
        with pytest.raises(ConnectionError):
            await one.ping()
        one.tell_others("while it is away")
        valkey.thaw()
        await until(lambda: {STREAM, "while it is away"} <= set(heard))
        await until(lambda: one.answers)
        await one.ping()


async def test_losing_it_is_logged_once_and_so_is_its_return_without_the_password(valkey: Valkey) -> None:
    with structlog.testing.capture_logs() as lines:
        async with on(valkey.url) as (one, _, _):
            valkey.stop()
            await until(lambda: not one.answers)
            await asyncio.sleep(1.0)  # some tries to come back fail
            valkey.start()
            await until(lambda: one.answers)
    assert [line["event"] for line in lines] == ["bus_away", "bus_back"]
    assert PASSWORD not in str(lines)
    assert QUOTED not in str(lines)


async def test_a_server_starts_without_it_and_finds_it_later(valkey: Valkey) -> None:
    valkey.stop()
    async with on(valkey.url) as (one, _, _):
        assert not one.answers
        valkey.start()
        await until(lambda: one.answers)


async def test_what_cannot_be_said_is_bounded(valkey: Valkey) -> None:
    async with on(valkey.url) as (one, _, _), on(valkey.url) as (_, heard, _):
        valkey.freeze()
        await until(lambda: not one.answers)
        for number in range(MOST_UNSAID + 5):
            one.tell_others(f"{number}")
        valkey.thaw()
        await until(lambda: f"{MOST_UNSAID + 4}" in heard)
        assert len(heard) <= MOST_UNSAID


async def test_words_that_are_none_of_ours_do_no_harm(valkey: Valkey) -> None:
    async with on(valkey.url) as (one, heard, _), on(valkey.url) as (two, _, _):
        with valkey.anybody() as stranger:
            for word in (b"\xff\xfe", b"", b" ", b"nothing", b"x " + b"y" * 100_000, b"x draft a b c d"):
                stranger.publish("airace:one", word)
        two.tell_others("after it")
        await until(lambda: "after it" in heard)
        assert one.answers
        assert all(len(word) <= 200 for word in heard)


@pytest.mark.parametrize("user", ["airace:wrong", "nobody:wrong"])
async def test_a_wrong_password_is_refused_with_a_sentence(valkey: Valkey, user: str) -> None:
    url = valkey.url.replace(f"airace:{QUOTED}", user)
    with pytest.raises(ValueError, match="refuses this server") as refused:
        async with on(url):
            pass
    assert "wrong" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "reddis://:hunter2@host:6379/0",
        "redis:hunter2@host",
        "redis://:hunter2@host:port/0",
        "redis://:hun/ter2@host:6379/0",
        "redis://:hunter2@:6379",
        "redis://:hunter2@host:6379/zero",
        "redis://:hunter2@host/0?password=hunter2",
        "rediss://:hunter2@host/0?ssl_cert_reqs=none&password=hunter2",
        "redis://host:99999/0#hunter2",
        "redis://:hunter2@[::1/0",
        "",
        "hunter2@local:",
    ],
)
def test_an_address_that_is_not_understood_is_refused_with_a_sentence_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="The bus ") as refused:
        open_bus(url, POSTGRES)
    assert "hunter2" not in str(refused.value)
    assert "ter2" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("redis://host", "redis://host"),
        ("valkey://u:p@host:7000/2", "redis://u:p@host:7000/2"),
        ("valkeys://host:7000/", "rediss://host:7000/"),
        ("rediss://[::1]:7000/0?ssl_ca_certs=/etc/ca.pem", "rediss://[::1]:7000/0?ssl_ca_certs=/etc/ca.pem"),
    ],
)
def test_addresses_of_redis_and_of_valkey_are_understood(written: str, meant: str) -> None:
    assert shared_address(written) == meant
    assert "p@" not in shown(written)


def test_an_sqlite_file_belongs_to_one_process_and_needs_no_shared_bus() -> None:
    with pytest.raises(ValueError, match="an SQLite file belongs to one"):
        open_bus("redis://host", "sqlite:///airace.db")
