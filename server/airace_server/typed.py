"""What people type, as it is stored and shown."""

from __future__ import annotations

import unicodedata


def shown(text: str) -> str:
    """A line as it is shown: no control or invisible characters, single spaces.

    >>> shown(" Civics\\x00\\t 11B ")
    'Civics 11B'
    """
    spaced = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", text))
    return " ".join("".join(c for c in spaced if c.isprintable()).split())
