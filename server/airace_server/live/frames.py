"""Frames: encoded once, shared by all sockets that get them."""

from __future__ import annotations

from typing import Final

from airace_server.messages import ServerMessage, server_messages

TEXT_FRAME: Final = 0x81  # final fragment, opcode text (RFC 6455, 5.2); a server does not mask


class Frame:
    """An encoded message. ``wire``: the bytes on the connection, header included. ``replaces``: a newer frame with the
    same name makes this one worthless while it still waits (drafts, presence); None: every one counts."""

    __slots__ = ("replaces", "text", "wire")

    def __init__(self, payload: bytes, replaces: str | None = None) -> None:
        self.text = payload.decode()
        self.wire = header(len(payload)) + payload
        self.replaces = replaces


def frame(message: ServerMessage, replaces: str | None = None) -> Frame:
    """Encode a message."""
    return Frame(server_messages.dump_json(message), replaces)


def header(length: int) -> bytes:
    """Header of an unmasked text frame with a payload of ``length`` bytes.

    >>> header(5).hex(), header(300).hex()
    ('8105', '817e012c')
    """
    if length < 126:
        return bytes((TEXT_FRAME, length))
    if length < 65_536:
        return bytes((TEXT_FRAME, 126)) + length.to_bytes(2, "big")
    return bytes((TEXT_FRAME, 127)) + length.to_bytes(8, "big")
