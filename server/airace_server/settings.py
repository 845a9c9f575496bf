"""Every address, limit and timeout of the server: name, default and reason, in one place.

A setting is read from the environment as ``AIRACE_<NAME>`` (lists as JSON); options of ``airace serve`` win over it.
Sizes are bytes, times are seconds, rates are per second with a burst above them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def data_folder() -> Path:
    """The folder in which this platform keeps a program's data: where the database is unless told otherwise."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "airace"


def default_database() -> str:
    """URL of the SQLite file in the data folder."""
    return f"sqlite:///{data_folder() / 'airace.sqlite3'}"


class Settings(BaseSettings):
    """All settings. Immutable; a part is handed the settings, it never looks for them."""

    model_config = SettingsConfigDict(env_prefix="AIRACE_", frozen=True, extra="forbid")

    # ------------------------------------------------------------ where things are
    host: str = Field(
        "0.0.0.0",  # noqa: S104
        description=(
            "Address to listen on. All addresses, so that a class on the LAN gets in; 127.0.0.1 for this machine alone."
        ),
    )
    port: int = Field(
        8000,
        ge=0,
        le=65_535,
        description="TCP port; 0 takes a free one.",
    )
    database: str = Field(
        default_factory=default_database,
        description=(
            "SQLAlchemy URL: sqlite:///FILE or postgresql://…; the default is one file in the platform's data folder."
        ),
    )
    bus: str = Field(
        "local:",
        description=(
            "How processes tell each other of news. `local:` is this process alone; redis://HOST:PORT/0 (or valkey://, "
            "encrypted rediss:// and valkeys://) joins all that name the same PostgreSQL database."
        ),
    )
    rulesets: Path | None = Field(
        None,
        description="Folder with rulesets, one folder each; none: those that ship with the game.",
    )
    static: Path | None = Field(
        None,
        description="Folder of the built client; none: the one in the package, or in the checkout.",
    )
    public_url: str | None = Field(
        None,
        description=(
            "Address under which the world sees this server, such as https://game.school.example; allowed as an "
            "Origin and printed in join links."
        ),
    )
    trusted_proxies: tuple[str, ...] = Field(
        (),
        description=(
            "Addresses or networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. "
            "None by default: anybody can write these headers."
        ),
    )

    # ------------------------------------------------------------ who may do what
    create_sessions: Literal["anyone", "local"] = Field(
        "anyone",
        description=(
            "Who may open class sessions: anyone, or only browsers on the server's own machine. Use `local` on a "
            "public server."
        ),
    )
    max_sessions: int = Field(
        5_000,
        ge=1,
        description=(
            "Sessions kept at once; more are refused with `server_full`, so that the disk cannot be filled from "
            "outside."
        ),
    )
    max_players: int = Field(
        400,
        ge=2,
        description="Players in one session: ten classes; keeps one leaked code from filling the server.",
    )

    # ------------------------------------------------------------ sockets
    frame_bytes: int = Field(
        16_384,
        ge=1_024,
        description=(
            "Largest frame from a client. A whole draft is under 2 KiB; a larger frame is refused and the "
            "connection survives."
        ),
    )
    frame_bytes_hard: int = Field(
        131_072,
        ge=16_384,
        description=(
            "Largest frame that is read at all; beyond it the socket is closed with 1009 before the frame is in memory."
        ),
    )
    forecast_workers: int = Field(
        1,
        ge=0,
        le=64,
        description=(
            "Processes that work out forecasts of drafts; 0: no forecasts. Each takes about 80 MB. Unless it is 0, one "
            "more starts with the first longer sum (when points pay, planners, turning points); else these are done "
            "inside the server."
        ),
    )
    queue_bytes: int = Field(
        262_144,
        ge=65_536,
        description=(
            "Bytes that may wait for one slow reader; then it is closed with a reason and its client comes back "
            "for a snapshot."
        ),
    )
    slow_close_seconds: float = Field(
        5.0,
        gt=0,
        description="Time that a closed socket gets to read the reason before the connection is cut.",
    )
    hello_seconds: float = Field(
        10.0,
        gt=0,
        description="Time for the first frame: an open socket that says nothing holds memory.",
    )
    ping_seconds: float = Field(
        20.0,
        gt=0,
        description=(
            "Interval of keep-alive pings; also the time to answer one. School proxies cut idle connections after "
            "30 to 60 seconds."
        ),
    )
    max_sockets: int = Field(
        5_000,
        ge=1,
        description="Sockets of this process; more are refused with `server_full`.",
    )
    address_sockets: int = Field(
        500,
        ge=1,
        description="Sockets from one address. A whole class, and often a whole school, sits behind one.",
    )
    seat_frames: float = Field(
        30.0,
        gt=0,
        description="Frames per second of one seat. A dragged slider sends about 20.",
    )
    seat_frames_burst: int = Field(
        90,
        ge=1,
        description="Frames a seat may send at once after a pause.",
    )
    seat_messages: float = Field(
        0.25,
        gt=0,
        description="Chat messages per second of one seat: one in four seconds, which leaves time to read.",
    )
    seat_messages_burst: int = Field(
        6,
        ge=1,
        description="Chat messages that a seat may send at once after a pause.",
    )
    address_frames: float = Field(
        600.0,
        gt=0,
        description="Frames per second of one address: 40 players dragging half of the time.",
    )
    address_frames_burst: int = Field(
        2_400,
        ge=1,
        description="Frames that one address may send at once.",
    )
    strikes: float = Field(
        0.5,
        gt=0,
        description="Bad, oversized or too fast frames per second that are forgiven for ever.",
    )
    strikes_burst: int = Field(
        20,
        ge=1,
        description="Such frames in a row before the socket is closed with a reason.",
    )
    presence_seconds: float = Field(
        15.0,
        ge=1.0,
        description=(
            "How long people count as connected to a process that has died without a word. Only with a shared bus; a "
            "third of it is how often a process asks the database whether a hint was lost."
        ),
    )
    resume_events: int = Field(
        8,
        ge=0,
        description="Missed events that are sent one by one on reconnecting; beyond it one snapshot is smaller.",
    )

    # ------------------------------------------------------------ HTTP
    body_bytes: int = Field(
        65_536,
        ge=1_024,
        description="Largest HTTP request body; the largest honest one is under 1 KiB.",
    )
    address_requests: float = Field(
        60.0,
        gt=0,
        description="API requests per second of one address: a class that loads the page together.",
    )
    address_requests_burst: int = Field(
        1_000,
        ge=1,
        description="API requests that one address may make at once.",
    )
    address_codes: float = Field(
        2.0,
        gt=0,
        description=(
            "Codes that one address may try per second, right or wrong. With 39-bit codes a guess would take "
            "thousands of years."
        ),
    )
    address_codes_burst: int = Field(
        200,
        ge=1,
        description="Codes that one address may try at once: a class that joins together, with typing errors.",
    )
    address_sessions: float = Field(
        0.5,
        gt=0,
        description="Sessions and matches that one address may make per second.",
    )
    address_sessions_burst: int = Field(
        100,
        ge=1,
        description="Sessions and matches that one address may make at once: a class in which all play the house.",
    )

    # ------------------------------------------------------------ running
    shutdown_seconds: float = Field(
        5.0,
        gt=0,
        description="Time for open requests and sockets to end when the server is stopped.",
    )
    log_format: Literal["auto", "json", "console"] = Field(
        "auto",
        description="Log lines as JSON or for people; `auto`: for people on a terminal.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        description="Least important lines that are logged.",
    )
