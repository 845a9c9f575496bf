"""What the tests of the server share."""

from __future__ import annotations

from databases import database_url, store

__all__ = ["database_url", "store"]
