"""Seals: what stands beside a match in its file, and cannot be played again, is kept whole by a hash of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

SEALED: Final = ("session", "about", "people", "predictions", "chat", "predicted_by", "actions")
"""Parts of a match file and of a session's export that no replay can check."""
SEAL: Final = "seal"


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with a hash of each part that needs one; unchanged when none does."""
    found = {part: seal_of(content[part]) for part in SEALED if part in content}
    return {**content, SEAL: found} if found else dict(content)


def broken(content: Mapping[str, Any]) -> Iterable[str]:
    """The parts that are not what was sealed. A file without seals, of an older version, has none."""
    seal = content.get(SEAL, {})
    if not isinstance(seal, Mapping):
        return [SEAL]
    parts = dict.fromkeys((*seal, *(part for part in SEALED if seal and part in content)))
    return [part for part in parts if seal.get(part) != seal_of(content.get(part))]


def seal_of(part: object) -> str:
    """Hash (hex SHA-256) of plain data; the same however a program lays it out.

    >>> seal_of({"a": 1.0, "b": []}) == seal_of({"b": [], "a": 1})
    True
    """
    text = json.dumps(plain(part), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(part: object) -> object:
    """The same data with whole numbers as such. JSON knows one kind of number: many programs write 1.0 as 1."""
    match part:
        case Mapping():
            return {str(key): plain(value) for key, value in part.items()}
        case list() | tuple():
            return [plain(value) for value in part]
        case float() if part.is_integer():
            return int(part)
    return part
