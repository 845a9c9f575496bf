"""Tokens: what a browser keeps in a cookie. The database holds only their SHA-256.

A re-entry code is derived from its token, so that a seat's own page can show the code again although only its hash is
stored; every token has its own code, and all codes of a seat work.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final, Literal

from airace_server.seats.codes import REENTRY_SYMBOLS, code_of_bytes

TOKEN_BYTES: Final = 16
TokenKind = Literal["seat", "facilitator", "reentry", "recovery"]


def new_token() -> str:
    """128 random bits, safe in a cookie and in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(secret: str) -> str:
    """What is stored of a token or a code: hex SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_for(token: str) -> str:
    """The code that brings the holder of ``token`` back on another device (80 bits)."""
    return code_of_bytes(hmac.digest(token.encode(), b"airace re-entry", "sha256"), REENTRY_SYMBOLS)
