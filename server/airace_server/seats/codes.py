"""Codes that people read aloud and type: join codes, re-entry codes, recovery codes.

Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U; what is typed as O, I or L is read as 0, 1
and 1. Case and separators do not matter.
"""

from __future__ import annotations

import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS_PER_SYMBOL: Final = 5
GROUP: Final = 4
JOIN_SYMBOLS: Final = 8  # 40 bits
REENTRY_SYMBOLS: Final = 16  # 80 bits: stored hashed, so that it must withstand guessing against a stolen database
SEPARATORS: Final = "-_.\u00b7\u2010\u2011\u2012\u2013\u2014"
MISREAD: Final = str.maketrans("OIL", "011")


def new_join_code() -> str:
    """A fresh join code of 40 random bits, grouped: ``XXXX-XXXX``."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(JOIN_SYMBOLS)))


def code_of_bytes(raw: bytes, symbols: int) -> str:
    """The leading bits of ``raw``, five a symbol, as a grouped code.

    >>> code_of_bytes(bytes(10), 16)
    '0000-0000-0000-0000'
    """
    bits = int.from_bytes(raw, "big") >> (len(raw) * 8 - symbols * BITS_PER_SYMBOL)
    shifts = range((symbols - 1) * BITS_PER_SYMBOL, -1, -BITS_PER_SYMBOL)
    return grouped("".join(ALPHABET[(bits >> shift) & 31] for shift in shifts))


def normal(typed: str) -> str | None:
    """The code as stored, from what a person typed; None when no code can look like that.

    >>> normal(" k7qm-o2xp ")
    'K7QM-02XP'
    >>> normal("not a code!") is None
    True
    """
    symbols = "".join(c for c in typed.upper() if not (c.isspace() or c in SEPARATORS)).translate(MISREAD)
    return grouped(symbols) if symbols and all(c in ALPHABET for c in symbols) else None


def grouped(symbols: str) -> str:
    """Groups of four, joined by hyphens."""
    return "-".join(symbols[i : i + GROUP] for i in range(0, len(symbols), GROUP))
