"""All tables. Times are Unix seconds; JSON columns hold plain JSON; ids are random unless said otherwise.

A change here needs a migration in ``migrations/versions``; a test compares the two.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    true,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def parent(name: str, target: str, **options: Any) -> Column[str]:
    """A column that refers to ``target`` and goes when it goes."""
    return Column(name, Text, ForeignKey(target, ondelete="CASCADE"), nullable=False, **options)


rulesets = Table(
    "rulesets",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("files", JSON, nullable=False),  # path → text
    Column("stored", Double, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),  # solo | friend | class
    Column("title", Text, nullable=False),
    Column("ruleset_hash", Text, ForeignKey("rulesets.hash"), nullable=False),
    Column("fill", Text),  # house strategy for sides that are empty at the start
    Column("created", Double, nullable=False),
)

matches = Table(
    "matches",
    metadata,
    Column("id", Text, primary_key=True),
    parent("session_id", "sessions.id"),
    Column("table_number", Integer, nullable=False),
    Column("ruleset_hash", Text, ForeignKey("rulesets.hash"), nullable=False),
    Column("seed", Text, nullable=False),  # hex
    Column("salt", Text, nullable=False),  # hex
    Column("seed_hash", Text, nullable=False),
    Column("branch", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("phase", Text, nullable=False),  # waiting | open | paused | over
    Column("deadline", Double),  # set only while open with a clock
    Column("remaining", Double),  # set only while paused with a clock
    Column("seconds", Double),  # length of this turn
    Column("first_seconds", Double),
    Column("turn_seconds", Double),
    Column("ready", Boolean, nullable=False),  # every side that has a seat has committed
    Column("claimed", Double, nullable=False),  # until then somebody is closing this turn
    Column("state", JSON, nullable=False),  # MatchState at the start of the turn
    Column("prev_hash", Text, nullable=False),
    Column("revision", Integer, nullable=False),  # grows with everything that may change how the turn closes
    Column("ending", Text),
    Column("winner", Text),
    Column("chat", Boolean, nullable=False, server_default=true()),  # whether people may write
    UniqueConstraint("session_id", "table_number"),
    Index(None, "seed_hash"),
    Index(None, "phase", "deadline"),
)

players = Table(
    "players",
    metadata,
    Column("id", Text, primary_key=True),
    parent("session_id", "sessions.id", index=True),
    Column("nickname", Text, nullable=False),
)

seats = Table(
    "seats",
    metadata,
    Column("id", Text, primary_key=True),
    parent("match_id", "matches.id", index=True),
    Column("side", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("player_id", Text, ForeignKey("players.id", ondelete="SET NULL")),
    Column("bot", Text),  # house strategy; a seat has a player or a bot
    Column("missed", Integer, nullable=False),  # turns in a row in which its side did nothing
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # seat | facilitator | reentry | recovery
    Column("subject", Text, nullable=False, index=True),  # seat id or session id
    Column("created", Double, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    parent("match_id", "matches.id", primary_key=True),
    Column("side", Text, primary_key=True),
    Column("turn", Integer, nullable=False),
    Column("draft_no", Integer, nullable=False),
    Column("body", JSON, nullable=False),  # {instruments, stances, projects, deals}
    Column("player_id", Text, ForeignKey("players.id", ondelete="SET NULL")),  # who changed it last
)

orders = Table(
    "orders",
    metadata,
    parent("match_id", "matches.id", primary_key=True),
    Column("branch", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("side", Text, primary_key=True),
    Column("draft_no", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("seat_id", Text, nullable=False),
    Column("at", Double, nullable=False),
)

predictions = Table(
    "predictions",
    metadata,
    parent("match_id", "matches.id", primary_key=True),
    Column("branch", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    parent("player_id", "players.id", primary_key=True, index=True),
    Column("side", Text, nullable=False),
    Column("expects", Text, nullable=False),  # up | down
    Column("confidence", Integer, nullable=False),  # per cent
    Column("because", Text, nullable=False),  # a line, perhaps empty
    Column("at", Double, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    parent("match_id", "matches.id", primary_key=True),
    Column("branch", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("result", JSON, nullable=False),  # TurnResult, orders included
    Column("closed_by", Text, nullable=False),
    Column("at", Double, nullable=False),
)

sequences = Table(
    "sequences",
    metadata,
    Column("stream", Text, primary_key=True),  # match id, or session id for the facilitator
    Column("audience", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

audience_events = Table(
    "audience_events",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("audience", Text, primary_key=True),
    Column("event", Integer, primary_key=True, autoincrement=False),
    Column("match_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", Double, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    parent("match_id", "matches.id", primary_key=True),
    Column("room", Text, primary_key=True),  # washington | beijing (that side's own) | table (both)
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("side", Text, nullable=False),
    Column("seat_id", Text, nullable=False),
    Column("player_id", Text, ForeignKey("players.id", ondelete="SET NULL")),
    Column("once", Text, nullable=False),  # chosen by the client: sent again, it is the same message
    Column("turn", Integer, nullable=False),  # 0 before the start
    Column("at", Double, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("seat_id", "once"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("stream", Text, nullable=False),
    Column("at", Double, nullable=False),
)

actions = Table(
    "actions",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    parent("session_id", "sessions.id", index=True),
    Column("at", Double, nullable=False),
    Column("what", JSON, nullable=False),
)

installation = Table(
    "installation",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),  # 1: there is one row, or none
    Column("id", Text, nullable=False),  # by which servers on a shared bus know that they belong together
)

servers = Table(
    "servers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("until", Double, nullable=False),  # by the database's clock; later it counts as dead
)

connected = Table(
    "connected",
    metadata,
    parent("server_id", "servers.id", primary_key=True),
    parent("seat_id", "seats.id", primary_key=True, index=True),
)
