"""Which version of the program this is."""

from __future__ import annotations

from functools import lru_cache
from importlib import metadata


@lru_cache
def program_version() -> str:
    """The version of the installed package; ``0`` when it runs without being installed."""
    try:
        return metadata.version("airace")
    except metadata.PackageNotFoundError:
        return "0"
