"""How a match comes to be and how its first turn opens."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection, insert

from airace_rules import Seed, default_orders, new_match, to_json
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_server.bodies import ClockSettings
from airace_server.errors import Refusal
from airace_server.games import rows
from airace_server.games.book import Book
from airace_server.games.clock import opening
from airace_server.games.drafts import open_drafts
from airace_server.games.feed import open_match_streams, open_session_stream, tell, tell_facilitator
from airace_server.store.tables import matches

SEED_BYTES: Final = 32
SALT_BYTES: Final = 16


class Starting:
    """Makes matches and opens their first turn, inside the caller's transaction."""

    def __init__(self, book: Book, now: Callable[[], float] = time.time) -> None:
        self._book = book
        self._now = now

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
        state = new_match(ruleset, seed)
        later = clock.turn
        connection.execute(
            insert(matches).values(
                id=match,
                session_id=session,
                table_number=table,
                ruleset_hash=ruleset.hash,
                seed=seed.seed.hex(),
                salt=seed.salt.hex(),
                seed_hash=seed.commitment(),
                branch=seed.branch,
                turn=1,
                turns=len(ruleset.turns),
                phase="waiting",
                first_seconds=later if clock.first_turn is None else clock.first_turn,
                turn_seconds=later,
                ready=False,
                claimed=0.0,
                state=to_json(state),
                prev_hash="",
                revision=0,
            )
        )
        open_match_streams(connection, match)

    def fresh_seed(self) -> Seed:
        """The chance of a new match, or of several that share it, from the operating system's secrets. It stays secret
        until every match that has it is over; its commitment is shown from the start."""
        return Seed(secrets.token_bytes(SEED_BYTES), secrets.token_bytes(SALT_BYTES))

    def open_session(self, connection: Connection, session: str) -> None:
        """The session has a facilitator, who is to be told of its tables."""
        open_session_stream(connection, session)

    def seated(self, connection: Connection, match: str) -> tuple[str, ...]:
        """Tell the facilitator that somebody has taken a seat; returns the streams that have news."""
        row = rows.load(connection, match)
        clock = rows.clock_of(row, rows.committed(connection, row))
        return tell_facilitator(connection, row, clock, self._now())

    def open(self, connection: Connection, match: str, ruleset: Ruleset) -> tuple[str, ...]:
        """Open turn 1; returns the streams that have news. Nothing happens when it has begun; raises match_over."""
        row = rows.load(connection, match, lock=True)
        if row.over:
            raise Refusal("match_over", "The match is over.", "Open the debrief.")
        if row.phase != "waiting":
            return ()
        now = self._now()
        rows.change(connection, row, phase="open", **opening(row, 1, now))
        open_drafts(connection, row, 1, self._defaults(connection, row, ruleset))
        row = rows.load(connection, match)
        clock = rows.clock_of(row, dict.fromkeys(SIDES, False))
        return tell(connection, row, "match_started", clock, now, turn=1, branch=row.branch)

    def _defaults(self, connection: Connection, row: rows.MatchRow, ruleset: Ruleset) -> Mapping[Side, Orders]:
        state = self._book.state(connection, row)
        return {side: default_orders(ruleset, state, side) for side in SIDES}
