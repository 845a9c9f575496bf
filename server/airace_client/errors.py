"""Errors of the client.

ClientError
├── Refused        the server said no; carries its code, message and hint
└── Disconnected   the server cannot be reached, or closed for good; says why
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ClientError(Exception):
    """Anything that goes wrong between this client and a server."""


class Refused(ClientError):
    """The server's answer in its own shape: ``code`` is stable, ``message`` and ``hint`` are sentences."""

    def __init__(self, error: Mapping[str, Any], draft: Mapping[str, Any] | None = None) -> None:
        self.code = str(error.get("code", "internal"))
        self.message = str(error.get("message", ""))
        self.hint = str(error.get("hint", ""))
        self.field = error.get("field")
        self.args_ = dict(error.get("args") or {})
        self.draft = draft
        super().__init__(f"{self.code}: {self.message} {self.hint}".strip())


class Disconnected(ClientError):
    """No connection, and none to be had."""
