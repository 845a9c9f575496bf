"""The session, or its matches alone, as JSON: exact, and what ``airace verify`` and ``airace import`` read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def json_of(content: object) -> str:
    """For files that people may look into."""
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


def matches_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The one match of a session, or its matches in the order of their tables."""
    matches = list(content["tables"].values())
    return matches[0] if len(matches) == 1 else {"matches": matches}
