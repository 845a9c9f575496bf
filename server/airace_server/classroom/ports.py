"""What the classroom needs of matches and rulesets. It is handed them; it does not know how they work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from airace_rules import Seed
from airace_rules.ruleset import Ruleset
from airace_server.bodies import ClockSettings, TableChat
from airace_server.messages import TableBody
from airace_server.store.unit_of_work import Change

T = TypeVar("T")


class Starting(Protocol):
    """Steps inside a transaction; the streams that have news come back."""

    def insert(
        self,
        connection: Connection,
        match: str,
        session: str,
        table: int,
        ruleset: Ruleset,
        seed: Seed,
        clock: ClockSettings,
    ) -> None:
        """A match that waits to be started."""

    def open(self, connection: Connection, match: str, ruleset: Ruleset) -> tuple[str, ...]:
        """Open turn 1."""

    def seated(self, connection: Connection, match: str) -> tuple[str, ...]:
        """Somebody has taken a seat."""

    def open_session(self, connection: Connection, session: str) -> None:
        """The session has a facilitator, who is to be told of its tables."""

    def fresh_seed(self) -> Seed:
        """The chance of a new match."""


class Unit(Protocol):
    """Transactions with hints."""

    async def write(self, fn: Callable[[Connection], Change[T]]) -> T: ...


class Games(Protocol):
    """Matches as a whole."""

    @property
    def unit(self) -> Unit: ...

    @property
    def starting(self) -> Starting: ...

    async def tables(self, session: str) -> list[TableBody]: ...

    async def pause(self, match: str) -> None: ...

    async def resume(self, match: str) -> None: ...

    async def extend(self, match: str, seconds: float) -> None: ...

    async def close_turn(self, match: str) -> None: ...

    async def switch_chat(self, match: str, on: bool) -> None: ...

    async def table_chat(self, match: str, most: int) -> TableChat: ...

    async def export(self, match: str) -> dict[str, Any]: ...

    async def predictors(self, match: str) -> list[Mapping[str, str | int]]: ...


class Rulesets(Protocol):
    """Rulesets by name and by hash."""

    async def by_name(self, name: str) -> Ruleset: ...

    async def get(self, hash: str) -> Ruleset: ...
