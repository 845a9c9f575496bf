"""The bus of several processes: pub/sub of Redis or Valkey.

The listeners of this process are called directly, as on the local bus; the others are told by a task of its own, so
that nobody who plays ever waits for the network. The channel is named after the database, so that two installations on
one Redis do not hear each other. A message is who says it, a space, and the word.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, ResponseError

from airace_server.live.bus import Listener
from airace_server.seats.refs import new_id

PATIENCE: Final = 1.5
"""Seconds that an answer of the bus may take. Nobody who plays waits for it."""
QUIET_SECONDS: Final = 2.0
"""Without a word for so long, the bus is asked whether it is still there: a dead connection looks like a quiet one."""
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0
"""Seconds between two tries to connect: twice as long each time."""
MOST_UNSAID: Final = 2_000
"""Words kept while the bus is away; beyond it the oldest go, and others find that news when they look."""
MOST_AT_ONCE: Final = 200
LONGEST_MESSAGE: Final = 200

log = structlog.get_logger("airace.bus")


class RedisBus:
    """See ``SharedBus``. ``shown``: its address without the password."""

    def __init__(self, address: str, shown: str) -> None:
        self._shown = shown
        self._client: Redis = Redis.from_url(
            address,
            protocol=2,
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),  # trying again is done here
        )
        self._channel = ""
        self._own = f"{new_id()} "
        self._listeners: list[Listener] = []
        self._overhearing: list[Listener] = []
        self._on_change: list[Callable[[], None]] = []
        self._unsaid: dict[str, None] = {}
        self._speak = asyncio.Event()
        self._answers = False
        self._told_away = False
        self._task: asyncio.Task[None] | None = None

    async def connect(self, installation: str) -> None:
        """Begin. ``installation``: what the database is called, in letters and digits. A bus that cannot be reached is
        tried again and again; one that answers and will not have us raises ``ValueError`` with a sentence."""
        self._channel = f"airace:{installation}"
        tried: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._keep_connected(tried))
        try:
            await tried
        except (AuthenticationError, ResponseError) as error:
            raise ValueError(
                f"The bus {self._shown} refuses this server ({type(error).__name__}). Look at the user and the "
                "password in AIRACE_BUS, and at what they may do: publish and subscribe on channels `airace:*`."
            ) from None

    # ------------------------------------------------------------ as the server sees it

    async def publish(self, stream: str) -> None:
        for listener in self._listeners:
            listener(stream)
        self.tell_others(stream)

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def tell_others(self, word: str) -> None:
        self._unsaid[word] = None
        if len(self._unsaid) > MOST_UNSAID:
            del self._unsaid[next(iter(self._unsaid))]
        self._speak.set()

    def overhear(self, listener: Listener, on_change: Callable[[], None]) -> None:
        self._overhearing.append(listener)
        self._on_change.append(on_change)

    @property
    def answers(self) -> bool:
        return self._answers

    async def ping(self) -> None:
        if not self._answers:
            raise ConnectionError("the bus is away")
        await self._client.ping()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        with suppress(Exception):
            if self._answers and self._unsaid:
                await self._say_some()
            await self._client.aclose()

    # ------------------------------------------------------------ the connection

    async def _keep_connected(self, tried: asyncio.Future[None]) -> None:
        pause, loop = FIRST_PAUSE, asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self._one_connection(tried)
            except Exception as error:  # whatever it is, the bus is not there; the database is
                self._went(error, tried)
            if loop.time() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _one_connection(self, tried: asyncio.Future[None]) -> None:
        """Until something fails."""
        async with self._client.pubsub() as ears:
            async with asyncio.timeout(PATIENCE):
                await ears.subscribe(self._channel)
                while await ears.get_message(timeout=PATIENCE) is None:
                    pass  # until it has confirmed: from then on no word is missed
                await self._client.publish(self._channel, self._own)
            self._came(tried)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(ears))
                group.create_task(self._say())

    async def _listen(self, ears: Any) -> None:
        asked = False
        while True:
            message = await ears.get_message(timeout=PATIENCE if asked else QUIET_SECONDS)
            if message is None and asked:
                raise TimeoutError
            asked = message is None
            if message is None:
                await ears.ping()
            elif message["type"] == "message":
                self._heard(message["data"])

    def _heard(self, data: bytes) -> None:
        said = data[:LONGEST_MESSAGE].decode(errors="replace")
        word = said.partition(" ")[2]
        if word and not said.startswith(self._own):
            for listener in self._overhearing:
                listener(word)

    async def _say(self) -> None:
        while True:
            await self._speak.wait()
            self._speak.clear()
            while self._unsaid:
                await self._say_some()

    async def _say_some(self) -> None:
        words = list(islice(self._unsaid, MOST_AT_ONCE))
        for word in words:
            del self._unsaid[word]
        try:
            async with asyncio.timeout(PATIENCE), self._client.pipeline(transaction=False) as sentence:
                for word in words:
                    sentence.publish(self._channel, self._own + word)
                await sentence.execute()
        except BaseException:
            self._unsaid = {**dict.fromkeys(words), **self._unsaid}
            raise

    # ------------------------------------------------------------ away and back

    def _came(self, tried: asyncio.Future[None]) -> None:
        self._answers = True
        self._speak.set()  # what could not be said meanwhile
        if not tried.done():
            tried.set_result(None)
        if self._told_away:
            self._told_away = False
            log.info("bus_back", bus=self._shown)
        self._changed()

    def _went(self, error: Exception, tried: asyncio.Future[None]) -> None:
        answered, self._answers = self._answers, False
        if not tried.done():
            if isinstance(error, AuthenticationError | ResponseError):
                tried.set_exception(error)  # the server will not start, and says why
                return
            tried.set_result(None)
        if not self._told_away:
            self._told_away = True
            log.warning("bus_away", bus=self._shown, error=_name(error), meanwhile="news is looked for every second")
        if answered:
            self._changed()

    def _changed(self) -> None:
        for tell in self._on_change:
            tell()


def _name(error: BaseException) -> str:
    """Its type alone: texts may quote what somebody typed."""
    if isinstance(error, BaseExceptionGroup):
        return _name(error.exceptions[0])
    return type(error).__name__
