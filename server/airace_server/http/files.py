"""Answers that a browser saves as a file."""

from __future__ import annotations

from fastapi import Response


def as_file(response: Response, name: str) -> None:
    """Have the browser save the answer under ``name``."""
    response.headers["content-disposition"] = f'attachment; filename="{name}"'
